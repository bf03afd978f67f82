import ReproducibleMath

/// The gain and the weight of a residual, marginalised over the unknown noise.
///
/// As in MAGSAC++ (Barath, Noskova, Ivashechkin and Matas, CVPR 2020), the noise scale σ is taken as uniform in
/// (0, σmax], and an inlier of scale σ has a residual below kσ. For a two-dimensional residual the weight integrates to
///
///     w(r) = erf(k/√2) − erf(r / (√2 σmax))      for r < k σmax, else 0,
///
/// and the loss is ρ(r) = ∫₀ʳ x w(x) dx. The gain is 1 − ρ(r)/ρ(kσmax): 1 for a perfect agreement, 0 for an outlier.
/// Both are tabulated over t = r²/(kσmax)².
package struct MarginalizedKernel: Sendable {
  /// k: the radius, in σ, that holds 99 % of a two-dimensional normal distribution.
  package static let quantile = 3.034_854_258_770_293

  /// Cells of the tables. Gains of neighbouring cells differ by at most 0.2 %.
  package static let resolution = 1024

  /// The table for every σmax.
  package static let shared = MarginalizedKernel()

  /// Gain by cell; one cell more for everything outside.
  package let gains: [Double]
  /// Weight by cell, 1 at r = 0.
  package let weights: [Double]

  private init() {
    // Integrate over s = r / (√2 σmax) from the outside inwards by the trapezoid rule; dρ is s·w(s) ds up to a factor.
    let steps = 16 * Self.resolution
    let limit = Self.quantile / 2.0.squareRoot()
    let width = limit / Double(steps)
    var weight = [Double](repeating: 0, count: steps + 1)
    for step in stride(from: steps - 1, through: 0, by: -1) {
      let near = Double(step) * width
      let far = near + width
      weight[step] =
        weight[step + 1] + width * (Elementary.exponential(-near * near) + Elementary.exponential(-far * far)) / 2
    }
    var loss = [Double](repeating: 0, count: steps + 1)
    for step in 1...steps {
      let near = Double(step - 1) * width
      loss[step] = loss[step - 1] + width * (near * weight[step - 1] + (near + width) * weight[step]) / 2
    }
    var gains: [Double] = []
    var weights: [Double] = []
    for cell in 0..<Self.resolution {
      let t = (Double(cell) + 0.5) / Double(Self.resolution)
      let position = min(steps, Int((t.squareRoot() * Double(steps)).rounded()))
      gains.append(1 - loss[position] / loss[steps])
      weights.append(weight[position] / weight[0])
    }
    self.gains = gains + [0]
    self.weights = weights + [0]
  }

  /// The cell of a squared residual; `inverseSquaredLimit` is 1/(kσmax)².
  @inline(__always)
  static func cell(_ square: Double, _ inverseSquaredLimit: Double) -> Int {
    let t = square * inverseSquaredLimit
    // Infinity fails the comparison.
    return t < 1 ? Int(t * Double(resolution)) : resolution
  }
}
