/// What the lines of two images have in common.
public struct LineAgreement: Hashable, Sendable {
  /// Lines that look alike, in A's order, one match a line at most. Those that lie to each other in B as in A are marked
  /// ``LineMatch/isConsistent``.
  public var matches: [LineMatch]
  /// To how many of the others a consistent match agrees, in the mean.
  public var support: Double
  /// log10 of the odds factor that the matches lie to each other as one scene's lines do, rather than as lines of the same places and
  /// directions that were matched at random. Between log10 ½ and about 1.5; see ``LineComparison``.
  public var logOdds: Double

  /// Makes an agreement of its parts.
  public init(matches: [LineMatch], support: Double, logOdds: Double) {
    self.matches = matches
    self.support = support
    self.logOdds = logOdds
  }

  /// What is said of them, for people.
  public var summary: String {
    let count = consistent.count
    return "of \(matches.count) that look alike, \(count) \(count == 1 ? "lies" : "lie") to the others in B as in A"
  }

  /// The matches that lie to each other in B as in A, in A's order.
  public var consistent: [LineMatch] { matches.filter(\.isConsistent) }
}
