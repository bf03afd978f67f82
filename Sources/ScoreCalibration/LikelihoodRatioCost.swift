import ReproducibleMath

/// The log-likelihood-ratio cost, Cllr: what a likelihood ratio loses, in bits, against one that is always right.
///
///     Cllr = ½ [ mean over same source of log2(1 + 1/LR)  +  mean over different sources of log2(1 + LR) ]
///
/// 0 is perfect, 1 is what saying nothing (LR = 1) costs; above 1 one had better said nothing.
public enum LikelihoodRatioCost {
  /// The cost of `trials` whose scores are log10 likelihood ratios; nil where one kind of trial is missing.
  ///
  /// - Complexity: O(n).
  public static func cost(_ trials: [CalibrationTrial]) -> Double? {
    guard trials.isBalanced else { return nil }
    var same = 0.0
    var different = 0.0
    for trial in trials {
      if trial.isSameSource { same += bits(-trial.score) } else { different += bits(trial.score) }
    }
    return (same / Double(trials.sameSourceCount) + different / Double(trials.differentSourceCount)) / 2
  }

  /// log2(1 + 10^`exponent`).
  static func bits(_ exponent: Double) -> Double {
    if exponent == -.infinity { return 0 }
    // Beyond 16 decades the 1 is below the last bit.
    if exponent > 16 { return exponent * 3.321_928_094_887_362_3 }
    if exponent < -16 { return 0 }
    return Elementary.logarithm(1 + Elementary.powerOfTen(exponent)) * 1.442_695_040_888_963_4
  }
}
