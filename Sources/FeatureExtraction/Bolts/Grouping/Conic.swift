import ImagePlanes
import ReproducibleMath

/// A x² + B xy + C y² + D x + E y + F = 0.
struct Conic {
  var a, b, c, d, e, f: Double

  init(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double) {
    (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
  }

  /// The image of the unit circle under `imageFromPlane`; nil where that is singular.
  init?(circleIn h: Matrix3) {
    // H⁻ᵀ diag(1, 1, −1) H⁻¹ up to scale: with the rows g of the adjugate, g₀ g₀ᵀ + g₁ g₁ᵀ − g₂ g₂ᵀ.
    let g0 = (h.m11 * h.m22 - h.m12 * h.m21, h.m02 * h.m21 - h.m01 * h.m22, h.m01 * h.m12 - h.m02 * h.m11)
    let g1 = (h.m12 * h.m20 - h.m10 * h.m22, h.m00 * h.m22 - h.m02 * h.m20, h.m02 * h.m10 - h.m00 * h.m12)
    let g2 = (h.m10 * h.m21 - h.m11 * h.m20, h.m01 * h.m20 - h.m00 * h.m21, h.m00 * h.m11 - h.m01 * h.m10)
    guard h.determinant != 0 else { return nil }
    a = g0.0 * g0.0 + g1.0 * g1.0 - g2.0 * g2.0
    b = 2 * (g0.0 * g0.1 + g1.0 * g1.1 - g2.0 * g2.1)
    c = g0.1 * g0.1 + g1.1 * g1.1 - g2.1 * g2.1
    d = 2 * (g0.0 * g0.2 + g1.0 * g1.2 - g2.0 * g2.2)
    e = 2 * (g0.1 * g0.2 + g1.1 * g1.2 - g2.1 * g2.2)
    f = g0.2 * g0.2 + g1.2 * g1.2 - g2.2 * g2.2
  }

  /// The ellipse; nil where the conic is none, or an empty or a degenerate one.
  var ellipse: Ellipse? {
    let discriminant = 4 * a * c - b * b
    guard discriminant > 0, discriminant.isFinite else { return nil }
    let x = (b * e - 2 * c * d) / discriminant
    let y = (b * d - 2 * a * e) / discriminant
    let value = a * x * x + b * x * y + c * y * y + d * x + e * y + f
    let mean = (a + c) / 2
    let half = (a - c) / 2
    let spread = (half * half + b * b / 4).squareRoot()
    // Eigenvalues of the quadratic part: 1 / axis² up to the value at the centre. The smaller one by their product, for accuracy.
    let larger = mean >= 0 ? mean + spread : mean - spread
    let smaller = discriminant / (4 * larger)
    let majorSquare = -value / smaller
    let minorSquare = -value / larger
    guard majorSquare > 0, minorSquare > 0, majorSquare.isFinite, x.isFinite, y.isFinite else { return nil }
    // The major axis is the eigenvector of the smaller eigenvalue: at right angles to that of the larger one.
    let sign = mean >= 0 ? 1.0 : -1.0
    let twice = angleOf(x: -sign * half, y: -sign * b / 2)
    return Ellipse(
      center: Point(x: x, y: y), semiMajor: majorSquare.squareRoot(), semiMinor: minorSquare.squareRoot(),
      angle: twice / 2)
  }
}
