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

  /// Reads the file at `path`, unless its start, handed to `check`, shows that the rest is not worth reading.
  init(
    path: String, maxByteCount: Int, check: (_ start: UnsafeRawBufferPointer) throws(DecodingError) -> Void
  ) throws(DecodingError) {
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
    do throws(DecodingError) {
      let started = try Self.fill(memory, to: min(byteCount, Self.startBytes), from: descriptor, path: path)
      guard started > 0 else { throw .empty(path: path) }
      try check(UnsafeRawBufferPointer(start: memory, count: started))
      let rest = try Self.fill(memory + started, to: byteCount - started, from: descriptor, path: path)
      // Fewer bytes than stated where the file shrank meanwhile: what is there is judged like any other file.
      buffer = UnsafeRawBufferPointer(start: memory, count: started + rest)
    } catch {
      free(memory)
      throw error
    }
  }

  // Enough for any signature, and far less than a video that was named by mistake.
  private static let startBytes = 64

  /// Reads `count` bytes, or up to the end of the file.
  private static func fill(
    _ memory: UnsafeMutableRawPointer, to count: Int, from descriptor: Int32, path: String
  ) throws(DecodingError) -> Int {
    var filled = 0
    while filled < count {
      let step = read(descriptor, memory + filled, count - filled)
      if step > 0 {
        filled += step
      } else if step == 0 {
        break
      } else if errno != EINTR {
        throw failure(path: path, errno: errno)
      }
    }
    return filled
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
