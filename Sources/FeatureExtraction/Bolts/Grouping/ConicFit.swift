import ImagePlanes
import ReproducibleMath

/// Fits an ellipse to like candidates near a guessed one, whatever their spacing, and weighs it against chance.
struct ConicFit {
  private let table: CandidateTable
  private let options: BoltGroupingOptions
  private(set) var ellipse: Ellipse
  private(set) var likeness: Likeness
  /// Members by growing eccentric angle, from the end of the widest gap.
  private(set) var members: [Int] = []
  /// Their eccentric angles, growing, from the first on; the last may lie beyond 2π.
  private(set) var angles: [Double] = []
  /// Their signed distances from the ellipse.
  private var distances: [Double] = []
  private var decimalLogDeterminant = 0.0
  private var modelVariance = 0.0
  private var noise = GroupNoise.bent

  private static let outlierLimit = 3.0

  init(_ ellipse: Ellipse, likeness: Likeness, table: CandidateTable, options: BoltGroupingOptions) {
    self.table = table
    self.options = options
    self.ellipse = ellipse
    self.likeness = likeness
  }

  // MARK: Fitting

  /// Collects candidates near the ellipse, fits, and collects again.
  ///
  /// - Parameter initialWidth: How far from the first guess a member may lie, in pixels.
  /// - Complexity: O(candidates) a round.
  mutating func run(initialWidth: Double, taken: [Bool]) -> Bool {
    var width = initialWidth
    for round in 0..<4 {
      let before = members
      collect(extraWidth: width, taken: taken)
      guard members.count >= options.minimumMembers else { return false }
      if members == before && round > 1 { break }
      if round == 0 { likeness = Likeness(of: members, in: table, tolerance: options.radiusTolerance) }
      guard refine(iterations: round == 0 ? 6 : 3) else { return false }
      width = round == 0 ? initialWidth / 3 : 0
    }
    return arrange()
  }

  /// A place in the ellipse's own frame: distance from it (outside is positive), its normal, and the nearest outline point's
  /// direction on the unit circle.
  private struct Foot {
    var distance: Double
    var normalX, normalY: Double
    var cosine, sine: Double
  }

  @inline(__always)
  private func foot(_ index: Int, _ cosine: Double, _ sine: Double, _ inverseA: Double, _ inverseB: Double) -> Foot {
    let dx = table.x[index] - ellipse.center.x
    let dy = table.y[index] - ellipse.center.y
    let px = (dx * cosine + dy * sine) * inverseA
    let py = (dy * cosine - dx * sine) * inverseB
    let n = max((px * px + py * py).squareRoot(), 1e-9)
    let gx = px * inverseA
    let gy = py * inverseB
    let slope = max((gx * gx + gy * gy).squareRoot(), 1e-12)
    // First order about the outline point in the same direction: exact on axes, and on circles.
    return Foot(
      distance: (n - 1) * n / slope, normalX: gx / slope, normalY: gy / slope, cosine: px / n, sine: py / n)
  }

  private mutating func collect(extraWidth: Double, taken: [Bool]) {
    members.removeAll(keepingCapacity: true)
    let (cosine, sine) = Elementary.direction(ellipse.angle)
    let inverseA = 1 / ellipse.semiMajor
    let inverseB = 1 / ellipse.semiMinor
    modelVariance = noise.variance(extent: ellipse.semiMajor)
    // No candidate farther from the centre than this can be a member.
    let reach = ellipse.semiMajor + extraWidth + 10
    for index in 0..<table.count {
      let dx = table.x[index] - ellipse.center.x
      let dy = table.y[index] - ellipse.center.y
      guard dx * dx + dy * dy < reach * reach, likeness.holds(table, index), !taken[index] else { continue }
      let foot = foot(index, cosine, sine, inverseA, inverseB)
      let width = Self.outlierLimit * (table.variance[index] + modelVariance).squareRoot() + extraWidth
      if abs(foot.distance) <= width { members.append(index) }
    }
  }

  private mutating func refine(iterations: Int) -> Bool {
    var damping = 1e-3
    var equations = FitEquations()
    var cost = gather(&equations)
    for _ in 0..<iterations {
      guard let step = equations.solved(damping: damping) else { return false }
      let previous = ellipse
      move(by: step.solution)
      var next = FitEquations()
      let nextCost = gather(&next)
      if nextCost < cost {
        let gain = cost - nextCost
        cost = nextCost
        equations = next
        damping = max(damping * 0.1, 1e-7)
        if gain < 0.02 { break }
      } else {
        ellipse = previous
        damping *= 20
        if damping > 1e6 { break }
      }
    }
    guard let result = equations.solved() else { return false }
    decimalLogDeterminant = result.decimalLogDeterminant
    return ellipse.semiMajor < 4 * Double(table.imageSize.width + table.imageSize.height)
  }

  /// Gathers the equations of the members about the present ellipse; returns the sum of squared residuals.
  private func gather(_ equations: inout FitEquations) -> Double {
    equations.reset(order: 5)
    let (cosine, sine) = Elementary.direction(ellipse.angle)
    let inverseA = 1 / ellipse.semiMajor
    let inverseB = 1 / ellipse.semiMinor
    var row = ParameterVector(repeating: 0)
    var cost = 0.0
    for member in members {
      let foot = foot(member, cosine, sine, inverseA, inverseB)
      let weight = 1 / (table.variance[member] + modelVariance)
      row[0] = foot.normalX * cosine - foot.normalY * sine
      row[1] = foot.normalX * sine + foot.normalY * cosine
      row[2] = foot.normalX * foot.cosine
      row[3] = foot.normalY * foot.sine
      row[4] =
        foot.normalY * ellipse.semiMajor * foot.cosine - foot.normalX * ellipse.semiMinor * foot.sine
      equations.add(row, value: foot.distance, weight: weight)
      cost += foot.distance * foot.distance * weight
    }
    // As wide as the picture, so that short arcs do not run away: the ellipse stays near the guess where nothing pulls at it.
    let diagonal = Double(table.imageSize.width + table.imageSize.height)
    for unknown in 0..<4 { equations.addPrior(unknown, value: 0, weight: 1 / (diagonal * diagonal)) }
    equations.addPrior(4, value: 0, weight: 1)
    return cost
  }

  private mutating func move(by step: ParameterVector) {
    ellipse.center.x += step[0]
    ellipse.center.y += step[1]
    var a = max(ellipse.semiMajor + step[2], 1)
    var b = max(ellipse.semiMinor + step[3], 0.3)
    var angle = ellipse.angle + step[4]
    if b > a {
      (a, b) = (b, a)
      angle += Double.pi / 2
    }
    angle -= Double.pi * (angle / Double.pi).rounded(.down)
    ellipse.semiMajor = a
    ellipse.semiMinor = b
    ellipse.angle = angle.isFinite ? angle : 0
  }

  /// Sorts the members round the ellipse, from the end of the widest gap on, and of two that touch keeps the stronger one.
  private mutating func arrange() -> Bool {
    let (cosine, sine) = Elementary.direction(ellipse.angle)
    let inverseA = 1 / ellipse.semiMajor
    let inverseB = 1 / ellipse.semiMinor
    var around: [(angle: Double, member: Int, distance: Double)] = members.map { member in
      let foot = foot(member, cosine, sine, inverseA, inverseB)
      return (angleOf(x: foot.cosine, y: foot.sine), member, foot.distance)
    }
    around.sort { $0.angle != $1.angle ? $0.angle < $1.angle : $0.member < $1.member }
    var index = 0
    while around.count >= options.minimumMembers && index < around.count {
      let next = (index + 1) % around.count
      let a = around[index].member
      let b = around[next].member
      let least = NeighbourGraph.distances.least * 0.75 * min(table.radius[a], table.radius[b])
      let dx = table.x[a] - table.x[b]
      let dy = table.y[a] - table.y[b]
      if dx * dx + dy * dy < least * least {
        // Entries are sorted strongest first.
        around.remove(at: a < b ? next : index)
        index = max(index - 1, 0)
      } else {
        index += 1
      }
    }
    guard around.count >= options.minimumMembers else { return false }
    var widest = 0
    var gap = -1.0
    for index in around.indices {
      let next = (index + 1) % around.count
      var turn = around[next].angle - around[index].angle
      if turn <= 0 { turn += 2 * Double.pi }
      if turn > gap {
        gap = turn
        widest = next
      }
    }
    members.removeAll(keepingCapacity: true)
    angles.removeAll(keepingCapacity: true)
    distances.removeAll(keepingCapacity: true)
    for step in around.indices {
      let entry = around[(widest + step) % around.count]
      members.append(entry.member)
      distances.append(entry.distance)
      var angle = entry.angle
      if let last = angles.last, angle < last { angle += 2 * Double.pi }
      angles.append(angle)
    }
    return true
  }

  // MARK: Weighing

  /// What speaks for the ring, against chance: as an exact ellipse, or as a bent one.
  mutating func hypothesis(prior: RingPrior, clutter: inout ClutterDensity) -> GroupHypothesis {
    let points = members.map { Point(x: table.x[$0], y: table.y[$0]) }
    let density = clutter.around(points, members: members, like: likeness)
    let bent = weighed(prior: prior, points: points, density: density)
    guard bent.logOdds > GroupEvidence.hopeless else { return bent }
    let fitted = ellipse
    noise = GroupNoise.exact
    modelVariance = noise.variance(extent: ellipse.semiMajor)
    if refine(iterations: 3) {
      measure()
      let exact = weighed(prior: prior, points: points, density: density)
      if exact.logOdds > bent.logOdds { return exact }
    }
    ellipse = fitted
    return bent
  }

  /// Measures the members' distances anew.
  private mutating func measure() {
    let (cosine, sine) = Elementary.direction(ellipse.angle)
    for index in members.indices {
      distances[index] = foot(members[index], cosine, sine, 1 / ellipse.semiMajor, 1 / ellipse.semiMinor).distance
    }
  }

  private func weighed(prior: RingPrior, points: [Point], density: Double) -> GroupHypothesis {
    var length = 0.0
    var steps: [Double] = []
    for index in points.indices.dropFirst() {
      steps.append(points[index].distance(to: points[index - 1]))
      length += steps[steps.count - 1]
    }
    // A ring whose widest gap is like the others is seen whole.
    let closing = points[0].distance(to: points[points.count - 1])
    if closing < 2.5 * length / Double(steps.count) {
      steps.append(closing)
      length += closing
    }
    let mean = max(length / Double(steps.count), 1)
    var evidence = GroupEvidence()
    var memberOdds: [Double] = []
    let logMean = Elementary.decimalLogarithm(mean)
    let logDensity = Elementary.decimalLogarithm(density)
    for index in members.indices {
      let member = members[index]
      let variance = table.variance[member] + modelVariance
      let local =
        GroupEvidence.radiusEvidence(table.logRadius[member] - likeness.logRadius, likeness.tolerance)
        - logMean - logDensity - 0.5 * Elementary.decimalLogarithm(2 * Double.pi * variance)
        - GroupEvidence.halfLog * distances[index] * distances[index] / variance
      memberOdds.append(local)
      evidence.againstScatter += table.logWeight[member] + local
      evidence.againstCurve += GroupEvidence.ownEvidence(table.score[member], prior: table.priorLogOdds)
    }
    for step in steps {
      let spacing = Self.spacingDensity(step / mean)
      evidence.againstScatter += Elementary.decimalLogarithm(spacing)
      evidence.againstCurve += Elementary.decimalLogarithm(spacing) + 2 * GroupEvidence.halfLog * step / mean
    }
    evidence.againstScatter +=
      prior.decimalLogDensity(at: ellipse) + GroupNoise.choice + 2.5 * Elementary.decimalLogarithm(2 * Double.pi) - 0.5
      * decimalLogDeterminant
    let logOdds = evidence.logOdds
    for index in members.indices {
      let own = table.score[members[index]]
      memberOdds[index] = max(own, min(own + memberOdds[index], logOdds))
    }
    return GroupHypothesis(
      form: .ring(ellipse), members: members, slots: [], memberOdds: memberOdds, missing: [], likeness: likeness,
      logOdds: logOdds)
  }

  /// Density of a step over the mean step: seven parts in ten log-normal with a deviation of 0.45 (uneven rings, perspective),
  /// the rest exponential (pairs, gaps).
  private static func spacingDensity(_ ratio: Double) -> Double {
    let u = max(ratio, 1e-3)
    let deviation = 0.45
    let z = Elementary.logarithm(u) / deviation
    let logNormal = Elementary.exponential(-0.5 * z * z) / (u * deviation * (2 * Double.pi).squareRoot())
    return 0.7 * logNormal + 0.3 * Elementary.exponential(-min(u, 50))
  }
}

/// Where rings are to be expected before any bolt is looked at: anywhere, and round known circles.
struct RingPrior {
  private let imageSize: ImageSize
  /// Known circles, that rings may share a centre and a plane with.
  private let concentric: [Ellipse]

  init(imageSize: ImageSize, concentric: [Ellipse]) {
    self.imageSize = imageSize
    self.concentric = concentric
  }

  /// log10 of the density of rings over (centre x, centre y, semi-major, semi-minor, angle); one ring is expected in a picture.
  func decimalLogDensity(at ellipse: Ellipse) -> Double {
    let a = max(ellipse.semiMajor, 1)
    // Centre: anywhere in the picture and a quarter round it; semi-major axis log-uniform over a range of 200, semi-minor axis
    // uniform below it, any angle.
    let flat = 1 / (1.5 * Double(max(imageSize.area, 1)) * 5.3 * a * a * Double.pi)
    guard !concentric.isEmpty else { return Elementary.decimalLogarithm(flat) }
    var sum = 0.0
    for circle in concentric { sum += density(of: ellipse, about: circle) }
    return Elementary.decimalLogarithm(0.5 * flat + 0.5 * sum / Double(concentric.count))
  }

  /// How many powers of ten likelier an ellipse is for the known circles: 0 at least, but for the half that they take.
  func gain(at ellipse: Ellipse) -> Double {
    let flat = RingPrior(imageSize: imageSize, concentric: []).decimalLogDensity(at: ellipse)
    return concentric.isEmpty ? 0 : decimalLogDensity(at: ellipse) - flat
  }

  /// Density of rings that share a circle's axis: centres apart by perspective and depth, axes in proportion.
  private func density(of ellipse: Ellipse, about circle: Ellipse) -> Double {
    let scale = ellipse.semiMajor / circle.semiMajor
    guard scale > 0.08, scale < 2.5 else { return 0 }
    let tilt = circle.semiMinor / circle.semiMajor
    let larger = max(circle.semiMajor, ellipse.semiMajor)
    let centre = 0.06 * larger + 1
    let minor = 0.05 * ellipse.semiMajor
    // Near-circles have no direction: the angle is as uncertain as half a turn at most.
    let angle = min(0.03 / max(1 - tilt, 0.01), 0.9)
    let dx = (ellipse.center.x - circle.center.x) / centre
    let dy = (ellipse.center.y - circle.center.y) / centre
    let db = (ellipse.semiMinor - tilt * ellipse.semiMajor) / minor
    var turn = abs(ellipse.angle - circle.angle)
    turn = min(turn, Double.pi - turn) / angle
    let square = dx * dx + dy * dy + db * db + turn * turn
    guard square < 60 else { return 0 }
    let norm = 39.478 * centre * centre * minor * angle  // (2π)²
    return Elementary.exponential(-0.5 * square) / (norm * 2.42 * circle.semiMajor)
  }
}
