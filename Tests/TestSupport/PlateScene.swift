import ImagePlanes

/// Rectangular plates of any grey lying on each other, seen through a homography: straight edges of known places, and no texture.
package struct PlateScene: Sendable {
  private struct Plate {
    var center: Point
    var axis: (x: Double, y: Double)
    var half: (x: Double, y: Double)
    var grey: Double

    func covers(_ x: Double, _ y: Double) -> Bool {
      let (dx, dy) = (x - center.x, y - center.y)
      return abs(dx * axis.x + dy * axis.y) <= half.x && abs(dy * axis.x - dx * axis.y) <= half.y
    }
  }

  /// Columns and rows of a picture: multiples of 12, so that a turned picture has the turned pyramid.
  package static let size = ImageSize(width: 420, height: 336)
  private let plates: [Plate]

  /// Strews `count` plates; the same ones for the same seed.
  package init(seed: UInt64, count: Int = 22) {
    var random = SplitMix64(seed: seed)
    func between(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &random) }
    plates = (0..<count).map { _ in
      // A direction without a sine: a rational point of the circle.
      let t = between(-1...1)
      let (c, s) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
      return Plate(
        center: Point(x: between(20...400), y: between(20...320)), axis: (c, s),
        half: (between(14...70), between(10...36)), grey: between(25...230))
    }
  }

  /// The picture in which place p of the scene lies at `imageFromScene(p)`, its greys times `gain` and `offset` more, with uniform noise.
  package func plane(
    _ imageFromScene: Homography = .identity, gain: Double = 1, offset: Double = 0, noise: Double = 2
  ) -> Plane {
    guard let sceneFromImage = imageFromScene.inverse else { preconditionFailure("a view has an inverse") }
    var random = SplitMix64(seed: 99)
    // Several samples a pixel, as a sensor averages them.
    let places = [-0.33, 0, 0.33]
    return Plane.made(width: Self.size.width, height: Self.size.height) { x, y in
      var sum = 0.0
      for dy in places {
        for dx in places {
          let place = sceneFromImage.apply(to: Point(x: Double(x) + dx, y: Double(y) + dy))
          sum += plates.last { $0.covers(place.x, place.y) }?.grey ?? 110
        }
      }
      let grey =
        sum / Double(places.count * places.count) * gain + offset + Double.random(in: -noise...noise, using: &random)
      return UInt8(min(max(grey.rounded(), 0), 255))
    }
  }
}
