// What calibration is fitted to and checked on. Terms are those of the evaluation of forensic likelihood ratios (Brümmer and du Preez,
// "Application-independent evaluation of speaker detection", Computer Speech and Language 20, 2006; Morrison 2013).

/// A comparison whose answer is known.
public struct CalibrationTrial: Hashable, Sendable {
  /// Its score: log10 of an odds factor, finite. What stands for "nothing agrees" is a score like any other.
  public var score: Double
  /// Whether both sides show the same system.
  public var isSameSource: Bool
  /// Trials of one group are not independent: they share a clip.
  public var group: Int

  /// Makes a trial.
  public init(score: Double, isSameSource: Bool, group: Int = 0) {
    self.score = score
    self.isSameSource = isSameSource
    self.group = group
  }
}

extension [CalibrationTrial] {
  /// Trials of the same source.
  public var sameSourceCount: Int { count { $0.isSameSource } }
  /// Trials of different sources.
  public var differentSourceCount: Int { count - sameSourceCount }

  /// Whether there are trials of both kinds: without either there is nothing to calibrate.
  public var isBalanced: Bool { sameSourceCount > 0 && differentSourceCount > 0 }

  /// The trials with other scores.
  func withScores(_ scores: [Double]) -> [CalibrationTrial] {
    zip(self, scores).map { CalibrationTrial(score: $1, isSameSource: $0.isSameSource, group: $0.group) }
  }
}
