import FeatureExtraction
import TestSupport
import Testing

@Suite struct SpatialSelectionTests {
  static func select(
    _ candidates: [KeypointCandidate], width: Int, height: Int, count: Int, tightening: Int = .max
  ) -> [KeypointCandidate] {
    var selection = SpatialSelection(width: width, height: height, count: count)
    let columns = selection.cellLines(count: width, scale: 1)
    let rows = selection.cellLines(count: height, scale: 1)
    for (index, candidate) in candidates.enumerated() {
      if index % tightening == tightening - 1 { selection.tighten() }
      let cell = selection.cell(row: rows[candidate.y], column: columns[candidate.x])
      if selection.accepts(candidate, in: cell) { selection.insert(candidate, in: cell) }
    }
    return selection.selected()
  }

  /// Candidates at different places, of few strengths, so that ties abound.
  static func candidates(_ count: Int, width: Int, height: Int, seed: UInt64) -> [KeypointCandidate] {
    var generator = SplitMix64(seed: seed)
    var places = Array(0..<width * height)
    places.shuffle(using: &generator)
    return places.prefix(count).map { place in
      KeypointCandidate(
        code: 100 * Int16.random(in: 1...200, using: &generator), level: 0, x: place % width, y: place / width)
    }
  }

  @Test func aCandidateKeepsItsPartsAndOrders() {
    let parts = [(22_528, 0, 0, 0), (1, 15, 1_048_575, 1_048_575), (0, 9, 17, 900), (500, 3, 65_535, 2)]
    for (code, level, x, y) in parts {
      let candidate = KeypointCandidate(code: Int16(code), level: level, x: x, y: y)
      #expect((Int(candidate.code), candidate.level, candidate.x, candidate.y) == (code, level, x, y))
    }
    func candidate(_ code: Int16, _ level: Int, _ x: Int, _ y: Int) -> KeypointCandidate {
      KeypointCandidate(code: code, level: level, x: x, y: y)
    }
    let ordered = [
      candidate(9, 5, 9, 9), candidate(8, 0, 3, 1), candidate(8, 0, 2, 2), candidate(8, 0, 3, 2), candidate(8, 1, 0, 0),
      candidate(7, 0, 0, 0),
    ]
    #expect(ordered.reversed().sorted() == ordered)
  }

  @Test(arguments: [0, 1, 2, 3, 10, 99, 100, 500, 2000, 5000])
  func neverMoreThanAskedForAndStrongestFirst(count: Int) {
    for available in [0, 1, 50, 3000] {
      let candidates = Self.candidates(available, width: 300, height: 200, seed: 7001)
      let selected = Self.select(candidates, width: 300, height: 200, count: count)
      #expect(selected.count <= min(count, available))
      #expect(selected == selected.sorted())
      #expect(Set(selected.map(\.word)).count == selected.count)
      #expect(Set(selected.map(\.word)).isSubset(of: candidates.map(\.word)))
      // Scattered candidates overfill no cell: all that were asked for are there.
      if count >= 100 || available <= 50 { #expect(selected.count == min(count, available), "of \(available)") }
      // Of equally strong ones in different cells either may be left.
      if let first = selected.first { #expect(first.code == candidates.min()?.code) }
    }
  }

  @Test func theOrderOfArrivalDoesNotMatter() {
    let candidates = Self.candidates(20_000, width: 300, height: 200, seed: 7002)
    let selected = Self.select(candidates, width: 300, height: 200, count: 400)
    for seed in UInt64(1)...5 {
      var generator = SplitMix64(seed: seed)
      #expect(Self.select(candidates.shuffled(using: &generator), width: 300, height: 200, count: 400) == selected)
    }
    #expect(Self.select(candidates.sorted(), width: 300, height: 200, count: 400) == selected)
    #expect(Self.select(candidates.sorted().reversed(), width: 300, height: 200, count: 400) == selected)
  }

  /// What `tighten` turns away would not have been selected.
  @Test(arguments: [0, 1, 2, 10, 100, 400, 2000])
  func tighteningChangesNothing(count: Int) {
    for seed in UInt64(7100)...7105 {
      let candidates = Self.candidates(10_000, width: 300, height: 200, seed: seed)
      let expected = Self.select(candidates, width: 300, height: 200, count: count).map(\.word)
      #expect(expected.count == count)
      for steps in [1000, 3000, 9000] {
        let found = Self.select(candidates, width: 300, height: 200, count: count, tightening: steps).map(\.word)
        #expect(found == expected, "every \(steps), seed \(seed)")
      }
    }
  }

  /// The left half answers four times as strongly as the right one, everywhere. By strength alone all would be left;
  /// discounted by rank the halves share 4 : 1, and no part of the image goes without.
  @Test func aStrongTextureLeavesRoomForAFaintOne() {
    var candidates: [KeypointCandidate] = []
    for y in stride(from: 1, to: 400, by: 4) {
      for x in stride(from: 1, to: 400, by: 4) {
        candidates.append(KeypointCandidate(code: x < 200 ? 12_048 : 10_000, level: 0, x: x, y: y))
      }
    }
    let selected = Self.select(candidates, width: 400, height: 400, count: 400)
    #expect(selected.count == 400)
    let right = selected.filter { $0.x >= 200 }
    #expect((50...100).contains(right.count), "\(right.count) right")
    #expect(candidates.sorted().prefix(400).allSatisfy { $0.x < 200 })
    for row in 0..<4 {
      for column in 0..<4 {
        #expect(selected.contains { $0.x / 100 == column && $0.y / 100 == row }, "nothing in part \(column), \(row)")
      }
    }
  }
}
