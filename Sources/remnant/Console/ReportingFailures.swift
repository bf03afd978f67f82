import ArgumentParser
import FootageMatching
import MatchReporting

/// JSON, with its errors turned into the program's.
enum JSONText {
  /// `document` over several lines.
  static func pretty(_ document: some Encodable) throws(CommandFailure) -> String {
    do {
      return try JSONDocument.pretty(document)
    } catch {
      throw CommandFailure(message: error.description, code: .badData)
    }
  }
}

/// Overlays, with their errors turned into the program's.
enum OverlayFile {
  /// Draws a PNG and writes it to `path`, whole or not at all.
  static func write(_ path: SourcePath, _ draw: () throws(ReportingError) -> [UInt8]) throws(CommandFailure) {
    do {
      try AtomicFile.write(try draw(), to: path.display)
    } catch {
      throw CommandFailure(message: error.description, code: .inputOutput)
    }
  }
}
