/// An ellipse in an image. Lengths are in pixels, the angle in radians.
public struct Ellipse: Hashable, Sendable {
  /// The centre.
  public var center: Point
  /// The semi-major axis, at least ``semiMinor``.
  public var semiMajor: Double
  /// The semi-minor axis.
  public var semiMinor: Double
  /// The direction of the major axis, from the x axis towards the y axis, in [0, π).
  public var angle: Double

  /// Makes an ellipse of its parts.
  public init(center: Point, semiMajor: Double, semiMinor: Double, angle: Double) {
    self.center = center
    self.semiMajor = semiMajor
    self.semiMinor = semiMinor
    self.angle = angle
  }
}
