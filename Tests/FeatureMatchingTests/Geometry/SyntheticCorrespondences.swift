import FeatureMatching
import ImagePlanes
import ReproducibleMath

/// Correspondences of a made-up plane, with wrong ones among them. Everything follows from the seed.
struct SyntheticCorrespondences {
  static let size = ImageSize(width: 1280, height: 960)

  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: SeededGenerator.mix(seed)) }

  /// A number of the standard normal distribution, nearly: the sum of twelve uniform ones.
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += generator.unit() }
    return sum
  }

  /// A place in the image.
  mutating func place() -> Point {
    Point(x: generator.unit() * Double(Self.size.width - 1), y: generator.unit() * Double(Self.size.height - 1))
  }

  /// A map with any rotation, a zoom of 0.6 to 1.6, and some tilt.
  mutating func homography() -> Homography {
    let (cosine, sine) = Elementary.direction(6.283 * generator.unit())
    let zoom = 0.6 + generator.unit()
    let squeeze = 0.6 + 0.4 * generator.unit()
    let (centreX, centreY) = (Double(Self.size.width) / 2, Double(Self.size.height) / 2)
    let toCentre = Homography([1, 0, -centreX, 0, 1, -centreY, 0, 0, 1])
    let linear = Homography([
      zoom * cosine, -zoom * squeeze * sine, 0, zoom * sine, zoom * squeeze * cosine, 0,
      (generator.unit() - 0.5) * 4e-4, (generator.unit() - 0.5) * 4e-4, 1,
    ])
    let back = Homography([1, 0, centreX + 60 * generator.unit(), 0, 1, centreY - 40 * generator.unit(), 0, 0, 1])
    return back * linear * toCentre
  }

  /// A plane seen at a slant of about 70°, twice as large along its width, and turned by up to 20°.
  mutating func slant() -> Homography {
    let (cosine, sine) = Elementary.direction(0.7 * (generator.unit() - 0.5))
    let (centreX, centreY) = (Double(Self.size.width) / 2, Double(Self.size.height) / 2)
    let toCentre = Homography([1, 0, -centreX, 0, 1, -centreY, 0, 0, 1])
    let linear = Homography([1.6 * cosine, -0.6 * sine, 0, 1.6 * sine, 0.6 * cosine, 0, 6e-4, -3e-4, 1])
    return Homography([1, 0, centreX, 0, 1, centreY, 0, 0, 1]) * linear * toCentre
  }

  /// A correspondence that the map explains, with localisation noise in B.
  mutating func inlier(_ map: Homography, noise: Double, withFrames: Bool) -> Correspondence {
    while true {
      let a = place()
      let b = map.apply(to: a)
      guard b.x >= 0, b.y >= 0, b.x < Double(Self.size.width), b.y < Double(Self.size.height) else { continue }
      var result = Correspondence(a: a, b: Point(x: b.x + noise * normal(), y: b.y + noise * normal()))
      guard withFrames else { return result }
      // The frame follows the map, as seen over a step of a pixel, with the noise of a usual detector.
      let angle = 6.283 * generator.unit()
      let (cosine, sine) = Elementary.direction(angle)
      let along = map.apply(to: Point(x: a.x + cosine, y: a.y + sine))
      let across = map.apply(to: Point(x: a.x - sine, y: a.y + cosine))
      let area = (along.x - b.x) * (across.y - b.y) - (along.y - b.y) * (across.x - b.x)
      result.scaleA = 20 + 40 * generator.unit()
      result.scaleB = result.scaleA * area.squareRoot() * (0.85 + 0.3 * generator.unit())
      result.angleA = angle
      result.angleB = Self.angle(along.x - b.x, along.y - b.y) + 0.15 * normal()
      return result
    }
  }

  /// A correspondence between any two places.
  mutating func outlier(withFrames: Bool) -> Correspondence {
    var result = Correspondence(a: place(), b: place())
    guard withFrames else { return result }
    (result.scaleA, result.scaleB) = (20 + 40 * generator.unit(), 20 + 40 * generator.unit())
    (result.angleA, result.angleB) = (6.283 * generator.unit(), 6.283 * generator.unit())
    return result
  }

  /// `count` correspondences of which `share` follow the map, in no order.
  mutating func mixture(
    _ map: Homography, count: Int, share: Double, noise: Double, withFrames: Bool
  ) -> [Correspondence] {
    let good = Int((share * Double(count)).rounded())
    var result: [Correspondence] = []
    for index in 0..<count {
      result.append(
        index < good ? inlier(map, noise: noise, withFrames: withFrames) : outlier(withFrames: withFrames))
    }
    shuffle(&result)
    return result
  }

  mutating func shuffle(_ list: inout [Correspondence]) {
    for index in stride(from: list.count - 1, to: 0, by: -1) { list.swapAt(index, generator.index(below: index + 1)) }
  }

  /// The mean distance between what two maps make of the image's corners, in pixels.
  static func cornerError(_ first: Homography, _ second: Homography) -> Double {
    size.corners.map { first.apply(to: $0).distance(to: second.apply(to: $0)) }.reduce(0, +) / 4
  }

  /// The direction of (x, y) in radians, by bisection: exact enough for a keypoint.
  static func angle(_ x: Double, _ y: Double) -> Double {
    let length = (x * x + y * y).squareRoot()
    var best = 0.0
    var step = Double.pi / 2
    while step > 1e-4 {
      let options = [best - step, best, best + step]
      best =
        options.max { left, right in
          let (l, r) = (Elementary.direction(left), Elementary.direction(right))
          return l.cosine * x + l.sine * y < r.cosine * x + r.sine * y
        } ?? best
      step /= length > 0 ? 1.7 : 100
    }
    return best
  }
}
