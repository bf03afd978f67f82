import ImagePlanes

/// Coordinates in which some places fill a circle of radius 1 about the origin, as far as their second moments tell: bolts on an
/// ellipse lie on the unit circle.
struct RoundFrame {
  /// The middle of the places, in pixels.
  let center: Point
  /// The symmetric matrix from here to pixels: xx, xy, yy.
  private let forward: (xx: Double, xy: Double, yy: Double)
  /// Its inverse.
  private let inverse: (xx: Double, xy: Double, yy: Double)

  /// Places along a line have no breadth; it is taken for at least this share of their length.
  private static let leastAspect = 0.3

  /// The frame of `places`; nil where they are fewer than three, not finite or all at one spot.
  ///
  /// - Complexity: O(places).
  init?(of places: [Point]) {
    guard places.count >= 3 else { return nil }
    let count = Double(places.count)
    var (x, y) = (0.0, 0.0)
    for place in places {
      x += place.x
      y += place.y
    }
    let middle = Point(x: x / count, y: y / count)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for place in places {
      let (dx, dy) = (place.x - middle.x, place.y - middle.y)
      xx += dx * dx
      xy += dx * dy
      yy += dy * dy
    }
    // Points on a circle of radius 1 have half of it as the variance of each coordinate.
    (xx, xy, yy) = (2 * xx / count, 2 * xy / count, 2 * yy / count)
    let half = (xx - yy) / 2
    let root = (half * half + xy * xy).squareRoot()
    let large = (xx + yy) / 2 + root
    guard large.isFinite, large > 1 else { return nil }
    let small = max((xx + yy) / 2 - root, large * Self.leastAspect * Self.leastAspect)
    // The direction of the longer axis, as cosine and sine of twice its angle.
    let (cosine, sine) = root > 0 ? (half / root, xy / root) : (1, 0)
    func matrix(_ long: Double, _ short: Double) -> (xx: Double, xy: Double, yy: Double) {
      let (mean, difference) = ((long + short) / 2, (long - short) / 2)
      return (mean + difference * cosine, difference * sine, mean - difference * cosine)
    }
    center = middle
    forward = matrix(large.squareRoot(), small.squareRoot())
    inverse = matrix(1 / large.squareRoot(), 1 / small.squareRoot())
  }

  /// A displacement in pixels in this frame.
  func inward(x: Double, y: Double) -> (x: Double, y: Double) {
    (inverse.xx * x + inverse.xy * y, inverse.xy * x + inverse.yy * y)
  }

  /// A displacement in this frame in pixels.
  @inline(__always)
  func outward(x: Double, y: Double) -> (x: Double, y: Double) {
    (forward.xx * x + forward.xy * y, forward.xy * x + forward.yy * y)
  }
}
