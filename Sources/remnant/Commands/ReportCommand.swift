import ArgumentParser
import FootageMatching

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the HTML report of a finished match.",
    discussion: """
      RESULTS is the folder that match wrote into. Its folder report gets index.html (the clips), a page a clip with \
      comparisons to look at (side by side, swipe, opacity, flicker), the digests of all inputs, and method and limits in \
      plain words. It loads nothing from any network and may be mailed or archived as a folder. An earlier report is replaced.

      Footage and references are shown where they are still the same, bit by bit; the pages say what is missing. Name their \
      places if they have moved.

      Examples:
        remnant report results/
        remnant report results/ --footage /media/case-7/launch-site --references /media/library
      """)

  @Argument(help: "Folder with the results of a match.")
  var results: SourcePath

  @Option(help: "Where the footage is now: a folder, picture or film; may be repeated. Default: where match read it.")
  var footage: [SourcePath] = []

  @Option(
    name: .shortAndLong, help: "Where the references are now. Default: where match read them.", completion: .directory)
  var references: SourcePath?

  @Option(help: "Comparisons shown for a clip, best first.")
  var frames = ReportOptions().comparisonsPerClip

  @Flag(name: .shortAndLong, help: "Say only what failed.")
  var quiet = false

  @OptionGroup var threading: ThreadingOptions

  func validate() throws {
    guard (0...100).contains(frames) else { throw ValidationError("--frames must be between 0 and 100.") }
  }

  func run() async throws {
    var options = ReportOptions()
    options.threads = threading.count
    options.comparisonsPerClip = frames
    options.footage = footage.isEmpty ? nil : footage
    options.references = references
    let outcome: ReportOutcome
    do {
      outcome = try await ReportRun(results: results, options: options).write { done, total in
        guard !quiet, Console.isInteractive else { return }
        Console.shared.status("\(done)/\(total) clips")
      }
    } catch {
      Console.shared.clearStatus()
      throw CommandFailure(error)
    }
    Console.shared.clearStatus()
    if !quiet {
      for notice in outcome.notices.prefix(Self.greatestNoticeCount) { Console.shared.message(notice) }
      let more = outcome.notices.count - Self.greatestNoticeCount
      if more > 0 { Console.shared.message("… and \(more) more; the report names them.") }
      try StandardOutput.print(outcome.index.display)
    }
    if outcome.hasDamage { throw ExitCode.someFailed }
  }

  /// Notices said on the terminal; the report says all.
  private static let greatestNoticeCount = 10
}
