import ReproducibleMath

/// What it says for a proposal that it scores better than decoys of it.
///
/// Let z be a score in standard deviations from the mean of all, the proposal's counted as one of them. If the proposal were a decoy like
/// the others, each order of them would be as likely, and the expectation of n · exp(λ z) / Σ exp(λ z) over n scores would be 1 for whatever
/// scores: it is an e-value (Koning, "Post-hoc and anytime-valid permutation and group invariance testing", 2023).
enum DecoyEvidence {
  /// λ: how steeply the e-value rises with z. At 1.5 a score three deviations above its decoys is worth about 30.
  private static let steepness = 1.5

  /// How much the first of `scores` says that it is not one of the others.
  ///
  /// - Parameters:
  ///   - scores: The proposal's and its decoys'; at least one.
  ///   - leastDeviation: Scores that differ by less are no base for deviations.
  /// - Returns: From 0 to the number of scores.
  static func eValue(_ scores: [Double], leastDeviation: Double) -> Double {
    let count = Double(scores.count)
    let mean = scores.reduce(0, +) / count
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let deviation = max(variance.squareRoot(), leastDeviation)
    let weights = scores.map { Elementary.exponential(steepness * ($0 - mean) / deviation) }
    return count * weights[0] / weights.reduce(0, +)
  }

  /// log10 of the odds factor of an e-value, half of the weight lying on there being nothing to see.
  static func logOdds(_ eValue: Double) -> Double { Elementary.decimalLogarithm((1 + eValue) / 2) }
}
