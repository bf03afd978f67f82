import FeatureExtraction
import FeatureMatching
import Foundation
import ImagePlanes
import TestSupport
import Testing

@Suite struct LineComparisonTests {
  private static func features(_ plane: Plane) -> Features {
    var options = ExtractionOptions()
    options.stages = .edges
    return FeatureExtractor(options: options).extract(from: plane)
  }

  /// A view of the scene: turned about its middle, scaled, and seen somewhat from the side.
  private static func view(turn: Double, scale: Double, slant: Double) -> Homography {
    let (c, s) = (scale * cos(turn), scale * sin(turn))
    let (x, y) = (210.0, 170.0)
    // Middle to origin, turn and scale, slant, back.
    let slanted = [c, -s, -c * x + s * y, s, c, -s * x - c * y, slant * c, -slant * s, 1 + slant * (s * y - c * x)]
    let m = slanted
    return Homography([
      m[0] + x * m[6], m[1] + x * m[7], m[2] + x * m[8], m[3] + y * m[6], m[4] + y * m[7], m[5] + y * m[8], m[6], m[7],
      m[8],
    ])
  }

  /// Whether B's line lies on A's, as the map moves it, the same way round.
  private static func isRight(_ a: LineSegment, _ b: LineSegment, _ map: Homography) -> Bool {
    let (from, to) = (map.apply(to: a.start), map.apply(to: a.end))
    let (dx, dy) = ((b.end.x - b.start.x) / b.length, (b.end.y - b.start.y) / b.length)
    func far(_ p: Point) -> Double { abs((p.x - b.start.x) * dy - (p.y - b.start.y) * dx) }
    let middle = Point(x: (from.x + to.x) / 2, y: (from.y + to.y) / 2)
    let cosine = ((to.x - from.x) * dx + (to.y - from.y) * dy) / from.distance(to: to)
    return cosine > 0.98 && min(far(from), far(middle), far(to)) < 3
  }

  private static func rightCount(_ matches: [LineMatch], _ a: Features, _ b: Features, _ map: Homography) -> Int {
    matches.count { isRight(a.edges.lines[$0.indexA], b.edges.lines[$0.indexB], map) }
  }

  /// One scene in two views: turned, half as large again or smaller, aslant, in other light. Most lines find theirs, and hardly one that is
  /// said to be consistent is wrong.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func oneSceneInTwoViewsAgrees(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let map = Self.view(
      turn: .random(in: -3...3, using: &random), scale: exp(.random(in: log(0.67)...log(1.5), using: &random)),
      slant: .random(in: -4e-4...4e-4, using: &random))
    let scene = PlateScene(seed: 100 + seed)
    let (a, b) = (Self.features(scene.plane()), Self.features(scene.plane(map, gain: 0.7, offset: 40)))
    let agreement = try #require(LineComparison().agreement(a, b))
    let (all, consistent) = (agreement.matches, agreement.consistent)
    let right = Self.rightCount(consistent, a, b, map)
    #expect(consistent.count >= 10, "seed \(seed): \(consistent.count) of \(all.count)")
    #expect(Double(right) >= 0.85 * Double(consistent.count), "seed \(seed): \(right) of \(consistent.count) right")
    #expect(right >= Self.rightCount(all, a, b, map) * 3 / 4, "seed \(seed)")
    #expect(agreement.logOdds > 1, "seed \(seed): \(agreement.logOdds)")
    #expect(Set(all.map(\.indexB)).count == all.count && all.map(\.indexA) == all.map(\.indexA).sorted())
  }

  /// A negative shows the same edges, each the other way round: none of its lines is the same line.
  @Test(arguments: 0..<4 as Range<UInt64>) func aNegativeDoesNotAgree(seed: UInt64) throws {
    let scene = PlateScene(seed: 200 + seed)
    let (a, b) = (Self.features(scene.plane()), Self.features(scene.plane(gain: -1, offset: 255)))
    let agreement = try #require(LineComparison().agreement(a, b))
    #expect(Self.rightCount(agreement.matches, a, b, .identity) == 0, "seed \(seed)")
    #expect(agreement.logOdds < 1, "seed \(seed): \(agreement)")
  }

  /// Unrelated scenes: the odds factor has a mean of about one, which is what an e-value promises, and few lines are consistent.
  @Test func otherScenesDoNotAgree() throws {
    let scenes = (0..<10 as Range<UInt64>).map { Self.features(PlateScene(seed: 300 + $0).plane()) }
    var factors: [Double] = []
    for (index, a) in scenes.enumerated() {
      for b in scenes.dropFirst(index + 1) {
        factors.append(pow(10, try #require(LineComparison().agreement(a, b)).logOdds))
      }
    }
    let mean = factors.reduce(0, +) / Double(factors.count)
    #expect(mean < 1.5 && mean > 0.6, "seeds 300 to 309: \(mean), \(factors.sorted())")
    #expect(factors.sorted()[factors.count * 9 / 10] < 4, "\(factors.sorted())")
  }

  @Test func tooLittleSaysNothing() throws {
    let none = Features(size: ImageSize(width: 9, height: 9), keypoints: [], descriptors: DescriptorSet())
    let full = Self.features(PlateScene(seed: 1).plane())
    #expect(LineComparison().agreement(none, full) == nil)
    #expect(LineComparison().agreement(full, none) == nil)
    // A single line finds itself, and has nothing to agree with.
    let one = Self.features(Plane.made(width: 300, height: 200) { _, y in y > 90 ? 200 : 40 })
    #expect(one.edges.lines.count == 1)
    let agreement = try #require(LineComparison().agreement(one, one))
    #expect(agreement.matches.map(\.distance) == [0])
    #expect(agreement.consistent.isEmpty && abs(agreement.logOdds) < 1e-9)
  }
}
