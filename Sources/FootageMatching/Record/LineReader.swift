// Files and pipes, line by line.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads a descriptor line by line, whatever bytes the lines hold. Not for sharing between threads.
///
/// Memory: one buffer and the longest line.
package final class LineReader {
  private let descriptor: Int32
  private let closes: Bool
  private var buffer: [UInt8]
  private var unread: Range<Int> = 0..<0

  /// Position behind the line last read, its end included.
  package private(set) var offset = 0
  /// Whether the line last read had an end. The last line of a file that broke off has none.
  package private(set) var lineWasWhole = false

  /// Reads an open descriptor, which stays open.
  package init(descriptor: Int32, bufferLength: Int = 1 << 16) {
    self.descriptor = descriptor
    closes = false
    buffer = [UInt8](repeating: 0, count: bufferLength)
  }

  /// Opens the file at `path`, to be read from `start` on.
  package init(path: SourcePath, from start: Int = 0, bufferLength: Int = 1 << 16) throws(SystemError) {
    descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .last }
    closes = true
    buffer = [UInt8](repeating: 0, count: bufferLength)
    offset = start
    if start > 0, lseek(descriptor, off_t(start), SEEK_SET) < 0 { throw .last }
  }

  deinit { if closes { close(descriptor) } }

  /// The next line without its end, or nil where there is none. Returns as soon as a line is there.
  package func next() throws(SystemError) -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if unread.isEmpty {
        let got = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress!, $0.count) }
        if got < 0 {
          if errno == EINTR { continue }
          throw .last
        }
        if got == 0 {
          lineWasWhole = false
          return line.isEmpty ? nil : line
        }
        unread = 0..<got
      }
      if let end = buffer[unread].firstIndex(of: UInt8(ascii: "\n")) {
        line.append(contentsOf: buffer[unread.lowerBound..<end])
        offset += end + 1 - unread.lowerBound
        unread = end + 1..<unread.upperBound
        lineWasWhole = true
        return line
      }
      line.append(contentsOf: buffer[unread])
      offset += unread.count
      unread = 0..<0
    }
  }
}
