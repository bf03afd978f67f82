import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReproducibleMath
import Testing

/// Things that have nothing to do with each other: P(log-odds ≥ t) ≤ 10^−t, and the mean odds factor at most about 1.
@Suite struct ConstellationChanceTests {
  private let matcher = ConstellationMatcher()
  private static let pairs = 400

  /// Holds the odds of `pairs` pairs to the stated rate, with the slack of three standard deviations of the count itself.
  private func check(
    _ name: String, clutter: Int = 0, missing: Double = 0,
    _ make: (inout SeededGenerator) -> (BoltedThing, BoltedThing)
  ) {
    var odds: [(value: Double, seed: UInt64)] = []
    for seed in 1...UInt64(Self.pairs) {
      var random = SeededGenerator(seed: seed &* 7919)
      let (first, second) = make(&random)
      var views = (0..<2).map { _ in BoltView.random(maximumTilt: 0.9, &random) }
      for index in views.indices { (views[index].clutter, views[index].missing) = (clutter, missing) }
      let a = views[0].observe(first, &random)
      let b = views[1].observe(second, &random)
      odds.append((matcher.match(a, b).logOdds, seed))
    }
    for threshold in [0.5, 1, 1.5, 2, 2.5, 3] {
      let expected = Double(Self.pairs) / Elementary.exponential(threshold * 2.302_585_092_994_046)
      let bound = expected + 3 * expected.squareRoot()
      let over = odds.filter { $0.value >= threshold }
      #expect(Double(over.count) <= bound, "\(name), log-odds ≥ \(threshold), seeds \(over.map(\.seed))")
    }
  }

  @Test func ringsOfTheWorldAgreeNoOftenerThanSaid() {
    check("rings") {
      (BoltedThing(rings: [BoltedThing.Ring.ofTheWorld(&$0)]), BoltedThing(rings: [BoltedThing.Ring.ofTheWorld(&$0)]))
    }
  }

  @Test func wholeThingsAgreeNoOftenerThanSaid() {
    check("things") { (BoltedThing.ofTheWorld(&$0), BoltedThing.ofTheWorld(&$0)) }
    check("things in clutter", clutter: 30, missing: 0.1) { (BoltedThing.ofTheWorld(&$0), BoltedThing.ofTheWorld(&$0)) }
  }

  @Test func permutedAnglesAgreeNoOftenerThanSaid() {
    check("permuted", missing: 0.05) { random in
      // Few gaps in another order may leave most bolts where they were.
      let count = 11 + random.index(below: 8)
      let ring = BoltedThing.Ring.uneven(count, &random)
      // The same gaps in another order.
      var gaps = ring.angles.indices.map { index in
        index + 1 < count ? ring.angles[index + 1] - ring.angles[index] : ring.angles[0] + 2 * .pi - ring.angles[index]
      }
      for index in gaps.indices { gaps.swapAt(index, random.index(below: count)) }
      var angle = 0.0
      let angles = gaps.map { gap -> Double in
        angle += gap
        return angle
      }
      return (BoltedThing(rings: [ring]), BoltedThing(rings: [.init(angles: angles)]))
    }
  }

  @Test func spacedAnewAgreesNoOftenerThanSaid() {
    check("spaced anew") { random in
      let slots = 6 + random.index(below: 26)
      let other = slots + (random.index(below: 2) == 0 ? 1 : -1)
      return (BoltedThing(rings: [.even(slots)]), BoltedThing(rings: [.even(other)]))
    }
  }

  @Test(arguments: [UInt64](1...12))
  func aMirrorImageIsSaidToBeOneAndIsNoEvidence(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let thing = BoltedThing(rings: [.uneven(9, &random)])
    let a = BoltView.random(maximumTilt: 0.8, &random).observe(thing, &random)
    let b = BoltView.random(maximumTilt: 0.8, &random).observe(thing.mirrored, &random)
    let match = matcher.match(a, b)
    #expect(match.isMirrored && match.logOdds < 0 && match.bolts.isEmpty, "seed \(seed)")
    #expect(match.summary.contains("mirror"))
  }

  @Test func theMirrorImageOfAnEvenRingIsTheRing() {
    var random = SeededGenerator(seed: 5)
    let thing = BoltedThing(rings: [.even(12)])
    let a = BoltView.random(maximumTilt: 0.8, &random).observe(thing, &random)
    let b = BoltView.random(maximumTilt: 0.8, &random).observe(thing.mirrored, &random)
    #expect(!matcher.match(a, b).isMirrored)
  }

  @Test func anotherCountIsRefused() {
    for (left, right) in [(14, 13), (8, 12), (24, 23), (6, 7)] {
      var random = SeededGenerator(seed: UInt64(left))
      let a = BoltView.random(maximumTilt: 0.8, &random).observe(BoltedThing(rings: [.even(left)]), &random)
      let b = BoltView.random(maximumTilt: 0.8, &random).observe(BoltedThing(rings: [.even(right)]), &random)
      let match = matcher.match(a, b)
      #expect(match.logOdds < 0 && match.bolts.isEmpty, "\(left) against \(right)")
    }
  }

  @Test func countsThatMayBeEqualAgreeByTheirPosteriors() {
    func picture(_ posterior: [(Int, Double)]) -> Features {
      var random = SeededGenerator(seed: 9)
      var view = BoltView.random(maximumTilt: 0.5, &random)
      view.hidden = (middle: 3, half: 1.6)
      let found = view.observe(BoltedThing(rings: [.even(14)]), &random)
      var patterns = found.patterns
      patterns.rings[0].slotPosterior = posterior.map { .init(slots: $0.0, probability: $0.1) }
      patterns.rings[0].slots = posterior[0].0
      return Features(size: found.size, keypoints: [], descriptors: DescriptorSet(), patterns: patterns)
    }
    let sure = matcher.match(picture([(14, 1)]), picture([(14, 1)]))
    let wavering = matcher.match(picture([(13, 0.5), (14, 0.4), (15, 0.1)]), picture([(14, 0.6), (13, 0.4)]))
    let apart = matcher.match(picture([(13, 0.9), (12, 0.1)]), picture([(14, 0.6), (15, 0.4)]))
    #expect(sure.logOdds > wavering.logOdds && wavering.logOdds > 0.2 && apart.logOdds < 0)
    #expect(wavering.rings.first?.slots == 13 || wavering.rings.first?.slots == 14)
  }
}
