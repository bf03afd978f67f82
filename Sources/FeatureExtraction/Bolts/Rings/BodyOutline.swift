import ImagePlanes
import ReproducibleMath

/// The two straight edges of a body's silhouette, as a girth round it is compared with them.
///
/// Seen from the side, a girth's bolts hardly tell how wide the body is, and so how many there are round it. The silhouette does: every
/// circle round the body, wherever along the axis, touches both edges, in any perspective. In the dual conic's terms, a line n·q = d touches
/// the image of the unit circle where |Aᵀn − d w| = d − n·c.
struct BodyOutline {
  /// An edge in the problem's coordinates: outward normal, and distance from the origin.
  struct Edge {
    var normal: Vector2
    var distance: Double
  }

  /// Which of those tried it is.
  let index: Int
  let edges: (Edge, Edge)
  /// Standard deviation of a girth's circle from touching, in the problem's units.
  let deviation: Double

  /// How far the circle through the heads' middles stands out from the body, in bolt radii: half a head's height, and a band's
  /// thickness in many cases.
  private static let lift = (mean: 0.7, deviation: 0.35)
  /// What an edge's own place and a body that is not quite round add, in pixels.
  private static let leastDeviation = 0.7
  /// Sine of the largest angle between an edge and the axis: perspective and tapering bodies, 14°.
  private static let mostSine = 0.25
  /// How far along the axis an edge may be from the girth, over the half length seen: silhouettes are hidden and broken.
  private static let mostGap = 2.0
  /// How much farther out than the outermost bolt an edge may be, over the half length seen: bolts seen to 45° only.
  private static let farthest = 0.45
  /// Edges of each side that are tried: raceways and shadows have edges along the axis too.
  private static let tried = 2

  /// The outlines that a girth's body may have; members lie along `along`.
  ///
  /// - Complexity: O(lines).
  static func candidates(_ problem: RingProblem, along: Vector2) -> [BodyOutline] {
    let positions = problem.points.map { $0.dot(along) }.sorted()
    // One member in twenty at each end may be clutter.
    let skip = problem.count / 20
    let low = positions[skip]
    let high = positions[positions.count - 1 - skip]
    let reach = (high - low) / 2
    guard reach > 0 else { return [] }
    let radius = problem.boltRadius
    let axis = along.perpendicular
    var sides: ([(place: Double, length: Double, edge: Edge)], [(place: Double, length: Double, edge: Edge)]) = ([], [])
    for line in problem.lines {
      let step = line.1 - line.0
      let length = step.squaredLength.squareRoot()
      guard length > 0, abs(step.dot(along)) < mostSine * length else { continue }
      let direction = step / length
      // Where it passes the girth, and how far along it that is from the segment.
      let run = -line.0.dot(axis) / direction.dot(axis)
      let place = (line.0 + direction * run).dot(along)
      guard max(-run, run - length) < mostGap * reach else { continue }
      let isHigh = place > (low + high) / 2
      let beyond = isHigh ? place - high : low - place
      guard beyond > -radius, beyond < 2 * farthest * reach else { continue }
      var normal = direction.perpendicular
      if (normal.dot(along) > 0) != isHigh { normal = -normal }
      let edge = Edge(normal: normal, distance: normal.dot(line.0) + lift.mean * radius)
      if isHigh {
        merge((place, length, edge), into: &sides.1, within: 0.5 * radius)
      } else {
        merge((place, length, edge), into: &sides.0, within: 0.5 * radius)
      }
    }
    let spread = lift.deviation * radius
    let least = leastDeviation / problem.scale
    let deviation = (spread * spread + least * least).squareRoot()
    var found: [BodyOutline] = []
    for a in longest(sides.0) {
      for b in longest(sides.1) {
        found.append(BodyOutline(index: found.count, edges: (a.edge, b.edge), deviation: deviation))
      }
    }
    return found
  }

  /// Adds an edge's length to one in the same place, or the edge.
  private static func merge(
    _ new: (place: Double, length: Double, edge: Edge), into edges: inout [(place: Double, length: Double, edge: Edge)],
    within width: Double
  ) {
    guard let same = edges.firstIndex(where: { abs($0.place - new.place) < width }) else {
      edges.append(new)
      return
    }
    let sum = edges[same].length + new.length
    // The longer one tells the place.
    if new.length > edges[same].length { edges[same] = new }
    edges[same].length = sum
  }

  /// The longest edges of a side; of equal ones the first given.
  private static func longest(
    _ edges: [(place: Double, length: Double, edge: Edge)]
  ) -> [(place: Double, length: Double, edge: Edge)] {
    let order = edges.indices.sorted { (-edges[$0].length, $0) < (-edges[$1].length, $1) }
    return order.prefix(tried).map { edges[$0] }
  }

  /// Half the distance between the edges at a girth's own place, and the middle between them, along `along`.
  func width(along: Vector2) -> (half: Double, middle: Double) {
    // On the line through the origin along `along`: n·(s along) = d.
    let a = edges.0.distance / edges.0.normal.dot(along)
    let b = edges.1.distance / edges.1.normal.dot(along)
    return (abs(b - a) / 2, (a + b) / 2)
  }

  /// What touching both is worth, in nats, before its residuals: edges of something else could be anywhere on this scale, and there
  /// are as many pairs of edges as were tried.
  func logAgreement(_ map: RingMap) -> Double {
    let size = map.axes.major / deviation
    return Elementary.logarithm(4 * size * size / (2 * Double.pi) / Double(Self.tried * Self.tried))
  }

  /// Adds the two equations of touching; the sum of squares.
  func add(to equations: NormalEquations, map: RingMap) -> Double {
    var chi = 0.0
    let weight = 1 / (deviation * deviation)
    for edge in [edges.0, edges.1] {
      let n = edge.normal
      let d = edge.distance
      let v = Vector2(map.first.dot(n) - d * map.depth.x, map.second.dot(n) - d * map.depth.y)
      let length = v.squaredLength.squareRoot()
      guard length > 0 else { return .infinity }
      let u = v / length
      let residual = d - n.dot(map.center) - length
      equations.add(
        direction: [n.x * u.x, n.x * u.y, n.x, n.y * u.x, n.y * u.y, n.y, -d * u.x, -d * u.y], residual: residual,
        weight: weight)
      chi += residual * residual * weight
    }
    return chi
  }
}
