import ImagePlanes

/// A visible circular edge of the object, such as a flange's rim or a nozzle's lip, as bolts are compared with it.
package struct RimEllipse: Hashable, Sendable {
  /// The ellipse that the edge follows.
  package var ellipse: Ellipse
  /// Standard deviation of the outline across its own direction, in pixels.
  package var deviation: Double
  /// Share of the outline that an edge was found on, 0...1.
  package var support: Double

  /// Makes a rim of its parts.
  package init(ellipse: Ellipse, deviation: Double, support: Double) {
    self.ellipse = ellipse
    self.deviation = deviation
    self.support = support
  }
}
