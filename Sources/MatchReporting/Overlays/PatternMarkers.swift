import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// The marks that overlays put on bolts. Shape carries the meaning: a circle is a head, a diamond an empty hole, a dashed circle
/// with a cross an empty place.
enum PatternMarkers {
  /// Space between a bolt's edge and its mark, in pixels, so that the mark does not hide what it marks.
  static let gap = 2.5
  /// Least radius of a mark, to the middle of its stroke, in pixels.
  static let leastRadius = 5.0
  /// Dashes and gaps of an empty place, in pixels.
  static let dash: [Double] = [3, 2.5]
  /// Straight pieces that an ellipse is drawn with.
  static let ellipsePieces = 120

  /// The radius of a bolt's mark, for a bolt that is drawn with `radius` pixels.
  static func radius(_ radius: Double) -> Double { max(leastRadius, radius + gap) }

  /// The radius that lines and labels keep clear of.
  static func clearRadius(_ radius: Double) -> Double { self.radius(radius) + 3 }

  /// Points along an ellipse.
  static func points(of ellipse: Ellipse) -> [Point] {
    let axis = Elementary.direction(ellipse.angle)
    return (0..<ellipsePieces).map { piece in
      let turn = Elementary.direction(2 * Double.pi * Double(piece) / Double(ellipsePieces))
      let along = ellipse.semiMajor * turn.cosine
      let across = ellipse.semiMinor * turn.sine
      return Point(
        x: ellipse.center.x + along * axis.cosine - across * axis.sine,
        y: ellipse.center.y + along * axis.sine + across * axis.cosine)
    }
  }
}

extension Canvas {
  /// A bolt's head, or an empty hole; `radius` is the bolt's, as drawn.
  func drawBolt(at point: Point, radius: Double, kind: Bolt.Kind, color: Color, isBold: Bool) {
    let radius = PatternMarkers.radius(radius)
    let width = isBold ? 2.2 : 1.3
    switch kind {
    case .head:
      strokeCircle(center: point, radius: radius, width: width + 2, color: .casing.opacity(0.6))
      strokeCircle(center: point, radius: radius, width: width, color: color)
    case .hole:
      let corners = Self.diamond(point, radius: radius * 1.3)
      strokePolygon(corners, width: width + 2, color: .casing.opacity(0.6))
      strokePolygon(corners, width: width, color: color)
    }
  }

  /// A place without a bolt.
  func drawEmptyPlace(at point: Point, radius: Double, color: Color) {
    let radius = PatternMarkers.radius(radius)
    strokeCircle(center: point, radius: radius, width: 4, color: .casing.opacity(0.55))
    strokeCircle(center: point, radius: radius, width: 2, color: color, dash: PatternMarkers.dash)
    let arm = 0.55 * radius
    strokeCross(center: point, arm: arm + 0.5, width: 3.4, color: .casing.opacity(0.55))
    strokeCross(center: point, arm: arm, width: 1.6, color: color)
  }

  /// A bolt with nothing to match it: a square round it.
  func drawUnmatchedBolt(at point: Point, radius: Double, color: Color) {
    let reach = PatternMarkers.radius(radius) + 1
    let corners = [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map {
      Point(x: point.x + $0.0 * reach, y: point.y + $0.1 * reach)
    }
    strokePolygon(corners, width: 4.2, color: .casing.opacity(0.6))
    strokePolygon(corners, width: 2, color: color)
  }

  /// The line of a ring or a row, where no bolt is.
  func drawGroupLine(_ points: [Point], isClosed: Bool, outside discs: [Disc], color: Color) {
    guard let first = points.first else { return }
    let ends = isClosed ? Array(points.dropFirst()) + [first] : Array(points.dropFirst())
    for (start, end) in zip(points, ends) {
      let pieces = InterruptedLine.pieces(from: start, to: end, outside: discs)
      strokeSegments(pieces, width: 2.6, color: .casing.opacity(0.4))
      strokeSegments(pieces, width: 1.2, color: color.opacity(0.85))
    }
  }

  private static func diamond(_ point: Point, radius: Double) -> [Point] {
    [
      Point(x: point.x, y: point.y - radius), Point(x: point.x + radius, y: point.y),
      Point(x: point.x, y: point.y + radius), Point(x: point.x - radius, y: point.y),
    ]
  }
}
