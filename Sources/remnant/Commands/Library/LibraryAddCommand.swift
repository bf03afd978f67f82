import ArgumentParser
import FootageMatching
import ReferenceLibrary

struct LibraryAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add reference pictures.",
    discussion: """
      PATH is a folder in which each folder is a system, a folder of one system (--system), or pictures (--system). The library is made \
      where it is missing. Pictures that are there already are not examined again; one whose bytes are there under another name \
      is refused and named. A mask beside a picture (nose.jpg.mask.png: white is kept) limits its features, by their scale too.

      --table names a CSV file with a row a picture. Columns: path (from the table's folder), system (else --system, else the picture's \
      folder), component, view, label (else system/file), source, licence, note, mask.
      """)

  @Argument(help: "The library's file.")
  var library: SourcePath

  @Argument(help: "Folders and pictures.")
  var paths: [SourcePath] = []

  @Option(help: "A CSV file of pictures and where they come from.", completion: .file(extensions: ["csv"]))
  var table: [SourcePath] = []

  @Option(help: "The system that the pictures show.")
  var system: String?

  @Option(help: "The part of the system that the pictures show.")
  var component = ""

  @Option(help: "Who published the pictures, and where.")
  var source = ""

  @Option(help: "The pictures' licence.")
  var licence = ""

  @Option(help: "A remark.")
  var note = ""

  @Option(
    name: [.customLong("features"), .customLong("keypoints")],
    help: ArgumentHelp("The most keypoints a picture; 38 bytes each.", valueName: "number"))
  var features = LibraryIngestOptions().keypointCount

  @Option(help: ArgumentHelp("The largest picture that is read, in pixels.", valueName: "number"))
  var maxPixels = LibraryIngestOptions().maxPixels

  @Flag(name: .shortAndLong, help: "Say only what failed.")
  var quiet = false

  @OptionGroup var threading: ThreadingOptions

  func validate() throws {
    if paths.isEmpty, table.isEmpty { throw ValidationError("Name pictures, folders or a --table.") }
    if let system, system.isEmpty || system.contains("/") {
      throw ValidationError("--system must have a name, without slashes.")
    }
    guard (1...65_535).contains(features) else { throw ValidationError("--features must be 1 to 65535.") }
    guard maxPixels >= 1 else { throw ValidationError("--max-pixels must be at least 1.") }
  }

  func run() async throws {
    var shared = SharedProvenance()
    shared.system = system
    shared.component = component
    shared.source = source
    shared.licence = licence
    shared.note = note
    var plan = LibraryPlan()
    do throws(LibraryPlanError) {
      for path in paths { try plan.append(path, shared: shared) }
      for path in table { try plan.append(table: path, shared: shared) }
    } catch { throw CommandFailure(error) }
    for notice in plan.notices { Console.shared.message("warning: " + notice) }
    var options = LibraryIngestOptions()
    options.threads = threading.count
    options.keypointCount = features
    options.maxPixels = maxPixels
    let interrupt = InterruptFlag.watchSignals()
    var (added, unchanged, failed) = (0, 0, 0)
    try await reportingLibraryFailures {
      let file = try LibraryFile(making: library.display)
      let ingest = LibraryIngest(library: file, path: library, options: options, interrupt: interrupt)
      try await ingest.add(plan) { _, addition in
        switch addition {
        case .added(let label):
          added += 1
          if !quiet { try StandardOutput.print("added \(label)") }
        case .unchanged: unchanged += 1
        case .refused(let error):
          failed += 1
          Console.shared.message("error: \(error)")
        case .failed(let error):
          failed += 1
          Console.shared.message("error: \(error)")
        }
        if Console.isInteractive, !quiet {
          Console.shared.status("\(added + unchanged + failed)/\(plan.entries.count) pictures, \(failed) failed")
        }
      }
      Console.shared.clearStatus()
      if !quiet {
        try StandardOutput.print(
          "\(added) added, \(unchanged) unchanged, \(failed) failed. \(library.display): \(try file.references().count) pictures."
        )
      }
    }
    if interrupt.isRaised { throw ExitCode.interrupted }
    if failed > 0 { throw ExitCode.someFailed }
  }
}
