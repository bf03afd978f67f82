import ImagePlanes

/// A bolt as the reading of its ring needs it.
package struct RingMember: Hashable, Sendable {
  /// The centre, in level-0 pixels.
  package var point: Point
  /// Standard deviation of the centre along each axis, in pixels.
  package var deviation: Double
  /// The apparent radius, in pixels.
  package var radius: Double

  /// Makes a member of its parts.
  package init(point: Point, deviation: Double, radius: Double) {
    self.point = point
    self.deviation = deviation
    self.radius = radius
  }
}
