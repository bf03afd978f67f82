// The library: one SQLite file.

import FeatureExtraction
import ImagePlanes
import Synchronization

/// A reference library: pictures of known systems with their provenance and features, in one file.
///
///     let library = try LibraryFile(opening: "library.remnant")
///     for record in try library.references() { print(record.provenance.label) }
///
/// Every change is a transaction: after a crash, a `kill -9` or a full disk, the file holds all of a change or nothing of it. Several
/// processes may read a library, and one may change it meanwhile; on network file systems, where locks are not to be trusted, only
/// read it. A value may be used from several threads: calls take turns.
public final class LibraryFile: Sendable {
  /// The file, as the user gave it.
  public let path: String

  // SAFETY: the connection is used within the lock only.
  private struct Guarded: @unchecked Sendable { let connection: SQLiteConnection }
  private let guarded: Mutex<Guarded>

  /// Opens the library at `path`.
  ///
  /// - Parameter writable: Whether it will be changed.
  /// - Throws: ``LibraryError/missing(path:)``, ``LibraryError/notALibrary(path:)``, ``LibraryError/newer(path:version:supported:)``, ``LibraryError/older(path:version:)``,
  ///   ``LibraryError/damaged(path:reason:)``, ``LibraryError/readOnly(path:)``.
  /// - Complexity: O(1): nothing but the file's head is read.
  public convenience init(opening path: String, writable: Bool = false) throws(LibraryError) {
    guard FilePresence.of(path) != .missing else { throw .missing(path: path) }
    do throws(LibraryError) {
      self.init(try Self.connect(path, writable ? .changing : .reading))
    } catch .readOnly where !writable {
      // A change that was cut short left its journal. Undoing it needs write access, once.
      _ = try Self.connect(path, .changing)
      self.init(try Self.connect(path, .reading))
    }
  }

  /// Opens the library at `path` to change it; makes it where nothing is there.
  public convenience init(making path: String) throws(LibraryError) {
    if FilePresence.of(path) == .content {
      try self.init(opening: path, writable: true)
      return
    }
    try Self.make(path)
    try self.init(opening: path, writable: true)
  }

  /// Makes an empty library under another name and gives it its own when it is whole: a process that is killed meanwhile leaves nothing
  /// under the name of the library.
  private static func make(_ path: String) throws(LibraryError) {
    let partial = FilePresence.partialName(path)
    do throws(LibraryError) {
      let connection = try SQLiteConnection(path: partial, access: .making)
      try configure(connection, writable: true)
      try connection.transaction { () throws(LibraryError) in try LibrarySchema.create(connection) }
    } catch {
      FilePresence.remove(partial)
      throw error
    }
    try FilePresence.publish(partial, as: path)
  }

  private init(_ connection: SQLiteConnection) {
    path = connection.path
    guarded = Mutex(Guarded(connection: connection))
  }

  private static func connect(
    _ path: String, _ access: SQLiteConnection.Access
  ) throws(LibraryError) -> SQLiteConnection {
    let connection = try SQLiteConnection(path: path, access: access)
    try configure(connection, writable: access != .reading)
    try checkForm(connection)
    return connection
  }

  private static func configure(_ connection: SQLiteConnection, writable: Bool) throws(LibraryError) {
    // The rollback journal, and not a write-ahead log: the library stays one file, and can be read where nothing can be written.
    try connection.execute("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF")
    if writable { try connection.execute("PRAGMA synchronous = FULL") }
  }

  /// Refuses what is no library, or a newer one. Reading the head also finds files that were cut short.
  private static func checkForm(_ connection: SQLiteConnection) throws(LibraryError) {
    guard try connection.integer("PRAGMA application_id") == LibrarySchema.applicationID else {
      throw .notALibrary(path: connection.path)
    }
    let version = try connection.integer("PRAGMA user_version")
    guard version <= LibrarySchema.version else {
      throw .newer(path: connection.path, version: version, supported: LibrarySchema.version)
    }
    guard version == LibrarySchema.version else { throw .older(path: connection.path, version: version) }
    _ = try connection.integer("SELECT count(*) FROM systems")
    // SQLite takes a last page that is not whole for a whole one.
    let length = try connection.integer("PRAGMA page_count") * connection.integer("PRAGMA page_size")
    guard FilePresence.length(connection.path) >= length else {
      throw .damaged(path: connection.path, reason: "the file is cut short")
    }
  }

  /// Uses the connection, alone.
  func withConnection<Result: Sendable>(
    _ body: (SQLiteConnection) throws(LibraryError) -> Result
  ) throws(LibraryError) -> Result {
    try guarded.withLock { (guarded) throws(LibraryError) in try body(guarded.connection) }
  }

  /// The error for encoded features that cannot be read.
  func damage(_ fault: EncodingFault, id: Int) -> LibraryError {
    .damaged(path: path, reason: "picture \(id): \(fault.reason)")
  }
}
