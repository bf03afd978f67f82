import ImagePlanes
import ReproducibleMath

/// An ellipse with its axes' directions at hand, so that no angle needs to be taken on the way.
struct EllipseShape {
  var x: Double
  var y: Double
  /// The semi-major axis.
  var a: Double
  /// The semi-minor axis.
  var b: Double
  /// The major axis's direction, a unit vector.
  var axisX: Double
  var axisY: Double

  /// The length of the outline, to 1e-4 for axis ratios up to 10 (Ramanujan, 1914).
  var perimeter: Double {
    let h = (a - b) * (a - b) / ((a + b) * (a + b))
    return Double.pi * (a + b) * (1 + 3 * h / (10 + (4 - 3 * h).squareRoot()))
  }

  /// The ellipse as people see it.
  var ellipse: Ellipse {
    let angle = axisY >= 0 ? angleOf(x: axisX, y: axisY) : angleOf(x: -axisX, y: -axisY)
    return Ellipse(center: Point(x: x, y: y), semiMajor: a, semiMinor: b, angle: angle < Double.pi ? angle : 0)
  }
}
