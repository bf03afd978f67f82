import ImagePlanes

/// How well the edges of picture A are met in picture B under a map that something else proposed.
public struct EdgeAgreement: Hashable, Sendable {
  /// An edge of A, laid over B.
  public struct Mark: Hashable, Sendable {
    /// Where it is in A, in pixels.
    public var a: Point
    /// Where the map puts it in B, in pixels.
    public var b: Point
    /// Whether an edge of B passes there in its direction.
    public var isMet: Bool

    /// Makes a mark of its parts.
    public init(a: Point, b: Point, isMet: Bool) {
      self.a = a
      self.b = b
      self.isMet = isMet
    }
  }

  /// log10 of the odds factor in favour of the map: between log10 ½ and about 2. See ``EdgeVerifier``.
  public var logOdds: Double
  /// Share of the compared edges that are met, 0...1; one that is met from farther counts half.
  public var met: Double
  /// The same share in the mean over the decoys: what chance meets on these very pictures.
  public var metByChance: Double
  /// The compared edges that B has in view, in A's order.
  public var marks: [Mark]

  /// Makes an agreement of its parts.
  public init(logOdds: Double, met: Double, metByChance: Double, marks: [Mark]) {
    self.logOdds = logOdds
    self.met = met
    self.metByChance = metByChance
    self.marks = marks
  }
}

extension EdgeAgreement {
  /// What was found, as part of a sentence: "35 % of 1000 edge points met, 20 % under decoys".
  public var summary: String {
    func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
    return "\(percent(met)) of \(marks.count) edge points met, \(percent(metByChance)) under decoys"
  }
}
