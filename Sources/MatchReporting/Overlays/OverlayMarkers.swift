import ImagePlanes

/// The marks that overlays put on pictures. Shape carries the meaning, colour only helps to follow a line:
/// a ring agrees, a cross does not, and numbers tell which ring belongs to which.
enum OverlayMarkers {
  /// Radius of a numbered ring, to the middle of its stroke, in pixels.
  static let ringRadius = 7.0
  /// Radius of an unnumbered ring.
  static let minorRingRadius = 4.0
  /// Reach of a cross's arms.
  static let crossArm = 3.0
  /// Radius, about a numbered ring's middle, that lines and labels keep clear of: the ring with its casing and a gap.
  static let clearRadius = 10.5
  /// The same about an unnumbered ring.
  static let minorClearRadius = 6.0
  /// Colours of numbers in turn. Neighbours differ in hue and luma.
  static let colors: [Color] = [.yellow, .skyBlue, .orange]

  static func color(number: Int) -> Color { colors[(number - 1) % colors.count] }
}

extension Canvas {
  /// A ring that agrees, with a number.
  func drawRing(at point: Point, color: Color) {
    strokeCircle(center: point, radius: OverlayMarkers.ringRadius, width: 4.5, color: .casing.opacity(0.65))
    strokeCircle(center: point, radius: OverlayMarkers.ringRadius, width: 2.2, color: color)
  }

  /// A ring that agrees, without a number.
  func drawMinorRing(at point: Point) {
    strokeCircle(center: point, radius: OverlayMarkers.minorRingRadius, width: 3.2, color: .casing.opacity(0.5))
    strokeCircle(center: point, radius: OverlayMarkers.minorRingRadius, width: 1.4, color: .ink.opacity(0.95))
  }

  /// A cross: does not agree.
  func drawCross(at point: Point) {
    strokeCross(center: point, arm: OverlayMarkers.crossArm + 0.7, width: 2.8, color: .casing.opacity(0.35))
    strokeCross(center: point, arm: OverlayMarkers.crossArm, width: 1.4, color: .vermillion.opacity(0.8))
  }

  /// Thin lines over a darker bed.
  func drawLines(_ pieces: [(Point, Point)], color: Color, opacity: Double) {
    strokeSegments(pieces, width: 2.8, color: .casing.opacity(0.45 * opacity))
    strokeSegments(pieces, width: 1.2, color: color.opacity(opacity))
  }

  /// The dashed outline of one picture in another.
  func drawOutline(_ polygon: [Point]) {
    strokePolygon(polygon, width: 4, color: .casing.opacity(0.55), dash: [10, 6])
    strokePolygon(polygon, width: 2, color: .ink, dash: [10, 6])
  }
}
