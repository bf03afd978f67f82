import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReproducibleMath
import Testing

/// Decoys against things whose rarity is known.
@Suite struct DecoyTestTests {
  private func standing(_ reference: BoltedThing, _ frame: BoltedThing, seed: UInt64) -> DecoyStanding? {
    var random = SeededGenerator(seed: seed)
    let a = BoltView.random(maximumTilt: 0.8, &random).observe(reference, &random)
    let b = BoltView.random(maximumTilt: 0.8, &random).observe(frame, &random)
    return DecoyTest().standing(of: a, in: b)
  }

  @Test(arguments: [UInt64](1...8))
  func noDecoyReachesARareRingThatAgrees(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let thing = BoltedThing(rings: [.uneven(11, &random)])
    #expect(standing(thing, thing, seed: seed) == DecoyStanding(count: 99, atLeastAsGood: 0), "seed \(seed)")
  }

  /// Twelve even bolts are met everywhere: of decoys as common as they are, about one in eight has twelve as well.
  @Test func aCommonRingIsReachedAsOftenAsItIsCommon() throws {
    let thing = BoltedThing(rings: [.even(12)])
    let rates = try (1...12).map { try #require(standing(thing, thing, seed: $0)).rate }
    let mean = rates.reduce(0, +) / Double(rates.count)
    #expect(mean > 0.08 && mean < 0.2, "\(rates)")
  }

  @Test func aRingWithGapsStandsOutFromItsDecoys() throws {
    let thing = BoltedThing(rings: [.even(20, gaps: [3, 8, 10])])
    for seed in 1...8 as ClosedRange<UInt64> {
      #expect(try #require(standing(thing, thing, seed: seed)).atLeastAsGood <= 2, "seed \(seed)")
    }
  }

  /// A p-value: among unrelated things a rate of r or less is met with a probability of at most about r.
  @Test func unrelatedThingsSeldomStandOut() throws {
    let pairs = 120
    var rates: [Double] = []
    for seed in 1...UInt64(pairs) {
      var random = SeededGenerator(seed: seed &* 104_729)
      let things = (0..<2).map { _ -> BoltedThing in
        let first: BoltedThing.Ring =
          random.index(below: 2) == 0
          ? .even(8 + random.index(below: 12)) : .uneven(6 + random.index(below: 8), &random)
        return BoltedThing(rings: [first, .even(5 + random.index(below: 8), radius: 0.5, phase: 6 * random.unit())])
      }
      rates.append(try #require(standing(things[0], things[1], seed: seed)).rate)
    }
    for limit in [0.05, 0.1, 0.2] {
      let expected = limit * Double(pairs)
      let over = rates.count { $0 <= limit }
      #expect(Double(over) <= expected + 3 * expected.squareRoot(), "\(over) of \(pairs) at \(limit)")
    }
  }

  @Test func rowsGridsAndSingleBoltsAreDrawnToo() throws {
    func row(_ y: Double, _ stations: [Double]) -> [Point] { stations.map { Point(x: $0, y: y) } }
    let thing = BoltedThing(
      rings: [], rows: [row(-0.5, [-1, -0.8, -0.5, -0.1, 0.4, 1]), row(0.5, [-1, -0.7, -0.6, 0.2, 0.7, 1])],
      lone: [Point(x: 0.1, y: 0.1), Point(x: -0.4, y: 0.2)])
    #expect(try #require(standing(thing, thing, seed: 3)).rate <= 0.5)
  }

  @Test func equalInputGivesEqualOutput() {
    let thing = BoltedThing(rings: [.even(14, gaps: [2]), .even(8, radius: 0.5)])
    #expect(standing(thing, thing, seed: 9) == standing(thing, thing, seed: 9))
  }

  @Test func nothingToCompareHasNoStanding() {
    #expect(standing(BoltedThing(rings: []), BoltedThing(rings: [.even(8)]), seed: 1) == nil)
    #expect(standing(BoltedThing(rings: [.even(8)]), BoltedThing(rings: []), seed: 1) == nil)
  }

  /// Readings that make no sense must not end the program.
  @Test func brokenReadingsAreBorne() {
    var random = SeededGenerator(seed: 4)
    let found = BoltView().observe(BoltedThing(rings: [.even(9), .even(6, radius: 0.4)]), &random)
    var patterns = found.patterns
    patterns.rings[0].slots = 0
    patterns.rings[0].slotPosterior = []
    patterns.rings[1].angles[0] = .nan
    patterns.rows = [BoltRow(bolts: [0, 900], slotIndices: [0, 1], missing: [], logOdds: 1)]
    patterns.rows.append(BoltRow(bolts: [0, 1], slotIndices: [4, 1], missing: [], logOdds: 1))
    patterns.grids = [
      BoltGrid(
        bolts: [0, 1], cells: [.init(column: 0, row: 0), .init(column: 1, row: 1)],
        imageFromLattice: Homography([0, 0, 0, 0, 0, 0, 0, 0, 0]), logOdds: 1)
    ]
    let broken = Features(size: found.size, keypoints: [], descriptors: DescriptorSet(), patterns: patterns)
    let standing = DecoyTest().standing(of: broken, in: found)
    #expect(standing.map { (0...1).contains($0.rate) } != false)
  }
}
