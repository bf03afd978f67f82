#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The whole content of a regular file.
///
/// Read, not mapped: a file that shrinks while it is mapped would kill the process.
struct FileBytes: ~Copyable {
  /// The bytes, valid as long as this value lives.
  let buffer: UnsafeRawBufferPointer

  /// Reads the file at `path`.
  init(path: String, maxByteCount: Int) throws(DecodingError) {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path: path, errno: errno) }
    if let what = Self.nameOfIrregularFile(mode: status.st_mode) { throw .notAFile(path: path, what: what) }
    let byteCount = Int(status.st_size)
    guard byteCount > 0 else { throw .empty(path: path) }
    guard byteCount <= maxByteCount else {
      throw .tooManyBytes(path: path, byteCount: byteCount, maxByteCount: maxByteCount)
    }
    guard let memory = malloc(byteCount) else { throw .outOfMemory(path: path) }
    var filled = 0
    while filled < byteCount {
      let count = read(descriptor, memory + filled, byteCount - filled)
      if count > 0 {
        filled += count
      } else if count == 0 {
        break  // The file shrank meanwhile: what is there is judged like any other file.
      } else if errno != EINTR {
        let code = errno
        free(memory)
        throw Self.failure(path: path, errno: code)
      }
    }
    guard filled > 0 else {
      free(memory)
      throw .empty(path: path)
    }
    buffer = UnsafeRawBufferPointer(start: memory, count: filled)
  }

  deinit { free(UnsafeMutableRawPointer(mutating: buffer.baseAddress)) }

  private static func failure(path: String, errno code: Int32) -> DecodingError {
    if code == ENOENT || code == ENOTDIR { return .notFound(path: path) }
    return .unreadable(path: path, reason: String(cString: strerror(code)))
  }

  private static func nameOfIrregularFile(mode: mode_t) -> String? {
    switch mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }
}
