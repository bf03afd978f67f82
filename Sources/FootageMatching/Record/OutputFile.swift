// Writing with every answer of the system looked at.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file open for appending. Nothing is held back: what `append` was given is with the system when it returns.
package final class OutputFile {
  private let path: String
  private let descriptor: Int32

  /// Makes the file anew, empty.
  package init(creating path: SourcePath) throws(OutputError) {
    self.path = path.display
    descriptor = path.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0o666) }
    guard descriptor >= 0 else { throw .notWritable(path: path.display, reason: SystemError.last.description) }
  }

  /// Opens a file that is there, to append to it.
  package init(continuing path: SourcePath) throws(OutputError) {
    self.path = path.display
    descriptor = path.withCString { open($0, O_WRONLY | O_CLOEXEC | O_APPEND) }
    guard descriptor >= 0 else { throw .notWritable(path: path.display, reason: SystemError.last.description) }
  }

  deinit { close(descriptor) }

  /// Keeps other processes from locking the same file, until this one ends in whatever way.
  package func lock() throws(OutputError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
    // A file system without locks (some network ones) is no reason not to work.
    if errno == EWOULDBLOCK { throw .inUse(path: path) }
  }

  /// Cuts off what follows the first `length` bytes.
  package func truncate(to length: Int) throws(OutputError) {
    guard ftruncate(descriptor, off_t(length)) == 0 else {
      throw .notWritable(path: path, reason: SystemError.last.description)
    }
  }

  /// Appends `bytes`.
  package func append(_ bytes: [UInt8]) throws(OutputError) {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      if written < 0 {
        if errno == EINTR { continue }
        throw .notWritable(path: path, reason: SystemError.last.description)
      }
      done += written
    }
  }

  /// Waits until the content is on the disk.
  package func finish() throws(OutputError) {
    // EINVAL and EROFS: the file is of a kind that knows no such thing.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw .notWritable(path: path, reason: SystemError.last.description)
    }
  }
}
