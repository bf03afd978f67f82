// A program at the other end of a pipe, started without a shell.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A running program whose standard output is read here. Not for sharing between threads.
///
/// Arguments reach the program as they are: no shell reads them. Its standard input is empty, it has a process group of
/// its own (so the terminal's ^C reaches only this process, which then stops it), and of its messages the last few
/// kilobytes are kept.
package final class ChildProcess {
  /// How the program ended.
  package enum Ending: Sendable, Hashable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  private let process: pid_t
  private let output: Int32
  private let messages: Int32
  private var messageTail: [UInt8] = []
  private var messagesOpen = true
  private var ending: Ending?

  /// Bytes of messages that are kept: enough for the last sentences, little enough for a program that never stops.
  private static let messageLimit = 4096

  /// Starts `arguments[0]`, looked up in `PATH`.
  ///
  /// - Throws: `SystemError`; its `isMissing` says that there is no such program.
  package init(arguments: [[UInt8]]) throws(SystemError) {
    let outputPipe = try ChildProcess.makePipe()
    let messagePipe: (read: Int32, write: Int32)
    do { messagePipe = try ChildProcess.makePipe() } catch {
      close(outputPipe.read)
      close(outputPipe.write)
      throw error
    }

    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, outputPipe.write, 1)
    posix_spawn_file_actions_adddup2(&actions, messagePipe.write, 2)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // This process ignores SIGPIPE; the program must not, or it would not notice that nobody reads it any more.
    var restored = sigset_t()
    sigemptyset(&restored)
    sigaddset(&restored, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &restored)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETPGROUP))

    let argumentPointers = arguments.map { argument -> UnsafeMutablePointer<CChar>? in
      (argument + [0]).withUnsafeBytes { strdup($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
    }
    defer { for pointer in argumentPointers { free(pointer) } }
    var identifier: pid_t = 0
    let failure = posix_spawnp(
      &identifier, argumentPointers[0]!, &actions, &attributes, argumentPointers + [nil], environ)
    close(outputPipe.write)
    close(messagePipe.write)
    guard failure == 0 else {
      close(outputPipe.read)
      close(messagePipe.read)
      throw SystemError(number: failure)
    }
    process = identifier
    output = outputPipe.read
    messages = messagePipe.read
  }

  deinit {
    if ending == nil { stop() }
    close(output)
    close(messages)
  }

  /// Reads up to `count` bytes of output into `buffer`: 0 at its end, and where `interrupt` is raised meanwhile.
  package func read(
    into buffer: UnsafeMutableRawPointer, count: Int, interrupt: InterruptFlag
  ) throws(SystemError) -> Int {
    while true {
      if interrupt.isRaised { return 0 }
      var polled = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: messagesOpen ? messages : -1, events: Int16(POLLIN), revents: 0),
      ]
      // A tenth of a second: how late an interrupt may be noticed.
      let ready = poll(&polled, 2, 100)
      if ready < 0, errno != EINTR { throw .last }
      guard ready > 0 else { continue }
      if polled[1].revents != 0 { drainMessages() }
      if polled[0].revents != 0 {
        let got = systemRead(output, buffer, count)
        if got >= 0 { return got }
        if errno != EINTR { throw .last }
      }
    }
  }

  /// Waits for the program's end, reading its last messages.
  package func wait() -> (ending: Ending, messages: String) {
    if ending == nil {
      while messagesOpen { drainMessages() }
      reap()
    }
    return (ending ?? .exited(0), String(decoding: messageTail, as: UTF8.self))
  }

  /// Ends the program and waits for it.
  package func stop() {
    guard ending == nil else { return }
    kill(process, SIGKILL)
    reap()
  }

  private func reap() {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
  }

  private func drainMessages() {
    var buffer = [UInt8](repeating: 0, count: ChildProcess.messageLimit)
    let got = buffer.withUnsafeMutableBytes { systemRead(messages, $0.baseAddress!, $0.count) }
    if got < 0, errno == EINTR { return }
    guard got > 0 else {
      messagesOpen = false
      return
    }
    messageTail.append(contentsOf: buffer[..<got])
    messageTail.removeFirst(max(0, messageTail.count - ChildProcess.messageLimit))
  }

  private static func makePipe() throws(SystemError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .last }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}

/// `read(2)` under a name that methods called `read` do not hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
