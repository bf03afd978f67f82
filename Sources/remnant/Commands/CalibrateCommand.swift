import ArgumentParser
import FootageMatching
import MatchReporting

struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Measure on labelled footage what scores are worth.",
    discussion: """
      SET is a folder with footage/ (a folder a clip), references/ (a folder a system) and truth.json \
      ({"clips": {clip: {"system": name or null}}}) or truth.csv (a line clip,system each). Several sets are pooled.

      Prints what scores cost (Cllr, equal error rate), how often unrelated footage reaches each threshold, how decoys fare, and \
      a reliability table. Systems whose names differ in a number at the end (a-1, a-2) are near-twins, reported apart.

      Examples:
        remnant calibrate rendered-21/ rendered-22/ --cross
        remnant calibrate SampleFrames --json --output calibration.png
      """)

  @Argument(help: "Folders with footage, references and the truth.", completion: .directory)
  var sets: [SourcePath]

  @Flag(help: "Compare each set's footage with the other sets' references too: unrelated, whatever the names.")
  var cross = false

  @Flag(help: "Write JSON in the form remnant.calibration/1.")
  var json = false

  @Option(
    name: .shortAndLong, help: "Draw the Tippett curves and the ROC into this PNG.",
    completion: .file(extensions: ["png"]))
  var output: SourcePath?

  @Option(help: "How progress is shown on standard error.")
  var progress = ProgressStyle.auto

  @OptionGroup var extraction: ExtractionArguments
  @OptionGroup var threading: ThreadingOptions

  func run() async throws {
    var options = MatchRunOptions()
    options.threads = threading.count
    options.keypointCount = extraction.features
    options.maxPixels = extraction.maxPixels
    let interrupt = InterruptFlag.watchSignals()
    let run = CalibrationRun(
      sets: sets, crossed: cross, options: options, interrupt: interrupt, logger: ConsoleLog.logger(level: .warning))
    let reporter = ProgressReporter(style: progress, interrupt: interrupt)
    let document: CalibrationDocument
    do throws(CalibrationError) {
      let trials = try await run.run { reporter.report($0) }
      reporter.finish()
      document = try trials.document(crossed: cross)
    } catch {
      reporter.finish()
      throw CommandFailure(error)
    }
    try StandardOutput.write(Array((json ? JSONText.pretty(document) : CalibrationText.text(document)).utf8))
    guard let output else { return }
    let figure = CalibrationFigure(document)
    try OverlayFile.write(output) { () throws(ReportingError) in try figure.png() }
  }
}

extension CommandFailure {
  /// A calibration that came to nothing.
  fileprivate init(_ error: CalibrationError) {
    message = error.description
    code =
      switch error {
      case .references(.noneUsable), .badTruth, .oneSided: .badData
      case .references, .footage, .noTruth, .noLabelledClip: .missingInput
      case .interrupted: .interrupted
      }
  }
}
