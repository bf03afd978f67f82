import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReproducibleMath
import Testing

/// Bolts as a channel of evidence, beside keypoints.
@Suite struct BoltEvidenceTests {
  @Test func channelsAreMergedByTheirMean() {
    #expect(Evidence(keypoints: 4).logOdds == 4)
    #expect(abs(Evidence(keypoints: 3, bolts: 3).logOdds - 3) < 1e-9)
    // One channel alone: half of the factor.
    #expect(abs(Evidence(keypoints: -0.301, bolts: 6).logOdds - 5.699) < 1e-3)
    #expect(abs(Evidence(keypoints: 9, bolts: 0).logOdds - 8.699) < 1e-3)
    #expect(Evidence(keypoints: 400, bolts: -400).logOdds.isFinite)
  }

  @Test func boltsGiveTheHomographyWhereKeypointsDoNot() throws {
    var random = SeededGenerator(seed: 11)
    let thing = BoltedThing(rings: [.uneven(11, &random)])
    let a = BoltView.random(maximumTilt: 0.6, &random).observe(thing, &random)
    let b = BoltView.random(maximumTilt: 0.6, &random).observe(thing, &random)
    let match = PairMatcher().match(a, b)
    #expect(match.basis == .bolts && match.inliers.isEmpty && match.isNotable)
    let map = try #require(match.homography)
    let places = match.agreeingPlaces(a, b)
    #expect(places.count >= 10 && places.allSatisfy { map.apply(to: $0.a).distance(to: $0.b) < 4 })
    let bolts = try #require(match.evidence.bolts)
    #expect(bolts > 6 && match.logOdds < bolts && match.logOdds > bolts - 0.4)
  }

  @Test func anEvenRingAloneGivesNoHomography() {
    var random = SeededGenerator(seed: 12)
    let thing = BoltedThing(rings: [.even(12)])
    let a = BoltView.random(maximumTilt: 0.6, &random).observe(thing, &random)
    let b = BoltView.random(maximumTilt: 0.6, &random).observe(thing, &random)
    let match = PairMatcher().match(a, b)
    #expect(match.homography == nil && match.basis == nil && match.agreeingPlaces(a, b).isEmpty)
    #expect(match.constellation.bolts.count == 12)
  }

  @Test func withoutBoltsThereIsNoChannel() {
    let none = Features(size: BoltView.size, keypoints: [], descriptors: DescriptorSet())
    let match = PairMatcher().match(none, none)
    #expect(match.evidence == .none && match.evidence.bolts == nil && !match.isNotable)
    #expect(match.logOdds == Evidence.none.keypoints)
  }
}
