// Many frames at once, their results one after another.

/// Runs work over a sequence of inputs on several threads and hands the results on in the order of the inputs.
///
/// ```
/// take inputs while fewer than `window` are taken but not delivered      ← bounds memory, whatever the length of the input
///   and fewer than twice `threads` are taken but not finished            ← what an interruption has to wait for
/// work on up to `threads` of them; when one is finished, put it in the reorder buffer
/// deliver from the front of the buffer as long as the next one is there
/// ```
/// Delivery counts as one of the `threads`, and what is taken meanwhile keeps the others busy: a clip's last frame may take its verdict a second.
///
/// One task an input, never one a row: a frame takes milliseconds, which the cost of a task does not show beside.
package enum OrderedPipeline {
  /// Steps of work begun or ready, for each thread, at which no more inputs are taken: one that is under way, and one to go on with while
  /// results are delivered.
  static let stepsPerThread = 2

  /// Runs the pipeline until `next` returns nil and everything taken has been delivered.
  ///
  /// - Parameters:
  ///   - threads: Inputs worked on at once, at least 1; one fewer during a delivery.
  ///   - window: Inputs taken but not yet delivered, at least `threads`. A slow input holds back those behind it
  ///     only once so many of them are finished.
  ///   - next: The next input, or nil at the end. Called from one task at a time.
  ///   - work: The work; runs on any thread.
  ///   - deliver: Receives each result, in input order. Called from one task at a time.
  /// - Throws: What `next` or `deliver` throws, once the work under way is finished.
  /// - Complexity: O(window) results in memory.
  package static func run<Input: Sendable, Output: Sendable>(
    threads: Int, window: Int,
    next: () throws -> Input?,
    work: @escaping @Sendable (Input) -> Output,
    deliver: (Output) throws -> Void
  ) async throws {
    // With nothing to decide, the first step is all.
    try await run(
      threads: threads, window: window, next: next, prepare: work, decide: { PipelineStep<Output, Output>.done($0) },
      work: { $0 }, deliver: deliver)
  }
}
