import ImagePlanes
import ReproducibleMath

/// How another ring of a picture lies to a base ring, in the base ring's plane.
///
/// For planes parallel to each other, as the faces of one body are, the map between their planes is a turn, a change of scale and a
/// shift along the line of sight, whatever the camera: both planes share their line at infinity. So the turn is comparable between
/// two pictures, the scale nearly, and the shift only where both rings lie in one plane.
struct PlaneRelation {
  /// Angle in the base plane of the other plane's angle 0, in radians.
  let turn: Double
  /// Natural logarithm of the other ring's radius over the base ring's.
  let logScale: Double
  /// The other ring's centre, in radii of the base ring.
  let offset: Point

  /// Relates `other` to `base`; nil where they face opposite ways or do not lie before one camera.
  init?(_ other: RingPattern, to base: RingPattern) {
    let map = base.planeFromImage * other.ring.imageFromPlane
    let m = map.elements
    let w = m[8]
    guard abs(w) > 1e-12 else { return nil }
    let x = m[2] / w
    let y = m[5] / w
    let j00 = (m[0] - x * m[6]) / w
    let j01 = (m[1] - x * m[7]) / w
    let j10 = (m[3] - y * m[6]) / w
    let j11 = (m[4] - y * m[7]) / w
    let determinant = j00 * j11 - j01 * j10
    guard determinant > 1e-12, determinant < 1e12, x.isFinite, y.isFinite else { return nil }
    turn = angleOf(x: j00 + j11, y: j10 - j01)
    logScale = 0.5 * Elementary.logarithm(determinant)
    offset = Point(x: x, y: y)
  }
}

extension Homography {
  /// The map's area change at `point`, or nil where the point maps to infinity or the map turns it over.
  func areaChange(at point: Point) -> Double? {
    let m = elements
    let w = m[6] * point.x + m[7] * point.y + m[8]
    let change = determinant / (w * w * w)
    return change.isFinite && change > 0 ? change : nil
  }

  /// The turn of a plane by `angle` about its origin.
  static func turn(_ angle: Double) -> Homography {
    let (cosine, sine) = Elementary.direction(angle)
    return Homography([cosine, -sine, 0, sine, cosine, 0, 0, 0, 1])
  }
}
