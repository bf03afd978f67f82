import ImagePlanes
import ReproducibleMath

/// Reads one ring of bolts: its plane, its angles, and how many places the whole ring has.
///
/// The members' ellipse (and rims that are concentric with it) leave a turn and a little perspective open. Each number
/// of places then fixes them by its own spacing, and competes by its evidence: how closely the members keep to places,
/// against how many ways there were to place them, and how many places stayed empty. See the article <doc:BoltRings>.
package struct RingReader: Sendable {
  /// What is taken for granted.
  package var options: RingReadingOptions

  /// Makes a reader.
  package init(options: RingReadingOptions = RingReadingOptions()) { self.options = options }

  /// Hypotheses fitted in full, at most, of one curve.
  private static let mostFits = 10
  /// How far behind the best one, in nats by the search's rough measure, a hypothesis is still fitted.
  private static let fitMargin = 18.0

  /// Seen arcs longer than this close the ring: 310°.
  private static let closedArc = 5.4
  /// How far behind, in nats, a neighbouring number of places may be for the next one to be tried.
  private static let continuedMargin = 9.0

  /// Reads a ring off its `members`, in any order; some may be clutter, some bolts may be missing. Where `kind` is nil
  /// it is decided. `rims` are visible ellipses of the picture, strongest first, whether or not they belong to the
  /// ring; `lines` are its straight edges, strongest first, of which two may be the silhouette of the body that a girth goes
  /// round; `parallels` are planes of other rings, that this one may be parallel to. Nil where there are fewer than five members, or
  /// no ellipse fits them.
  package func read(
    _ members: [RingMember], kind: BoltRing.Kind?, rims: [RimEllipse], lines: [LineSegment] = [],
    parallels: [RingPlane] = [], imageSize: ImageSize
  ) -> RingReading? {
    guard
      let problem = RingProblem(
        members, rims: rims, lines: lines, parallels: parallels, imageSize: imageSize, options: options)
    else { return nil }
    let equations = NormalEquations()
    let curves = RingStarts.curves(problem, kind: kind, equations: equations)
    guard let first = curves.first else { return nil }
    let kinds = kind.map { [$0] } ?? RingKindDecision.kinds(of: first)
    var hypotheses: [RingHypothesis] = []
    for curve in curves {
      hypotheses.append(
        RingHypothesis(curve: curve, kind: kinds[0], place: nil, logEvidence: curve.irregularEvidence(problem)))
      for kind in kinds { addPlaces(problem, curve: curve, kind: kind, equations: equations, to: &hypotheses) }
    }
    return RingReadingBuilder(
      problem: problem, members: members, hypotheses: hypotheses, equations: equations
    ).reading
  }

  /// Fits the patterns that the search finds worth it.
  private func addPlaces(
    _ problem: RingProblem, curve: CurveFit, kind: BoltRing.Kind, equations: NormalEquations,
    to hypotheses: inout [RingHypothesis]
  ) {
    let arc = curve.seenArc
    let inliers = Double(curve.inliers)
    let whole = inliers * 2 * Double.pi / arc
    let most = min(options.mostSlots, max(12, Int(2.5 * whole) + 2))
    func reach(_ deviation: Double) -> Double {
      let size = 0.5 * curve.sizeDeviation
      return min(2.2 * (deviation * deviation + size * size).squareRoot(), 0.35)
    }
    let extent = Vector2(reach(curve.depthDeviation.x) / 2, reach(curve.depthDeviation.y) / 2)
    // A step of α turns a member by up to twice as much; half a radian of the n-th power is little.
    func steps(_ reach: Double) -> Int { min(4, Int((reach * Double(most) / 0.5).rounded(.up))) }
    let search = SpacingSearch(
      directions: curve.directions, weights: curve.weights, most: most, axes: (curve.prior.major, curve.prior.minor),
      reach: extent, steps: (steps(extent.x), steps(extent.y)))
    var candidates: [(score: Double, pattern: PlacePattern, peak: SpacingSearch.Peak)] = []
    func consider(_ pattern: PlacePattern, _ peak: SpacingSearch.Peak, variance: Double) {
      let angle = variance / Double(pattern.period * pattern.period)
      let floor = problem.variances[0]
      let empty = max(0, Double(pattern.slots) * arc / (2 * Double.pi) - inliers)
      let score = -inliers / 2 * Elementary.logarithm(angle + floor) - 1.2 * empty
      candidates.append((score, pattern, peak))
    }
    for n in max(3, options.leastSlots)...most where search.even[n].coherence > 0.35 {
      consider(PlacePattern(slots: n, isPaired: false), search.even[n], variance: 2 * (1 - search.even[n].coherence))
    }
    if curve.inliers >= 6 {
      for pairs in 2...most / 2 where search.paired[pairs].spread < 0.6 {
        let spread = search.paired[pairs].spread
        consider(PlacePattern(slots: 2 * pairs, isPaired: true), search.paired[pairs], variance: spread * spread)
      }
    }
    candidates.sort {
      ($0.score, $1.pattern.slots, $1.pattern.isPaired ? 1 : 0) > (
        $1.score, $0.pattern.slots, $0.pattern.isPaired ? 1 : 0
      )
    }
    guard let best = candidates.first?.score else { return }
    let trial = PlaceTrial(problem: problem, curve: curve, kind: kind, equations: equations)
    var leading: RingHypothesis?
    for candidate in candidates.prefix(Self.mostFits) where candidate.score > best - Self.fitMargin {
      // Another curve may have led there already.
      let isKnown = hypotheses.contains {
        guard let fit = $0.place?.fit, fit.pattern == candidate.pattern, $0.kind == kind,
          $0.curve.body?.rim == curve.body?.rim, $0.curve.outline?.index == curve.outline?.index,
          ($0.curve.parallel == nil) == (curve.parallel == nil),
          $0.curve.rims.elementsEqual(curve.rims, by: { $0.rim == $1.rim && $0.isLifted == $1.isLifted })
        else { return false }
        return fit.inliers >= curve.inliers && fit.chiSquare < 2 * Double(fit.inliers)
      }
      guard !isKnown, let start = PlaceStart(curve: curve, pattern: candidate.pattern, peak: candidate.peak) else {
        continue
      }
      for hypothesis in trial.hypotheses(candidate.pattern, from: start, leading: leading?.logEvidence) {
        hypotheses.append(hypothesis)
        if leading.map({ hypothesis.logEvidence > $0.logEvidence }) ?? true { leading = hypothesis }
      }
    }
    // A part of a ring may belong to a larger or a smaller whole.
    guard let leading, arc < Self.closedArc else { return }
    for direction in [1, -1] {
      var current = leading
      while let fit = current.place?.fit {
        let isPaired = fit.pattern.isPaired
        let slots = fit.pattern.slots + (isPaired ? 2 * direction : direction)
        let pattern = PlacePattern(slots: slots, isPaired: isPaired)
        guard slots >= max(3, options.leastSlots), slots <= options.mostSlots,
          let start = PlaceStart(continuing: fit, toPeriod: pattern.period)
        else { break }
        let found = trial.hypotheses(pattern, from: start, leading: leading.logEvidence)
        guard let next = found.max(by: { $0.logEvidence < $1.logEvidence }) else { break }
        hypotheses += found
        guard next.logEvidence > leading.logEvidence - Self.continuedMargin else { break }
        current = next
      }
    }
  }
}

/// Fits of patterns to one curve, for each way to tilt.
struct PlaceTrial {
  let problem: RingProblem
  let curve: CurveFit
  let kind: BoltRing.Kind
  let equations: NormalEquations

  /// How far behind the leading hypothesis, in nats, one may be that is still tried tilted the other way.
  private static let tiltMargin = 12.0

  /// One hypothesis for each way to tilt that fits. The second way is not tried where the first is far behind
  /// `leading`.
  func hypotheses(_ pattern: PlacePattern, from start: PlaceStart, leading: Double?) -> [RingHypothesis] {
    // What is seen of a girth tells its tilt; of a ring seen nearly face-on both are the same.
    let isTold = kind == .girth || curve.parallel != nil || curve.prior.isUnimodal
    let tilts = isTold ? [1.0] : [1.0, -1.0]
    let share = -Elementary.logarithm(Double(tilts.count))
    let reference = curve.map.axes.imageMinor
    var found: [RingHypothesis] = []
    for tilt in tilts {
      if let first = found.first, let leading, first.logEvidence < leading - Self.tiltMargin { break }
      var solver = PlaceSolver(
        problem, curve: curve, pattern: pattern, start: start, kind: kind, tilt: tilt, reference: reference,
        equations: equations)
      guard let fit = solver.solve() else { continue }
      found.append(
        RingHypothesis(curve: curve, kind: kind, place: (fit, tilt), logEvidence: fit.logEvidence + share))
    }
    return found
  }
}

/// One explanation of the members.
struct RingHypothesis {
  var curve: CurveFit
  /// What the ring would be.
  var kind: BoltRing.Kind
  /// Nil where there is no pattern.
  var place: (fit: PlaceFit, tilt: Double)?
  var logEvidence: Double

  var slots: Int { place?.fit.pattern.slots ?? curve.inliers }
  var isRegular: Bool { place.map { !$0.fit.pattern.isPaired } ?? false }
}

extension CurveFit {
  /// The arc from the first to the last member, in radians: a full turn less the widest gap, but for what is the mean
  /// gap.
  var seenArc: Double {
    let angles = zip(directions, weights).filter { $0.1 > 0 }.map { angleOf(x: $0.0.x, y: $0.0.y) }.sorted()
    guard angles.count > 2 else { return 2 * Double.pi }
    var widest = angles[0] + 2 * Double.pi - angles[angles.count - 1]
    for i in 1..<angles.count { widest = max(widest, angles[i] - angles[i - 1]) }
    let rest = 2 * Double.pi - widest
    return min(2 * Double.pi, rest * Double(angles.count) / Double(angles.count - 1))
  }

  /// The evidence for a ring without a pattern: any angle is as good as any other, on the arc seen.
  func irregularEvidence(_ problem: RingProblem) -> Double {
    let unknowns = Double(8 + rims.reduce(0) { $0 + $1.unknowns })
    var log = -logDeterminant / 2 + unknowns / 2 * PlaceSolver.logTurn - rimChiSquare / 2
    if parallel == nil {
      let (mean, deviation) = prior.broad
      let x = (mean.x - map.depth.dot(prior.major)) / deviation.x
      let y = (mean.y - map.depth.dot(prior.minor)) / deviation.y
      log -= Elementary.logarithm(2 * Double.pi * deviation.x * deviation.y) + (x * x + y * y) / 2
    }
    log += LogGamma.noise(chiSquare: chiSquare, count: inliers)
    log -= 4 * Elementary.logarithm(map.axes.major)
    log += Elementary.logarithm(problem.options.irregularShare / Double(inliers))
    log += logAgreement(problem, map: map)
    let arc = seenArc
    // That an arc is hidden, and just this one.
    if arc < 0.9 * 2 * Double.pi { log += Elementary.logarithm(0.05) }
    let clutter = PlaceFit.clutterDensity(problem, map)
    for i in directions.indices {
      guard weights[i] > 0 else {
        log += clutter
        continue
      }
      let image = map.point(directions[i])
      let tangent = map.derivative(at: directions[i], image: image, along: directions[i].perpendicular)
      log -= Elementary.logarithm(2 * Double.pi * problem.variances[i]) / 2
      log -= Elementary.logarithm(arc * tangent.squaredLength.squareRoot())
    }
    return log + LogGamma.factorial(inliers)
  }
}

/// Tells face rings from girths by what is seen of them.
enum RingKindDecision {
  /// A girth shows at most its near half, which is the half of its ellipse on one side of the major axis, and its
  /// ellipse is flat unless one looks along the body. Anything else is a face. Both where both are possible.
  static func kinds(of curve: CurveFit) -> [BoltRing.Kind] {
    let axes = curve.map.axes
    guard axes.minor < Self.roundest * axes.major else { return [.face] }
    var sum = Vector2.zero
    var low = 0.0
    let minor = axes.planeMajor.perpendicular
    for (u, w) in zip(curve.directions, curve.weights) where w > 0 { sum += u }
    let middle = sum.unit
    // The mean direction is that of the minor axis within some 35°, and no member lies far on the other side.
    guard abs(middle.dot(minor)) > 0.82 else { return [.face] }
    let side = middle.dot(minor) > 0 ? minor : -minor
    for (u, w) in zip(curve.directions, curve.weights) where w > 0 { low = min(low, u.dot(side)) }
    guard low > -0.2 else { return [.face] }
    return axes.minor < Self.flat * axes.major ? [.girth] : [.face, .girth]
  }

  /// Ratio of the axes above which one looks along the body, and sees no girth.
  private static let roundest = 0.9
  /// Ratio of the axes below which half a ring is taken for a girth's; above it, it may be a face's whose other half is hidden.
  private static let flat = 0.5
}
