// What an earlier attempt has left: clips that were finished, found by what they are, read when asked for.

import FoundationEssentials
import MatchReporting

/// A clip that an earlier attempt has finished.
package struct FinishedClip: Sendable {
  /// Position of the clip in the plan.
  package let clip: Int
  /// What it came to.
  package let document: ClipDocument
  /// Its frames' rows.
  package let rowCount: Int
  fileprivate let path: SourcePath
  fileprivate let offset: Int

  /// Calls `body` with each row, in order. Memory: one row.
  package func forEachRow(_ body: (ResultDocument) throws(OutputError) -> Void) throws(OutputError) {
    func unreadable(_ reason: String) -> OutputError { .notWritable(path: path.display, reason: reason) }
    let lines: LineReader
    do { lines = try LineReader(path: path, from: offset) } catch { throw unreadable(error.description) }
    for _ in 0..<rowCount {
      let line: [UInt8]?
      do { line = try lines.next() } catch { throw unreadable(error.description) }
      guard let line, let content = JournalLine.content(of: line),
        let row = try? JSONDecoder().decode(JournalEntry.self, from: Data(content)).row
      else { throw unreadable("it changed while it was read") }
      try body(row)
    }
  }
}

/// The finished clips of a journal. Memory: an entry a clip.
package struct JournalIndex: Sendable {
  private struct Place: Sendable {
    let offset: Int
    let entry: FinishedClipEntry
  }

  private let path: SourcePath
  private let places: [String: Place]

  /// The identity in the journal's first line; nil where that line is missing or damaged, and nothing else counts then.
  package let identity: RunIdentity?
  /// The share that the journal belongs to, as `2/8`; nil for all frames.
  package let shard: String?
  /// The length of the journal up to the end of its last undamaged line. What follows was torn, by a full disk or by a
  /// machine that went down.
  package let soundLength: Int
  /// The number of finished clips.
  package var count: Int { places.count }

  /// Reads the journal at `path`. Damaged lines count as not written.
  ///
  /// - Complexity: one pass over the file.
  package init(path: SourcePath) throws(SystemError) {
    self.path = path
    var places: [String: Place] = [:]
    var header: JournalHeader?
    var soundLength = 0
    let lines = try LineReader(path: path, bufferLength: 1 << 20)
    var rowStarts: [Int] = []  // Of the undamaged rows directly before.
    var start = 0
    while let line = try lines.next() {
      defer { start = lines.offset }
      guard lines.lineWasWhole, let content = JournalLine.content(of: line) else {
        rowStarts = []
        continue
      }
      if start == 0 {
        header = try? JSONDecoder().decode(JournalHeader.self, from: Data(content))
      } else if let entry = try? JSONDecoder().decode(JournalEntry.self, from: Data(content)) {
        if entry.row != nil {
          rowStarts.append(start)
        } else if let clip = entry.clip {
          if clip.rows > 0, clip.rows <= rowStarts.count {
            places[clip.key] = Place(offset: rowStarts[rowStarts.count - clip.rows], entry: clip)
          }
          rowStarts = []
        }
      }
      if header == nil { break }
      soundLength = lines.offset
    }
    self.places = places
    identity = header?.identity
    shard = header?.shard
    self.soundLength = soundLength
  }

  /// The finished clip with this key (see `ClipKey`), or nil where there is none.
  package func finishedClip(key: String, clip: Int) -> FinishedClip? {
    places[key].map {
      FinishedClip(clip: clip, document: $0.entry.document, rowCount: $0.entry.rows, path: path, offset: $0.offset)
    }
  }
}

/// The form of a line: eight hexadecimal digits of a checksum, a space, JSON without line ends.
///
/// A line that was written in part, or whose blocks never reached the disk, fails the checksum: the chance that damage
/// passes is 2^-32 a damaged line.
enum JournalLine {
  private static let checksumLength = 8

  /// The line of `content`, its end included.
  static func line(of content: [UInt8]) -> [UInt8] {
    Array(checksum(content[...]).utf8) + [UInt8(ascii: " ")] + content + [UInt8(ascii: "\n")]
  }

  /// What an undamaged line holds; nil for a damaged one.
  static func content(of line: [UInt8]) -> ArraySlice<UInt8>? {
    guard line.count > checksumLength + 1, line[checksumLength] == UInt8(ascii: " ") else { return nil }
    let content = line[(checksumLength + 1)...]
    return line[..<checksumLength].elementsEqual(checksum(content).utf8) ? content : nil
  }

  private static func checksum(_ content: ArraySlice<UInt8>) -> Substring {
    let digest = ContentDigest()
    content.withUnsafeBytes { digest.append($0) }
    return digest.hexadecimal.prefix(checksumLength)
  }
}
