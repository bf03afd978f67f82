import FootageMatching
import Foundation
import Synchronization
import Testing

@Suite struct OrderedPipelineTests {
  private struct Stop: Error {}

  @Test(arguments: [1, 2, 7]) func resultsComeInTheOrderOfTheInputs(threads: Int) async throws {
    var next = 0
    var delivered: [Int] = []
    try await OrderedPipeline.run(
      threads: threads, window: 3 * threads,
      next: { () -> Int? in
        defer { next += 1 }
        return next < 200 ? next : nil
      },
      work: { input in
        // Early inputs take longest, so that later ones overtake them.
        usleep(UInt32((200 - input) * 10 % 700))
        return input * 3
      },
      deliver: { delivered.append($0) })
    #expect(delivered == (0..<200).map { $0 * 3 })
  }

  @Test func noMoreIsTakenThanTheWindowHolds() async throws {
    let running = Atomic<Int>(0)
    let mostRunning = Atomic<Int>(0)
    var taken = 0
    var delivered = 0
    var mostTaken = 0
    try await OrderedPipeline.run(
      threads: 3, window: 5,
      next: { () -> Int? in
        guard taken < 100 else { return nil }
        taken += 1
        mostTaken = max(mostTaken, taken - delivered)
        return taken
      },
      work: { input -> Int in
        let now = running.add(1, ordering: .sequentiallyConsistent).newValue
        mostRunning.max(now, ordering: .sequentiallyConsistent)
        if input % 10 == 1 { usleep(3000) }
        running.subtract(1, ordering: .sequentiallyConsistent)
        return input
      },
      deliver: { _ in delivered += 1 })
    #expect(delivered == 100)
    #expect(mostTaken <= 5)
    #expect(mostRunning.load(ordering: .sequentiallyConsistent) <= 3)
  }

  @Test func aSlowDeliveryHoldsBackNoWork() async throws {
    let finished = Atomic<Int>(0)
    var next = 0
    var finishedMeanwhile = 0
    try await OrderedPipeline.run(
      threads: 2, window: 8,
      next: { () -> Int? in
        defer { next += 1 }
        return next < 8 ? next : nil
      },
      work: { input -> Int in
        finished.add(1, ordering: .sequentiallyConsistent)
        return input
      },
      deliver: { index in
        guard index == 0 else { return }
        // Ends at once where the others go on; gives up after two minutes where they wait for it.
        for _ in 0..<120_000 where finished.load(ordering: .sequentiallyConsistent) < 5 { usleep(1000) }
        finishedMeanwhile = finished.load(ordering: .sequentiallyConsistent)
      })
    // At least itself, and two for each thread.
    #expect(finishedMeanwhile >= 5)
  }

  @Test func aDeliveryTakesTheOnlyThread() async throws {
    let running = Atomic<Int>(0)
    var next = 0
    var runningMeanwhile = 0
    try await OrderedPipeline.run(
      threads: 1, window: 4,
      next: { () -> Int? in
        defer { next += 1 }
        return next < 20 ? next : nil
      },
      work: { input -> Int in
        running.add(1, ordering: .sequentiallyConsistent)
        usleep(500)
        running.subtract(1, ordering: .sequentiallyConsistent)
        return input
      },
      deliver: { _ in
        usleep(1000)
        runningMeanwhile = max(runningMeanwhile, running.load(ordering: .sequentiallyConsistent))
      })
    #expect(runningMeanwhile == 0)
  }

  @Test func anErrorEndsTheRunAndNothingFollows() async {
    var delivered = 0
    await #expect(throws: Stop.self) {
      try await OrderedPipeline.run(
        threads: 2, window: 4, next: { 1 }, work: { $0 },
        deliver: { _ in
          delivered += 1
          if delivered == 5 { throw Stop() }
        })
    }
    #expect(delivered == 5)
  }
}

@Suite struct OrderedPipelineDecisionTests {
  @Test(arguments: [1, 2, 5]) func decisionsAndResultsComeInOrder(threads: Int) async throws {
    var next = 0
    var decided: [Int] = []
    var delivered: [Int] = []
    try await OrderedPipeline.run(
      threads: threads, window: 3 * threads,
      next: { () -> Int? in
        defer { next += 1 }
        return next < 150 ? next : nil
      },
      prepare: { input -> Int in
        usleep(UInt32((150 - input) * 7 % 400))
        return input
      },
      decide: { value -> PipelineStep<Int, Int> in
        decided.append(value)
        return value % 3 == 0 ? .done(-value) : .work(value)
      },
      work: { value -> Int in
        usleep(UInt32(value * 13 % 500))
        return value * 2
      },
      deliver: { delivered.append($0) })
    #expect(decided == Array(0..<150))
    #expect(delivered == (0..<150).map { $0 % 3 == 0 ? -$0 : $0 * 2 })
  }

  @Test func noMoreIsTakenThanTheWindowHolds() async throws {
    var (taken, delivered, most) = (0, 0, 0)
    let running = Atomic<Int>(0)
    let mostRunning = Atomic<Int>(0)
    @Sendable func busy(_ value: Int) -> Int {
      let now = running.add(1, ordering: .sequentiallyConsistent).newValue
      mostRunning.max(now, ordering: .sequentiallyConsistent)
      usleep(value % 8 == 0 ? 2000 : 50)
      running.subtract(1, ordering: .sequentiallyConsistent)
      return value
    }
    try await OrderedPipeline.run(
      threads: 3, window: 6,
      next: { () -> Int? in
        guard taken < 80 else { return nil }
        taken += 1
        most = max(most, taken - delivered)
        return taken
      },
      prepare: { busy($0) }, decide: { PipelineStep<Int, Int>.work($0) }, work: { busy($0) },
      deliver: { _ in delivered += 1 })
    #expect(delivered == 80)
    #expect(most <= 6)
    #expect(mostRunning.load(ordering: .sequentiallyConsistent) <= 3)
  }
}
