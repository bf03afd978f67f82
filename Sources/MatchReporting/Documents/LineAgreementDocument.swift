import FeatureMatching

/// What the lines of two images have in common, in a document.
public struct LineAgreementDocument: Codable, Hashable, Sendable {
  /// Two lines that look alike.
  public struct LinePairDocument: Codable, Hashable, Sendable {
    /// Index of the line in A: its place in `lines` of `extract --json`.
    public var a: Int
    /// Index of the line in B.
    public var b: Int
    /// The Hamming distance of their descriptors, of 256 bits.
    public var distance: Int
    /// Whether it lies to the others in B as in A.
    public var consistent: Bool
  }

  /// Lines that look alike, in A's order.
  public var matches: [LinePairDocument]
  /// How many of them lie to each other in B as in A.
  public var consistent: Int
  /// To how many of the others one of those agrees, in the mean, 3 decimals.
  public var support: Double
  /// log10 of the odds that they do so by more than chance, 3 decimals. Not part of the pair's log-odds.
  public var logOdds: Double

  /// Rounds `agreement`.
  public init(_ agreement: LineAgreement) {
    matches = agreement.matches.map { match in
      LinePairDocument(a: match.indexA, b: match.indexB, distance: match.distance, consistent: match.isConsistent)
    }
    consistent = agreement.consistent.count
    support = JSONRounding.round(agreement.support, decimals: JSONRounding.scoreDecimals)
    logOdds = JSONRounding.logOdds(agreement.logOdds)
  }
}
