import FeatureExtraction
import FeatureMatching
import Foundation
import ImagePlanes
import ReproducibleMath
import Testing

@Suite struct AxisComparisonTests {
  /// Features of a picture with a body whose stations are at `positions`, in radii, in ascending order.
  private static func features(_ positions: [Double], bulge: Double = 0.1) -> Features {
    let radius = 80.0
    func side(_ y: Double) -> AirframeAxis.Side {
      AirframeAxis.Side(start: Point(x: 60, y: y), end: Point(x: 600, y: y))
    }
    let stations = positions.map { position in
      AirframeAxis.Station(
        point: Point(x: 330 + radius * position, y: 240), position: position, deviation: 0.003, coverage: 0.8,
        logNFA: -20)
    }
    let axis = AirframeAxis(
      sides: [side(240 - radius), side(240 + radius)], bulge: bulge, bulgeSlope: 0, bulgeDeviation: 0.02,
      stations: stations, raceways: [])
    return Features(
      size: ImageSize(width: 660, height: 480), keypoints: [], descriptors: DescriptorSet(),
      edges: EdgeFeatures(lines: [], ellipses: [], axis: axis))
  }

  /// Stations of a made-up body: bands with two edges each, at any distances.
  private static func body(_ random: inout SeededGenerator) -> [Double] {
    var positions: [Double] = []
    var place = -2.0
    while place < 2 {
      place += 0.25 + 0.9 * random.unit()
      positions += [place, place + 0.08 + 0.1 * random.unit()]
    }
    return positions
  }

  private static func jittered(_ positions: [Double], _ random: inout SeededGenerator) -> [Double] {
    positions.map { $0 + 0.012 * (random.unit() - 0.5) }
  }

  /// The same body elsewhere in the picture, either way round, with two stations hidden and one that is none.
  @Test(arguments: 0..<20 as Range<UInt64>) func theSameBodyAgrees(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let body = Self.body(&random)
    let isReversed = seed % 2 == 1
    var seen = Self.jittered(body, &random).map { isReversed ? 0.4 - 1.02 * $0 : 1.02 * $0 + 0.4 }
    seen.remove(at: 2)
    seen.remove(at: 4)
    seen.append(0.4 + 2 * (random.unit() - 0.5))
    let agreement = try #require(AxisComparison().agreement(Self.features(body), Self.features(seen.sorted())))
    #expect((agreement.scale < 0) == isReversed, "seed \(seed): \(agreement)")
    #expect(abs(abs(agreement.scale) - 1.02) < 0.03, "seed \(seed): \(agreement)")
    // Fourteen of each are compared: not the same ones, perhaps.
    #expect(agreement.pairs.count >= min(body.count, 14) - 4, "seed \(seed): \(agreement)")
    #expect(agreement.logOdds > 0.5, "seed \(seed): \(agreement)")
    // The map puts A's stations on B's.
    let map = try #require(agreement.bFromA)
    let (a, b) = (Self.features(body).edges.axis, Self.features(seen.sorted()).edges.axis)
    for pair in agreement.pairs {
      let from = try #require(a).stations[pair.indexA].point
      let to = try #require(b).stations[pair.indexB].point
      #expect(map.apply(to: from).distance(to: to) < 4, "seed \(seed)")
    }
  }

  /// Unrelated bodies: the odds factor has a mean of about one, which is what an e-value promises.
  @Test func otherBodiesDoNot() {
    var random = SeededGenerator(seed: 77)
    var sum = 0.0
    let count = 120
    for _ in 0..<count {
      let (a, b) = (Self.body(&random), Self.body(&random))
      let agreement = AxisComparison().agreement(Self.features(a), Self.features(b))
      sum += pow(10, agreement?.logOdds ?? 0)
    }
    #expect(sum / Double(count) < 1.4)
    #expect(sum / Double(count) > 0.6)
  }

  /// Fewer than three stations, a body seen end on, or none at all: nothing is said.
  @Test func tooLittleSaysNothing() {
    let good = Self.features([-1, -0.5, 0.7])
    #expect(AxisComparison().agreement(good, Self.features([0, 1])) == nil)
    #expect(AxisComparison().agreement(good, Self.features([-1, -0.5, 0.7], bulge: 0.89)) == nil)
    let none = Features(size: ImageSize(width: 9, height: 9), keypoints: [], descriptors: DescriptorSet())
    #expect(AxisComparison().agreement(good, none) == nil)
    #expect(AxisComparison().agreement(good, good) != nil)
    // All stations at one place, or none finite.
    #expect(AxisComparison().agreement(good, Self.features([1, 1, 1])) != nil)
    #expect(AxisComparison().agreement(good, Self.features([1, .nan, 1])) == nil)
  }
}
