import ImagePlanes
import ReproducibleMath

/// Makes a reading of the hypotheses.
struct RingReadingBuilder {
  let problem: RingProblem
  let members: [RingMember]
  let hypotheses: [RingHypothesis]
  let equations: NormalEquations

  /// Probabilities below this are not told.
  private static let leastProbability = 1e-4

  /// Differences of evidence count this much of themselves in the posterior. Each pattern is represented by one choice
  /// of its members; others of nearly the same evidence, a doubtful member in or out, would spread the mass, and priors
  /// are guesses.
  private static let temper = 0.85

  /// The reading; nil where no hypothesis has a finite evidence.
  var reading: RingReading? {
    let finite = distinct
    guard let top = finite.map(\.logEvidence).max() else { return nil }
    var mass = [Double](repeating: 0, count: 1 + (finite.map(\.slots).max() ?? 0))
    var total = 0.0
    for hypothesis in finite {
      mass[hypothesis.slots] += Elementary.exponential(max((hypothesis.logEvidence - top) * Self.temper, -600))
      total += Elementary.exponential(max(hypothesis.logEvidence - top, -600))
    }
    let massSum = mass.reduce(0, +)
    let posterior = mass.indices.filter { mass[$0] / massSum >= Self.leastProbability }
      .map { BoltRing.SlotCount(slots: $0, probability: mass[$0] / massSum) }
      .sorted { ($0.probability, $1.slots) > ($1.probability, $0.slots) }
    guard let slots = posterior.first?.slots else { return nil }
    // Of equal ones the first.
    var best: RingHypothesis?
    for hypothesis in finite where hypothesis.slots == slots {
      if best.map({ hypothesis.logEvidence > $0.logEvidence }) ?? true { best = hypothesis }
    }
    guard let best else { return nil }
    let pixels = 2 * Double(problem.count) * Elementary.logarithm(problem.scale)
    let clutter = Double(problem.count) * PlaceFit.clutterDensity(problem, best.curve.map)
    let evidence = top + Elementary.logarithm(total)
    return make(
      best, slots: slots, posterior: posterior, logEvidence: evidence - pixels, logOdds: evidence - clutter)
  }

  /// The hypotheses with finite evidence, the best of each pattern and tilt: different curves lead to the same fit.
  private var distinct: [RingHypothesis] {
    var kept: [RingHypothesis] = []
    for hypothesis in hypotheses where hypothesis.logEvidence.isFinite {
      let same = kept.firstIndex {
        $0.place?.fit.pattern == hypothesis.place?.fit.pattern && $0.place?.tilt == hypothesis.place?.tilt
          && $0.kind == hypothesis.kind
      }
      guard let same else {
        kept.append(hypothesis)
        continue
      }
      if hypothesis.logEvidence > kept[same].logEvidence { kept[same] = hypothesis }
    }
    return kept
  }

  private func make(
    _ best: RingHypothesis, slots: Int, posterior: [BoltRing.SlotCount], logEvidence: Double, logOdds: Double
  ) -> RingReading? {
    let fit = best.place?.fit
    let kind = best.kind
    let map = fit?.map ?? best.curve.map
    let inside = members.indices.map { i in
      i < problem.count && (fit.map { $0.slots[i] >= 0 } ?? (best.curve.weights[i] > 0))
    }
    let guess = { (i: Int) -> Vector2 in
      if let fit { return fit.direction(of: fit.slots[i]) }
      return best.curve.directions[i]
    }
    var placed: [(index: Int, angle: Double, direction: Vector2)] = []
    for i in members.indices where inside[i] {
      let u = map.nearest(to: problem.points[i], from: guess(i))
      placed.append((i, angleOf(x: u.x, y: u.y), u))
    }
    placed.sort { ($0.angle, $0.index) < ($1.angle, $1.index) }
    guard let first = placed.first else { return nil }
    let angles = placed.map(\.angle)
    let deviations = RingAngles.deviations(
      problem, best, map: map, members: placed.map { ($0.index, $0.direction) }, equations: equations)
    let base = fit?.slots[first.index] ?? 0
    let slotIndices = placed.map { entry in fit.map { ($0.slots[entry.index] - base + slots) % slots } ?? 0 }
    let places = RingPlaces(problem: problem, map: map, fit: fit, kind: kind, near: placed.map(\.direction))
    let ratio = RingScale.boltRatio(
      problem, map: map, kind: kind, members: placed.map { ($0.direction, members[$0.index].radius) })
    var square = 0.0
    for entry in placed {
      let u = fit.map { $0.direction(of: $0.slots[entry.index]) } ?? entry.direction
      square += (problem.points[entry.index] - map.point(u)).squaredLength
    }
    return RingReading(
      ellipse: RingScale.ellipse(of: map, problem), imageFromPlane: RingScale.homography(map, problem), kind: kind,
      order: placed.map(\.index), outliers: members.indices.filter { !inside[$0] }, angles: angles,
      angleDeviations: deviations, slotIndices: best.isRegular ? slotIndices : [], slots: slots,
      slotPosterior: posterior, isRegular: best.isRegular, missing: places.missing(base: base),
      hasPattern: fit != nil, symmetryOrder: places.symmetryOrder(angles: angles, deviations: deviations),
      boltRadiusRatio: ratio.mean,
      boltRadiusRatioDeviation: ratio.deviation,
      residual: (square / Double(placed.count)).squareRoot() * problem.scale, logEvidence: logEvidence,
      logOddsAgainstClutter: logOdds,
      rims: (best.curve.rims.map(\.rim) + (best.curve.body.map { [$0.rim] } ?? []))
        .map { problem.rims[$0].index }.sorted())
  }
}
