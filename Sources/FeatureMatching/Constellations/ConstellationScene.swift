import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// The groups of two pictures, compared pair by pair, and the proposals that come of it.
struct ConstellationScene {
  let a: Features
  let b: Features
  let options: ConstellationMatchingOptions
  /// Rings made ready, best first.
  let ringsA: [RingPattern]
  let ringsB: [RingPattern]
  /// Each ring of A with each of B; nil where their counts exclude each other.
  let comparisons: [[RingComparison?]]
  private let related: RelatedRings
  /// The bolts outside all compared rings: rings are asked as rings, whatever they say.
  private let outsideRings: (a: LoneBolts.Candidates, b: LoneBolts.Candidates)
  /// What the groups propose.
  let proposals: [ConstellationProposal]
  /// Rotations and placements that were tried, those excluded by their counts included.
  let hypotheses: Int
  /// log10 of the greatest odds factor of a mirrored ring, all hypotheses paid for; minus infinity without rings.
  let bestMirrored: Double

  /// Compares every ring and grid of `a` with every one of `b`, and pairs of rows with pairs of rows.
  init(_ a: Features, _ b: Features, options: ConstellationMatchingOptions) {
    self.a = a
    self.b = b
    self.options = options
    let limit = max(1, options.maximumGroups)
    let ringsA = RingPattern.prepared(a.patterns, limit: limit, options: options)
    let ringsB = RingPattern.prepared(b.patterns, limit: limit, options: options)
    let comparisons = ringsA.map { mine in
      ringsB.map { other in mine.mayEqual(other) ? RingComparison(mine, other, options: options) : nil }
    }
    self.ringsA = ringsA
    self.ringsB = ringsB
    self.comparisons = comparisons
    related = RelatedRings(
      comparisons: comparisons, ringsA: ringsA, ringsB: ringsB, relationsA: RelatedRings.relations(ringsA),
      relationsB: RelatedRings.relations(ringsB), sizeA: a.size, sizeB: b.size, options: options)
    outsideRings = (
      LoneBolts.candidates(a, without: Set(ringsA.flatMap(\.bolts)), limit: options.maximumLoneBolts),
      LoneBolts.candidates(b, without: Set(ringsB.flatMap(\.bolts)), limit: options.maximumLoneBolts)
    )
    let gridsA = Self.grids(a.patterns, limit: limit)
    let gridsB = Self.grids(b.patterns, limit: limit)
    let rows = RowPairComparison(a, b, options: options).placements()
    // Each pair of groups has the same share of the hypotheses; all placements of rows together count as one more.
    let pairs = ringsA.count * ringsB.count + gridsA.count * gridsB.count + (rows.tried > 0 ? 1 : 0)
    let logPairs = Elementary.decimalLogarithm(Double(max(1, pairs)))
    var proposals: [ConstellationProposal] = []
    var mirrored = -Double.infinity
    var tried = 0
    for (indexA, row) in comparisons.enumerated() {
      for (indexB, comparison) in row.enumerated() {
        guard let comparison else {
          tried += 1
          continue
        }
        tried += comparison.rotations.count
        let isFlat = ringsA[indexA].ring.kind == .face && ringsB[indexB].ring.kind == .face
        // Nothing else depends on the turn of a ring round a body: all its rotations are one proposal.
        for rotation in isFlat ? comparison.rotations : comparison.merged {
          proposals.append(
            Self.proposal(
              ringsA[indexA], ringsB[indexB], indexA, indexB, rotation, logShare: rotation.logShare - logPairs))
        }
        if let share = comparison.rotations.first?.logShare {
          mirrored = max(mirrored, comparison.bestMirrored + share - logPairs)
        }
      }
    }
    for indexA in gridsA {
      for indexB in gridsB {
        let placements = GridComparison(a.patterns.grids[indexA], b.patterns.grids[indexB], options: options).placements
        tried += max(1, placements.count)
        let share = -Elementary.decimalLogarithm(Double(max(1, placements.count))) - logPairs
        for placement in placements {
          proposals.append(
            ConstellationProposal(
              base: .grids(a: indexA, b: indexB, pairs: placement.pairs), bFromA: placement.bFromA,
              logRatio: placement.logRatio, logShare: share, isSurface: true))
        }
      }
    }
    tried += rows.tried
    let share = -Elementary.decimalLogarithm(Double(max(1, rows.tried))) - logPairs
    for placement in rows.found {
      proposals.append(
        ConstellationProposal(
          base: .rows(placement.rows, pairs: placement.pairs), bFromA: placement.bFromA, logRatio: placement.logRatio,
          logShare: share, isSurface: true))
    }
    self.proposals = proposals
    hypotheses = tried
    bestMirrored = mirrored
  }

  private static func grids(_ patterns: BoltPatterns, limit: Int) -> [Int] {
    Array(
      patterns.grids.indices.filter { patterns.grids[$0].bolts.allSatisfy(patterns.bolts.indices.contains) }
        .prefix(limit))
  }

  private static func proposal(
    _ a: RingPattern, _ b: RingPattern, _ indexA: Int, _ indexB: Int, _ rotation: RingComparison.Rotation,
    logShare: Double
  ) -> ConstellationProposal {
    ConstellationProposal(
      base: .rings(a: indexA, b: indexB, rotation: rotation),
      bFromA: b.ring.imageFromPlane * Homography.turn(rotation.angle) * a.planeFromImage, logRatio: rotation.logRatio,
      logShare: logShare, isSurface: a.ring.kind == .face && b.ring.kind == .face)
  }
}

extension ConstellationScene {
  /// Asks the other rings about `proposal`.
  func askRings(_ proposal: ConstellationProposal) -> VerifiedProposal {
    guard case .rings(let indexA, let indexB, let rotation) = proposal.base else {
      return VerifiedProposal(proposal: proposal, logRatio: proposal.logRatio, rings: [], bolts: [])
    }
    let answer = related.verify(a: indexA, b: indexB, rotation: rotation, bFromA: proposal.bFromA)
    return VerifiedProposal(
      proposal: proposal, logRatio: proposal.logRatio + answer.logRatio, rings: answer.rings, bolts: [])
  }

  /// Asks the single bolts about `verified`.
  func askBolts(_ verified: VerifiedProposal) -> VerifiedProposal {
    let proposal = verified.proposal
    guard proposal.isSurface, let back = proposal.bFromA.inverse else { return verified }
    let (baseA, baseB) = base(proposal)
    guard let supportA = support(a, baseA), let supportB = support(b, baseB) else { return verified }
    var (loneA, loneB) = outsideRings
    if case .rings = proposal.base {
    } else {
      loneA = LoneBolts.candidates(a, without: Set(baseA), limit: options.maximumLoneBolts)
      loneB = LoneBolts.candidates(b, without: Set(baseB), limit: options.maximumLoneBolts)
    }
    let forward = LoneBolts.verify(
      loneA, loneB, map: proposal.bFromA,
      support: .init(centre: supportA.centre, radiusA: supportA.radius, radiusB: supportB.radius), sizeB: b.size)
    let backward = LoneBolts.verify(
      loneB, loneA, map: back,
      support: .init(centre: supportB.centre, radiusA: supportB.radius, radiusB: supportA.radius), sizeB: a.size)
    // The geometric mean of two odds factors does not depend on which picture is called A.
    let told = (forward.logRatio + backward.logRatio) / 2
    return VerifiedProposal(
      proposal: proposal, logRatio: verified.logRatio + told, rings: verified.rings,
      bolts: told >= Self.shownBoltOdds ? forward.pairs : [])
  }

  /// log10 of the odds from which pairs of single bolts are believed enough to be shown: below lie coincidences.
  private static let shownBoltOdds = 1.0

  /// The bolts of both pictures behind a proposal.
  private func base(_ proposal: ConstellationProposal) -> (a: [Int], b: [Int]) {
    switch proposal.base {
    case .rings(let indexA, let indexB, _): (ringsA[indexA].bolts, ringsB[indexB].bolts)
    case .grids(let indexA, let indexB, _): (a.patterns.grids[indexA].bolts, b.patterns.grids[indexB].bolts)
    case .rows(let rows, _):
      (rows.flatMap { a.patterns.rows[$0.0].bolts }, rows.flatMap { b.patterns.rows[$0.1].bolts })
    }
  }

  /// The circle round the middle of some bolts that holds them.
  private func support(_ features: Features, _ bolts: [Int]) -> (centre: Point, radius: Double)? {
    let points = bolts.map { features.patterns.bolts[$0].center }.filter { $0.x.isFinite && $0.y.isFinite }
    guard !points.isEmpty else { return nil }
    let count = Double(points.count)
    let centre = Point(x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
    let radius = points.map { $0.distance(to: centre) }.max() ?? 0
    return radius > 0 && radius < 1e6 ? (centre, radius) : nil
  }
}
