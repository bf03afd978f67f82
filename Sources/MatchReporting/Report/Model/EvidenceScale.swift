/// The words for log-odds. A verbal scale misleads unless its bounds are disclosed (ENFSI Guideline for Evaluative Reporting, 2015):
/// the report prints this one, whole.
package enum EvidenceScale {
  /// A step of the scale.
  package struct Band: Hashable, Sendable {
    /// The least log-odds of the step; nil for the lowest.
    package let from: Double?
    /// The words.
    package let words: String
    /// What the odds factor is, for people who do not think in logarithms.
    package let odds: String
  }

  /// The steps, weakest first: whole decades, as finer ones would claim more than the model knows.
  package static let bands = [
    Band(from: nil, words: "no support", odds: "below 1"),
    Band(from: 0, words: "weak support", odds: "1 to 10"),
    Band(from: 1, words: "moderate support", odds: "10 to 100"),
    Band(from: 2, words: "moderately strong support", odds: "100 to 1,000"),
    Band(from: 3, words: "strong support", odds: "1,000 to 10,000"),
    Band(from: 4, words: "very strong support", odds: "10,000 to 1,000,000"),
    Band(from: 6, words: "extremely strong support", odds: "over 1,000,000"),
  ]

  /// The words for `logOdds`.
  package static func words(_ logOdds: Double) -> String { band(logOdds).words }

  /// The step that `logOdds` falls into; one that is no number falls into the lowest.
  package static func band(_ logOdds: Double) -> Band {
    bands.last { band in band.from.map { logOdds >= $0 } ?? true } ?? bands[0]
  }
}
