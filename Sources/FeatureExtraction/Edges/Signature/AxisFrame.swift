import ImagePlanes

/// Coordinates on a body between the two sides of its silhouette: along its axis, and across it.
///
/// `s` is measured along the bisector of the sides, in pixels from the middle between their ends. `t` is −1 on the first side, 0 on the
/// bisector and 1 on the second; lines of one `t` meet where the sides do. Half the breadth is a linear function of `s`.
struct AxisFrame {
  /// The middle between the four ends of the sides, moved onto the bisector.
  let origin: Point
  /// The unit vector along the axis; the second side lies a quarter turn from it, x towards y.
  let direction: (x: Double, y: Double)
  /// Half the breadth at the origin, in pixels, and its change along the axis, pixels a pixel.
  let halfWidth: Double
  let widthSlope: Double
  /// Inward unit normals of the sides, and their distances from the image's origin along them.
  let first: (x: Double, y: Double, distance: Double)
  let second: (x: Double, y: Double, distance: Double)

  /// A frame between two sides that run the same way, the second a quarter turn, x towards y, from the first; nil where they cross
  /// between their ends or have no length.
  init?(_ first: AirframeAxis.Side, _ second: AirframeAxis.Side) {
    guard let a = Self.unit(first.start, first.end), let b = Self.unit(second.start, second.end),
      let along = Self.unit(Point(x: 0, y: 0), Point(x: a.x + b.x, y: a.y + b.y))
    else { return nil }
    // Inward: from the first side towards the second, and back.
    let inward = (x: -a.y, y: a.x, distance: -a.y * first.start.x + a.x * first.start.y)
    let back = (x: b.y, y: -b.x, distance: b.y * second.start.x - b.x * second.start.y)
    let middle = Point(
      x: (first.start.x + first.end.x + second.start.x + second.end.x) / 4,
      y: (first.start.y + first.end.y + second.start.y + second.end.y) / 4)
    let d1 = inward.x * middle.x + inward.y * middle.y - inward.distance
    let d2 = back.x * middle.x + back.y * middle.y - back.distance
    // A quarter turn from the axis, the first distance grows as fast as the second falls.
    let rate = inward.y * along.x - inward.x * along.y
    guard rate > 0.5, d1 + d2 > 2, (d1 + d2).isFinite else { return nil }
    let shift = (d2 - d1) / (2 * rate)
    direction = along
    self.first = inward
    self.second = back
    origin = Point(x: middle.x - along.y * shift, y: middle.y + along.x * shift)
    halfWidth = (d1 + d2) / 2
    widthSlope = inward.x * along.x + inward.y * along.y
  }

  private static func unit(_ a: Point, _ b: Point) -> (x: Double, y: Double)? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 1e-9, length.isFinite else { return nil }
    return (dx / length, dy / length)
  }

  /// The coordinate along the axis of a point, in pixels.
  func along(_ point: Point) -> Double {
    (point.x - origin.x) * direction.x + (point.y - origin.y) * direction.y
  }

  /// The coordinate across of a point; nil beyond where the sides meet.
  func across(_ point: Point) -> Double? {
    let d1 = first.x * point.x + first.y * point.y - first.distance
    let d2 = second.x * point.x + second.y * point.y - second.distance
    guard d1 + d2 > 1e-9 else { return nil }
    return (d1 - d2) / (d1 + d2)
  }

  /// Half the breadth at `s`, in pixels.
  func halfWidth(at s: Double) -> Double { halfWidth + widthSlope * s }

  /// The point at coordinates.
  func point(_ s: Double, _ t: Double) -> Point {
    // Across, the distance from the bisector is t times half the breadth, measured along the sides' normals.
    let rate = -first.x * direction.y + first.y * direction.x
    let v = t * halfWidth(at: s) / rate
    return Point(
      x: origin.x + s * direction.x - v * direction.y, y: origin.y + s * direction.y + v * direction.x)
  }

}

/// From places on a body's image to positions along its axis in radii.
///
/// Let θ be the angle between axis and line of sight, κ = cos θ how circles bulge, and μ the body's radius over the camera's distance
/// from the axis. Of the body's line nearest to the camera, a radius takes sin θ · √((1 + μ) / (1 − μ)) half breadths of the silhouette:
/// that line is nearer than where the silhouette touches. The bulge changes by μ sin²θ a half breadth, which is how μ is known, and
/// half the breadth by −κ μ / √(1 − μ²) a pixel, which is what parallel sides guessed from an ellipse do not show.
struct AxisRectification {
  private let halfWidth: Double
  private let widthSlope: Double
  /// Half breadths a radius.
  private let rate: Double

  /// Nearer cameras see too little of a body to tell its axis.
  private static let mostNearness = 0.35
  /// Below, the axis is seen end on.
  private static let leastForeshortening = 0.05

  /// The rectification of a frame whose circles bulge by `bulge` at its origin, changing by `bulgeSlope` a half breadth.
  init(_ frame: AxisFrame, bulge: Double, bulgeSlope: Double, isGuessed: Bool) {
    let foreshortening = max(1 - bulge * bulge, Self.leastForeshortening)
    let nearness = min(max(bulgeSlope / foreshortening, 0), Self.mostNearness)
    halfWidth = frame.halfWidth
    widthSlope = isGuessed ? -bulge * nearness / (1 - nearness * nearness).squareRoot() : frame.widthSlope
    rate = (foreshortening * (1 + nearness) / (1 - nearness)).squareRoot()
  }

  /// The position at `s` pixels along the axis from the frame's origin, in radii. With the sides' meeting point as the axis' vanishing point
  /// this is an affine coordinate of the axis.
  func position(at s: Double) -> Double { s / (max(halfWidth + widthSlope * s, 0.1 * halfWidth) * rate) }
}
