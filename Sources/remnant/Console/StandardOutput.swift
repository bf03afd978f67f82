import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output, where data goes.
enum StandardOutput {
  /// Turns SIGPIPE into an error of `write`.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Writes `text` and a line's end.
  static func print(_ text: String) throws { try write(Array((text + "\n").utf8)) }

  /// Writes `bytes`. A reader that has gone away has what it wanted: the program ends quietly.
  static func write(_ bytes: [UInt8]) throws {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { systemWrite(1, $0.baseAddress! + done, bytes.count - done) }
      if written >= 0 {
        done += written
      } else if errno == EPIPE {
        throw ExitCode.success
      } else if errno != EINTR {
        throw CommandFailure(
          message: "Standard output cannot be written (\(String(cString: strerror(errno)))).", code: .inputOutput)
      }
    }
  }
}

/// `write(2)` under a name that methods called `write` do not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
