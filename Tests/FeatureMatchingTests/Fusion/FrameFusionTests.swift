import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReproducibleMath
import Testing

/// Frames of one made-up object: a textured plate with a ring of bolts, of which each frame shows some.
@Suite struct FrameFusionTests {
  private static let size = ImageSize(width: 1280, height: 720)
  private static let centre = Point(x: 640, y: 360)

  /// Where the plate's places are in a frame.
  private struct Camera {
    var angle = 0.0
    var scale = 1.0
    var shift = Point(x: 0, y: 0)

    func apply(to point: Point) -> Point {
      let direction = Elementary.direction(angle)
      let (x, y) = (point.x - centre.x, point.y - centre.y)
      return Point(
        x: centre.x + shift.x + scale * (direction.cosine * x - direction.sine * y),
        y: centre.y + shift.y + scale * (direction.sine * x + direction.cosine * y))
    }
  }

  private struct Texture {
    var points: [Point]
    var words: [UInt64]

    init(_ count: Int, seed: UInt64) {
      var random = SeededGenerator(seed: seed)
      points = (0..<count).map { _ in Point(x: 40 + 1200 * random.unit(), y: 40 + 640 * random.unit()) }
      words = (0..<count * DescriptorSet.wordsPerDescriptor).map { _ in random.next() }
    }
  }

  /// A frame of `texture` and of the bolts at `places` of a ring of twelve, with noise of half a pixel.
  private func frame(
    _ texture: Texture, _ camera: Camera, places: [Int], still: Texture? = nil, seed: UInt64
  ) -> Features {
    var random = SeededGenerator(seed: seed)
    func noise() -> Double { random.unit() + random.unit() - 1 }
    func keypoint(_ point: Point) -> Keypoint {
      Keypoint(x: Float(point.x + 0.5 * noise()), y: Float(point.y + 0.5 * noise()), size: 8, angle: 0, response: 1)
    }
    var keypoints = texture.points.map { keypoint(camera.apply(to: $0)) }
    var words = texture.words
    if let still {
      keypoints += still.points.map(keypoint)
      words += still.words
    }
    let bolts = places.map { place -> Bolt in
      let direction = Elementary.direction(2 * .pi * Double(place) / 12)
      let centre = camera.apply(
        to: Point(x: Self.centre.x + 150 * direction.cosine, y: Self.centre.y + 150 * direction.sine))
      return Bolt(
        center: Point(x: centre.x + 0.5 * noise(), y: centre.y + 0.5 * noise()), centerDeviation: 0.6,
        radius: 8 * camera.scale, outline: nil, kind: .head, score: 2)
    }.sorted(by: Bolt.isStronger)
    return Features(
      size: Self.size, keypoints: keypoints, descriptors: DescriptorSet(words: words),
      patterns: BoltPatterns(bolts: bolts, rings: [], rows: [], grids: []))
  }

  @Test(arguments: [UInt64](1...6)) func halvesOfARingMeet(seed: UInt64) throws {
    let texture = Texture(500, seed: seed)
    let left = frame(texture, Camera(), places: [3, 4, 5, 6, 7, 8], seed: seed + 100)
    let right = frame(
      texture, Camera(angle: 0.15, scale: 1.1, shift: Point(x: 25, y: -12)), places: [9, 10, 11, 0, 1, 2],
      seed: seed + 200)
    let fused = FrameFusion().fused([left, right])
    for features in fused {
      let ring = try #require(features?.patterns.rings.first)
      #expect(ring.bolts.count == 12)
      #expect(ring.slots == 12)
    }
  }

  @Test func aCaptionThatStandsStillMisleadsNobody() throws {
    let texture = Texture(500, seed: 7)
    let left = frame(texture, Camera(), places: [0, 1, 2, 3, 4, 5], still: Texture(120, seed: 8), seed: 1)
    let right = frame(
      texture, Camera(shift: Point(x: 60, y: 20)), places: [6, 7, 8, 9, 10, 11], still: Texture(120, seed: 8), seed: 2)
    let fused = try #require(FrameFusion().fused([left, right])[0])
    #expect(fused.patterns.rings.first?.slots == 12)
  }

  @Test func boltsThatBothFramesShowAreNotDoubled() throws {
    let texture = Texture(500, seed: 9)
    let both = Array(0..<9)
    let first = frame(texture, Camera(), places: both + [9], seed: 1)
    let second = frame(texture, Camera(shift: Point(x: 30, y: 0)), places: both + [10], seed: 2)
    let fused = try #require(FrameFusion().fused([first, second])[0])
    #expect(fused.patterns.bolts.count == 11)
  }

  @Test func framesOfOtherScenesAddNothing() {
    let first = frame(Texture(500, seed: 10), Camera(), places: [0, 1, 2, 3, 4, 5], seed: 1)
    let second = frame(Texture(500, seed: 11), Camera(), places: [6, 7, 8, 9, 10, 11], seed: 2)
    #expect(FrameFusion().fused([first, second]).allSatisfy { $0 == nil })
    #expect(FrameFusion().fused([first]).allSatisfy { $0 == nil })
    #expect(FrameFusion().fused([]).isEmpty)
  }
}
