import ArgumentParser
import FootageMatching
import ReferenceLibrary

struct LibraryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "library",
    abstract: "Keep reference pictures, their features and where they come from in one file.",
    discussion: """
      A library is one SQLite file. Every change is a transaction: an interruption, a kill or a full disk leaves it whole.

      Examples:
        remnant library add systems.remnant references/
        remnant library add systems.remnant nose.jpg --system Alpha --source 'Museum of X' --licence CC-BY-4.0
        remnant library add systems.remnant --table provenance.csv
        remnant library list systems.remnant
        remnant match footage/ --library systems.remnant --output results/
      """,
    subcommands: [
      LibraryAddCommand.self, LibraryRemoveCommand.self, LibraryListCommand.self, LibraryShowCommand.self,
      LibraryVerifyCommand.self, LibraryExportCommand.self, LibraryImportCommand.self,
    ])
}

/// Runs `body` and turns a library's errors into the program's.
func reportingLibraryFailures<Result>(_ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as LibraryError { throw CommandFailure(error) }
}

/// The same for work that waits.
func reportingLibraryFailures<Result>(_ body: () async throws -> Result) async throws -> Result {
  do { return try await body() } catch let error as LibraryError { throw CommandFailure(error) }
}
