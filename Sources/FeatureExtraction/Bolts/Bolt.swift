import ImagePlanes

/// A bolt head, nut, rivet or empty bolt hole.
public struct Bolt: Hashable, Sendable {
  /// What is seen of it.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A proud or flush head: a bolt, a nut, a rivet, a screw.
    case head
    /// An empty hole.
    case hole
  }

  /// The centre, in level-0 pixels.
  public var center: Point
  /// Standard deviation of the centre along each axis, in pixels.
  public var centerDeviation: Double
  /// The apparent radius over the head's corners, or of the hole's rim, in pixels: the geometric mean of the outline's half axes.
  public var radius: Double
  /// The outline, where the bolt is large enough to measure it.
  public var outline: Ellipse?
  /// Head or hole.
  public var kind: Kind
  /// log10 of the odds that a bolt is here, from its own pixels alone.
  public var score: Double

  /// Makes a bolt of its parts.
  public init(
    center: Point, centerDeviation: Double, radius: Double, outline: Ellipse?, kind: Kind, score: Double
  ) {
    self.center = center
    self.centerDeviation = centerDeviation
    self.radius = radius
    self.outline = outline
    self.kind = kind
    self.score = score
  }
}

extension Bolt {
  /// Places nearer to each other than this, over the larger radius, show the same bolt, as heads cannot be nearer than two radii and
  /// the light side and the shadow of one may each look like a smaller one; and pixels on top, for the smallest.
  private static let overlapRadii = 1.3
  private static let overlapPixels = 1.0

  /// Whether two findings can only be of the same bolt.
  package func overlaps(_ other: Bolt) -> Bool {
    let reach = Self.overlapRadii * max(radius, other.radius) + Self.overlapPixels
    return center.squaredDistance(to: other.center) < reach * reach
  }

  /// Strongest first; ties by y, x.
  package static func isStronger(_ a: Bolt, _ b: Bolt) -> Bool {
    (-a.score, a.center.y, a.center.x) < (-b.score, b.center.y, b.center.x)
  }
}
