// A thin layer over libsqlite3: what a library needs of it, with errors that name the file.

import CSQLite

/// A connection to a database file.
package final class SQLiteConnection {
  /// What may be done with the file.
  package enum Access {
    /// Nothing is written.
    case reading
    /// The file is there and may be changed.
    case changing
    /// The file is made where it is missing.
    case making
  }

  /// The file, as the user gave it.
  let path: String
  private let handle: OpaquePointer
  private var prepared: [String: SQLiteStatement] = [:]  // Looked up by text only: its order plays no part.

  /// How long a change waits for that of another process, in milliseconds: adding one picture takes less than a second.
  private static let patienceMilliseconds: Int32 = 5000

  /// Opens the file at `path`. Content is not looked at yet.
  package init(path: String, access: Access) throws(LibraryError) {
    let flags =
      switch access {
      case .reading: SQLITE_OPEN_READONLY
      case .changing: SQLITE_OPEN_READWRITE
      case .making: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var opened: OpaquePointer?
    // One thread at a time uses a connection (see `LibraryFile`), so SQLite's own locks would only cost time.
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      defer { sqlite3_close_v2(opened) }
      throw Self.error(code, path: path, text: opened.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory")
    }
    self.path = path
    handle = opened
    sqlite3_busy_timeout(opened, Self.patienceMilliseconds)
  }

  deinit {
    prepared = [:]
    sqlite3_close_v2(handle)
  }

  /// Runs statements that return nothing, separated by semicolons.
  package func execute(_ sql: String) throws(LibraryError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// The statement of `sql`, reset and without bound values; compiled once a connection.
  func statement(_ sql: String) throws(LibraryError) -> SQLiteStatement {
    if let statement = prepared[sql] {
      statement.reset()
      return statement
    }
    var compiled: OpaquePointer?
    try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil))
    guard let compiled else { preconditionFailure("an empty statement: \(sql)") }
    let statement = SQLiteStatement(compiled, connection: self)
    prepared[sql] = statement
    return statement
  }

  /// Runs `body` in a transaction: all of it is done, or nothing, whenever the process or the machine stops.
  func transaction<Result>(_ body: () throws(LibraryError) -> Result) throws(LibraryError) -> Result {
    // Taking the lock at the beginning tells of another writer before any work is done.
    try execute("BEGIN IMMEDIATE")
    do throws(LibraryError) {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      for statement in prepared.values { statement.reset() }
      // A full disk may have rolled back already.
      if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      throw error
    }
  }

  /// The number that a statement without parameters returns.
  func integer(_ sql: String) throws(LibraryError) -> Int {
    let statement = try statement(sql)
    defer { statement.reset() }
    guard try statement.step() else { return 0 }
    return statement.integer(0)
  }

  /// The row number of the last insertion.
  var lastRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

  /// Rows that the last statement changed.
  var changes: Int { Int(sqlite3_changes64(handle)) }

  /// Throws what `code` stands for unless it is a success.
  func check(_ code: Int32) throws(LibraryError) {
    guard code != SQLITE_OK, code != SQLITE_ROW, code != SQLITE_DONE else { return }
    throw Self.error(code, path: path, text: String(cString: sqlite3_errmsg(handle)))
  }

  /// The library's error for a result code of SQLite; `text` is SQLite's sentence.
  private static func error(_ code: Int32, path: String, text: String) -> LibraryError {
    switch code & 0xFF {
    case SQLITE_NOTADB: .notALibrary(path: path)
    case SQLITE_CORRUPT, SQLITE_FORMAT: .damaged(path: path, reason: text)
    case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path)
    case SQLITE_READONLY, SQLITE_PERM: .readOnly(path: path)
    case SQLITE_FULL: .diskFull(path: path)
    default: .failed(path: path, reason: text)
    }
  }
}
