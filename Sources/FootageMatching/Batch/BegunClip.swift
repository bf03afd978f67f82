// Rows of a journal whose clip was not finished.

import FoundationEssentials
import MatchReporting

/// Rows that follow each other in a journal.
package struct JournalSegment: Codable, Hashable, Sendable {
  /// Where the first begins, in bytes.
  package var offset: Int
  /// How many they are.
  package var rows: Int

  package init(offset: Int, rows: Int) {
    self.offset = offset
    self.rows = rows
  }
}

/// A clip that an earlier attempt was in the middle of.
package struct BegunClip: Sendable {
  let path: SourcePath
  /// Where its rows stand. More than one segment where several attempts have worked on it.
  package let segments: [JournalSegment]

  /// The number of rows.
  package var count: Int { segments.reduce(0) { $0 + $1.rows } }

  /// The first `count` rows.
  func prefix(_ count: Int) -> BegunClip {
    var left = count
    var kept: [JournalSegment] = []
    for segment in segments where left > 0 {
      let rows = min(left, segment.rows)
      kept.append(JournalSegment(offset: segment.offset, rows: rows))
      left -= rows
    }
    return BegunClip(path: path, segments: kept)
  }
}

/// Reads rows of a journal segment by segment. Memory: one row.
final class BegunRows {
  private let path: SourcePath
  /// The segments.
  let segments: [JournalSegment]
  private var segment = 0
  private var row = 0
  private var lines: LineReader?

  init(_ clip: BegunClip) {
    path = clip.path
    segments = clip.segments
  }

  /// The next row with its trace; nil after the last.
  ///
  /// - Throws: Where a row cannot be read any more.
  func next() throws(OutputError) -> (row: ResultDocument, trace: FrameTrace?)? {
    while segment < segments.count, row == segments[segment].rows {
      segment += 1
      row = 0
      lines = nil
    }
    guard segment < segments.count else { return nil }
    func unreadable(_ reason: String) -> OutputError { .notWritable(path: path.display, reason: reason) }
    let line: [UInt8]?
    do throws(SystemError) {
      let reader: LineReader
      if let lines { reader = lines } else { reader = try LineReader(path: path, from: segments[segment].offset) }
      lines = reader
      line = try reader.next()
    } catch { throw unreadable(error.description) }
    guard let line, let content = JournalLine.content(of: line),
      let entry = try? JSONDecoder().decode(JournalEntry.self, from: Data(content)), let found = entry.row
    else { throw unreadable("it changed while it was read") }
    row += 1
    return (found, entry.trace)
  }
}
