import ImagePlanes
import ReproducibleMath

/// Pairs of sides that may be a body's silhouette.
///
/// Two long straight edges beside each other, roughly parallel; or the tangents at the ends of an ellipse's major axis: a rim
/// shows a body's breadth and direction where its sides are hidden or broken.
struct AxisCandidate {
  var sides: (AirframeAxis.Side, AirframeAxis.Side)
  var frame: AxisFrame
  /// The part of the axis that is looked at, in pixels along it.
  var range: ClosedRange<Double>
  /// Whether the sides are guessed from an ellipse.
  var isGuessed: Bool

  /// Straight edges that are paired, the longest: a silhouette is among an airframe's longest edges.
  private static let pairedLines = 30
  /// Pairs of straight edges, at most.
  private static let mostPairs = 48
  /// Ellipses that give sides, the largest.
  private static let mostEllipses = 10
  /// Sine of the greatest angle between two sides, 20°: perspective, and tapering bodies.
  private static let mostSine = 0.35
  /// Least distance of the sides, in pixels: a narrower body shows no edges round it that could be told from its sides.
  private static let leastWidth = 48.0
  /// A side is at least this long, over the distance of the sides.
  private static let leastLength = 0.2
  /// The sides may lie beside each other or follow each other by this share of the shorter one.
  private static let mostGap = 0.5
  /// How far beyond its sides' ends a body is looked at, in half breadths: the sides are hidden and broken, and rims end them.
  private static let beyond = 1.0
  /// How far from an ellipse's centre, in semi-major axes.
  private static let ellipseReach = 2.2
  /// Semi-major axis of an ellipse that gives sides, at least, in pixels.
  private static let leastSemiMajor = 32.0

  /// The candidates of an image.
  ///
  /// - Complexity: O(lines · log(lines) + 30²).
  static func all(lines: [LineSegment], ellipses: [EdgeEllipse]) -> [AxisCandidate] {
    var found: [(length: Double, candidate: AxisCandidate)] = []
    let longest = self.longest(lines, pairedLines)
    for (index, a) in longest.enumerated() {
      for b in longest.dropFirst(index + 1) {
        guard let candidate = AxisCandidate(a, b) else { continue }
        found.append((a.length + b.length, candidate))
      }
    }
    let order = found.indices.sorted { (-found[$0].length, $0) < (-found[$1].length, $1) }
    let rims = ellipses.indices.filter { ellipses[$0].ellipse.semiMajor >= leastSemiMajor }
    let widest = rims.sorted { (-ellipses[$0].ellipse.semiMajor, $0) < (-ellipses[$1].ellipse.semiMajor, $1) }
    return order.prefix(mostPairs).map { found[$0].candidate }
      + widest.prefix(mostEllipses).compactMap { AxisCandidate(ellipses[$0].ellipse) }
  }

  /// The longest lines; of equal ones the first given.
  static func longest(_ lines: [LineSegment], _ count: Int) -> [LineSegment] {
    let order = lines.indices.sorted { (-lines[$0].length, $0) < (-lines[$1].length, $1) }
    return order.prefix(count).map { lines[$0] }
  }

  /// Two straight edges as sides.
  private init?(_ a: LineSegment, _ b: LineSegment) {
    let (ax, ay) = ((a.end.x - a.start.x) / a.length, (a.end.y - a.start.y) / a.length)
    var (bx, by) = ((b.end.x - b.start.x) / b.length, (b.end.y - b.start.y) / b.length)
    guard abs(ax * by - ay * bx) <= Self.mostSine else { return nil }
    var second = AirframeAxis.Side(start: b.start, end: b.end)
    if ax * bx + ay * by < 0 {
      (bx, by) = (-bx, -by)
      second = .init(start: b.end, end: b.start)
    }
    let first = AirframeAxis.Side(start: a.start, end: a.end)
    let towards = (b.start.x + b.end.x - a.start.x - a.end.x, b.start.y + b.end.y - a.start.y - a.end.y)
    let isSecond = towards.1 * (ax + bx) - towards.0 * (ay + by) > 0
    self.init(isSecond ? first : second, isSecond ? second : first)
  }

  /// Two sides that run the same way.
  init?(_ first: AirframeAxis.Side, _ second: AirframeAxis.Side) {
    guard let frame = AxisFrame(first, second), 2 * frame.halfWidth >= Self.leastWidth else { return nil }
    let a = (frame.along(first.start), frame.along(first.end))
    let b = (frame.along(second.start), frame.along(second.end))
    let shorter = min(a.1 - a.0, b.1 - b.0)
    guard shorter >= Self.leastLength * 2 * frame.halfWidth,
      min(a.1, b.1) - max(a.0, b.0) >= -Self.mostGap * shorter
    else { return nil }
    sides = (first, second)
    self.frame = frame
    let margin = Self.beyond * frame.halfWidth
    range = min(a.0, b.0) - margin...max(a.1, b.1) + margin
    isGuessed = false
  }

  /// The tangents at the ends of an ellipse's major axis.
  private init?(_ ellipse: Ellipse) {
    let (cosine, sine) = Elementary.direction(ellipse.angle)
    let (a, center) = (ellipse.semiMajor, ellipse.center)
    func side(_ sign: Double) -> AirframeAxis.Side {
      // The axis runs along (−sine, cosine), a quarter turn from which, x towards y, lies (−cosine, −sine).
      let middle = Point(x: center.x - sign * a * cosine, y: center.y - sign * a * sine)
      return .init(
        start: Point(x: middle.x + a * sine, y: middle.y - a * cosine),
        end: Point(x: middle.x - a * sine, y: middle.y + a * cosine))
    }
    let (first, second) = (side(-1), side(1))
    guard let frame = AxisFrame(first, second) else { return nil }
    sides = (first, second)
    self.frame = frame
    range = -Self.ellipseReach * a...Self.ellipseReach * a
    isGuessed = true
  }

  /// Sine of the angle between a guessed side and the straight edge that it stands for, at most: 8°.
  private static let mostSineOfGuess = 0.14
  /// Their distance, over half the breadth, at most.
  private static let mostDistanceOfGuess = 0.12
  /// The least length of that edge over half the breadth.
  private static let leastLengthForGuess = 0.3

  /// The candidate with the straight edges that its guessed sides stand for; nil where there are none.
  func sharpened(by lines: [LineSegment]) -> AxisCandidate? {
    guard isGuessed else { return nil }
    var found = sides
    var isChanged = false
    for line in lines.reversed() where line.length >= Self.leastLengthForGuess * frame.halfWidth {
      let middle = Point(x: (line.start.x + line.end.x) / 2, y: (line.start.y + line.end.y) / 2)
      let (dx, dy) = (line.end.x - line.start.x, line.end.y - line.start.y)
      guard abs(dx * frame.direction.y - dy * frame.direction.x) <= Self.mostSineOfGuess * line.length,
        let t = frame.across(middle), abs(abs(t) - 1) <= Self.mostDistanceOfGuess
      else { continue }
      let runsAlong = dx * frame.direction.x + dy * frame.direction.y > 0
      let side = AirframeAxis.Side(start: runsAlong ? line.start : line.end, end: runsAlong ? line.end : line.start)
      // Longest last: it stays.
      if t < 0 { found.0 = side } else { found.1 = side }
      isChanged = true
    }
    guard isChanged else { return nil }
    return AxisCandidate(found.0, found.1)
  }
}
