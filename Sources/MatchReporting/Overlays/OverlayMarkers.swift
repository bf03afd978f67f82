import ImagePlanes

/// The marks that overlays put on pictures. Shape carries the meaning, colour only helps to follow a line:
/// a ring agrees, a cross does not, and numbers tell which ring belongs to which.
package enum OverlayMarkers {
  /// Radius of a numbered ring, to the middle of its stroke, in pixels.
  static let ringRadius = 7.0
  /// Radius of an unnumbered ring.
  static let minorRingRadius = 3.5
  /// Reach of a cross's arms.
  static let crossArm = 3.0
  /// Distance from a numbered ring that lines and labels keep: its casing and a gap.
  static let clearance = 3.5
  /// The same about an unnumbered ring.
  static let minorClearRadius = 5.5
  /// Colours of numbered rings and their lines in turn; lightened, to stand out from a dimmed picture in grey as well.
  package static let colors: [Color] = [.yellow, .skyBlue.lightened(by: 0.35), .orange.lightened(by: 0.35)]

  static func color(number: Int) -> Color { colors[(number - 1) % colors.count] }
}

extension Canvas {
  /// A number or a name in the middle of `box`, legible on any picture.
  func drawLabel(_ text: String, in box: Rectangle, color: Color = .ink) {
    draw(
      text, centredIn: box, style: .label, color: color, haloColor: .casing.opacity(0.85),
      haloWidth: PairOverlayScene.labelHalo)
  }

  /// A ring that agrees, with a number.
  func drawRing(at point: Point, radius: Double = OverlayMarkers.ringRadius, color: Color) {
    strokeCircle(center: point, radius: radius, width: 4.5, color: .casing.opacity(0.65))
    strokeCircle(center: point, radius: radius, width: 2.2, color: color)
  }

  /// A ring that agrees, without a number.
  func drawMinorRing(at point: Point) {
    strokeCircle(center: point, radius: OverlayMarkers.minorRingRadius, width: 3, color: .casing.opacity(0.45))
    strokeCircle(center: point, radius: OverlayMarkers.minorRingRadius, width: 1.3, color: .ink.opacity(0.9))
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
