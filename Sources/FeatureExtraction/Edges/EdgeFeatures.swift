import ImagePlanes

/// A straight edge.
public struct LineSegment: Hashable, Sendable {
  /// One end. Going from here to ``end``, the brighter side is at the left hand of a viewer of the upright image.
  public var start: Point
  /// The other end.
  public var end: Point
  /// log10 of the number of false alarms: how many such lines the image would hold by chance. Negative.
  public var logNFA: Double
  /// Standard deviation of the ends across the line, in pixels.
  public var deviation: Double

  /// Makes a line segment of its parts.
  public init(start: Point, end: Point, logNFA: Double, deviation: Double) {
    self.start = start
    self.end = end
    self.logNFA = logNFA
    self.deviation = deviation
  }

  /// The length, in pixels.
  public var length: Double { start.distance(to: end) }
}

/// An elliptic edge: a rim, a nozzle, a joint seen obliquely; whole or in part.
public struct EdgeEllipse: Hashable, Sendable {
  /// Where it is.
  public var ellipse: Ellipse
  /// Whether the brighter side is inside.
  public var isBrightInside: Bool
  /// log10 of the number of false alarms: how many such ellipses the image would hold by chance. Negative.
  public var logNFA: Double
  /// Standard deviation of the outline across its own direction, in pixels, in the mean over all of it, the unseen part
  /// too.
  public var deviation: Double
  /// Share of the outline that an edge was found on, 0...1.
  public var support: Double

  /// Makes an ellipse of its parts.
  public init(ellipse: Ellipse, isBrightInside: Bool, logNFA: Double, deviation: Double, support: Double) {
    self.ellipse = ellipse
    self.isBrightInside = isBrightInside
    self.logNFA = logNFA
    self.deviation = deviation
    self.support = support
  }

  /// The ellipse as bolts are compared with it.
  package var rim: RimEllipse { RimEllipse(ellipse: ellipse, deviation: deviation, support: support) }
}

/// The edges of an image.
public struct EdgeFeatures: Hashable, Sendable {
  /// Straight edges, most significant first; ties by y, x of the start.
  public var lines: [LineSegment]
  /// Elliptic edges, most significant first; ties by y, x of the centre.
  public var ellipses: [EdgeEllipse]
  /// Descriptors of the first of the lines.
  public var bands: LineBands
  /// Points of all edges, for laying them over another picture's; chain after chain.
  public var samples: [EdgeSample]
  /// The axis of the round body in view and what lies along it; nil where edges show none.
  public var axis: AirframeAxis?

  /// No edges.
  public static let none = EdgeFeatures(lines: [], ellipses: [])

  /// Makes edges of their parts.
  public init(
    lines: [LineSegment], ellipses: [EdgeEllipse], bands: LineBands = .none, samples: [EdgeSample] = [],
    axis: AirframeAxis? = nil
  ) {
    self.lines = lines
    self.ellipses = ellipses
    self.bands = bands
    self.samples = samples
    self.axis = axis
  }

  /// The same with the axis that its lines, ellipses and samples tell: after some of them were left out.
  package var withAxis: EdgeFeatures {
    var edges = self
    edges.axis = AxisFinder(lines: lines, ellipses: ellipses, samples: samples).axis()
    return edges
  }

  /// A smaller ellipse, in pixels along its semi-minor axis, is rather a bolt than what bolts are on.
  static let leastRim = 16.0

  /// The ellipses that may be rims, as bolts are compared with them, most significant first.
  package var rims: [RimEllipse] {
    ellipses.lazy.filter { $0.ellipse.semiMinor >= Self.leastRim }.map(\.rim)
  }
}
