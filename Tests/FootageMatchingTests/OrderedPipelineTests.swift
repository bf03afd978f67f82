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
