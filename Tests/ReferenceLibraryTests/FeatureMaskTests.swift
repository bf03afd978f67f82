import FeatureExtraction
import ImagePlanes
import ReferenceLibrary
import TestSupport
import Testing

@Suite struct FeatureMaskTests {
  /// White to the left of column 320.
  private let mask = FeatureMask(Plane.made(width: 640, height: 480) { x, _ in x < 320 ? 255 : 0 })

  private func keypoint(x: Float, size: Float) -> Keypoint { Keypoint(x: x, y: 200, size: size, angle: 0, response: 0) }

  @Test func keypointsAreLimitedWithTheirScale() {
    let keypoints = [
      keypoint(x: 100, size: 20), keypoint(x: 310, size: 30), keypoint(x: 310, size: 16), keypoint(x: 400, size: 8),
    ]
    let features = Features(
      size: mask.size, keypoints: keypoints,
      descriptors: DescriptorSet(words: (0..<16).map { UInt64($0) }))
    let limited = mask.limit(features)
    #expect(limited.keypoints == [keypoints[0], keypoints[2]])
    #expect(limited.descriptors.words == [0, 1, 2, 3, 8, 9, 10, 11])
  }

  @Test func whatLiesOutsideOfThePictureDoesNotCount() {
    #expect(mask.holds(x: 2, y: 2, radius: 50))
    #expect(!mask.holds(x: -3, y: 2, radius: 1))
    #expect(!mask.holds(x: .nan, y: 2, radius: 1))
    #expect(!mask.holds(x: 100, y: 100, radius: 1e12))
  }

  @Test func groupsAreKeptWholeOrNotAtAll() {
    let features = MadeFeatures.make(seed: 5, size: mask.size)
    let limited = mask.limit(features)
    let isInside = features.patterns.bolts.map { mask.holds(x: $0.center.x, y: $0.center.y, radius: $0.radius) }
    #expect(limited.patterns.bolts == zip(features.patterns.bolts, isInside).filter(\.1).map(\.0))
    #expect(limited.patterns.rings.isEmpty == !features.patterns.rings[0].bolts.allSatisfy { isInside[$0] })
    for line in limited.edges.lines { #expect(max(line.start.x, line.end.x) < 320) }
    let all = FeatureMask(Plane.made(width: 640, height: 480) { _, _ in 255 })
    #expect(all.limit(features).edges.lines.count == features.edges.lines.count)
  }
}
