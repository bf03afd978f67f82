/// A table of provenance: rows whose fields are asked for by column.
struct ProvenanceTable {
  /// A row; empty fields count as missing.
  struct Row {
    /// Its line in the text, from 1.
    let line: Int
    private let fields: [String: String]  // Looked up by column only: its order plays no part.

    init(line: Int, fields: [String: String]) {
      self.line = line
      self.fields = fields
    }

    subscript(column: String) -> String? { fields[column] }
  }

  /// The rows, in order.
  let rows: [Row]

  /// No table of provenance is nearly as long.
  private static let mostBytes = 256 << 20

  /// Reads the table at `path`. A column that is not known is an error, as it is most likely a misspelt one.
  init(reading path: SourcePath) throws(LibraryPlanError) {
    let bytes: [UInt8]
    switch FolderListing.content(of: path, atMost: Self.mostBytes) {
    case .success(let content): bytes = content
    case .failure(let error): throw .unreadable(path: path.display, reason: error.description)
    }
    let table: CSVTable
    do throws(CSVTable.Fault) {
      table = try CSVTable(parsing: String(decoding: bytes, as: UTF8.self))
    } catch { throw .table(path: path.display, line: error.line, reason: error.reason) }
    let columns = table.columns.map { $0.lowercased() }
    for (index, column) in columns.enumerated() {
      if !LibraryPlan.columns.contains(column) {
        let known = LibraryPlan.columns.joined(separator: ", ")
        throw .table(path: path.display, line: 1, reason: "\(column) is no column of provenance; known are \(known)")
      }
      if columns[..<index].contains(column) {
        throw .table(path: path.display, line: 1, reason: "two columns are called \(column)")
      }
    }
    rows = zip(table.rows, table.lines).map { fields, line in
      var named: [String: String] = [:]
      for (column, field) in zip(columns, fields) where !field.isEmpty { named[column] = field }
      return Row(line: line, fields: named)
    }
  }
}
