import ArgumentParser
import FootageMatching
import FrameDecoding
import ReferenceLibrary

/// An end of the program that needs a sentence and an exit code.
struct CommandFailure: Error {
  let message: String
  let code: ExitCode
}

/// Exit codes beyond 0, as sysexits.h numbers them.
extension ExitCode {
  /// Done, but some pictures failed.
  static let someFailed = ExitCode(1)
  /// The command line asks for something that cannot be.
  static let usage = ExitCode(64)
  /// The input is there, but it is no such data.
  static let badData = ExitCode(65)
  /// The input is not there, or may not be read.
  static let missingInput = ExitCode(66)
  /// Reading or writing failed.
  static let inputOutput = ExitCode(74)
  /// Stopped by SIGINT or SIGTERM.
  static let interrupted = ExitCode(130)
}

extension CommandFailure {
  /// A picture that gave no frame.
  init(_ error: DecodingError) {
    message = error.description
    code = error.exitCode
  }

  /// A run that did not begin, or broke off.
  init(_ error: MatchRunError) {
    message = error.description
    code =
      switch error {
      case .footage: .missingInput
      case .references(.noneUsable), .references(.emptyLibrary): .badData
      case .references(.library(let error)): error.exitCode
      case .references: .missingInput
      case .video: .missingInput
      case .output(.holdsRun), .output(.notResumable), .output(.differs): .usage
      case .output: .inputOutput
      case .merge(.notAShard), .merge(.missing): .missingInput
      case .merge(.twice): .usage
      case .merge: .badData
      case .identity: .badData
      }
  }
}

extension CommandFailure {
  /// A report that was not written.
  init(_ error: ReportError) {
    message = error.description
    code =
      switch error {
      case .missing, .noRun, .unfinished, .unreadable: .missingInput
      case .damaged: .badData
      case .inTheWay: .usage
      case .output: .inputOutput
      }
  }
}

extension CommandFailure {
  /// A library that could not be used.
  init(_ error: LibraryError) {
    message = error.description
    code = error.exitCode
  }
}

extension CommandFailure {
  /// Nothing to add to a library.
  init(_ error: LibraryPlanError) {
    message = error.description
    code =
      switch error {
      case .folder, .unreadable: .missingInput
      case .noSystem: .usage
      case .table: .badData
      }
  }
}

extension LibraryError {
  /// The exit code where this error ends the program.
  var exitCode: ExitCode {
    switch self {
    case .missing, .unknown: .missingInput
    case .notALibrary, .newer, .older, .damaged, .duplicate, .labelTaken: .badData
    case .ambiguous: .usage
    case .busy, .readOnly, .diskFull, .failed: .inputOutput
    }
  }
}

extension DecodingError {
  /// The exit code where this error ends the program.
  var exitCode: ExitCode {
    switch self {
    case .notFound, .notAFile, .unreadable: .missingInput
    case .outOfMemory: .inputOutput
    case .empty, .notAnImage, .unsupported, .truncated, .corrupt, .tooManyPixels, .tooManyBytes: .badData
    }
  }
}
