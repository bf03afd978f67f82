import ImagePlanes

/// The axis of a round body and what lies along it: the *axis barcode*.
///
/// Joints, rims and the edges of bands go round a body; each crosses the axis' image somewhere. There, on the body's line nearest to
/// the camera, a picture shows positions along the axis by a projective map of one dimension, whatever the camera. The silhouette's two
/// sides meet where the axis vanishes, which makes that map an affine one; the body's breadth gives its unit, and the roundness of
/// what goes round it gives the foreshortening. So positions are told in radii of the body, but for their origin and direction.
public struct AirframeAxis: Hashable, Sendable {
  /// One side of the silhouette. Both sides run the same way.
  public struct Side: Hashable, Sendable {
    /// Where the side was seen first, in pixels.
    public var start: Point
    /// And last.
    public var end: Point

    /// Makes a side.
    public init(start: Point, end: Point) {
      self.start = start
      self.end = end
    }
  }

  /// An edge that goes round the body.
  public struct Station: Hashable, Sendable {
    /// Where it crosses the axis, in pixels.
    public var point: Point
    /// Position along the axis, in radii of the body, growing along ``AirframeAxis/sides``; the origin means nothing.
    public var position: Double
    /// Standard deviation of ``position``, as far as the edge's own points tell.
    public var deviation: Double
    /// Share of the breadth of the body on which the edge was found, 0...1.
    public var coverage: Double
    /// log10 of the number of false alarms: how many such edges chance makes, over all axes that were tried. Negative.
    public var logNFA: Double

    /// Makes a station of its parts.
    public init(point: Point, position: Double, deviation: Double, coverage: Double, logNFA: Double) {
      self.point = point
      self.position = position
      self.deviation = deviation
      self.coverage = coverage
      self.logNFA = logNFA
    }
  }

  /// A duct along the body: edges parallel to the axis.
  public struct Raceway: Hashable, Sendable {
    /// Its outermost two edges, each from its first to its last place in the image; both run as ``AirframeAxis/sides`` do.
    public var edges: [Side]
    /// Positions of its ends along the axis, in radii, in the coordinate of the stations.
    public var positions: ClosedRange<Double>
    /// Its breadth over the body's diameter, as if it lay on the body's surface.
    public var relativeWidth: Double

    /// Makes a raceway of its parts.
    public init(edges: [Side], positions: ClosedRange<Double>, relativeWidth: Double) {
      self.edges = edges
      self.positions = positions
      self.relativeWidth = relativeWidth
    }
  }

  /// The silhouette's sides: the first at the right hand of who looks along them in the upright image, the second at the left.
  public var sides: [Side]
  /// How far a circle round the body bulges over its radius in the image, −1...1, in the middle between the sides' ends: the cosine of the angle
  /// between axis and line of sight, positive where it bulges along ``sides``.
  public var bulge: Double
  /// The change of ``bulge`` over one half breadth of the body along the axis.
  public var bulgeSlope: Double
  /// Standard deviation of ``bulge``.
  public var bulgeDeviation: Double
  /// The edges that go round the body, along the axis; at least two.
  public var stations: [Station]
  /// Ducts along the body, widest first.
  public var raceways: [Raceway]

  /// Makes an axis of its parts.
  public init(
    sides: [Side], bulge: Double, bulgeSlope: Double, bulgeDeviation: Double, stations: [Station], raceways: [Raceway]
  ) {
    precondition(sides.count == 2, "a silhouette has two sides")
    self.sides = sides
    self.bulge = bulge
    self.bulgeSlope = bulgeSlope
    self.bulgeDeviation = bulgeDeviation
    self.stations = stations
    self.raceways = raceways
  }
}

extension AirframeAxis {
  /// The image of the circle round the body at a station, as far as it faces the camera: points from side to side.
  public func outline(of station: Station) -> [Point] {
    let steps = 24
    return (0...steps).compactMap { place(of: station, across: 0.98 * (2 * Double($0) / Double(steps) - 1)) }
  }

  /// The place on that circle at `across`: −1 on the first side, 0 on the axis, 1 on the second side.
  package func place(of station: Station, across: Double) -> Point? {
    guard let frame = AxisFrame(sides[0], sides[1]), abs(across) <= 1 else { return nil }
    let s = frame.along(station.point)
    let bulge = min(max(self.bulge + bulgeSlope * s / frame.halfWidth, -1), 1)
    return frame.point(s - bulge * frame.halfWidth(at: s) * (1 - (1 - across * across).squareRoot()), across)
  }

  /// The image of the axis between the outermost stations, in the stations' order.
  public var line: (Point, Point)? {
    guard let first = stations.first, let last = stations.last else { return nil }
    return (first.point, last.point)
  }
}
