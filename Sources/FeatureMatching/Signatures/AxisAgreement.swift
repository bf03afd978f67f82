import FeatureExtraction
import ImagePlanes

/// What the axes of the bodies in two pictures have in common: stations of A that lie where stations of B do.
public struct AxisAgreement: Hashable, Sendable {
  /// A station of A and the station of B that it agrees with: indices into the stations of both axes.
  public struct Pair: Hashable, Sendable {
    /// Index into A's stations.
    public var indexA: Int
    /// Index into B's.
    public var indexB: Int

    /// Makes a pair.
    public init(indexA: Int, indexB: Int) {
      self.indexA = indexA
      self.indexB = indexB
    }
  }

  /// The stations that agree, in A's order.
  public var pairs: [Pair]
  /// B's positions are `scale` · A's + `offset`; negative where the axes were taken in opposite directions.
  public var scale: Double
  /// See ``scale``; in radii of B's body.
  public var offset: Double
  /// log10 of the odds factor that B's stations are A's, rather than a body's with A's distances in another order. Between log10 ½ and
  /// about 1.5; see ``AxisComparison``.
  public var logOdds: Double
  /// Maps the side of the body in A to that in B, as a plane through the middle of what both cameras see; nil where fewer than two stations
  /// agree.
  public var bFromA: Homography?
  /// How the other edges of A are met in B under that map; nil where too few can be compared.
  public var edges: EdgeAgreement?

  /// Makes an agreement of its parts.
  public init(
    pairs: [Pair], scale: Double, offset: Double, logOdds: Double, bFromA: Homography?, edges: EdgeAgreement? = nil
  ) {
    self.pairs = pairs
    self.scale = scale
    self.offset = offset
    self.logOdds = logOdds
    self.bFromA = bFromA
    self.edges = edges
  }
}
