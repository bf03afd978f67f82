/// A table in comma-separated values (RFC 4180), as spreadsheets write and read it.
///
/// The first row names the columns. Fields may be quoted, and then hold commas, quotes (doubled) and line ends. A byte order mark is
/// skipped, lines may end in either way, and empty lines do not count.
package struct CSVTable: Hashable, Sendable {
  /// The names of the columns.
  package var columns: [String]
  /// The rows, each with a field a column.
  package var rows: [[String]]
  /// The line of the text on which each row begins, from 1.
  package var lines: [Int]

  /// Makes a table of its parts.
  package init(columns: [String], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
    lines = Array(2..<rows.count + 2)
  }

  /// What is wrong with a table's text.
  package struct Fault: Error, Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// What is wrong there.
    package let reason: String
  }

  /// Reads a table.
  ///
  /// - Complexity: O(length).
  package init(parsing text: String) throws(Fault) {
    var records: [(line: Int, fields: [String])] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var (isQuoted, wasQuoted) = (false, false)
    var (line, firstLine) = (1, 1)
    func endField() {
      fields.append(String(decoding: field, as: UTF8.self))
      field = []
      wasQuoted = false
    }
    func endRecord() {
      if !(fields.isEmpty && field.isEmpty && !wasQuoted) {
        endField()
        records.append((firstLine, fields))
      }
      fields = []
      firstLine = line
    }
    var bytes = Array(text.utf8)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "\n") { line += 1 }
      if isQuoted {
        if byte != UInt8(ascii: "\"") {
          field.append(byte)
        } else if bytes.first == UInt8(ascii: "\"") {
          field.append(byte)
          bytes.removeFirst()
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\"") where field.isEmpty && !wasQuoted: (isQuoted, wasQuoted) = (true, true)
      case UInt8(ascii: "\""):
        throw Fault(line: line, reason: "a quote stands within a field that does not begin with one")
      case UInt8(ascii: ","): endField()
      case UInt8(ascii: "\r") where bytes.first == UInt8(ascii: "\n"): break
      case UInt8(ascii: "\n"): endRecord()
      default:
        if wasQuoted { throw Fault(line: line, reason: "text follows a closing quote") }
        field.append(byte)
      }
    }
    if isQuoted { throw Fault(line: firstLine, reason: "a quote is not closed") }
    endRecord()
    guard let head = records.first else { throw Fault(line: 1, reason: "the table has no row of column names") }
    columns = head.fields
    rows = []
    lines = []
    for record in records.dropFirst() {
      guard record.fields.count == columns.count else {
        throw Fault(
          line: record.line, reason: "the row has \(record.fields.count) fields, and there are \(columns.count) columns"
        )
      }
      rows.append(record.fields)
      lines.append(record.line)
    }
  }

  /// The table's text: lines end in a line feed, fields are quoted where they must be.
  package var text: String {
    ([columns] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
