import CSQLite

/// A compiled statement. Parameters are numbered from 1, columns from 0, as in SQLite.
final class SQLiteStatement {
  private let handle: OpaquePointer
  /// Owns this statement, so outlives it.
  private unowned let connection: SQLiteConnection

  /// Takes a compiled statement over.
  init(_ handle: OpaquePointer, connection: SQLiteConnection) {
    self.handle = handle
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  /// Makes SQLite copy what is bound: the C macro is a cast, which Swift does not import.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  /// Makes the statement ready to run again, without values.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// Binds an integer.
  func bind(_ value: Int, _ parameter: Int32) throws(LibraryError) {
    try connection.check(sqlite3_bind_int64(handle, parameter, Int64(value)))
  }

  /// Binds a text, or NULL.
  func bind(_ value: String?, _ parameter: Int32) throws(LibraryError) {
    guard let value else { return try connection.check(sqlite3_bind_null(handle, parameter)) }
    try connection.check(sqlite3_bind_text(handle, parameter, value, Int32(value.utf8.count), Self.transient))
  }

  /// Binds bytes.
  func bind(_ value: [UInt8], _ parameter: Int32) throws(LibraryError) {
    let code = value.withUnsafeBytes {
      // A null address would bind NULL instead of an empty blob.
      $0.isEmpty
        ? sqlite3_bind_zeroblob(handle, parameter, 0)
        : sqlite3_bind_blob64(handle, parameter, $0.baseAddress, UInt64($0.count), Self.transient)
    }
    try connection.check(code)
  }

  /// Goes to the next row; false at the end.
  func step() throws(LibraryError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    do throws(LibraryError) {
      try connection.check(code)
    } catch {
      sqlite3_reset(handle)
      throw error
    }
    return false
  }

  /// Runs a statement that returns no row.
  func run() throws(LibraryError) {
    defer { reset() }
    _ = try step()
  }

  /// The integer in a column; 0 for NULL.
  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  /// The text in a column; nil for NULL.
  func text(_ column: Int32) -> String? {
    guard let start = sqlite3_column_text(handle, column) else { return nil }
    // The length, and not a zero byte, ends it: a text may hold one.
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Hands the bytes in a column to `body`; they are valid until it returns.
  func withBytes<Result>(
    _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(LibraryError) -> Result
  ) throws(LibraryError) -> Result {
    // SAFETY: the address is asked for before the length, as SQLite's manual demands, and no other column is read meanwhile.
    let start = sqlite3_column_blob(handle, column)
    return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }
}
