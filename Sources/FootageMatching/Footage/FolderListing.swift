// The few file-system questions that footage and references ask.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What stands at a path, links followed.
package struct PathStatus: Sendable {
  /// What kind of thing it is.
  package enum Kind: Sendable { case file, folder, other }

  /// Identity on this machine: two paths with one identity are one thing.
  package struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
  }

  package let kind: Kind
  package let identity: Identity

  /// The status of `path`, or the system's error number.
  package static func of(_ path: SourcePath) -> Result<PathStatus, SystemError> {
    var info = stat()
    guard path.withCString({ stat($0, &info) }) == 0 else { return .failure(SystemError(number: errno)) }
    let kind: Kind =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    let identity = Identity(device: UInt64(info.st_dev), inode: UInt64(info.st_ino))
    return .success(PathStatus(kind: kind, identity: identity))
  }
}

/// An error number of the system, with its sentence.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The value of `errno`.
  public let number: Int32

  /// Wraps an error number.
  public init(number: Int32) { self.number = number }

  /// The last error of this thread.
  package static var last: SystemError { SystemError(number: errno) }

  /// Whether nothing stands at the path.
  public var isMissing: Bool { number == ENOENT || number == ENOTDIR }

  /// The system's sentence, in the C locale: `Permission denied`.
  public var description: String { String(cString: strerror(number)) }
}

/// Reads folders in `NaturalOrder`.
package enum FolderListing {
  /// The names in a folder, without hidden ones (`.` in front), in natural order.
  ///
  /// - Complexity: O(n log n) for n names.
  package static func names(in folder: SourcePath) -> Result<[SourcePath], SystemError> {
    guard let handle = folder.withCString({ opendir($0) }) else { return .failure(.last) }
    defer { closedir(handle) }
    var names: [SourcePath] = []
    while true {
      errno = 0
      guard let entry = readdir(handle) else { break }
      // SAFETY: `d_name` is zero-terminated and `entry` lives until the next `readdir` on this handle.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        UnsafeRawPointer(tuple).withMemoryRebound(to: UInt8.self, capacity: 256) { start in
          var count = 0
          while start[count] != 0 { count += 1 }
          return Array(UnsafeBufferPointer(start: start, count: count))
        }
      }
      if name.first != UInt8(ascii: ".") { names.append(SourcePath(bytes: name)) }
    }
    guard errno == 0 else { return .failure(.last) }
    return .success(names.sorted { NaturalOrder.precedes($0.bytes, $1.bytes) })
  }

  /// The first `count` bytes of a file; fewer where it is shorter.
  package static func head(of path: SourcePath, count: Int) -> Result<[UInt8], SystemError> {
    content(of: path, atMost: count)
  }

  /// A file's content, or as much of its beginning as `limit` bytes.
  package static func content(of path: SourcePath, atMost limit: Int) -> Result<[UInt8], SystemError> {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { return .failure(.last) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while content.count < limit {
      let wanted = min(buffer.count, limit - content.count)
      let got = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress!, wanted) }
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        return .failure(.last)
      }
      content.append(contentsOf: buffer[..<got])
    }
    return .success(content)
  }
}

extension SourcePath {
  /// The absolute path without links, `.` and `..`; nil where nothing stands there.
  package var resolved: SourcePath? {
    guard let text = withCString({ realpath($0, nil) }) else { return nil }
    defer { free(text) }
    return SourcePath(bytes: Array(UnsafeRawBufferPointer(start: text, count: strlen(text))))
  }
}
