import ReproducibleMath

/// ln Γ at whole and half numbers, and what follows from it.
enum LogGamma {
  /// ln Γ(k/2) for k = 1..., at index k.
  private static let halves: [Double] = {
    var table = [0, 0.572_364_942_924_700_08, 0]
    for k in 3...2048 { table.append(table[k - 2] + Elementary.logarithm(Double(k - 2) / 2)) }
    return table
  }()

  /// ln Γ(k/2), for 1 ≤ k ≤ 2048.
  static func half(_ k: Int) -> Double { halves[k] }

  /// ln k!, for 0 ≤ k ≤ 1023.
  static func factorial(_ k: Int) -> Double { halves[2 * k + 2] }

  /// Stated deviations are right to about a third: that much, ten observations of the noise would tell.
  private static let noiseObservations = 10

  /// The logarithm of the density of `count` residuals of squared sum `chiSquare` over their stated variances, less
  /// their normal distribution's constant: of Student's distribution, which is what the normal one becomes when the
  /// noise level is itself uncertain.
  static func noise(chiSquare: Double, count: Int) -> Double {
    let known = noiseObservations
    let half = Double(known) / 2
    return LogGamma.half(known + count) - LogGamma.half(known) - Double(count) / 2 * Elementary.logarithm(half)
      - Double(known + count) / 2 * Elementary.logarithm(1 + chiSquare / Double(known))
  }
}
