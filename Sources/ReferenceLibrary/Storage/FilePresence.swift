#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What stands at a path, as far as opening and making a library ask.
enum FilePresence {
  case missing, empty, content

  /// Looks at `path`, links followed.
  static func of(_ path: String) -> FilePresence {
    var info = stat()
    guard stat(path, &info) == 0 else { return .missing }
    return info.st_size == 0 && info.st_mode & S_IFMT == S_IFREG ? .empty : .content
  }

  /// The length of the file at `path`; 0 where there is none.
  static func length(_ path: String) -> Int {
    var info = stat()
    return stat(path, &info) == 0 ? Int(info.st_size) : 0
  }

  /// A name beside `path` that no other process uses.
  static func partialName(_ path: String) -> String { "\(path).\(getpid()).partial" }

  /// Removes a file, if it is there.
  static func remove(_ path: String) { unlink(path) }

  /// Gives the file at `partial` the name `path`. A file with content that has the name by now keeps it.
  static func publish(_ partial: String, as path: String) throws(LibraryError) {
    if of(path) == .empty { unlink(path) }
    // A link does not replace what another process made meanwhile; file systems without links rename.
    if link(partial, path) == 0 || errno == EEXIST {
      unlink(partial)
    } else if rename(partial, path) != 0 {
      let reason = String(cString: strerror(errno))
      unlink(partial)
      throw .failed(path: path, reason: reason)
    }
  }
}
