import ArgumentParser
import FootageMatching
import Logging

struct MatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "Compare footage with references: a folder or a library.",
    discussion: """
      FOOTAGE is pictures, folders (a folder with pictures is a clip; folders in it are clips too), films (through \
      ffmpeg), or - for a list of these on standard input, one path a line. Pictures named one by one belong to the \
      clip of the folder they lie in.

      In the folder of references, each folder is a system and the pictures in it are its views.

      The output folder gets results.jsonl (a line a frame), summary.json (a verdict a clip: candidate or \
      inconclusive), run.json (options, digests, times) and overlays/ (pictures to check the best frames by). ^C stops \
      after the frames under way and leaves valid files; ^C again quits at once.

      However a run ended (^C, kill -9, a full disk, a power cut), the same command with --resume goes on with it and ends with \
      the same bytes as one that was never stopped. Finished clips are taken over, known by their frames' content and names; a clip \
      that was under way, or has changed, is examined again. With --shard 2/8 every eighth clip is examined, from the second on; \
      remnant merge puts the shares together.

      Examples:
        remnant match launch-site/ --references library/ --output results/
        remnant match clip.mp4 --frames-per-second 5 --library systems.remnant --output results/
        find . -name '*.jpg' -print0 | remnant match - --null --references library/ --output results/
        remnant match days/ --references library/ --output share-2/ --shard 2/8 --resume
      """)

  @Argument(help: "Pictures, folders, films, or - for a list on standard input.")
  var footage: [SourcePath]

  @OptionGroup var references: ReferenceArguments

  @Option(name: .shortAndLong, help: "Folder for the results; made if missing.", completion: .directory)
  var output: SourcePath

  @Flag(help: "Replace the results of an earlier run in the output folder.")
  var force = false

  @Flag(help: "Go on with the run in the output folder, if it holds one.")
  var resume = false

  @Option(help: ArgumentHelp("Examine one of several shares of the clips.", valueName: "i/n"))
  var shard: ShardSelection?

  @Flag(name: .customLong("null"), help: "The list on standard input separates paths by zero bytes.")
  var nullSeparated = false

  @Option(help: "Overlays for a clip, best frames first: a number or none.")
  var overlays = OverlayCount(count: 1)

  @OptionGroup var films: FilmArguments

  @Flag(
    help: "Skip frames that show what an earlier frame of their clip shows but for noise; each is named in the results."
  )
  var skipDuplicates = false

  @Option(help: "How progress is shown on standard error.")
  var progress = ProgressStyle.auto

  @Flag(name: .shortAndLong, help: "Say only what failed.")
  var quiet = false

  @OptionGroup var threading: ThreadingOptions
  @OptionGroup var extraction: ExtractionArguments

  func validate() throws {
    guard !(force && resume) else {
      throw ValidationError("--resume goes on with a run and --force replaces it: say one of them.")
    }
  }

  func run() async throws {
    let arguments = try FootageArguments.expand(footage, nullSeparated: nullSeparated)
    var options = MatchRunOptions()
    options.threads = threading.count
    options.keypointCount = extraction.features
    options.maxPixels = extraction.maxPixels
    options.overlaysPerClip = overlays.count
    options.framesPerSecond = films.framesPerSecond
    options.skipsDuplicates = skipDuplicates
    let interrupt = InterruptFlag.watchSignals()
    let run = MatchRun(
      footage: arguments, references: try references.location(), output: output,
      earlier: force ? .replace : resume ? .resume : .keep, shard: shard, options: options, interrupt: interrupt,
      logger: ConsoleLog.logger(level: quiet ? .error : .warning))
    let reporter = ProgressReporter(style: quiet ? .none : progress, interrupt: interrupt)
    let report: MatchRunReport
    do {
      report = try await run.run { reporter.report($0) }
    } catch {
      reporter.finish()
      throw CommandFailure(error)
    }
    reporter.finish()
    if !quiet { try StandardOutput.print(MatchSummaryText.text(report, output: output.display, shard: shard)) }
    if report.interrupted { throw ExitCode.interrupted }
    if report.failed > 0 || report.failedReferences > 0 { throw ExitCode.someFailed }
  }
}

extension ShardSelection: ExpressibleByArgument {
  /// A share from the command line, as `2/8`.
  public init?(argument: String) { self.init(argument) }
}

/// A number of overlays, or `none`.
struct OverlayCount: ExpressibleByArgument {
  let count: Int

  init(count: Int) { self.count = count }

  init?(argument: String) {
    if argument == "none" {
      count = 0
    } else if let number = Int(argument), (0...1000).contains(number) {
      count = number
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "\(count)" }
}
