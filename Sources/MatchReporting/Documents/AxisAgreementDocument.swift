import FeatureExtraction
import FeatureMatching

/// What the axes of the bodies in two images have in common, in a document.
public struct AxisAgreementDocument: Codable, Hashable, Sendable {
  /// Two stations that agree.
  public struct StationPairDocument: Codable, Hashable, Sendable {
    /// Position in A, in radii of A's body, 5 decimals.
    public var a: Double
    /// Position in B.
    public var b: Double
  }

  /// The stations that agree, in A's order.
  public var stations: [StationPairDocument]
  /// Positions in B are `scale` times those in A plus `offset`, 5 decimals; negative where the axes run against each other.
  public var scale: Double
  /// See `scale`.
  public var offset: Double
  /// log10 of the odds that they are the same stations, 3 decimals. Not part of the pair's log-odds.
  public var logOdds: Double
  /// log10 of the odds by which other edges confirm the map that the stations propose, 3 decimals; absent where too few can be compared.
  public var edges: Double?
  /// The map that they propose, row by row, from pixels of A to pixels of B; absent where fewer than two agree.
  public var homography: [Double]?

  /// Rounds `agreement` of `a` with `b`.
  public init(_ agreement: AxisAgreement, a: AirframeAxis, b: AirframeAxis) {
    stations = agreement.pairs.map { pair in
      StationPairDocument(
        a: JSONRounding.round(a.stations[pair.indexA].position, decimals: JSONRounding.angleDecimals),
        b: JSONRounding.round(b.stations[pair.indexB].position, decimals: JSONRounding.angleDecimals))
    }
    scale = JSONRounding.round(agreement.scale, decimals: JSONRounding.angleDecimals)
    offset = JSONRounding.round(agreement.offset, decimals: JSONRounding.angleDecimals)
    logOdds = JSONRounding.logOdds(agreement.logOdds)
    edges = agreement.edges.map { JSONRounding.logOdds($0.logOdds) }
    homography = agreement.bFromA.flatMap(JSONRounding.elements)
  }
}
