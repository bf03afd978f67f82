import ReproducibleMath

/// A hypothesis about the places of a ring.
struct PlacePattern: Hashable, Sendable {
  /// Places of the whole ring.
  var slots: Int
  /// Whether they stand in pairs, slots 2k and 2k + 1 making one.
  var isPaired: Bool

  /// The number of turns that map the pattern onto itself.
  var period: Int { isPaired ? slots / 2 : slots }
}

/// The map that puts the members on the places of a pattern, by least squares, with the evidence for it.
struct PlaceFit {
  var pattern: PlacePattern
  var map: RingMap
  /// Half the angle between the two bolts of a pair; 0 for even places.
  var halfGap: Double
  /// Each member's slot, −1 for one that is in none.
  var slots: [Int]
  var inliers: Int
  var chiSquare: Double
  /// Natural logarithm of the evidence.
  var logEvidence: Double

  /// Solver iterations; the model is nearly linear, and the last one only counts.
  private static let iterations = 5

  /// Fits from `start`. `tilt` is the side (+1 or −1 along `reference`, a direction in the image) that lies farther away.
  init?(
    _ problem: RingProblem, curve: CurveFit, pattern: PlacePattern, start: PlaceStart, tilt: Double, reference: Vector2,
    kind: BoltRing.Kind, equations: NormalEquations
  ) {
    self.pattern = pattern
    let period = pattern.period
    let count = problem.count
    let step = 2 * Double.pi / Double(period)
    var places = [Vector2](repeating: Vector2(1, 0), count: period)
    for k in 1..<period {
      let d = Elementary.direction(step * Double(k))
      places[k] = Vector2(d.cosine, d.sine)
    }
    var map = start.map
    var index = start.index
    var side = start.side
    var halfGap = start.halfGap
    var weights = start.weights
    var rests = [Double](repeating: 0, count: count)
    var directions = [Vector2](repeating: Vector2(1, 0), count: count)
    var radii = curve.rimRadii
    var prior = DepthPrior(map, problem)
    let unknowns = 8 + radii.count + (pattern.isPaired ? 1 : 0)
    let clutter = Self.clutterDensity(problem, map)
    var taken = [Int](repeating: -1, count: pattern.slots)
    for iteration in 0...Self.iterations {
      let isLast = iteration == Self.iterations
      if iteration == 2 { prior = DepthPrior(map, problem) }
      let gap = Elementary.direction(halfGap)
      for i in 0..<count {
        for attempt in 0..<2 {
          let place = places[index[i]]
          directions[i] = side[i] == 0 ? place : place.times(Vector2(gap.cosine, side[i] * gap.sine))
          let u = directions[i]
          let image = map.point(u)
          let r = problem.points[i] - image
          rests[i] = r.squaredLength / problem.variances[i]
          guard attempt == 0, iteration > 0, !isLast else { break }
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
      let spread = Self.spread(rests, iteration: iteration, isLast: isLast)
      for k in taken.indices { taken[k] = -1 }
      for i in 0..<count {
        // The first residuals say how good the start is, not who belongs.
        if iteration == 0, start.isTrusted { continue }
        let limit = isLast ? Self.limit(variance: problem.variances[i], clutter: clutter) : 16
        let ratio = rests[i] / (limit * spread)
        weights[i] = ratio >= 1 ? 0 : isLast ? 1 : (1 - ratio) * (1 - ratio)
        guard weights[i] > 0 else { continue }
        // One bolt a place: the nearest.
        let slot = pattern.isPaired ? 2 * index[i] + (side[i] > 0 ? 1 : 0) : index[i]
        let other = taken[slot]
        if other >= 0 {
          let loser = rests[other] <= rests[i] ? i : other
          weights[loser] = 0
          if loser == i { continue }
        }
        taken[slot] = i
      }
      equations.reset(count: unknowns)
      var chi = 0.0
      var inliers = 0
      for i in 0..<count where weights[i] > 0 {
        let u = directions[i]
        let image = map.point(u)
        let depth = 1 + map.depth.dot(u)
        let r = problem.points[i] - image
        let weight = weights[i] / problem.variances[i]
        equations.add(place: u, image: image, depth: depth, residual: r, weight: weight)
        if pattern.isPaired {
          let tangent = map.derivative(at: u, image: image, along: u.perpendicular) * side[i]
          equations.add(
            unknown: unknowns - 1, derivative: tangent, place: u, image: image, depth: depth, residual: r,
            weight: weight)
        }
        chi += weights[i] * rests[i]
        inliers += 1
      }
      guard inliers >= 4 else { return nil }
      var rimChi = CurveFit.addRims(problem, map: map, radii: radii, equations: equations)
      if let body = curve.body { rimChi += body.add(to: equations, map: map) }
      let near =
        kind == .girth
        ? GirthView.nearSide(
          map, sum: zip(directions, weights).reduce(.zero) { $1.1 > 0 ? $0 + $1.0 : $0 }) : .zero
      let depthChi = Self.addPrior(
        prior, tilt: tilt, reference: reference, nearSide: near, map: map, equations: equations)
      for i in 0..<6 { equations.add(unknown: i, residual: 0, weight: 0.01) }
      if pattern.isPaired { equations.add(unknown: unknowns - 1, residual: 0, weight: 1) }
      guard equations.solve() else { return nil }
      if isLast {
        self.map = map
        self.halfGap = halfGap
        self.inliers = inliers
        chiSquare = chi
        slots = (0..<count).map { i in
          weights[i] > 0 ? (pattern.isPaired ? 2 * index[i] + (side[i] > 0 ? 1 : 0) : index[i]) : -1
        }
        logEvidence = 0
        if map.determinant < 0 { mirror() }
        let deviation = prior.deviation
        var log = -equations.logDeterminant / 2 + Double(unknowns) / 2 * 1.837_877_066_409_345_5
        log -= Elementary.logarithm(2 * Double.pi * deviation.x * deviation.y) + depthChi / 2 + rimChi / 2
        log += curve.body?.logAgreement ?? 0
        log += evidence(problem, clutter: clutter, kind: kind)
        logEvidence = log
        if debugRings {  // DEBUG
          let ax = map.axes  // DEBUG
          let side = GirthView.nearSide(map, sum: memberSum)  // DEBUG
          print(
            "DEBUG n", pattern.slots, pattern.isPaired, "E", log, "chi", chi, "in", inliers, "logdet",
            equations.logDeterminant, "depthChi", depthChi, "a", ax.major * problem.scale, "b",
            ax.minor * problem.scale, "w", map.depth, "trusted", start.isTrusted, "angles",
            slots.map { s in
              s < 0
                ? 999
                : (angleOf(x: direction(of: s).dot(side), y: direction(of: s).dot(side.perpendicular)) * 57.3).rounded()
            })  // DEBUG
        }  // DEBUG
        return
      }
      let next = map.stepped(equations.solution)
      guard next.isInFront else { return nil }
      map = next
      for j in radii.indices { radii[j].radius += equations.solution[8 + j] }
      if pattern.isPaired {
        halfGap += equations.solution[unknowns - 1]
        guard halfGap > 0.05 * step, halfGap < 0.3 * step else { return nil }
      }
    }
    return nil
  }

  /// The same places counted the other way round, for a map that came out mirrored: that of a flat arc may.
  private mutating func mirror() {
    map = map.mirrored
    let period = pattern.period
    for i in slots.indices where slots[i] >= 0 {
      slots[i] =
        pattern.isPaired
        ? 2 * ((period - slots[i] / 2) % period) + 1 - slots[i] % 2 : (period - slots[i]) % period
    }
  }

  /// The evidence's terms that are not the solver's.
  private func evidence(_ problem: RingProblem, clutter: Double, kind: BoltRing.Kind) -> Double {
    var log = LogGamma.noise(chiSquare: chiSquare, count: 2 * inliers)
    for i in slots.indices {
      // Of the normal density's constant 2π σ².
      log +=
        slots[i] >= 0
        ? -Elementary.logarithm(2 * Double.pi * problem.variances[i]) : clutter
    }
    // A shape of any size is as probable: the density of A falls with the fourth power of its size.
    let axes = map.axes
    log -= 4 * Elementary.logarithm(axes.major)
    // A turn by one period is another optimum of the same height.
    log += Elementary.logarithm(Double(pattern.period))
    if pattern.isPaired { log += Elementary.logarithm(2 * Double(pattern.period) / Double.pi) }
    let options = problem.options
    let share = pattern.isPaired ? options.pairedShare : 1 - options.pairedShare - options.irregularShare
    // Few places are a little more common than many.
    log += Elementary.logarithm(share / Double(pattern.period))
    let girth =
      kind == .girth
      ? GirthView(side: GirthView.nearSide(map, sum: memberSum), angle: { angle(of: $0) }) : nil
    let sorted = slots.filter { $0 >= 0 }.sorted()
    log += sorted.withUnsafeBufferPointer { taken in
      SlotOccupancy.logProbability(taken: taken, slots: pattern.slots, options: options, girth: girth) { slot in
        problem.isInPicture(map.point(direction(of: slot))) ? 1 : SlotOccupancy.leastVisibility
      }
    }
    return log
  }

  /// The sum of the members' directions.
  private var memberSum: Vector2 {
    slots.reduce(.zero) { $1 >= 0 ? $0 + direction(of: $1) : $0 }
  }

  /// The direction of a slot in the ring's plane.
  func direction(of slot: Int) -> Vector2 {
    let d = Elementary.direction(angle(of: slot))
    return Vector2(d.cosine, d.sine)
  }

  /// The angle of a slot in the ring's plane.
  func angle(of slot: Int) -> Double {
    guard pattern.isPaired else { return 2 * Double.pi * Double(slot) / Double(pattern.slots) }
    return 2 * Double.pi * Double(slot / 2) / Double(pattern.period) + (slot % 2 == 1 ? halfGap : -halfGap)
  }

  /// ln of the density of clutter where members are looked for, per square unit.
  static func clutterDensity(_ problem: RingProblem, _ map: RingMap) -> Double {
    let axes = map.axes
    let perimeter = 2 * Double.pi * ((axes.major * axes.major + axes.minor * axes.minor) / 2).squareRoot()
    let band = 2 * problem.options.clutterBand / problem.scale
    return Elementary.logarithm(problem.options.clutterShare * Double(problem.count) / (perimeter * band))
  }

  /// The squared residual, over its variance, beyond which a member is sooner clutter than a bolt.
  static func limit(variance: Double, clutter: Double) -> Double {
    min(max(2 * (-Elementary.logarithm(2 * Double.pi * variance) - clutter + 1), 9), 16)
  }

  /// How much larger than stated squared residuals are taken to be.
  private static func spread(_ rests: [Double], iteration: Int, isLast: Bool) -> Double {
    let sorted = rests.sorted()
    let median = sorted[sorted.count / 2]
    // Of two squared normal residuals the median is 1.39.
    return isLast ? 1 : iteration == 0 ? max(1, 3 * median) : iteration == 1 ? max(1, min(2 * median, 16)) : 1
  }

  /// Adds the prior of w; its sum of squares. A girth's bolts are on the side towards the camera, which tells its tilt.
  private static func addPrior(
    _ prior: DepthPrior, tilt: Double, reference: Vector2, nearSide: Vector2, map: RingMap, equations: NormalEquations
  ) -> Double {
    let sign =
      nearSide != .zero ? -nearSide.dot(prior.minor) : map.axes.imageMinor.dot(reference) >= 0 ? tilt : -tilt
    let mean = sign >= 0 ? prior.modes.0 : prior.modes.1
    let x = mean.x - map.depth.dot(prior.major)
    let y = mean.y - map.depth.dot(prior.minor)
    let wx = 1 / (prior.deviation.x * prior.deviation.x)
    let wy = 1 / (prior.deviation.y * prior.deviation.y)
    equations.add(depthAlong: prior.major, residual: x, weight: wx)
    equations.add(depthAlong: prior.minor, residual: y, weight: wy)
    return x * x * wx + y * y * wy
  }
}
nonisolated(unsafe) package var debugRings = false  // DEBUG
