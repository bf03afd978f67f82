import ReproducibleMath

/// Fits a pattern of places to a ring's members: Gauss and Newton's iteration over the map, with members that may
/// change place, and weights that leave clutter out.
struct PlaceSolver {
  let problem: RingProblem
  let curve: CurveFit
  let pattern: PlacePattern
  let kind: BoltRing.Kind
  /// The side (+1 or −1 along ``reference``) that lies farther away.
  let tilt: Double
  /// A direction in the image, along the minor axis.
  let reference: Vector2
  let equations: NormalEquations

  private var map: RingMap
  private var halfGap: Double
  private var index: [Int]
  private var side: [Double]
  private var weights: [Double]
  private var circles: [RimCircle]
  private var prior: DepthPrior
  /// Directions of the pattern's places, or of the middles of its pairs.
  private var places: [Vector2]
  /// Each member's place in the plane, and its squared distance from it over its variance.
  private var directions: [Vector2]
  private var rests: [Double]
  /// The member in each slot, or −1.
  private var taken: [Int]
  /// The angle from one place, or pair, to the next.
  private let step: Double
  private let clutter: Double
  private let isTrusted: Bool

  /// Solver steps: the model is nearly linear.
  private static let iterations = 5
  /// The squared residual, over its variance, at which a member has no weight left: four standard deviations.
  private static let widest = 16.0

  init(
    _ problem: RingProblem, curve: CurveFit, pattern: PlacePattern, start: PlaceStart, kind: BoltRing.Kind,
    tilt: Double,
    reference: Vector2, equations: NormalEquations
  ) {
    self.problem = problem
    self.curve = curve
    self.pattern = pattern
    self.kind = kind
    self.tilt = tilt
    self.reference = reference
    self.equations = equations
    map = start.map
    halfGap = start.halfGap
    index = start.index
    side = start.side
    weights = start.weights
    isTrusted = start.isTrusted
    circles = curve.rims
    prior = DepthPrior(start.map, problem)
    step = 2 * Double.pi / Double(pattern.period)
    let turn = Elementary.direction(step)
    places = [Vector2](repeating: Vector2(1, 0), count: pattern.period)
    for k in 1..<pattern.period { places[k] = places[k - 1].times(Vector2(turn.cosine, turn.sine)) }
    directions = [Vector2](repeating: Vector2(1, 0), count: problem.count)
    rests = [Double](repeating: 0, count: problem.count)
    taken = [Int](repeating: -1, count: pattern.slots)
    clutter = PlaceFit.clutterDensity(problem, start.map)
  }

  /// The unknowns: the map's eight, those of the rims, and for pairs half the gap.
  private var unknowns: Int { 8 + circles.reduce(0) { $0 + $1.unknowns } + (pattern.isPaired ? 1 : 0) }

  /// The fit; nil where it comes to nothing.
  mutating func solve() -> PlaceFit? {
    for iteration in 0..<Self.iterations {
      // The ellipse has settled by then, and with it what is thought of perspective.
      if iteration == 2 { prior = DepthPrior(map, problem) }
      place(mayMove: iteration > 0)
      weigh(iteration)
      guard assemble() != nil, equations.solve(), advance() else { return nil }
    }
    place(mayMove: false)
    decide()
    guard let sums = assemble(), equations.solve() else { return nil }
    var fit = PlaceFit(
      pattern: pattern, map: map, halfGap: halfGap,
      slots: (0..<problem.count).map { weights[$0] > 0 ? slot(of: $0) : -1 }, inliers: sums.inliers,
      chiSquare: sums.members, logEvidence: 0)
    if map.determinant < 0 { fit.mirror() }
    // Laplace's integral over the unknowns, under the prior of w.
    var log = -equations.logDeterminant / 2 + Double(unknowns) / 2 * Self.logTurn
    if curve.parallel == nil {
      log -= Elementary.logarithm(2 * Double.pi * prior.deviation.x * prior.deviation.y)
    }
    log += curve.logAgreement(problem, map: fit.map) - sums.others / 2
    fit.logEvidence = log + fit.evidence(problem, clutter: clutter, kind: kind)
    return fit
  }

  /// ln 2π.
  static let logTurn = 1.837_877_066_409_345_5

  /// The slot of a member.
  private func slot(of i: Int) -> Int { pattern.isPaired ? 2 * index[i] + (side[i] > 0 ? 1 : 0) : index[i] }

  /// Puts each member on its place, or on a nearer one where it may move.
  private mutating func place(mayMove: Bool) {
    let gap = Elementary.direction(halfGap)
    let period = pattern.period
    for i in 0..<problem.count {
      for attempt in 0..<2 {
        let middle = places[index[i]]
        let u = side[i] == 0 ? middle : middle.times(Vector2(gap.cosine, side[i] * gap.sine))
        directions[i] = u
        let image = map.point(u)
        let r = problem.points[i] - image
        rests[i] = r.squaredLength / problem.variances[i]
        guard attempt == 0, mayMove else { break }
        // Is another place nearer? The tangent tells how many places away.
        let tangent = map.derivative(at: u, image: image, along: u.perpendicular)
        let offset = side[i] * halfGap + r.dot(tangent) / tangent.squaredLength
        let shift = (offset / step).rounded()
        let newSide = side[i] == 0 ? 0.0 : offset - shift * step < 0 ? -1.0 : 1.0
        guard shift != 0 || newSide != side[i], abs(shift) < 1000 else { break }
        index[i] = ((index[i] + Int(shift)) % period + period) % period
        side[i] = newSide
      }
    }
  }

  /// Weighs the members by their residuals: widely while the start may be poor, then as the noise is.
  private mutating func weigh(_ iteration: Int) {
    // A start that was fitted once knows who belongs; its residuals tell only how far the pattern is from the last one.
    if iteration == 0, isTrusted { return }
    var spread = 1.0
    if iteration < 2 {
      let median = rests.sorted()[rests.count / 2]
      // Of two squared normal residuals the median is 1.39: 3 medians are a wide net, 2 no more than they must be.
      spread = iteration == 0 ? max(1, 3 * median) : min(max(1, 2 * median), Self.widest)
    }
    for i in 0..<problem.count {
      let ratio = rests[i] / (Self.widest * spread)
      weights[i] = ratio < 1 ? (1 - ratio) * (1 - ratio) : 0
    }
    emptyDoubles()
  }

  /// Decides who belongs.
  private mutating func decide() {
    for i in 0..<problem.count {
      // Beyond this a member is sooner clutter than a bolt.
      let odds = -Elementary.logarithm(2 * Double.pi * problem.variances[i]) - clutter + 1
      weights[i] = rests[i] < min(max(2 * odds, 9), Self.widest) ? 1 : 0
    }
    emptyDoubles()
  }

  /// Leaves one bolt a slot: the nearest.
  private mutating func emptyDoubles() {
    for k in taken.indices { taken[k] = -1 }
    for i in 0..<problem.count where weights[i] > 0 {
      let slot = slot(of: i)
      let other = taken[slot]
      if other >= 0, rests[other] <= rests[i] {
        weights[i] = 0
        continue
      }
      if other >= 0 { weights[other] = 0 }
      taken[slot] = i
    }
  }

  /// Sets up the equations. The sums of squares of the members and of all else, and the members that count; nil where
  /// they are too few.
  private func assemble() -> (members: Double, others: Double, inliers: Int)? {
    equations.reset(count: unknowns)
    var members = 0.0
    var inliers = 0
    var sum = Vector2.zero
    for i in 0..<problem.count where weights[i] > 0 {
      let u = directions[i]
      let image = map.point(u)
      let depth = 1 + map.depth.dot(u)
      let r = problem.points[i] - image
      let weight = weights[i] / problem.variances[i]
      equations.add(place: u, image: image, depth: depth, residual: r, weight: weight)
      if pattern.isPaired {
        let tangent = map.derivative(at: u, image: image, along: u.perpendicular) * side[i]
        equations.add(
          unknown: unknowns - 1, derivative: tangent, place: u, image: image, depth: depth, residual: r, weight: weight)
      }
      members += weights[i] * rests[i]
      inliers += 1
      sum += u
    }
    // A pattern that leaves half of them out is not theirs.
    guard inliers >= problem.options.leastMembers, 2 * inliers >= curve.inliers else { return nil }
    var others = CurveFit.addRims(problem, map: map, circles: circles, equations: equations)
    if let body = curve.body { others += body.add(to: equations, map: map) }
    if let outline = curve.outline { others += outline.add(to: equations, map: map) }
    others += curve.parallel?.add(to: equations, map: map) ?? addPrior(memberSum: sum)
    // Nothing that matters, but what nothing else fixes is fixed.
    for i in 0..<6 { equations.add(unknown: i, residual: 0, weight: 0.01) }
    if pattern.isPaired { equations.add(unknown: unknowns - 1, residual: 0, weight: 1) }
    return (members, others, inliers)
  }

  /// Adds the prior of w; its sum of squares. A girth's bolts are on the side towards the camera, which tells its tilt.
  private func addPrior(memberSum: Vector2) -> Double {
    var sign = map.axes.imageMinor.dot(reference) >= 0 ? tilt : -tilt
    if kind == .girth { sign = -GirthView.nearSide(map, sum: memberSum).dot(prior.minor) }
    let mean = sign >= 0 ? prior.modes.0 : prior.modes.1
    let x = mean.x - map.depth.dot(prior.major)
    let y = mean.y - map.depth.dot(prior.minor)
    let weightX = 1 / (prior.deviation.x * prior.deviation.x)
    let weightY = 1 / (prior.deviation.y * prior.deviation.y)
    equations.add(depthAlong: prior.major, residual: x, weight: weightX)
    equations.add(depthAlong: prior.minor, residual: y, weight: weightY)
    return x * x * weightX + y * y * weightY
  }

  /// Takes the step that the equations say. False where it leads out of sight.
  private mutating func advance() -> Bool {
    map = map.stepped(equations.solution)
    CurveFit.step(&circles, by: equations.solution)
    if pattern.isPaired {
      halfGap += equations.solution[unknowns - 1]
      // Two heads of a pair do not touch, and a pair is told from its neighbours.
      guard halfGap > 0.05 * step, halfGap < 0.3 * step else { return false }
    }
    return map.isInFront
  }
}
