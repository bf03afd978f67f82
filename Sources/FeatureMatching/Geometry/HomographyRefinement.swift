import ReproducibleMath

/// Iteratively reweighted Gauss–Newton on the transfer residual: the local optimisation and the final polish.
///
/// A step solves (Σ wᵢ Aᵢᵀ Sᵢ⁻¹ Aᵢ + g hhᵀ) δ = Σ wᵢ Aᵢᵀ Sᵢ⁻¹ eᵢ, where Aᵢ is the Jacobian of H(aᵢ) in the nine elements h.
/// The term g hhᵀ holds the scale, the one direction that the residuals do not see. Since Aᵢ is a Kronecker product with
/// (x, y, 1), the 81 sums reduce to 36.
package struct HomographyRefinement {
  private var normal = [Double](repeating: 0, count: 81)
  private var right = [Double](repeating: 0, count: 9)

  package init() {}

  /// One step from `map`, or nil if the system is singular or the result is not a usable map.
  ///
  /// Residuals are weighted by ``MarginalizedKernel`` with σmax = `noise`, in pixels.
  ///
  /// - Parameter perspectivePrior: Strength of a pull of the perspective elements to where they are, relative to the data:
  ///   0 for a free homography, large to move within the affine maps.
  package mutating func step(
    _ map: Matrix3, _ observations: [CorrespondenceTable.Observation], noise: Double, perspectivePrior: Double
  ) -> Matrix3? {
    // Symmetric sums over (x², xy, x, y², y, 1) for the six elements of the 3×3 block, and the right side.
    var s00 = SIMD8<Double>.zero
    var s01 = SIMD8<Double>.zero
    var s02 = SIMD8<Double>.zero
    var s11 = SIMD8<Double>.zero
    var s12 = SIMD8<Double>.zero
    var s22 = SIMD8<Double>.zero
    var g0 = SIMD4<Double>.zero
    var g1 = SIMD4<Double>.zero
    var g2 = SIMD4<Double>.zero
    let kernel = MarginalizedKernel.shared
    let inverseLimit = 1 / (noise * noise * MarginalizedKernel.quantile * MarginalizedKernel.quantile)
    kernel.weights.withUnsafeBufferPointer { weights in
      observations.withUnsafeBufferPointer { observations in
        for item in observations {
          let residual = TransferResidual(map, item)
          let cell = MarginalizedKernel.cell(residual.square, inverseLimit)
          guard cell < MarginalizedKernel.resolution else { continue }
          let weight = weights[cell]
          let factor = weight / residual.determinant
          let p00 = residual.s11 * factor
          let p01 = -residual.s01 * factor
          let p11 = residual.s00 * factor
          let (u, v) = (residual.u, residual.v)
          let p02 = -(p00 * u + p01 * v)
          let p12 = -(p01 * u + p11 * v)
          let p22 = -(p02 * u + p12 * v)
          let (x, y) = (item.ax, item.ay)
          let square = residual.inverseW * residual.inverseW
          let moments = SIMD8(x * x, x * y, x, y * y, y, 1, 0, 0) * square
          s00 += moments * p00
          s01 += moments * p01
          s02 += moments * p02
          s11 += moments * p11
          s12 += moments * p12
          s22 += moments * p22
          let position = SIMD4(x, y, 1, 0) * residual.inverseW
          let q0 = p00 * residual.ex + p01 * residual.ey
          let q1 = p01 * residual.ex + p11 * residual.ey
          g0 += position * q0
          g1 += position * q1
          g2 -= position * (u * q0 + v * q1)
        }
      }
    }
    fill(0, 0, s00)
    fill(0, 1, s01)
    fill(0, 2, s02)
    fill(1, 1, s11)
    fill(1, 2, s12)
    fill(2, 2, s22)
    for index in 0..<3 {
      right[index] = g0[index]
      right[3 + index] = g1[index]
      right[6 + index] = g2[index]
    }
    return solve(map, perspectivePrior: perspectivePrior)
  }

  private mutating func fill(_ row: Int, _ column: Int, _ sums: SIMD8<Double>) {
    let order = [0, 1, 2, 1, 3, 4, 2, 4, 5]
    for i in 0..<3 {
      for j in 0..<3 {
        let value = sums[order[3 * i + j]]
        normal[(3 * row + i) * 9 + 3 * column + j] = value
        normal[(3 * column + j) * 9 + 3 * row + i] = value
      }
    }
  }

  private mutating func solve(_ map: Matrix3, perspectivePrior: Double) -> Matrix3? {
    let h = [map.m00, map.m01, map.m02, map.m10, map.m11, map.m12, map.m20, map.m21, map.m22]
    var trace = 0.0
    for index in 0..<9 { trace += normal[10 * index] }
    guard trace.isFinite, trace > 0 else { return nil }
    let gauge = trace / 9
    for i in 0..<9 {
      for j in 0..<9 { normal[9 * i + j] += gauge * h[i] * h[j] }
      // Enough to keep a rank-deficient system solvable, too little to slow a sound one.
      normal[10 * i] += 1e-12 * gauge
    }
    normal[10 * 6] += perspectivePrior * gauge
    normal[10 * 7] += perspectivePrior * gauge

    // Cholesky in the lower triangle, in place.
    for column in 0..<9 {
      var diagonal = normal[10 * column]
      for k in 0..<column { diagonal -= normal[9 * column + k] * normal[9 * column + k] }
      guard diagonal > 0 else { return nil }
      let root = diagonal.squareRoot()
      normal[10 * column] = root
      for row in (column + 1)..<9 {
        var value = normal[9 * row + column]
        for k in 0..<column { value -= normal[9 * row + k] * normal[9 * column + k] }
        normal[9 * row + column] = value / root
      }
    }
    for row in 0..<9 {
      var value = right[row]
      for k in 0..<row { value -= normal[9 * row + k] * right[k] }
      right[row] = value / normal[10 * row]
    }
    for row in stride(from: 8, through: 0, by: -1) {
      var value = right[row]
      for k in (row + 1)..<9 { value -= normal[9 * k + row] * right[k] }
      right[row] = value / normal[10 * row]
    }
    return Matrix3(
      h[0] + right[0], h[1] + right[1], h[2] + right[2], h[3] + right[3], h[4] + right[4], h[5] + right[5],
      h[6] + right[6], h[7] + right[7], h[8] + right[8]
    ).oriented
  }
}
