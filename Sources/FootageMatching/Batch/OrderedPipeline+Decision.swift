// Two steps of work with a decision between them that depends on the inputs before.

/// What a decision comes to.
package enum PipelineStep<Work: Sendable, Output: Sendable>: Sendable {
  /// There is more to do.
  case work(Work)
  /// The output is known already.
  case done(Output)
}

/// A step of one input that is finished, with the input's position.
private enum FinishedStep<Prepared: Sendable, Output: Sendable>: Sendable {
  case prepared(Int, Prepared)
  case output(Int, Output)
}

extension OrderedPipeline {
  /// Like ``run(threads:window:next:work:deliver:)``, with a first step whose results are looked at one after another, in the
  /// order of the inputs, before the second step begins.
  ///
  /// ```
  /// prepare, on several threads  →  decide, in order, one at a time  →  work, on several threads  →  deliver, in order
  /// ```
  /// - Parameters:
  ///   - threads: Steps of work under way at once, at least 1; one fewer during a delivery.
  ///   - window: Inputs taken but not yet delivered, at least `threads`.
  ///   - prepare: The first step; runs on any thread.
  ///   - decide: Sees every prepared input in order. Called from one task at a time.
  ///   - work: The second step; runs on any thread.
  /// - Throws: What `next` or `deliver` throws, once the work under way is finished.
  /// - Complexity: O(window) prepared inputs and results in memory.
  package static func run<Input: Sendable, Prepared: Sendable, Work: Sendable, Output: Sendable>(
    threads: Int, window: Int,
    next: () throws -> Input?,
    prepare: @escaping @Sendable (Input) -> Prepared,
    decide: (Prepared) -> PipelineStep<Work, Output>,
    work: @escaping @Sendable (Work) -> Output,
    deliver: (Output) throws -> Void
  ) async throws {
    precondition(threads >= 1 && window >= threads, "at least one thread, and a window that holds their work")
    let permits = WorkPermits(count: threads)
    try await withThrowingTaskGroup(of: FinishedStep<Prepared, Output>?.self) { group in
      defer { permits.close() }
      // Looked up by index only, so that their order plays no part.
      var prepared: [Int: Prepared] = [:]
      var finished: [Int: Output] = [:]
      var (taken, decided, delivered) = (0, 0, 0)
      // Steps that run or wait for a permit.
      var pending = 0
      var exhausted = false
      while true {
        while !exhausted, taken - delivered < window, pending < stepsPerThread * threads {
          guard let input = try next() else {
            exhausted = true
            break
          }
          let index = taken
          group.addTask { await permits.run(.preparation) { .prepared(index, prepare(input)) } }
          taken += 1
          pending += 1
        }
        // Only now that the others have something to go on with.
        if let output = finished.removeValue(forKey: delivered) {
          delivered += 1
          try await permits.run(.delivery) { try deliver(output) }
          continue
        }
        guard let step = try await group.next() ?? nil else { break }
        pending -= 1
        switch step {
        case .prepared(let index, let value): prepared[index] = value
        case .output(let index, let output): finished[index] = output
        }
        while let value = prepared.removeValue(forKey: decided) {
          let index = decided
          decided += 1
          switch decide(value) {
          case .done(let output): finished[index] = output
          case .work(let item):
            group.addTask { await permits.run(.work) { .output(index, work(item)) } }
            pending += 1
          }
        }
      }
    }
  }
}
