import Foundation
import ImagePlanes
import TestSupport

/// A picture of ellipses and bars, given by formula, with edges blurred over about two pixels as optics do it.
struct EdgeScene {
  /// Signed distance from a shape's outline, in pixels: negative inside.
  typealias Distance = (_ x: Double, _ y: Double) -> Double

  var width = 320
  var height = 240
  var background = 90.0
  private var shapes: [(grey: Double, distance: Distance)] = []

  init(width: Int = 320, height: Int = 240, background: Double = 90) {
    (self.width, self.height, self.background) = (width, height, background)
  }

  /// Lays a filled ellipse over what is there.
  mutating func add(_ ellipse: Ellipse, grey: Double) {
    let (c, s) = (cos(ellipse.angle), sin(ellipse.angle))
    shapes.append(
      (
        grey,
        { x, y in
          let (dx, dy) = (x - ellipse.center.x, y - ellipse.center.y)
          let (u, v) = ((c * dx + s * dy) / ellipse.semiMajor, (c * dy - s * dx) / ellipse.semiMinor)
          // The implicit function over its gradient's length: the distance, near the outline.
          let slope = hypot(u / ellipse.semiMajor, v / ellipse.semiMinor)
          return slope < 1e-9 ? -1e9 : (u * u + v * v - 1) / (2 * slope)
        }
      ))
  }

  /// Lays a filled rectangle over what is there, its first axis in direction `angle`.
  mutating func addBar(center: Point, length: Double, breadth: Double, angle: Double, grey: Double) {
    let (c, s) = (cos(angle), sin(angle))
    shapes.append(
      (
        grey,
        { x, y in
          let (dx, dy) = (x - center.x, y - center.y)
          return max(abs(c * dx + s * dy) - length / 2, abs(c * dy - s * dx) - breadth / 2)
        }
      ))
  }

  /// The picture, with white noise of a standard deviation in grey levels.
  func plane(noise: Double = 0, seed: UInt64 = 1) -> Plane {
    var generator = SplitMix64(seed: seed)
    return Plane.made(width: width, height: height) { x, y in
      var grey = background
      for shape in shapes {
        let inside = min(max(0.5 - shape.distance(Double(x), Double(y)) / 2, 0), 1)
        grey += (shape.grey - grey) * inside
      }
      // Twelve uniform numbers make a nearly normal one.
      var sum = -6.0
      if noise > 0 { for _ in 0..<12 { sum += .random(in: 0..<1, using: &generator) } } else { sum = 0 }
      return UInt8(min(max((grey + noise * sum).rounded(), 0), 255))
    }
  }
}
