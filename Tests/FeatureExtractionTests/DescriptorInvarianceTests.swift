import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing

/// What leaves descriptors as they are.
@Suite struct DescriptorInvarianceTests {
  /// Hamming distances of the keypoints of `a` to those of `b` at the place and size that `place` gives, where there is one.
  static func distances(
    _ a: Features, _ b: Features, within tolerance: Double = 0.5, _ place: (Point) -> Point = { $0 }
  ) -> [Int] {
    a.keypoints.indices.compactMap { index in
      let keypoint = a.keypoints[index]
      let expected = place(Point(x: Double(keypoint.x), y: Double(keypoint.y)))
      return b.keypoints.indices.filter { other in
        let found = b.keypoints[other]
        let ratio = found.size / keypoint.size
        return ratio > 0.9 && ratio < 1.1
          && Point(x: Double(found.x), y: Double(found.y)).distance(to: expected) < tolerance
      }.map { a.descriptors.distance(index, to: b.descriptors, $0) }.min()
    }.sorted()
  }

  static let options: ExtractionOptions = {
    var options = ExtractionOptions()
    options.keypointCount = 400
    return options
  }()
  static let extractor = FeatureExtractor(options: options)
  static let scene = BlobScene.random(width: 336, height: 288, seed: 9001)

  /// Brightness drops out of every difference: not a bit of any feature changes.
  @Test func anOffsetChangesNothing() {
    let plane = Self.scene.plane().mapped { min(max($0, 40), 200) }
    let features = Self.extractor.extract(from: plane)
    #expect(features.keypoints.count > 200)
    for brighter in [plane.mapped { $0 + 55 }, plane.mapped { $0 - 40 }] {
      let found = Self.extractor.extract(from: brighter)
      #expect(found.keypoints == features.keypoints)
      #expect(found.descriptors == features.descriptors)
    }
  }

  @Test func halfTheContrastLeavesNearlyAllBits() {
    let features = Self.extractor.extract(from: Self.scene.plane())
    let faint = Self.extractor.extract(from: Self.scene.plane(gain: 0.5))
    let distances = Self.distances(features, faint)
    #expect(
      distances.count > features.keypoints.count * 3 / 4, "\(distances.count) of \(features.keypoints.count) found")
    #expect(distances[distances.count / 2] <= 8, "median")
    #expect(distances[distances.count * 9 / 10] <= 24, "ninth decile")
  }

  @Test(arguments: 1...3)
  func aQuarterTurnLeavesTheDescriptors(quarters: Int) {
    let plane = Self.scene.plane()
    let features = Self.extractor.extract(from: plane)
    let turned = Self.extractor.extract(from: plane.turned(quarters: quarters))
    let distances = Self.distances(features, turned) { point in
      (0..<quarters).reduce((point, Double(plane.height))) { state, quarter in
        let height = quarter % 2 == 0 ? Double(plane.height) : Double(plane.width)
        return (Point(x: height - 1 - state.0.y, y: state.0.x), height)
      }.0
    }
    #expect(
      distances.count > features.keypoints.count * 3 / 4, "\(distances.count) of \(features.keypoints.count) found")
    #expect(distances[distances.count / 2] <= 8, "median")
    #expect(distances[distances.count * 9 / 10] <= 24, "ninth decile")
  }

  /// Any angle: the scene is drawn anew, so pixels, levels and patches all differ.
  @Test(arguments: [17.0, 45, 101, 222])
  func aTurnLeavesMostBits(degrees: Double) {
    let angle = degrees * .pi / 180
    let square = BlobScene.random(width: 336, height: 336, seed: 9002)
    let features = Self.extractor.extract(from: square.plane())
    let turned = Self.extractor.extract(from: square.turned(by: angle).plane())
    let probe = BlobScene(width: 336, height: 336)
    let distances = Self.distances(features, turned, within: 1) { point in
      var moved = probe
      moved.blobs = [BlobScene.Blob(x: point.x, y: point.y, sigma: 1, amplitude: 1)]
      let blob = moved.turned(by: angle).blobs[0]
      return Point(x: blob.x, y: blob.y)
    }
    #expect(distances.count > features.keypoints.count / 3, "\(distances.count) of \(features.keypoints.count) found")
    #expect(distances[distances.count / 2] <= 40, "median")
  }

  /// Descriptors of different places differ in about half of their bits.
  @Test func differentPlacesHaveDifferentDescriptors() {
    let features = Self.extractor.extract(from: Self.scene.plane())
    let other = Self.extractor.extract(from: BlobScene.random(width: 336, height: 288, seed: 9003).plane())
    let count = min(features.keypoints.count, other.keypoints.count)
    let distances = (0..<count).map { features.descriptors.distance($0, to: other.descriptors, $0) }.sorted()
    #expect((90...140).contains(distances[count / 2]), "median \(distances[count / 2])")
  }
}
