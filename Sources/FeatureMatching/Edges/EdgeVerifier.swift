import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Says how well the edges of picture A are met in picture B under a proposed map, compared with decoys of the map.
///
///     edges of A between the places that the map rests on → laid over B → met or not, in their direction
///     each map may move by five pixels to where most is met: bolts and a bent surface fix it no better
///     the same under 2 × 128 decoys → how often each edge is met by chance → scores → an e-value
///
/// An edge that chance meets often weighs little: the score of a map is the sum of (met − chance) · log(often / chance) over the
/// edges that B has in view. Let z be a map's score in standard deviations from the mean of all, the proposal counted as one of
/// them. If the proposal were a decoy like the others, each order of them would be as likely, and the expectation of
/// (n + 1) · exp(λ z) / Σ exp(λ z) would be 1 for whatever scores: it is an e-value (Koning, "Post-hoc and anytime-valid
/// permutation and group invariance testing", 2023), never more than the n + 1 maps that were looked at. The smaller one of the two questions' counts
/// (``EdgeDecoy``), and half of the weight is put on "says nothing": hardware that is bent, burnt or hidden does not meet its edges,
/// and that is no evidence against it.
package struct EdgeVerifier: Sendable {
  /// Edges compared, at most: more say no more, for they are neighbours.
  private static let most = 1000
  /// Fewer say nothing.
  private static let least = 60
  /// How often an edge is met under a right map, at most.
  private static let metByRight = 0.9
  /// Chance counts as no rarer than this: 128 decoys do not tell.
  private static let leastChance = 0.02

  package init() {}

  /// The agreement of A's edges with B's under `bFromA`; nil where fewer than 60 edges can be compared.
  ///
  /// - Parameter base: What proposed the map; edges between these places are compared, those near them are not.
  /// - Complexity: O(pixels of B + edges of A + 5 · 256 · 1000).
  package func agreement(_ a: Features, _ b: Features, under bFromA: Homography, base: [EdgeBase]) -> EdgeAgreement? {
    guard let region = EdgeRegion(of: base, size: a.size), let frame = RoundFrame(of: base.map(\.b)),
      let map = Matrix3(bFromA).oriented
    else { return nil }
    let chosen = region.selection(of: a.edges.samples, most: Self.most)
    let edges = chosen.compactMap { MappedEdge($0, under: map, in: frame) }
    guard edges.count >= Self.least, b.edges.samples.count >= Self.least else { return nil }
    let directions = EdgeDirections(of: b.edges.samples, size: b.size)
    let proposal = Self.meetings(of: edges, under: .none, in: frame, directions)
    guard proposal.count(where: { $0 != Self.outOfView }) >= Self.least else { return nil }
    let questions = [EdgeDecoy.displaced, EdgeDecoy.redesigned].map { decoys in
      let others = decoys.map { Self.meetings(of: edges, under: $0, in: frame, directions) }
      return Self.answer([proposal] + others)
    }
    let eValue = questions.map(\.eValue).min() ?? 0
    let marks = zip(edges, proposal).compactMap { edge, meeting in
      meeting == Self.outOfView ? nil : EdgeAgreement.Mark(a: edge.a, b: edge.b, isMet: meeting > 0)
    }
    return EdgeAgreement(
      logOdds: DecoyEvidence.logOdds(eValue), met: questions[0].met,
      metByChance: questions.map(\.metByChance).reduce(0, +) / Double(questions.count), marks: marks)
  }

  /// An edge of A in B, in the frame that decoys move in.
  private struct MappedEdge {
    let a: Point
    let b: Point
    /// Its place and its direction in the round frame, and its distance from the middle.
    let (x, y, dx, dy, radius): (Double, Double, Double, Double, Double)

    /// Nil beyond the map's horizon.
    init?(_ sample: EdgeSample, under map: Matrix3, in frame: RoundFrame) {
      a = Point(x: Double(sample.x), y: Double(sample.y))
      let w = map.m20 * a.x + map.m21 * a.y + map.m22
      guard w > 0 else { return nil }
      b = Point(x: (map.m00 * a.x + map.m01 * a.y + map.m02) / w, y: (map.m10 * a.x + map.m11 * a.y + map.m12) / w)
      // The Jacobian times w: only the direction counts.
      let (alongX, alongY) = (-Double(sample.normalY), Double(sample.normalX))
      let bx = (map.m00 - b.x * map.m20) * alongX + (map.m01 - b.x * map.m21) * alongY
      let by = (map.m10 - b.y * map.m20) * alongX + (map.m11 - b.y * map.m21) * alongY
      guard b.x.isFinite, b.y.isFinite, bx.isFinite, by.isFinite else { return nil }
      (x, y) = frame.inward(x: b.x - frame.center.x, y: b.y - frame.center.y)
      (dx, dy) = frame.inward(x: bx, y: by)
      radius = (x * x + y * y).squareRoot()
    }
  }

  private static let outOfView: UInt8 = 255

  /// Where a map may move to, in pixels: as far as edges that are farther off are met, and a little.
  private static let moves: [(x: Double, y: Double)] = [(0, 0), (5, 0), (-5, 0), (0, 5), (0, -5)]

  /// How each edge is met under a decoy: 2, 1 or 0, or out of view.
  private static func meetings(
    of edges: [MappedEdge], under decoy: EdgeDecoy, in frame: RoundFrame, _ directions: EdgeDirections
  ) -> [UInt8] {
    let placed = edges.map { edge -> PlacedEdge in
      // A stretched place keeps on its own side of the middle.
      let stretch =
        decoy.stretch == 1 || edge.radius < 1e-6
        ? 1 : max(1 + (edge.radius - 1) * decoy.stretch, 0.05) / edge.radius
      let (x, y) = (edge.x * stretch, edge.y * stretch)
      let place = frame.outward(
        x: decoy.turn.x * x - decoy.turn.y * y + decoy.shift.x, y: decoy.turn.y * x + decoy.turn.x * y + decoy.shift.y)
      let along = frame.outward(
        x: decoy.turn.x * edge.dx - decoy.turn.y * edge.dy, y: decoy.turn.y * edge.dx + decoy.turn.x * edge.dy)
      return PlacedEdge(
        x: frame.center.x + place.x, y: frame.center.y + place.y,
        sector: EdgeDirections.sector(x: along.x, y: along.y))
    }
    var best: (sum: Int, meetings: [UInt8]) = (-1, [])
    for move in moves {
      var sum = 0
      let meetings = placed.map { edge -> UInt8 in
        guard let meeting = directions.meeting(x: edge.x + move.x, y: edge.y + move.y, sector: edge.sector) else {
          return outOfView
        }
        sum += meeting
        return UInt8(truncatingIfNeeded: meeting)
      }
      if sum > best.sum { best = (sum, meetings) }
    }
    return best.meetings
  }

  /// An edge in B under a decoy.
  private struct PlacedEdge {
    let x: Double
    let y: Double
    let sector: Int
  }

  /// What decoys say about the first of `maps`.
  private static func answer(_ maps: [[UInt8]]) -> (eValue: Double, met: Double, metByChance: Double) {
    var scores = [Double](repeating: 0, count: maps.count)
    var shares = (met: 0.0, byChance: 0.0, count: 0.0)
    for edge in maps[0].indices {
      var (sum, seen) = (0, 0)
      for map in maps where map[edge] != outOfView {
        sum += Int(map[edge])
        seen += 1
      }
      guard seen > 0 else { continue }
      let chance = Double(sum) / Double(2 * seen)
      let bounded = min(max(chance, leastChance), 0.85 * metByRight)
      let weight = Elementary.logarithm(metByRight / bounded)
      for (index, map) in maps.enumerated() where map[edge] != outOfView {
        scores[index] += (Double(map[edge]) / 2 - chance) * weight
      }
      if maps[0][edge] != outOfView {
        shares.met += Double(maps[0][edge]) / 2
        shares.byChance += chance
        shares.count += 1
      }
    }
    let total = max(shares.count, 1)
    // Where nothing is met anywhere scores hardly differ.
    return (DecoyEvidence.eValue(scores, leastDeviation: 1), shares.met / total, shares.byChance / total)
  }
}
