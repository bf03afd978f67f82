import FootageMatching

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A list of paths on standard input.
enum PathList {
  /// Reads the list to its end.
  ///
  /// - Parameter nullSeparated: Paths end with a zero byte (`find -print0`); otherwise with a line's end, and empty lines
  ///   and a carriage return before the end do not count.
  static func readStandardInput(nullSeparated: Bool) throws(CommandFailure) -> [SourcePath] {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress!, $0.count) }
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        throw CommandFailure(
          message: "The list on standard input cannot be read (\(String(cString: strerror(errno)))).",
          code: .inputOutput)
      }
      content.append(contentsOf: buffer[..<got])
    }
    return paths(in: content, nullSeparated: nullSeparated)
  }

  static func paths(in content: [UInt8], nullSeparated: Bool) -> [SourcePath] {
    content.split(separator: nullSeparated ? 0 : UInt8(ascii: "\n")).compactMap { line in
      var line = line
      if !nullSeparated, line.last == UInt8(ascii: "\r") { line.removeLast() }
      return line.isEmpty || line.contains(0) ? nil : SourcePath(bytes: Array(line))
    }
  }
}
