import ArgumentParser
import FootageMatching

/// The command line: it parses, calls and prints. What there is to know is in the libraries.
@main
struct Remnant: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remnant",
    abstract: "Matches footage of wreckage against reference pictures of known hardware.",
    discussion: """
      Results are candidates for a person to check, never identifications.

      Examples:
        remnant match footage/ --references library/ --output results/
        remnant report results/
        remnant pair frame.jpg reference.png --overlay check.png
        remnant extract frame.jpg --json

      Exit codes: 0 done; 1 done, but some pictures failed (each is named); 64 usage; 65 bad data; 66 missing input; \
      74 input or output failed; 130 interrupted.
      """,
    version: RemnantVersion.current,
    subcommands: [
      MatchCommand.self, ReportCommand.self, MergeCommand.self, CalibrateCommand.self, WorkerCommand.self,
      FramesCommand.self, PairCommand.self, ExtractCommand.self, LibraryCommand.self, BenchCommand.self,
    ])

  static func main() async {
    // A reader that goes away, as `head` does, is noticed where it is written to, not by a signal: a batch whose
    // progress nobody reads any more still finishes.
    StandardOutput.ignoreBrokenPipes()
    do {
      var command = try parseAsRoot()
      if let problem = RunEnvironment.instructionSetProblem {
        throw CommandFailure(message: problem, code: .usage)
      }
      if var asynchronous = command as? AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      Console.shared.message(failure.message)
      Remnant.exit(withError: failure.code)
    } catch {
      Remnant.exit(withError: error)
    }
  }
}
