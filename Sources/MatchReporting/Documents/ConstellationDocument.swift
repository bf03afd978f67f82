import FeatureMatching
import ImagePlanes

/// What the bolt patterns of two images have in common, in a document.
public struct ConstellationDocument: Codable, Hashable, Sendable {
  /// Positions of two things that agree, in the lists of `extract --json` for A and B.
  public struct IndexPairDocument: Codable, Hashable, Sendable {
    /// Position in A's list.
    public var a: Int
    /// Position in B's list.
    public var b: Int

    init(_ pair: ConstellationMatch.IndexPair) {
      a = pair.indexA
      b = pair.indexB
    }
  }

  /// Rings that agree.
  public struct RingAgreementDocument: Codable, Hashable, Sendable {
    /// Position in A's list of rings.
    public var a: Int
    /// Position in B's list of rings.
    public var b: Int
    /// Number of places under which they agree; absent for rings that keep no even places.
    public var slots: Int?
    /// Angle in B's plane less the angle in A's, in radians in [0, 2π), 5 decimals.
    public var rotation: Double
    /// Rotations that agree as well as this one, itself included.
    public var agreeingRotations: Int
    /// Rotations that were tried.
    public var triedRotations: Int
    /// Places empty in both images.
    public var commonGaps: Int
    /// log10 of what the agreement adds, 3 decimals.
    public var logOdds: Double

    init(_ ring: ConstellationMatch.RingAgreement) {
      a = ring.ringA
      b = ring.ringB
      slots = ring.slots
      rotation = JSONRounding.turn(ring.rotation)
      agreeingRotations = ring.agreeingRotations
      triedRotations = ring.triedRotations
      commonGaps = ring.commonGaps
      logOdds = JSONRounding.logOdds(ring.logOdds)
    }
  }

  /// A bolt whose place in the other image is in view and empty.
  public struct AbsenceDocument: Codable, Hashable, Sendable {
    /// Position in the list of bolts of its own image.
    public var bolt: Int
    /// Column of its place in the other image, in pixels, 3 decimals.
    public var x: Double
    /// Row of its place in the other image, in pixels, 3 decimals.
    public var y: Double

    init(_ absence: ConstellationMatch.Absence) {
      bolt = absence.bolt
      x = JSONRounding.round(absence.expected.x, decimals: JSONRounding.pixelDecimals)
      y = JSONRounding.round(absence.expected.y, decimals: JSONRounding.pixelDecimals)
    }
  }

  /// log10 of the odds factor after every hypothesis tried, 3 decimals.
  public var logOdds: Double
  /// The agreement in a sentence.
  public var summary: String
  /// Nine elements, row by row, of the best agreement's map from A to B; absent where nothing agrees.
  public var bFromA: [Double]?
  /// Whether that map holds for a surface, rather than for a ring's bolts alone.
  public var isSurface: Bool
  /// Whether A agrees with B only as its mirror image.
  public var isMirrored: Bool
  /// Hypotheses that were tried and paid for.
  public var hypotheses: Int
  /// Rings that agree, the one that proposed the map first.
  public var rings: [RingAgreementDocument]
  /// Rows that agree.
  public var rows: [IndexPairDocument]
  /// Grids that agree.
  public var grids: [IndexPairDocument]
  /// Bolts that agree.
  public var bolts: [IndexPairDocument]
  /// Bolts of A whose places in B are empty.
  public var missing: [AbsenceDocument]
  /// Bolts of B whose places in A are empty.
  public var extra: [AbsenceDocument]

  /// Rounds `match`; nil where there was nothing to compare.
  public init?(_ match: ConstellationMatch) {
    guard match.isCompared else { return nil }
    logOdds = JSONRounding.logOdds(match.logOdds)
    summary = match.summary
    bFromA = match.bFromA.flatMap(JSONRounding.elements)
    isSurface = match.isSurface
    isMirrored = match.isMirrored
    hypotheses = match.hypotheses
    rings = match.rings.map(RingAgreementDocument.init)
    rows = match.rowPairs.map(IndexPairDocument.init)
    grids = match.gridPairs.map(IndexPairDocument.init)
    bolts = match.bolts.map(IndexPairDocument.init)
    missing = match.missingInB.map(AbsenceDocument.init)
    extra = match.extraInB.map(AbsenceDocument.init)
  }
}
