import ImagePlanes

/// A 3×3 matrix in registers: the homography of the inner loops, where ``Homography``'s array would be allocated each time.
package struct Matrix3: Hashable, Sendable {
  package var m00, m01, m02, m10, m11, m12, m20, m21, m22: Double

  package init(
    _ m00: Double, _ m01: Double, _ m02: Double, _ m10: Double, _ m11: Double, _ m12: Double, _ m20: Double,
    _ m21: Double, _ m22: Double
  ) {
    (self.m00, self.m01, self.m02) = (m00, m01, m02)
    (self.m10, self.m11, self.m12) = (m10, m11, m12)
    (self.m20, self.m21, self.m22) = (m20, m21, m22)
  }

  package init(_ homography: Homography) {
    let m = homography.elements
    self.init(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8])
  }

  package var homography: Homography { Homography([m00, m01, m02, m10, m11, m12, m20, m21, m22]) }

  package var determinant: Double {
    m00 * (m11 * m22 - m12 * m21) - m01 * (m10 * m22 - m12 * m20) + m02 * (m10 * m21 - m11 * m20)
  }

  /// The matrix scaled to Frobenius norm 1 and a positive determinant, or nil if it is singular or not finite.
  ///
  /// With a positive determinant, a point whose third coordinate comes out positive lies on the visible side of the
  /// horizon and keeps its orientation: the Jacobian's determinant there is det / w³.
  package var oriented: Matrix3? {
    let upper = m00 * m00 + m01 * m01 + m02 * m02 + m10 * m10 + m11 * m11
    let norm = (upper + m12 * m12 + m20 * m20 + m21 * m21 + m22 * m22).squareRoot()
    guard norm.isFinite, norm > 0 else { return nil }
    let unit = scaled(by: 1 / norm)
    let determinant = unit.determinant
    guard determinant.isFinite, determinant != 0 else { return nil }
    return determinant > 0 ? unit : unit.scaled(by: -1)
  }

  /// The largest difference of an element.
  package func largestDifference(from other: Matrix3) -> Double {
    let upper = max(abs(m00 - other.m00), abs(m01 - other.m01), abs(m02 - other.m02), abs(m10 - other.m10))
    let lower = max(abs(m12 - other.m12), abs(m20 - other.m20), abs(m21 - other.m21), abs(m22 - other.m22))
    return max(upper, abs(m11 - other.m11), lower)
  }

  package func scaled(by factor: Double) -> Matrix3 {
    Matrix3(
      m00 * factor, m01 * factor, m02 * factor, m10 * factor, m11 * factor, m12 * factor, m20 * factor, m21 * factor,
      m22 * factor)
  }

  package static func * (l: Matrix3, r: Matrix3) -> Matrix3 {
    Matrix3(
      l.m00 * r.m00 + l.m01 * r.m10 + l.m02 * r.m20, l.m00 * r.m01 + l.m01 * r.m11 + l.m02 * r.m21,
      l.m00 * r.m02 + l.m01 * r.m12 + l.m02 * r.m22, l.m10 * r.m00 + l.m11 * r.m10 + l.m12 * r.m20,
      l.m10 * r.m01 + l.m11 * r.m11 + l.m12 * r.m21, l.m10 * r.m02 + l.m11 * r.m12 + l.m12 * r.m22,
      l.m20 * r.m00 + l.m21 * r.m10 + l.m22 * r.m20, l.m20 * r.m01 + l.m21 * r.m11 + l.m22 * r.m21,
      l.m20 * r.m02 + l.m21 * r.m12 + l.m22 * r.m22)
  }
}
