import ImagePlanes

/// What the bolt patterns of two pictures have in common.
public struct ConstellationMatch: Hashable, Sendable {
  /// Something of A and what it is taken for in B.
  public struct IndexPair: Hashable, Sendable {
    /// Index into A's list.
    public var indexA: Int
    /// Index into B's list.
    public var indexB: Int

    /// Pairs two indices.
    public init(indexA: Int, indexB: Int) {
      self.indexA = indexA
      self.indexB = indexB
    }
  }

  /// A bolt of one picture whose place in the other is in view and empty.
  public struct Absence: Hashable, Sendable {
    /// Index of the bolt in its own picture.
    public var bolt: Int
    /// Where it should be in the other one, in pixels.
    public var expected: Point

    /// Names a bolt and its empty place.
    public init(bolt: Int, expected: Point) {
      self.bolt = bolt
      self.expected = expected
    }
  }

  /// Two rings that agree.
  public struct RingAgreement: Hashable, Sendable {
    /// Index into A's rings.
    public var ringA: Int
    /// Index into B's rings.
    public var ringB: Int
    /// Number of places under which they agree; nil for rings that keep no even places.
    public var slots: Int?
    /// Whether both were read as pairs at even steps.
    public var isPaired: Bool
    /// Angle in B's plane less the angle in A's, in radians in [0, 2π).
    public var rotation: Double
    /// Rotations that agree as well as this one, itself included: `slots` for an even ring alone, 1 where gaps, uneven angles or
    /// other groups decide.
    public var agreeingRotations: Int
    /// Rotations that were tried.
    public var triedRotations: Int
    /// Places empty in both pictures.
    public var commonGaps: Int
    /// log10 of what the agreement adds.
    public var logOdds: Double

    /// Makes an agreement of its parts.
    public init(
      ringA: Int, ringB: Int, slots: Int?, isPaired: Bool = false, rotation: Double, agreeingRotations: Int,
      triedRotations: Int,
      commonGaps: Int, logOdds: Double
    ) {
      self.ringA = ringA
      self.ringB = ringB
      self.slots = slots
      self.isPaired = isPaired
      self.rotation = rotation
      self.agreeingRotations = agreeingRotations
      self.triedRotations = triedRotations
      self.commonGaps = commonGaps
      self.logOdds = logOdds
    }
  }

  /// log10 of the odds factor in favour of one pattern behind both pictures, after every hypothesis tried. Never below log10 ½:
  /// patterns that do not agree may be different parts of one thing.
  public var logOdds: Double
  /// The best agreement's map from A to B, in pixels; nil where nothing agrees. See ``isSurface``.
  public var bFromA: Homography?
  /// Whether ``bFromA`` holds for a surface: the plane of a flange, a hatch or a pair of rows. A ring round a body lies in a plane
  /// that cuts through the body, and its map holds for its bolts alone.
  public var isSurface: Bool
  /// Bolts that agree, ring by ring; the first pair has number 1.
  public var bolts: [IndexPair]
  /// Bolts of A's agreeing groups whose places in B are in view and empty.
  public var missingInB: [Absence]
  /// Bolts of B's agreeing groups whose places in A are in view and empty.
  public var extraInB: [Absence]
  /// Rings that agree, the one that proposed the map first.
  public var rings: [RingAgreement]
  /// Rows that agree: indices into A's and B's rows.
  public var rowPairs: [IndexPair]
  /// Grids that agree: indices into A's and B's grids.
  public var gridPairs: [IndexPair]
  /// Whether the pattern of A agrees with B's only as its mirror image: another pattern, and no evidence for a match.
  public var isMirrored: Bool
  /// Hypotheses that were tried and paid for: pairs of groups, in every rotation.
  public var hypotheses: Int

  /// Nothing to compare: log-odds of 0, which say nothing.
  public static let none = ConstellationMatch(
    logOdds: 0, bFromA: nil, isSurface: false, bolts: [], missingInB: [], extraInB: [], rings: [], rowPairs: [],
    gridPairs: [], isMirrored: false, hypotheses: 0)

  /// Whether there was something to compare in both pictures.
  public var isCompared: Bool { hypotheses > 0 }
}
