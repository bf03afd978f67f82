import ArgumentParser
import FootageMatching

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the shares of a run together.",
    discussion: """
      Each SHARE is the output folder of one match --shard i/n; all n are needed, in any order. The output is, byte for byte, \
      what one run over all clips writes. Neither the footage nor the references are needed.

      Example:
        remnant merge share-*/ --output results/
      """)

  @Argument(help: "Output folders of all shares.")
  var shares: [SourcePath]

  @Option(name: .shortAndLong, help: "Folder for the results; made if missing.", completion: .directory)
  var output: SourcePath

  @Flag(help: "Replace the results of an earlier run in the output folder.")
  var force = false

  @Option(help: "How progress is shown on standard error.")
  var progress = ProgressStyle.auto

  @Flag(name: .shortAndLong, help: "Say only what failed.")
  var quiet = false

  func run() throws {
    let interrupt = InterruptFlag.watchSignals()
    let run = MergeRun(
      shards: shares, output: output, earlier: force ? .replace : .keep, interrupt: interrupt)
    let reporter = ProgressReporter(style: quiet ? .none : progress, interrupt: interrupt)
    let report: MatchRunReport
    do {
      report = try run.run { reporter.report($0) }
    } catch {
      reporter.finish()
      throw CommandFailure(error)
    }
    reporter.finish()
    if !quiet { try StandardOutput.print(MatchSummaryText.text(report, output: output.display)) }
    if report.interrupted { throw ExitCode.interrupted }
    if report.failed > 0 || report.failedReferences > 0 { throw ExitCode.someFailed }
  }
}
