// The residual of a correspondence under a plane-to-plane map: the one place where noise meets geometry.

import ReproducibleMath

/// The first-order geometric residual of a correspondence.
///
/// With e = b − H(a) and J the Jacobian of H at a, e has the covariance S = σ_B² I + σ_A² J Jᵀ, and r² = eᵀ S⁻¹ e is the
/// squared distance to the nearest exact pair, to first order: Sampson's error with unequal noise. It is the same, to
/// first order, whichever image is called A. Under the right map r²/s² has a χ² distribution with two degrees of freedom,
/// where s is the noise scale in pixels.
package struct TransferResidual {
  /// b − H(a), normalised.
  var ex, ey: Double
  /// The image of a, normalised.
  var u, v: Double
  /// 1 / w, where w is the third homogeneous coordinate of the image of a. Positive on the visible side.
  var inverseW: Double
  /// The covariance of (ex, ey) for a noise scale of one pixel, and its determinant.
  var s00, s01, s11, determinant: Double
  /// r², in square pixels of the noise scale. Infinite where a lies on or beyond the horizon.
  var square: Double

  /// - Parameter map: Oriented: with a positive determinant.
  @inline(__always)
  init(_ map: Matrix3, _ item: CorrespondenceTable.Observation) {
    let w = map.m20 * item.ax + map.m21 * item.ay + map.m22
    inverseW = 1 / w
    u = (map.m00 * item.ax + map.m01 * item.ay + map.m02) * inverseW
    v = (map.m10 * item.ax + map.m11 * item.ay + map.m12) * inverseW
    ex = item.bx - u
    ey = item.by - v
    let j00 = (map.m00 - u * map.m20) * inverseW
    let j01 = (map.m01 - u * map.m21) * inverseW
    let j10 = (map.m10 - v * map.m20) * inverseW
    let j11 = (map.m11 - v * map.m21) * inverseW
    s00 = item.varianceB + item.varianceA * (j00 * j00 + j01 * j01)
    s01 = item.varianceA * (j00 * j10 + j01 * j11)
    s11 = item.varianceB + item.varianceA * (j10 * j10 + j11 * j11)
    determinant = s00 * s11 - s01 * s01
    let value = (s11 * ex * ex - 2 * s01 * ex * ey + s00 * ey * ey) / determinant
    // NaN fails the comparison as well.
    square = w > 1e-9 && value >= 0 ? value : .infinity
  }
}
