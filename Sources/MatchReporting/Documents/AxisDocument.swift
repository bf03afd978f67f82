import FeatureExtraction
import ImagePlanes

/// The axis of a round body in a document: its silhouette's sides, and what lies along it.
public struct AxisDocument: Codable, Hashable, Sendable {
  /// One side of the silhouette, or one edge along the body, in pixels with 3 decimals. All run the same way.
  public struct SideDocument: Codable, Hashable, Sendable {
    /// Column of the first end.
    public var x1: Double
    /// Row of the first end.
    public var y1: Double
    /// Column of the last end.
    public var x2: Double
    /// Row of the last end.
    public var y2: Double

    /// Rounds `side`.
    public init(_ side: AirframeAxis.Side) {
      x1 = JSONRounding.round(side.start.x, decimals: JSONRounding.pixelDecimals)
      y1 = JSONRounding.round(side.start.y, decimals: JSONRounding.pixelDecimals)
      x2 = JSONRounding.round(side.end.x, decimals: JSONRounding.pixelDecimals)
      y2 = JSONRounding.round(side.end.y, decimals: JSONRounding.pixelDecimals)
    }
  }

  /// An edge round the body.
  public struct StationDocument: Codable, Hashable, Sendable {
    /// Where it crosses the axis, in pixels, 3 decimals.
    public var x: Double
    /// Row of that place.
    public var y: Double
    /// Position along the axis in radii of the body, 5 decimals; the origin means nothing.
    public var position: Double
    /// Standard deviation of `position`, 5 decimals.
    public var deviation: Double
    /// Share of the body's breadth on which the edge was found, 3 decimals.
    public var coverage: Double
    /// log10 of the number of false alarms, 3 decimals.
    public var logNFA: Double

    /// Rounds `station`.
    public init(_ station: AirframeAxis.Station) {
      x = JSONRounding.round(station.point.x, decimals: JSONRounding.pixelDecimals)
      y = JSONRounding.round(station.point.y, decimals: JSONRounding.pixelDecimals)
      position = JSONRounding.round(station.position, decimals: JSONRounding.angleDecimals)
      deviation = JSONRounding.round(station.deviation, decimals: JSONRounding.angleDecimals)
      coverage = JSONRounding.round(station.coverage, decimals: JSONRounding.scoreDecimals)
      logNFA = JSONRounding.round(station.logNFA, decimals: JSONRounding.scoreDecimals)
    }
  }

  /// A duct along the body.
  public struct RacewayDocument: Codable, Hashable, Sendable {
    /// Its outermost edges.
    public var edges: [SideDocument]
    /// Positions of its ends, in radii, in the coordinate of the stations, 5 decimals.
    public var from: Double
    /// The other end.
    public var to: Double
    /// Breadth over the body's diameter, 5 decimals.
    public var relativeWidth: Double

    /// Rounds `raceway`.
    public init(_ raceway: AirframeAxis.Raceway) {
      edges = raceway.edges.map(SideDocument.init)
      from = JSONRounding.round(raceway.positions.lowerBound, decimals: JSONRounding.angleDecimals)
      to = JSONRounding.round(raceway.positions.upperBound, decimals: JSONRounding.angleDecimals)
      relativeWidth = JSONRounding.round(raceway.relativeWidth, decimals: JSONRounding.angleDecimals)
    }
  }

  /// The silhouette's two sides.
  public var sides: [SideDocument]
  /// Cosine of the angle between axis and line of sight, 3 decimals; positive where circles round the body bulge along the sides.
  public var bulge: Double
  /// Change of `bulge` over half the breadth of the body along the axis, 5 decimals.
  public var bulgeSlope: Double
  /// Standard deviation of `bulge`, 3 decimals.
  public var bulgeDeviation: Double
  /// The edges round the body, along the axis.
  public var stations: [StationDocument]
  /// The ducts, widest first.
  public var raceways: [RacewayDocument]

  /// Rounds `axis`.
  public init(_ axis: AirframeAxis) {
    sides = axis.sides.map(SideDocument.init)
    bulge = JSONRounding.round(axis.bulge, decimals: JSONRounding.scoreDecimals)
    bulgeSlope = JSONRounding.round(axis.bulgeSlope, decimals: JSONRounding.angleDecimals)
    bulgeDeviation = JSONRounding.round(axis.bulgeDeviation, decimals: JSONRounding.scoreDecimals)
    stations = axis.stations.map(StationDocument.init)
    raceways = axis.raceways.map(RacewayDocument.init)
  }
}
