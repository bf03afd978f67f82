import Synchronization

/// A number of permits to use a processor, handed out by urgency and then in the order of asking.
///
/// The pipelines' tasks wait for one before they work, so that as many may be ready as memory allows while no more than `threads` are busy.
final class WorkPermits: Sendable {
  /// What is done first when there is a choice: what empties the window.
  enum Urgency: Int, CaseIterable {
    /// Results are handed on.
    case delivery
    /// The last step of an input that is prepared.
    case work
    /// An input's first step.
    case preparation
  }

  private struct State {
    var free: Int
    var isClosed = false
    /// Those who wait, by urgency, the longest waiting first.
    var waiting: [[CheckedContinuation<Void, Never>]]
  }

  private let state: Mutex<State>

  /// Makes `count` permits, at least one.
  init(count: Int) {
    state = Mutex(State(free: max(count, 1), waiting: Array(repeating: [], count: Urgency.allCases.count)))
  }

  /// Waits for a permit, runs `body`, and gives the permit back; nil, and nothing is run, once ``close()`` was called.
  func run<Result>(_ urgency: Urgency, _ body: () throws -> Result) async rethrows -> Result? {
    await acquire(urgency)
    defer { release() }
    guard !state.withLock(\.isClosed) else { return nil }
    return try body()
  }

  /// Of a run that is over, or has failed, nothing more is wanted.
  func close() { state.withLock { $0.isClosed = true } }

  private func acquire(_ urgency: Urgency) async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.free > 0 else {
          state.waiting[urgency.rawValue].append(continuation)
          return false
        }
        state.free -= 1
        return true
      }
      if isFree { continuation.resume() }
    }
  }

  /// Hands the permit to whoever waits for it, or keeps it.
  private func release() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let urgency = state.waiting.firstIndex(where: { !$0.isEmpty }) else {
        state.free += 1
        return nil
      }
      return state.waiting[urgency].removeFirst()
    }
    next?.resume()
  }
}
