import ReproducibleMath

/// What each kind of feature says for or against "these two pictures show the same hardware", kept apart.
///
/// Every channel is a base-10 logarithm of an odds factor: 0 says nothing, 3 multiplies the odds by a thousand.
public struct Evidence: Hashable, Sendable {
  /// From keypoints that agree on one surface.
  public var keypoints: Double
  /// From bolt patterns that agree; nil where one of the pictures shows none that could be compared.
  public var bolts: Double?
  /// From edges that meet under the map that keypoints or bolts propose; nil where nothing proposes one, or where it leaves too
  /// few edges to compare.
  public var edges: Double?

  /// Makes evidence of its channels.
  public init(keypoints: Double, bolts: Double? = nil, edges: Double? = nil) {
    self.keypoints = keypoints
    self.bolts = bolts
    self.edges = edges
  }

  /// The evidence of keypoints that agree no better than chance, and no bolts: slightly against.
  public static let none = Evidence(keypoints: logOdds(logChance: 0))

  /// All channels together, a base-10 logarithm of an odds factor.
  ///
  /// Keypoints sit on bolts and round them, so a bolt pattern that agrees brings keypoints that agree: the channels are not
  /// independent, and their factors may not be multiplied. The mean of e-values is an e-value however they depend on each other
  /// (Vovk and Wang, "E-values", Annals of Statistics 2021), and no other symmetric way to merge them is better against
  /// every dependence. Where one of the two speaks alone this takes log10 2 off what it says.
  ///
  /// Edges are another matter: they are asked about a map that the others proposed, without the edges that proposed it, and their chance
  /// is measured over maps like it on the same pictures. Given the proposal, whatever it is worth, their factor has a mean of at most 1 under
  /// chance. So it multiplies the others': a product of e-values each of which holds given those before it is one.
  public var logOdds: Double {
    var proposal = keypoints
    if let bolts {
      var sum = LogSum()
      sum.add(keypoints)
      sum.add(bolts)
      proposal = sum.value - Self.logTwo
    }
    return proposal + (edges ?? 0)
  }

  /// log10 2.
  package static let logTwo = 0.301_029_995_663_981_2

  /// The odds factor that a probability of chance is worth, both as base-10 logarithms.
  ///
  /// A p-value is not an odds factor: 1/p overstates. The factor (1 − p + p ln p) / (p ln² p) is the mean of the p-to-e
  /// calibrators κ p^(κ−1) over κ in 0...1 (Vovk and Wang, "E-values", Annals of Statistics 2021): under chance its expected
  /// value is at most 1, so it can be multiplied with prior odds, and with factors from independent evidence, without ever
  /// promising too much. p = 1 gives ½, p = 10⁻³ about 21, p = 10⁻¹⁰ about 2 × 10⁷.
  ///
  /// - Parameter logChance: log10 of an upper bound of p, such as a number of false alarms; above 0 counts as 0.
  package static func logOdds(logChance: Double) -> Double {
    let logP = min(logChance, 0) * Elementary.decade
    let x = -logP
    // Near p = 1 the closed form cancels: its series in x = −ln p there.
    if x < 0.01 { return Elementary.decimalLogarithm(0.5 + x / 6) }
    let p = Elementary.exponential(max(logP, -600))
    let numerator = 1 - p - p * x
    return Elementary.decimalLogarithm(numerator / (x * x)) + x * Elementary.logE
  }
}
