// What an earlier attempt has left: clips that were finished or begun, found by what they are, read when asked for.

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
  fileprivate let rows: BegunClip

  /// Calls `body` with each row, in order. Memory: one row.
  package func forEachRow(_ body: (ResultDocument) throws(OutputError) -> Void) throws(OutputError) {
    let reader = BegunRows(rows)
    while let (row, _) = try reader.next() { try body(row) }
  }
}

/// The clips of a journal. Memory: an entry a clip.
package struct JournalIndex: Sendable {
  private struct Place: Sendable {
    let segments: [JournalSegment]
    let entry: FinishedClipEntry
  }

  /// A clip of a plan, as far as a journal knows it before it is finished.
  private struct ClipName: Hashable {
    let clip: Int
    let name: String
  }

  private let path: SourcePath
  // Both are looked up only: their order plays no part.
  private let places: [String: Place]
  private let begun: [ClipName: [JournalSegment]]

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
    var open = OpenClip()
    var begun: [ClipName: [JournalSegment]] = [:]
    /// What was open stays begun, as it was not finished.
    func leave() {
      if let name = open.name, !open.segments.isEmpty { begun[name] = open.segments }
      open = OpenClip()
    }
    var start = 0
    while let line = try lines.next() {
      defer { start = lines.offset }
      guard lines.lineWasWhole, let content = JournalLine.content(of: line) else {
        leave()
        continue
      }
      if start == 0 {
        header = try? JSONDecoder().decode(JournalHeader.self, from: Data(content))
        if header?.schema != JournalHeader.schema { header = nil }
      } else if let entry = try? JSONDecoder().decode(JournalEntry.self, from: Data(content)) {
        if entry.row != nil {
          open.addRow(at: start)
        } else if let begin = entry.begin {
          leave()
          open = OpenClip(name: ClipName(clip: begin.clip, name: begin.name), segments: begin.carried)
        } else if let clip = entry.clip {
          if clip.rows > 0, clip.rows == open.rowCount {
            places[clip.key] = Place(segments: open.segments, entry: clip)
            if let name = open.name { begun[name] = nil }
          }
          open = OpenClip()
        }
      }
      if header == nil { break }
      soundLength = lines.offset
    }
    leave()
    self.begun = begun
    self.places = places
    identity = header?.identity
    shard = header?.shard
    self.soundLength = soundLength
  }

  /// The finished clip with this key (see `ClipKey`), or nil where there is none.
  package func finishedClip(key: String, clip: Int) -> FinishedClip? {
    places[key].map {
      FinishedClip(
        clip: clip, document: $0.entry.document, rowCount: $0.entry.rows,
        rows: BegunClip(path: path, segments: $0.segments))
    }
  }

  /// The rows of a clip that was begun and not finished, or nil where there are none.
  package func begunClip(_ clip: Int, name: String) -> BegunClip? {
    begun[ClipName(clip: clip, name: name)].map { BegunClip(path: path, segments: $0) }
  }

  /// A clip whose rows are being read.
  private struct OpenClip {
    var name: ClipName?
    var segments: [JournalSegment] = []
    /// Whether the last segment is one of this attempt, which the next row lengthens.
    private var isGrowing = false

    init(name: ClipName? = nil, segments: [JournalSegment] = []) {
      self.name = name
      self.segments = segments
    }

    var rowCount: Int { segments.reduce(0) { $0 + $1.rows } }

    mutating func addRow(at offset: Int) {
      if isGrowing, let last = segments.indices.last {
        segments[last].rows += 1
      } else {
        segments.append(JournalSegment(offset: offset, rows: 1))
        isGrowing = true
      }
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
