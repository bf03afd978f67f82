// Stopping cleanly: the first signal asks, the second one kills.

import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A request to stop taking new frames, seen by every thread.
public final class InterruptFlag: Sendable {
  private let raised = Atomic<Bool>(false)

  /// Makes a flag that is down.
  public init() {}

  /// Whether someone asked to stop.
  public var isRaised: Bool { raised.load(ordering: .relaxed) }

  /// Asks to stop.
  public func raise() { raised.store(true, ordering: .relaxed) }
}

extension InterruptFlag {
  /// The flag that SIGINT and SIGTERM raise once `watchSignals` has been called.
  private static let ofProcess = InterruptFlag()

  /// Makes SIGINT and SIGTERM raise the flag that this returns. Each acts so once: the same signal again finds its
  /// default action, and ends the process at once.
  public static func watchSignals() -> InterruptFlag {
    // The flag exists before the handler can run: an atomic store is all that the handler does.
    let flag = ofProcess
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      let handler: @convention(c) (Int32) -> Void = { _ in InterruptFlag.ofProcess.raise() }
      #if os(Linux)
        action.__sigaction_handler.sa_handler = handler
      #else
        action.__sigaction_u.__sa_handler = handler
      #endif
      // SA_RESTART: reads and writes under way are not cut short.
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | Int32(SA_RESTART)
      sigaction(signal, &action, nil)
    }
    return flag
  }
}
