import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// The map of a body's side that two axes propose: a plane through places half way to the silhouette, on the outermost two stations that
/// agree.
///
/// A round side is no plane. Near its middle it is one to a tenth of a radius, which is what verification by edges allows for; and it says
/// nothing of how far the body was rolled about its axis in between.
enum AxisMap {
  /// Half breadths from the axis at which the plane is held.
  private static let breadth = 0.5

  static func map(
    _ a: AirframeAxis, _ b: AirframeAxis, _ pairs: [AxisAgreement.Pair], isReversed: Bool
  ) -> Homography? {
    guard pairs.count >= 2, let first = pairs.first, let last = pairs.last else { return nil }
    // Turned round, a body has its left side at the right.
    let across = isReversed ? -breadth : breadth
    var corners: [(a: Point, b: Point)] = []
    for (pair, sign) in [(first, -1.0), (first, 1), (last, 1), (last, -1)] {
      guard let from = a.place(of: a.stations[pair.indexA], across: sign * breadth),
        let to = b.place(of: b.stations[pair.indexB], across: sign * across)
      else { return nil }
      corners.append((from, to))
    }
    guard let fromSquare = square(corners.map(\.b)), let toSquare = square(corners.map(\.a))?.inverse else {
      return nil
    }
    return Matrix3(fromSquare * toSquare).oriented?.homography
  }

  /// What the map rests on: places along the stations that agree, as far across as the map is trusted. The stations' own edges proposed
  /// it and do not count for it.
  static func base(
    _ a: AirframeAxis, _ b: AirframeAxis, _ pairs: [AxisAgreement.Pair], isReversed: Bool
  ) -> [EdgeBase] {
    pairs.flatMap { pair in
      (-steps...steps).compactMap { step -> EdgeBase? in
        let across = breadth * Double(step) / Double(steps)
        guard let from = a.place(of: a.stations[pair.indexA], across: across),
          let to = b.place(of: b.stations[pair.indexB], across: isReversed ? -across : across)
        else { return nil }
        return EdgeBase(a: from, b: to, radius: baseRadius)
      }
    }
  }

  /// Places along half a station: near enough to each other that no edge of it is left between them.
  private static let steps = 24
  /// Edges of A nearer to a station than this are its own, in pixels.
  private static let baseRadius = 6.0

  /// The map from the unit square, corners in order, to a quadrilateral; nil where three corners lie on a line. (Heckbert, "Fundamentals
  /// of texture mapping and image warping", 1989.)
  private static func square(_ p: [Point]) -> Homography? {
    let (sx, sy) = (p[0].x - p[1].x + p[2].x - p[3].x, p[0].y - p[1].y + p[2].y - p[3].y)
    let (dx1, dx2) = (p[1].x - p[2].x, p[3].x - p[2].x)
    let (dy1, dy2) = (p[1].y - p[2].y, p[3].y - p[2].y)
    let determinant = dx1 * dy2 - dx2 * dy1
    guard abs(determinant) > 1e-6 else { return nil }
    let g = (sx * dy2 - dx2 * sy) / determinant
    let h = (dx1 * sy - sx * dy1) / determinant
    let map = Homography([
      p[1].x - p[0].x + g * p[1].x, p[3].x - p[0].x + h * p[3].x, p[0].x,
      p[1].y - p[0].y + g * p[1].y, p[3].y - p[0].y + h * p[3].y, p[0].y, g, h, 1,
    ])
    return map.inverse == nil ? nil : map
  }
}
