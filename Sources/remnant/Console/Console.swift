import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard error, where people read: messages line by line, and at most one line that is overwritten.
final class Console: Sendable {
  static let shared = Console()

  /// Whether a line of progress stands on the terminal at present.
  private let statusShown = Mutex(false)

  /// Whether a line may be overwritten: standard error is a terminal that can, and nobody asked for plain text.
  static var isInteractive: Bool {
    func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
    return isatty(2) == 1 && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb" && !variable("TERM").isEmpty
  }

  /// Writes a message on a line of its own.
  func message(_ text: String) {
    statusShown.withLock { shown in
      write((shown ? Console.clearLine : "") + "remnant: " + text + "\n")
      shown = false
    }
  }

  /// Writes a line as it is: for machines.
  func line(_ text: String) {
    statusShown.withLock { shown in
      write((shown ? Console.clearLine : "") + text + "\n")
      shown = false
    }
  }

  /// Puts `text` in place of the line of progress.
  func status(_ text: String) {
    statusShown.withLock { shown in
      write(Console.clearLine + text)
      shown = true
    }
  }

  /// Takes the line of progress away.
  func clearStatus() {
    statusShown.withLock { shown in
      if shown { write(Console.clearLine) }
      shown = false
    }
  }

  private static let clearLine = "\r\u{1B}[K"

  /// What nobody reads is lost: there is nowhere left to complain.
  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { systemWrite(2, $0.baseAddress! + done, bytes.count - done) }
      if written < 0, errno != EINTR { return }
      done += max(0, written)
    }
  }
}

/// `write(2)` under a name that methods called `write` do not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
