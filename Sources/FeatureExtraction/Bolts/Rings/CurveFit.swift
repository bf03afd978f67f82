import ReproducibleMath

/// The ring's map from its members' ellipse and the rims alone, whatever the spacing: what there is before places are
/// tried, and the hypothesis that there are none.
struct CurveFit {
  /// The map. Of its eight numbers the members fix five; the turn is free, and perspective is what the prior and the
  /// rims say.
  var map: RingMap
  /// Each member's direction in the plane.
  var directions: [Vector2]
  /// Each member's weight, 0 for one that is not on the ellipse.
  var weights: [Double]
  /// The rims used.
  var rims: [RimCircle]
  /// The body's width, for a girth for which a rim told it.
  var body: BodyWidth?
  /// The silhouette that it was held to touch.
  var outline: BodyOutline?
  /// The plane that it was held parallel to.
  var parallel: ParallelPlane?
  /// Sum of squared residuals over their variances: members, and rims.
  var chiSquare: Double
  var rimChiSquare: Double
  /// ln det of the precision, the turn's included.
  var logDeterminant: Double
  /// The prior used, and w's standard deviations afterwards, along the prior's axes.
  var prior: DepthPrior
  var depthDeviation: Vector2
  /// Standard deviation of the ellipse's larger half axis over itself.
  var sizeDeviation: Double
  /// Members that are on the ellipse.
  var inliers: Int

  /// Fits from `start`, whose plane may be turned as it likes. `isHalf`: members lie on the half of the plane's second
  /// axis.
  init?(
    _ problem: RingProblem, start: RingMap, isHalf: Bool, rims used: [(rim: Int, isLifted: Bool)] = [],
    body: BodyWidth? = nil,
    hold: BodyWidth? = nil, outline: BodyOutline? = nil, parallel: ParallelPlane? = nil, equations: NormalEquations
  ) {
    var map = start
    let count = problem.count
    var directions = problem.points.map { point in
      let u = start.preimage(point)
      if !isHalf { return u.unit }
      let x = min(max(u.x, -0.999), 0.999)
      return Vector2(x, (1 - x * x).squareRoot())
    }
    var weights = [Double](repeating: 1, count: count)
    var circles = used.map { RimCircle(rim: $0.rim, isLifted: $0.isLifted, map: start, problem) }
    guard circles.allSatisfy(\.isSound) else { return nil }
    let prior = DepthPrior(start, problem)
    let (mean, deviation) = prior.broad
    if parallel == nil { map.depth = prior.major * mean.x + prior.minor * mean.y }
    var rests = [Double](repeating: 0, count: count)
    let iterations = 8
    for iteration in 0...iterations {
      let isLast = iteration == iterations
      for i in 0..<count {
        directions[i] = map.nearest(to: problem.points[i], from: directions[i])
        let image = map.point(directions[i])
        rests[i] = (problem.points[i] - image).squaredLength / problem.variances[i]
      }
      // Wide at first, so that a poor start is not taken for clutter; then as narrow as the noise.
      let sorted = rests.sorted()
      let median = sorted[count / 2]
      let spread = isLast ? 1 : max(1, iteration < 3 ? 4 * median : min(2 * median, 4))
      equations.reset(count: 8 + circles.reduce(0) { $0 + $1.unknowns })
      var chi = 0.0
      var inliers = 0
      for i in 0..<count {
        let ratio = rests[i] / (12.25 * spread)
        weights[i] = ratio >= 1 ? 0 : isLast ? 1 : (1 - ratio) * (1 - ratio)
        guard weights[i] > 0 else { continue }
        let u = directions[i]
        let image = map.point(u)
        let normal = map.derivative(at: u, image: image, along: u.perpendicular).perpendicular.unit
        equations.add(
          curve: u, image: image, depth: 1 + map.depth.dot(u), normal: normal,
          residual: normal.dot(problem.points[i] - image), weight: weights[i] / problem.variances[i])
        chi += weights[i] * rests[i]
        inliers += 1
      }
      var rimChi = Self.addRims(problem, map: map, circles: circles, equations: equations)
      if let body { rimChi += body.add(to: equations, map: map) }
      if let outline { rimChi += outline.add(to: equations, map: map) }
      if let hold { _ = hold.add(to: equations, map: map) }
      if let parallel {
        rimChi += parallel.add(to: equations, map: map)
      } else {
        for (axis, (mean, deviation)) in [(prior.major, (mean.x, deviation.x)), (prior.minor, (mean.y, deviation.y))] {
          equations.add(
            depthAlong: axis, residual: mean - map.depth.dot(axis), weight: 1 / (deviation * deviation))
        }
      }
      // The turn: a prior as wide as a full turn, in the direction in which a turn moves the eight numbers.
      let g: InlineArray<8, Double> = [
        map.second.x, -map.first.x, 0, map.second.y, -map.first.y, 0, map.depth.y, -map.depth.x,
      ]
      var square = 0.0
      for i in 0..<8 { square += g[i] * g[i] }
      equations.add(direction: g, weight: 1 / (2 * Double.pi * square * square))
      // A flat or short arc does not tell its ellipse: it stays near the guess.
      for i in 0..<6 { equations.add(unknown: i, residual: 0, weight: 4) }
      guard inliers >= 4, equations.solve() else { return nil }
      if isLast {
        self.map = map
        self.directions = directions
        self.weights = weights
        rims = circles
        self.body = body
        self.outline = outline
        self.parallel = parallel
        chiSquare = chi
        rimChiSquare = rimChi
        logDeterminant = equations.logDeterminant
        self.inliers = inliers
        self.prior = prior
        func variance(_ j: InlineArray<8, Double>) -> Double { equations.variance(of: j) }
        let a = prior.major
        let b = prior.minor
        depthDeviation = Vector2(
          variance([0, 0, 0, 0, 0, 0, a.x, a.y]).squareRoot(), variance([0, 0, 0, 0, 0, 0, b.x, b.y]).squareRoot())
        let axes = map.axes
        let v = axes.planeMajor
        let e = axes.imageMajor
        sizeDeviation =
          variance([e.x * v.x, e.x * v.y, 0, e.y * v.x, e.y * v.y, 0, 0, 0]).squareRoot() / axes.major
        return
      }
      let next = map.stepped(equations.solution)
      guard next.isInFront else { return nil }
      map = next
      if map.determinant < 0 {
        // Seen from the side, a flat arc's ellipse may flip over: the same curve, run through the other way.
        map = map.mirrored
        for i in 0..<count { directions[i] = directions[i].conjugate }
      }
      Self.step(&circles, by: equations.solution)
      guard circles.allSatisfy(\.isSound) else { return nil }
    }
    return nil
  }

  /// What agreeing with rims, a body's width or silhouette, and a parallel ring makes a map likelier, in nats, before the residuals.
  func logAgreement(_ problem: RingProblem, map: RingMap) -> Double {
    rims.reduce(0) { $0 + $1.logAgreement(map, problem) } + (body?.logAgreement ?? 0)
      + (outline?.logAgreement(map) ?? 0)
      + (parallel?.logAgreement(map) ?? 0)
  }

  /// Adds the equations of rims; their sum of squares.
  static func addRims(
    _ problem: RingProblem, map: RingMap, circles: [RimCircle], equations: NormalEquations
  ) -> Double {
    var chi = 0.0
    var index = 8
    for circle in circles {
      chi += circle.add(to: equations, at: index, map: map, problem)
      index += circle.unknowns
    }
    return chi
  }

  /// Takes the rims' part of a step.
  static func step(_ circles: inout [RimCircle], by solution: UnsafeMutablePointer<Double>) {
    var index = 8
    for j in circles.indices {
      circles[j].step(solution, at: index)
      index += circles[j].unknowns
    }
  }
}
