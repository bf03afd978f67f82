import FeatureExtraction
import ImagePlanes

/// A straight edge in a document. The brighter side is at the left hand from the first end to the second.
public struct LineDocument: Codable, Hashable, Sendable {
  /// Column of one end, in pixels, 3 decimals.
  public var x1: Double
  /// Row of that end.
  public var y1: Double
  /// Column of the other end.
  public var x2: Double
  /// Row of the other end.
  public var y2: Double
  /// log10 of the number of false alarms, 3 decimals.
  public var logNFA: Double

  /// Rounds `line`.
  public init(_ line: LineSegment) {
    x1 = JSONRounding.round(line.start.x, decimals: JSONRounding.pixelDecimals)
    y1 = JSONRounding.round(line.start.y, decimals: JSONRounding.pixelDecimals)
    x2 = JSONRounding.round(line.end.x, decimals: JSONRounding.pixelDecimals)
    y2 = JSONRounding.round(line.end.y, decimals: JSONRounding.pixelDecimals)
    logNFA = JSONRounding.round(line.logNFA, decimals: JSONRounding.scoreDecimals)
  }
}

/// An elliptic edge in a document.
public struct EdgeEllipseDocument: Codable, Hashable, Sendable {
  /// Column of the centre, in pixels, 3 decimals.
  public var x: Double
  /// Row of the centre.
  public var y: Double
  /// The semi-major axis, in pixels, 3 decimals.
  public var a: Double
  /// The semi-minor axis.
  public var b: Double
  /// Direction of the major axis in radians from the x axis towards the y axis, in [0, π), 5 decimals.
  public var angle: Double
  /// log10 of the number of false alarms, 3 decimals.
  public var logNFA: Double
  /// Whether the brighter side is inside.
  public var brightInside: Bool
  /// Standard deviation of the outline, in pixels, 3 decimals.
  public var deviation: Double
  /// Share of the outline that an edge was found on, 3 decimals.
  public var support: Double

  /// Rounds `edge`.
  public init(_ edge: EdgeEllipse) {
    x = JSONRounding.round(edge.ellipse.center.x, decimals: JSONRounding.pixelDecimals)
    y = JSONRounding.round(edge.ellipse.center.y, decimals: JSONRounding.pixelDecimals)
    a = JSONRounding.round(edge.ellipse.semiMajor, decimals: JSONRounding.pixelDecimals)
    b = JSONRounding.round(edge.ellipse.semiMinor, decimals: JSONRounding.pixelDecimals)
    let angle = JSONRounding.round(edge.ellipse.angle, decimals: JSONRounding.angleDecimals)
    self.angle = angle >= Double.pi ? 0 : angle
    logNFA = JSONRounding.round(edge.logNFA, decimals: JSONRounding.scoreDecimals)
    brightInside = edge.isBrightInside
    deviation = JSONRounding.round(edge.deviation, decimals: JSONRounding.pixelDecimals)
    support = JSONRounding.round(edge.support, decimals: JSONRounding.scoreDecimals)
  }
}
