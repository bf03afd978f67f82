import FeatureMatching
import Foundation
import ImagePlanes
import ReproducibleMath
import Testing

@Suite struct ChanceTestTests {
  @Test func binomialsByHand() {
    #expect(abs(Binomial.decimalLogChoose(10, 4) - log10(210)) < 1e-12)
    #expect(abs(Binomial.decimalLogChoose(52, 5) - log10(2_598_960)) < 1e-12)
    // P[Bin(6, ½) ≥ 5] = 7/64; P[Bin(4, 0.1) ≥ 2] = 0.0523; P[Bin(3, 0.9) ≥ 1] = 0.999.
    #expect(abs(Binomial.decimalLogTail(atLeast: 5, of: 6, probability: 0.5) - log10(7.0 / 64)) < 1e-12)
    #expect(abs(Binomial.decimalLogTail(atLeast: 2, of: 4, probability: 0.1) - log10(0.0523)) < 1e-12)
    #expect(abs(Binomial.decimalLogTail(atLeast: 1, of: 3, probability: 0.9) - log10(0.999)) < 1e-12)
    #expect(Binomial.decimalLogTail(atLeast: 0, of: 3, probability: 0.2) == 0)
    #expect(Binomial.decimalLogTail(atLeast: 4, of: 3, probability: 0.2) == -.infinity)
    // All of them: pⁿ, however small.
    #expect(abs(Binomial.decimalLogTail(atLeast: 200, of: 200, probability: 1e-5) + 1000) < 1e-8)
  }

  @Test func theNumberOfFalseAlarmsByHand() throws {
    // Eight of ten correspondences agree exactly with the identity, in images of 1000 × 1000 pixels. With noise of one pixel
    // in each image the tolerance zone is a disc of radius τ√2, so p = 2πτ² / 10⁶: nowhere are the points denser than uniform
    // ones would be. The smallest tolerance is the best one: τ² = 16 / 2⁶.
    var list: [Correspondence] = []
    for index in 0..<8 {
      let point = Point(x: 100 + 800 * Double(index % 4) / 3, y: 150 + 450 * Double(index / 4))
      list.append(Correspondence(a: point, b: point))
    }
    list.append(Correspondence(a: Point(x: 300, y: 850), b: Point(x: 700, y: 900)))
    list.append(Correspondence(a: Point(x: 800, y: 820), b: Point(x: 100, y: 870)))
    let size = ImageSize(width: 1000, height: 1000)
    let table = CorrespondenceTable(list, sizeA: size, sizeB: size, options: .init())
    let map = try #require(table.normalizedMap(.identity))
    let result = ChanceTest(table).evaluate(map, largestTolerance: 4)
    let p = 2 * Double.pi * 0.25 / 1e6
    let tail = 15 * pow(p, 4) * pow(1 - p, 2) + 6 * pow(p, 5) * (1 - p) + pow(p, 6)
    #expect(result.inlierCount == 8)
    #expect(result.squaredTolerance == 0.25)
    #expect(abs(result.logNFA - log10(7 * 210 * tail)) < 1e-9)
  }

  @Test func significanceFallsWithMoreWrongMatchesAndWiderNoise() throws {
    let size = SyntheticCorrespondences.size
    var last = -Double.infinity
    for wrong in [0, 50, 200, 800] {
      var scene = SyntheticCorrespondences(seed: 31)
      let good = (0..<40).map { _ in scene.inlier(.identity, noise: 0.5, withFrames: true) }
      let list = good + (0..<wrong).map { _ in scene.outlier(withFrames: true) }
      let estimate = try #require(HomographyEstimator().estimate(list, sizeA: size, sizeB: size))
      #expect(estimate.logNFA > last)
      last = estimate.logNFA
    }
  }

  @Test func oddsNeverExceedTheInverseOfChance() {
    #expect(abs(Evidence.logOdds(logChance: 0) - log10(0.5)) < 1e-12)
    #expect(Evidence.logOdds(logChance: 5) == Evidence.none.logOdds)
    var last = -Double.infinity
    for step in 0...4000 {
      let logChance = -Double(step) * 0.1
      let odds = Evidence.logOdds(logChance: logChance)
      #expect(odds >= last && odds <= -logChance)
      last = odds
    }
    // (1 − p + p ln p) / (p ln² p) at p = 10⁻³: 992.092 / 47.717 = 20.79…
    #expect(abs(Evidence.logOdds(logChance: -3) - log10(20.791)) < 1e-4)
  }
}
