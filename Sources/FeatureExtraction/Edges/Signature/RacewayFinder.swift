import ImagePlanes

/// Finds ducts along a body: straight edges parallel to its axis, beside each other.
struct RacewayFinder {
  let frame: AxisFrame
  let rectification: AxisRectification
  /// The body's bulge at the frame's origin.
  let bulge: Double

  /// Nearer to the silhouette, an edge along the axis may be the silhouette itself.
  private static let mostAcross = 0.93
  /// How far an edge along the axis changes its place across the body from end to end, at most.
  private static let mostDrift = 0.03
  /// The least length of such an edge, over half the breadth of the body.
  private static let leastLength = 0.5
  /// Edges of one raceway lie beside each other over this share of the shorter one, at least.
  private static let leastOverlap = 0.6
  /// And as near to each other, in half breadths: what a duct's cover measures from one edge to the next.
  private static let mostGap = 0.4
  /// Raceways of a body, at most: four or so are in view of what any airframe has.
  private static let most = 8
  /// Edges looked at, the longest.
  private static let mostLines = 64

  /// An edge along the axis.
  private struct Edge {
    var t: Double
    var s: ClosedRange<Double>
    var side: AirframeAxis.Side

    var length: Double { s.upperBound - s.lowerBound }
  }

  /// The raceways among `lines`, widest first.
  ///
  /// - Complexity: O(lines · log(lines) + 64²).
  func raceways(among lines: [LineSegment]) -> [AirframeAxis.Raceway] {
    let edges = AxisCandidate.longest(lines, Self.mostLines).compactMap(edge).sorted {
      ($0.t, $0.s.lowerBound) < ($1.t, $1.s.lowerBound)
    }
    // Neighbours across the body that lie beside each other belong together.
    var groups: [[Edge]] = []
    for edge in edges {
      let mine = groups.lastIndex { group in
        group.contains { edge.t - $0.t <= Self.mostGap && Self.areBeside($0, edge) }
      }
      if let mine { groups[mine].append(edge) } else { groups.append([edge]) }
    }
    let found = groups.compactMap(raceway)
    let order = found.indices.sorted { (-found[$0].relativeWidth, $0) < (-found[$1].relativeWidth, $1) }
    return order.prefix(Self.most).map { found[$0] }
  }

  private func edge(_ line: LineSegment) -> Edge? {
    guard let first = frame.across(line.start), let last = frame.across(line.end),
      max(abs(first), abs(last)) <= Self.mostAcross, abs(first - last) <= Self.mostDrift
    else { return nil }
    let (a, b) = (frame.along(line.start), frame.along(line.end))
    guard abs(b - a) >= Self.leastLength * frame.halfWidth else { return nil }
    let side =
      a < b
      ? AirframeAxis.Side(start: line.start, end: line.end) : AirframeAxis.Side(start: line.end, end: line.start)
    return Edge(t: (first + last) / 2, s: min(a, b)...max(a, b), side: side)
  }

  private static func areBeside(_ a: Edge, _ b: Edge) -> Bool {
    let overlap = min(a.s.upperBound, b.s.upperBound) - max(a.s.lowerBound, b.s.lowerBound)
    return overlap >= leastOverlap * min(a.length, b.length)
  }

  /// The least breadth of a raceway over the body's diameter: less is one edge seen twice.
  private static let leastWidth = 0.02
  /// And the greatest: more is a wing, or two raceways.
  private static let mostWidth = 0.4

  private func raceway(_ edges: [Edge]) -> AirframeAxis.Raceway? {
    guard edges.count >= 2, let first = edges.first, let last = edges.last else { return nil }
    // On the body's surface, t is the sine of the angle from the line nearest to the camera: the chord between both edges.
    let depth = ((1 - first.t * first.t).squareRoot(), (1 - last.t * last.t).squareRoot())
    let (dt, dq) = (last.t - first.t, depth.1 - depth.0)
    let width = (dt * dt + dq * dq).squareRoot() / 2
    guard width >= Self.leastWidth, width <= Self.mostWidth else { return nil }
    // An end at t lies behind where its circle crosses the axis.
    func position(_ s: Double, _ t: Double) -> Double {
      let w = frame.halfWidth(at: s)
      return rectification.position(at: s + bulge * w * (1 - (1 - t * t).squareRoot()))
    }
    let low = edges.map { position($0.s.lowerBound, $0.t) }.min() ?? 0
    let high = edges.map { position($0.s.upperBound, $0.t) }.max() ?? 0
    guard low < high else { return nil }
    return AirframeAxis.Raceway(edges: [first.side, last.side], positions: low...high, relativeWidth: width)
  }
}
