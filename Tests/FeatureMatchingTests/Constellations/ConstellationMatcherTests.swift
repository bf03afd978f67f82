import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReproducibleMath
import Testing

/// One thing seen twice: what agrees, by how much, and how many rotations are left open.
@Suite struct ConstellationMatcherTests {
  private let matcher = ConstellationMatcher()

  /// Two pictures of `thing`, each from a direction of its own.
  private func views(
    _ thing: BoltedThing, maximumTilt: Double = 0.9, _ random: inout SeededGenerator,
    _ adjust: (inout BoltView) -> Void = { _ in }
  ) -> (a: Features, b: Features) {
    var first = BoltView.random(maximumTilt: maximumTilt, &random)
    var second = BoltView.random(maximumTilt: maximumTilt, &random)
    adjust(&first)
    adjust(&second)
    return (first.observe(thing, &random), second.observe(thing, &random))
  }

  @Test(arguments: [UInt64](1...12))
  func anUnevenRingIsFoundAgainWithTheRightBolts(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let thing = BoltedThing(rings: [.uneven(9, &random)])
    let (a, b) = views(thing, &random)
    let match = matcher.match(a, b)
    #expect(match.logOdds > 4, "seed \(seed)")
    let ring = try #require(match.rings.first, "seed \(seed)")
    #expect(ring.agreeingRotations == 1 && ring.slots == nil, "seed \(seed)")
    // Bolts are made in the order of the thing's own angles in both pictures.
    #expect(match.bolts.count >= 8 && match.bolts.allSatisfy { $0.indexA == $0.indexB }, "seed \(seed)")
    #expect(!match.isMirrored && match.isSurface, "seed \(seed)")
    let map = try #require(match.bFromA, "seed \(seed)")
    for bolt in a.patterns.bolts.indices {
      let distance = map.apply(to: a.patterns.bolts[bolt].center).distance(to: b.patterns.bolts[bolt].center)
      #expect(distance < 4, "seed \(seed), bolt \(bolt)")
    }
  }

  @Test(arguments: [UInt64](1...8))
  func halfOfAnUnevenRingTellsTheRotation(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let thing = BoltedThing(rings: [.uneven(14, &random)])
    let a = BoltView.random(maximumTilt: 0.8, &random).observe(thing, &random)
    var hiding = BoltView.random(maximumTilt: 0.8, &random)
    hiding.hidden = (middle: 2, half: 1.5)
    let match = matcher.match(a, hiding.observe(thing, &random))
    #expect(match.logOdds > 1, "seed \(seed)")
    #expect(try #require(match.rings.first).agreeingRotations == 1, "seed \(seed)")
  }

  @Test(arguments: [UInt64](1...8))
  func boltsMissingHereAndThereWeakenButDoNotHide(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let thing = BoltedThing(rings: [.uneven(14, &random)])
    let (a, b) = views(thing, &random) { $0.missing = 0.12 }
    let match = matcher.match(a, b)
    #expect(match.logOdds > 2, "seed \(seed)")
  }

  @Test(arguments: [6, 8, 12, 14, 24])
  func anEvenRingSaysLittleAndLeavesEveryRotationOpen(slots: Int) throws {
    var random = SeededGenerator(seed: UInt64(slots))
    let (a, b) = views(BoltedThing(rings: [.even(slots)]), &random)
    let match = matcher.match(a, b)
    #expect(match.logOdds > 0.3 && match.logOdds < 2)
    let ring = try #require(match.rings.first)
    #expect(ring.slots == slots && ring.agreeingRotations == slots && ring.triedRotations == slots)
    #expect(match.bolts.count == slots && match.missingInB.isEmpty && match.extraInB.isEmpty)
  }

  @Test func gapsNameTheRotation() throws {
    for seed in UInt64(1)...8 {
      var random = SeededGenerator(seed: seed)
      let (a, b) = views(BoltedThing(rings: [.even(24, gaps: [3, 9, 16])]), &random)
      let match = matcher.match(a, b)
      let ring = try #require(match.rings.first, "seed \(seed)")
      #expect(ring.agreeingRotations == 1 && ring.commonGaps == 3, "seed \(seed)")
      #expect(match.bolts.count == 21 && match.bolts.allSatisfy { $0.indexA == $0.indexB }, "seed \(seed)")
      #expect(
        match.summary
          == "ring of 24 (3 gaps) agrees; 21 bolts match, 0 missing, 0 extra; 1 of 24 rotations fits", "seed \(seed)")
    }
  }

  @Test func aBoltThatIsGoneIsMissingWhereItShouldBe() throws {
    for seed in UInt64(1)...6 {
      var random = SeededGenerator(seed: seed)
      let whole = BoltedThing(rings: [.even(24, gaps: [3, 9, 16])])
      let broken = BoltedThing(rings: [.even(24, gaps: [3, 9, 16, 20])])
      let view = BoltView.random(maximumTilt: 0.7, &random)
      let a = BoltView.random(maximumTilt: 0.7, &random).observe(whole, &random)
      let b = view.observe(broken, &random)
      let forward = matcher.match(a, b)
      #expect(forward.missingInB.count == 1 && forward.extraInB.isEmpty, "seed \(seed)")
      let place = Elementary.direction(2 * .pi * 20 / 24)
      let expected = view.imageFromPlane(depth: 0).apply(to: Point(x: place.cosine, y: place.sine))
      #expect(try #require(forward.missingInB.first).expected.distance(to: expected) < 4, "seed \(seed)")
      let backward = matcher.match(b, a)
      #expect(backward.extraInB.map(\.bolt) == forward.missingInB.map(\.bolt), "seed \(seed)")
    }
  }

  @Test(arguments: [UInt64](1...8))
  func ringsOfOnePlaneConfirmEachOther(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let alone = BoltedThing(rings: [.even(14)])
    let both = BoltedThing(rings: [.even(14), .even(9, radius: 0.55, phase: 0.15)])
    let three = BoltedThing(rings: both.rings + [.even(6, radius: 0.3, phase: 0.4)])
    let odds = [alone, both, three].map { thing in
      let (a, b) = views(thing, &random)
      return matcher.match(a, b)
    }
    #expect(odds[1].logOdds > odds[0].logOdds + 1, "seed \(seed)")
    #expect(odds[2].logOdds > odds[1].logOdds + 1, "seed \(seed)")
    #expect(odds[2].rings.count == 3, "seed \(seed)")
    // 14 and 9 places have no turn in common: the pair leaves one rotation, within the turn's uncertainty a few.
    let ring = try #require(odds[1].rings.first)
    #expect(ring.agreeingRotations <= 3, "seed \(seed)")
  }

  @Test(arguments: [UInt64](1...6))
  func aNeighbourWithAnotherCountSpeaksAgainst(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let thing = BoltedThing(rings: [.even(14), .even(14, radius: 0.53)])
    let twin = BoltedThing(rings: [.even(13), .even(14, radius: 0.53)])
    let (a, b) = views(thing, &random)
    let c = BoltView.random(maximumTilt: 0.9, &random).observe(twin, &random)
    #expect(matcher.match(a, b).logOdds > matcher.match(a, c).logOdds + 2, "seed \(seed)")
  }

  @Test(arguments: [UInt64](1...6))
  func facesAndGirthsConfirmEachOther(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var near = BoltedThing.Ring.even(28, radius: 1.07)
    (near.depth, near.kind) = (0.6, .girth)
    var far = BoltedThing.Ring.even(45)
    (far.depth, far.kind) = (2, .girth)
    let (a, b) = views(BoltedThing(rings: [.even(14), near, far]), &random)
    let match = matcher.match(a, b)
    #expect(match.logOdds > 4 && match.rings.count == 3 && match.isSurface, "seed \(seed)")
  }

  @Test func rowsAndSingleBoltsProposeAndConfirm() throws {
    for seed in UInt64(1)...6 {
      var random = SeededGenerator(seed: seed)
      let row = (0..<9).map { -0.8 + 0.2 * Double($0) }
      let thing = BoltedThing(
        rings: [], rows: [row.map { Point(x: $0, y: -0.3) }, row.map { Point(x: $0, y: 0.2) }],
        lone: [Point(x: 0.1, y: 0.8), Point(x: -0.7, y: 0.9), Point(x: 1, y: -0.9)])
      let (a, b) = views(thing, maximumTilt: 0.7, &random)
      let match = matcher.match(a, b)
      #expect(match.rowPairs.count == 2 && match.logOdds > 1.5, "seed \(seed)")
      #expect(match.bolts.count >= 18 && match.bolts.allSatisfy { $0.indexA == $0.indexB }, "seed \(seed)")
    }
  }

  @Test func aGridIsLaidOverAGrid() throws {
    for seed in UInt64(1)...6 {
      var random = SeededGenerator(seed: seed)
      // A hatch: a frame of 5 × 4 places without one corner, and two bolts beside it.
      let frame = (0..<20).map { (column: $0 % 5, row: $0 / 5) }
        .filter { $0.column == 0 || $0.column == 4 || $0.row == 0 || $0.row == 3 }.dropFirst()
      let thing = BoltedThing(
        rings: [],
        lone: frame.map { Point(x: 0.3 * Double($0.column) - 0.6, y: 0.3 * Double($0.row) - 0.45) } + [
          Point(x: 0.9, y: 0.1), Point(x: -0.9, y: 0.7),
        ])
      let cells = frame.map { BoltGrid.Cell(column: $0.column, row: $0.row) }
      let pictures = (0..<2).map { _ -> Features in
        let view = BoltView.random(maximumTilt: 0.7, &random)
        let found = view.observe(thing, &random)
        let lattice = Homography([0.3, 0, -0.6, 0, 0.3, -0.45, 0, 0, 1])
        let grid = BoltGrid(
          bolts: Array(cells.indices), cells: cells, imageFromLattice: view.imageFromPlane(depth: 0) * lattice,
          logOdds: 5)
        return Features(
          size: found.size, keypoints: [], descriptors: DescriptorSet(),
          patterns: BoltPatterns(bolts: found.patterns.bolts, rings: [], rows: [], grids: [grid]))
      }
      let match = matcher.match(pictures[0], pictures[1])
      #expect(match.gridPairs.count == 1 && match.isSurface, "seed \(seed)")
      #expect(match.bolts.allSatisfy { $0.indexA == $0.indexB } && match.bolts.count >= 13, "seed \(seed)")
    }
  }

  @Test(arguments: [UInt64](1...10))
  func swappingThePicturesChangesNothing(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let thing = BoltedThing(
      rings: [.even(16), .uneven(9, radius: 0.6, &random)],
      lone: (0..<8).map { _ in Point(x: random.unit() - 0.5, y: random.unit() - 0.5) })
    let (a, b) = views(thing, maximumTilt: 0.7, &random) { $0.missing = 0.1 }
    let forward = matcher.match(a, b)
    let backward = matcher.match(b, a)
    #expect(abs(forward.logOdds - backward.logOdds) < 0.5, "seed \(seed)")
    #expect(forward.missingInB.count == backward.extraInB.count, "seed \(seed)")
    #expect(matcher.match(a, b) == forward, "seed \(seed)")
  }

  @Test func whatMakesNoSenseIsLeftOut() {
    var random = SeededGenerator(seed: 3)
    let good = BoltView.random(maximumTilt: 0.5, &random).observe(
      BoltedThing(rings: [.uneven(9, &random)], lone: [Point(x: 0.1, y: 0.2)]), &random)
    let none = Features(size: ImageSize(width: 1, height: 1), keypoints: [], descriptors: DescriptorSet())
    #expect(matcher.match(good, none) == .none && matcher.match(none, none) == .none)
    #expect(matcher.match(none, good).summary == "no bolt patterns to compare")
    var patterns = good.patterns
    patterns.rings[0].angles[0] = .nan
    patterns.rings.append(patterns.rings[0])
    patterns.rings[1].bolts = [0, 1, 9_999]
    patterns.rings.append(patterns.rings[0])
    patterns.rings[2].angles = good.patterns.rings[0].angles
    patterns.rings[2].imageFromPlane = Homography([Double](repeating: 0, count: 9))
    patterns.rows = [BoltRow(bolts: [-1, 0, 1], slotIndices: [], missing: [], logOdds: 1)]
    patterns.grids = [
      BoltGrid(bolts: [0, 1], cells: [.init(column: .max, row: 0)], imageFromLattice: .identity, logOdds: 1)
    ]
    patterns.bolts[0].radius = .nan
    patterns.bolts[1].center = Point(x: .infinity, y: 0)
    let broken = Features(
      size: good.size, keypoints: [], descriptors: DescriptorSet(), patterns: patterns)
    for (left, right) in [(good, broken), (broken, good), (broken, broken)] {
      let match = matcher.match(left, right)
      #expect(match.logOdds.isFinite && match.logOdds < 1)
    }
    // One ring of many bolts in many rings, as a detector gone wild would say.
    var wild = good.patterns
    wild.rings = [BoltRing](repeating: good.patterns.rings[0], count: 500)
    let crowd = Features(size: good.size, keypoints: [], descriptors: DescriptorSet(), patterns: wild)
    #expect(matcher.match(crowd, crowd).logOdds.isFinite)
  }
}
