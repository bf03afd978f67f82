import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing
import VectorKernels

@Suite struct FeatureExtractorTests {
  static func extractor(_ count: Int, kernels: KernelTable = Kernels.active) -> FeatureExtractor {
    var options = ExtractionOptions()
    options.keypointCount = count
    return FeatureExtractor(options: options, kernels: kernels)
  }

  static func expectEqual(_ a: Features, _ b: Features, _ comment: Comment) {
    #expect(a.size == b.size, comment)
    #expect(a.keypoints == b.keypoints, comment)
    #expect(a.descriptors == b.descriptors, comment)
  }

  /// Pictures of all kinds and of sizes that no vector divides.
  static let pictures: [Plane] = [
    BlobScene.random(width: 333, height: 257, seed: 10_001).plane(),
    Plane.noise(width: 131, height: 97, seed: 10_002),
    Plane.noise(width: 32, height: 32, seed: 10_003),
    Plane.noise(width: 33, height: 200, seed: 10_004),
    Plane.noise(width: 159, height: 160, seed: 10_005).mapped { $0 < 128 ? 0 : 255 },
    Plane.made(width: 200, height: 120) { x, y in (x / 8 + y / 8) % 2 == 0 ? 30 : 220 },
  ]

  @Test(arguments: pictures.indices)
  func everyKernelTableGivesTheSameBytes(index: Int) throws {
    let expected = Self.extractor(500, kernels: Kernels.available[0]).extract(from: Self.pictures[index])
    #expect(!expected.keypoints.isEmpty)
    for table in Kernels.available.dropFirst() {
      let found = Self.extractor(500, kernels: table).extract(from: Self.pictures[index])
      Self.expectEqual(found, expected, "\(table.name), picture \(index)")
    }
  }

  @Test func manyThreadsAtOnceGiveTheSameFeatures() async {
    let extractor = Self.extractor(500)
    let pictures = Self.pictures
    let expected = pictures.map { Self.extractor(500).extract(from: $0) }
    await withTaskGroup(of: (Int, Features).self) { group in
      for job in 0..<48 {
        group.addTask { (job % pictures.count, extractor.extract(from: pictures[job % pictures.count])) }
      }
      for await (index, found) in group { Self.expectEqual(found, expected[index], "picture \(index)") }
    }
  }

  @Test func smallAndFlatPicturesHaveNone() {
    for (width, height) in [(1, 1), (31, 31), (31, 500), (500, 31), (1, 3000)] {
      let features = FeatureExtractor().extract(from: Plane.noise(width: width, height: height, seed: 10_100))
      #expect(features.keypoints.isEmpty && features.descriptors.count == 0, "\(width) × \(height)")
      #expect(features.size == ImageSize(width: width, height: height))
    }
    for level in [0, 128, 255] as [UInt8] {
      #expect(FeatureExtractor().extract(from: Plane.made(width: 300, height: 200) { _, _ in level }).keypoints.isEmpty)
    }
    // A straight edge and a ramp: nothing that a place could be told by.
    #expect(
      FeatureExtractor().extract(from: Plane.made(width: 300, height: 200) { x, _ in x < 150 ? 20 : 230 }).keypoints
        .isEmpty)
    #expect(
      FeatureExtractor().extract(from: Plane.made(width: 250, height: 200) { x, _ in UInt8(x) }).keypoints.isEmpty)
  }

  @Test(arguments: pictures.indices)
  func keypointsAreInOrderWithinThePictureAndWellFormed(index: Int) {
    let plane = Self.pictures[index]
    let keypoints = Self.extractor(2000).extract(from: plane).keypoints
    for keypoint in keypoints {
      #expect(keypoint.x >= 0 && keypoint.x <= Float(plane.width - 1))
      #expect(keypoint.y >= 0 && keypoint.y <= Float(plane.height - 1))
      #expect(keypoint.angle >= 0 && Double(keypoint.angle) < 2 * Double.pi)
      #expect(keypoint.size > 16 && keypoint.size < 32 * 24)
      #expect(keypoint.response >= ExtractionOptions().minimumDeterminant)
    }
    for (a, b) in zip(keypoints, keypoints.dropFirst()) {
      #expect((-a.response, a.y, a.x, a.size) < (-b.response, b.y, b.x, b.size))
    }
  }

  @Test func theCountIsHonoured() {
    let plane = BlobScene.random(width: 400, height: 300, seed: 10_200).plane()
    let strongest = Self.extractor(1000).extract(from: plane).keypoints.map(\.response).max()
    for count in [1, 2, 10, 100, 300] {
      let keypoints = Self.extractor(count).extract(from: plane).keypoints
      #expect(keypoints.count == count)
      #expect(keypoints.first?.response == strongest)
    }
  }

  /// The share of the keypoints of `a` that `place` puts well inside the picture and that `b` has there.
  static func share(
    _ a: Features, in b: Features, within tolerance: Double, _ place: (Point) -> Point
  ) -> (found: Int, of: Int) {
    var (found, inside) = (0, 0)
    for keypoint in a.keypoints {
      let expected = place(Point(x: Double(keypoint.x), y: Double(keypoint.y)))
      // A coarse level's answers reach far: 16 samples of the keypoint's own level from every edge, in both pictures.
      let margin = Double(keypoint.size) / 2
      let isInside = [(expected, b.size), (Point(x: Double(keypoint.x), y: Double(keypoint.y)), a.size)].allSatisfy {
        $0.x >= margin && $0.y >= margin && $0.x < Double($1.width) - margin && $0.y < Double($1.height) - margin
      }
      guard isInside else { continue }
      inside += 1
      let isThere = b.keypoints.contains { other in
        Point(x: Double(other.x), y: Double(other.y)).distance(to: expected) <= tolerance
          && other.size / keypoint.size < 1.3 && keypoint.size / other.size < 1.3
      }
      if isThere { found += 1 }
    }
    return (found, inside)
  }

  /// By 48 pixels every level moves by whole samples: the places are the same to rounding.
  @Test(arguments: [(48, 0, 0.001), (96, 48, 0.001), (1, 0, 0.75), (5, 3, 0.75), (7, 16, 0.75)])
  func aShiftedPictureShiftsItsKeypoints(dx: Int, dy: Int, tolerance: Double) {
    let large = BlobScene.random(width: 480, height: 384, seed: 10_300).plane()
    let first = large.cropped(x: 0, y: 0, width: 384, height: 336)
    let second = large.cropped(x: dx, y: dy, width: 384, height: 336)
    let a = Self.extractor(2000).extract(from: first)
    let b = Self.extractor(2000).extract(from: second)
    let (found, inside) = Self.share(a, in: b, within: tolerance) { Point(x: $0.x - Double(dx), y: $0.y - Double(dy)) }
    #expect(inside > 100)
    #expect(found >= inside * (tolerance < 0.01 ? 95 : 70) / 100, "\(found) of \(inside)")
  }

  /// All levels of a picture whose sides 48 divides turn onto themselves.
  @Test func aHalfTurnTurnsTheKeypoints() {
    let plane = BlobScene.random(width: 384, height: 288, seed: 10_400).plane()
    let a = Self.extractor(600).extract(from: plane)
    let b = Self.extractor(600).extract(from: plane.turned(quarters: 2))
    let (found, inside) = Self.share(a, in: b, within: 0.5) { Point(x: 383 - $0.x, y: 287 - $0.y) }
    #expect(inside > 100)
    #expect(found >= inside * 9 / 10, "\(found) of \(inside)")
  }
}
