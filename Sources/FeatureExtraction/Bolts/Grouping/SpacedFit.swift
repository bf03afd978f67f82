import ImagePlanes
import ReproducibleMath

/// Fits evenly spaced places to a chain, completes it, and weighs it against chance.
struct SpacedFit<Model: SpacedModel> {
  let table: CandidateTable
  private let options: BoltGroupingOptions
  var model: Model
  private(set) var likeness: Likeness
  /// Members in order of their slots.
  var members: [Int]
  /// Slots of the members, the middle one 0, growing.
  var slots: [Int]
  private var decimalLogDeterminant = 0.0
  /// Standard deviation of the model's last parameter, given all others' freedom.
  private var stepDeviation = 0.0
  /// Sum of squared deviations at the fit, the priors' included.
  private var chiSquare = 0.0
  private(set) var modelVariance = 0.0
  private var noise = GroupNoise.bent

  /// Deviations beyond which a candidate is no member.
  static var outlierLimit: Double { 3.5 }
  /// Empty places in a row that the fit looks past, at an open end.
  private static var largestGap: Int { 3 }

  /// - Parameters:
  ///   - model: A model of the image, its parameters still to be found.
  ///   - chain: The guess to start from.
  init?(_ model: Model, chain: Chain, table: CandidateTable, options: BoltGroupingOptions) {
    self.table = table
    self.options = options
    self.model = model
    var members: [Int] = []
    var slots: [Int] = []
    let middle = chain.places.count / 2
    for (slot, place) in chain.places.enumerated() where place >= 0 {
      members.append(Int(place))
      slots.append(slot - middle)
    }
    guard members.count >= 4 else { return nil }
    likeness = Likeness(of: members, in: table, tolerance: options.radiusTolerance)
    self.members = members
    self.slots = slots
  }

  func point(_ index: Int) -> Point { Point(x: table.x[index], y: table.y[index]) }

  // MARK: Fitting

  /// Starts without perspective. False where nothing fits.
  mutating func start() -> Bool { model.start(members.map { point($0) }, slots: slots) }

  /// Refines the parameters by Levenberg and Marquardt's method. False where nothing fits.
  private mutating func refine(iterations: Int) -> Bool {
    let reach = max(abs(slots[0]), abs(slots[slots.count - 1]))
    model.prepare(slots: reach)
    modelVariance = noise.variance(extent: model.extent(slots: slots[slots.count - 1] - slots[0]))
    var damping = 1e-4
    var cost = self.cost()
    guard cost < .infinity else { return false }
    var equations = FitEquations()
    gather(&equations)
    var isKnown = false
    for _ in 0..<iterations {
      guard let step = equations.solved(damping: damping) else { return false }
      if damping < 1e-2 {
        decimalLogDeterminant = step.decimalLogDeterminant
        stepDeviation = step.lastDeviation
        isKnown = true
      }
      let previous = model.parameters
      for index in 0..<model.order { model.parameters[index] += step.solution[index] }
      model.prepare(slots: reach)
      let next = self.cost()
      if next < cost {
        let gain = cost - next
        cost = next
        damping = max(damping * 0.1, 1e-6)
        // Costs are squared deviations: a hundredth of one is nothing.
        if gain < 0.02 { break }
        gather(&equations)
      } else {
        model.parameters = previous
        model.prepare(slots: reach)
        if next - cost < 1e-6 { break }
        damping = max(damping, 1e-4) * 20
        if damping > 1e4 { break }
      }
    }
    if !isKnown {
      guard let result = equations.solved() else { return false }
      decimalLogDeterminant = result.decimalLogDeterminant
      stepDeviation = result.lastDeviation
    }
    chiSquare = cost
    return true
  }

  private func cost() -> Double {
    var sum = model.priorCost
    for index in members.indices {
      guard let place = model.place(slots[index]) else { return .infinity }
      sum += place.squaredDistance(to: point(members[index])) / (table.variance[members[index]] + modelVariance)
    }
    return sum
  }

  private func gather(_ equations: inout FitEquations) {
    equations.reset(order: model.order)
    var x = ParameterVector(repeating: 0)
    var y = ParameterVector(repeating: 0)
    for index in members.indices {
      guard let place = model.place(slots[index]) else { continue }
      model.derivatives(slots[index], at: place, x: &x, y: &y)
      let weight = 1 / (table.variance[members[index]] + modelVariance)
      equations.add(x, value: table.x[members[index]] - place.x, weight: weight)
      equations.add(y, value: table.y[members[index]] - place.y, weight: weight)
    }
    model.addPriors(to: &equations)
  }

  /// Fits, drops what does not fit, looks for what is missing, fits again.
  ///
  /// - Parameters:
  ///   - turn: The angle between neighbouring places, for groups that close; 0 for others.
  ///   - taken: Candidates of other groups.
  mutating func complete(taken: [Bool], turn: (Model) -> Double) -> Bool {
    guard refine(iterations: 12) else { return false }
    // Hopeless: more than every other member would have to go.
    guard chiSquare < Double(members.count) * Self.hopelessDeviation * Self.hopelessDeviation else { return false }
    for round in 0..<(table.secondLook == nil ? Self.rounds.plain : Self.rounds.looking) {
      let before = members
      drop(beyond: round == 0 ? 2 * Self.outlierLimit : Self.outlierLimit)
      guard members.count >= 4 else { return false }
      if members != before, !refine(iterations: 4) { return false }
      let kept = members
      fill(taken: taken, turn: turn(model), isFirst: round == 0)
      if round > 0 { look(taken: taken, turn: turn(model)) }
      if members == kept && members == before && round > 0 { return true }
      if members != kept { guard refine(iterations: 4) else { return false } }
    }
    let before = members
    drop(beyond: Self.outlierLimit)
    return members.count >= 4 && (members == before || refine(iterations: 3))
  }

  /// Rounds of dropping and filling: where the picture can be looked at again, a group grows by a place at either end in each.
  private static var rounds: (plain: Int, looking: Int) { (3, 24) }

  /// Mean deviation of the first fit beyond which no dropping of outliers helps.
  private static var hopelessDeviation: Double { 12 }

  private mutating func drop(beyond limit: Double) {
    var kept = 0
    for index in members.indices {
      guard let place = model.place(slots[index]) else { continue }
      let variance = table.variance[members[index]] + modelVariance
      guard place.squaredDistance(to: point(members[index])) <= limit * limit * variance else { continue }
      members[kept] = members[index]
      slots[kept] = slots[index]
      kept += 1
    }
    members.removeLast(members.count - kept)
    slots.removeLast(slots.count - kept)
  }

  /// Looks for candidates at empty places, between the members and beyond either end.
  private mutating func fill(taken: [Bool], turn: Double, isFirst: Bool) {
    var blocked = taken
    for member in members { blocked[member] = true }
    var found: [(slot: Int, member: Int)] = Array(zip(slots, members)).map { (slot: $0.0, member: $0.1) }
    let first = slots[0]
    let last = slots[slots.count - 1]
    // A ring closes: no place is counted twice.
    let largest = turn > 0 ? min(Int(2 * Double.pi / turn + 0.4), 72) : 72
    model.prepare(slots: 72)
    var next = 0
    for slot in first...last {
      if next < slots.count && slots[next] == slot {
        next += 1
        continue
      }
      if let member = candidate(at: slot, from: slot - 1, blocked: blocked, isFirst: false) {
        blocked[member] = true
        found.append((slot, member))
      }
    }
    var low = first
    var high = last
    for direction in [1, -1] {
      var empty = 0
      var slot = direction > 0 ? last + 1 : first - 1
      while empty < Self.largestGap, abs(slot) < 72, max(high, slot) - min(low, slot) + 1 <= largest {
        if let member = candidate(at: slot, from: slot - direction, blocked: blocked, isFirst: isFirst) {
          blocked[member] = true
          found.append((slot, member))
          empty = 0
          low = min(low, slot)
          high = max(high, slot)
        } else {
          empty += 1
        }
        slot += direction
      }
    }
    found.sort { $0.slot < $1.slot }
    slots = found.map(\.slot)
    members = found.map(\.member)
  }

  private func candidate(at slot: Int, from neighbour: Int, blocked: [Bool], isFirst: Bool) -> Int? {
    guard let place = model.place(slot), let previous = model.place(neighbour) else { return nil }
    let step = place.distance(to: previous)
    let radius = Elementary.exponential(likeness.logRadius)
    guard step > NeighbourGraph.distances.least * radius, place.x > -radius, place.y > -radius,
      place.x < Double(table.imageSize.width) + radius, place.y < Double(table.imageSize.height) + radius
    else { return nil }
    // A typical candidate's noise; a first look, by a fit of few bolts, may miss by more.
    let deviation = (modelVariance + table.variance[members[0]]).squareRoot()
    let reach = min(Self.outlierLimit * deviation + (isFirst ? 0.08 * step : 0), 0.3 * step)
    return table.best(
      nearX: place.x, y: place.y, reach: reach, deviation: deviation, like: likeness, where: blocked)
  }

  // MARK: Weighing

  /// What speaks for the group, against chance: as a part that is exactly round or straight, or as a bent one.
  ///
  /// - Parameters:
  ///   - gain: log10 of how much likelier a group is here than anywhere.
  ///   - clutter: Tells the weighted density of candidates around the group.
  mutating func hypothesis(form: GroupHypothesis.Form, gain: Double = 0, clutter: inout ClutterDensity)
    -> GroupHypothesis
  {
    let points = members.map { point($0) }
    let density = clutter.around(points, members: members, like: likeness)
    let bent = weighed(form: form, gain: gain, points: points, density: density)
    guard bent.logOdds > GroupEvidence.hopeless else { return bent }
    let fitted = model.parameters
    noise = GroupNoise.exact
    if refine(iterations: 3) {
      let exact = weighed(form: form, gain: gain, points: points, density: density)
      if exact.logOdds > bent.logOdds { return exact }
    }
    model.parameters = fitted
    return bent
  }

  private mutating func weighed(form: GroupHypothesis.Form, gain: Double, points: [Point], density: Double)
    -> GroupHypothesis
  {
    let reach = max(abs(slots[0]), abs(slots[slots.count - 1]))
    model.prepare(slots: reach)
    let span = slots[slots.count - 1] - slots[0] + 1
    let empty = span - members.count
    let presence = (Double(members.count) + 2) / (Double(span) + 3)
    let logPresence = Elementary.decimalLogarithm(presence)
    let logAbsence = Elementary.decimalLogarithm(1 - presence)

    var evidence = GroupEvidence()
    var memberOdds: [Double] = []
    var missing: [Point] = []
    let curveDensity = curveDensity(empty: empty)
    for index in members.indices {
      let member = members[index]
      let variance = table.variance[member] + modelVariance
      let place = model.place(slots[index]) ?? points[index]
      let residual = place.squaredDistance(to: points[index])
      if table.wasForetold(member) {
        // Looked for at its place: what it scores there is all that it says.
        let seen = SecondLook.evidence(table.score[member])
        memberOdds.append(seen + logPresence - logAbsence - table.score[member])
        evidence.againstScatter += seen + logPresence
        evidence.againstCurve += seen + logPresence
        continue
      }
      let local =
        logPresence + GroupEvidence.radiusEvidence(table.logRadius[member] - likeness.logRadius, likeness.tolerance)
        - Elementary.decimalLogarithm(2 * Double.pi * variance * density)
        - GroupEvidence.halfLog * residual / variance
      memberOdds.append(local)
      evidence.againstScatter += table.logWeight[member] + local
      // Against candidates strewn along the same curve: their own pixels, and how well they keep the spacing.
      let (tangentX, tangentY) = tangent(slots[index])
      let along = (points[index].x - place.x) * tangentX + (points[index].y - place.y) * tangentY
      evidence.againstCurve +=
        GroupEvidence.ownEvidence(table.score[member], prior: table.priorLogOdds) + logPresence
        - Elementary.decimalLogarithm((2 * Double.pi * variance).squareRoot() * curveDensity)
        - GroupEvidence.halfLog * along * along / variance
    }
    var run = 0
    for index in members.indices.dropFirst() {
      run = slots[index] - slots[index - 1] - 1
      guard run > 0 else { continue }
      // A long gap is one event, a hidden or torn-off part, and not many missing bolts.
      let cost = max(Double(run) * logAbsence, GroupEvidence.gapCost)
      evidence.againstScatter += cost
      evidence.againstCurve += cost
      for slot in (slots[index - 1] + 1)..<slots[index] {
        if let place = model.place(slot) { missing.append(place) }
      }
    }
    let radius = Elementary.exponential(likeness.logRadius)
    let laplace =
      model.decimalLogPrior(radius: radius, stepDeviation: stepDeviation) + GroupNoise.choice + 0.5
      * Double(model.order) * Elementary.decimalLogarithm(2 * Double.pi)
      - 0.5 * decimalLogDeterminant - GroupEvidence.halfLog * model.priorCost
    evidence.againstScatter += laplace
    // Phase and spacing were chosen to fit: a choice among as many as the step is wide.
    let typical = GroupNoise.typicalStep(points)
    let deviation = modelVariance.squareRoot()
    evidence.againstCurve -= 2 * max(Elementary.decimalLogarithm(max(typical / deviation, 1)), 0)
    let logOdds = evidence.logOdds + gain
    for index in members.indices {
      let own = table.score[members[index]]
      memberOdds[index] = max(own, min(own + memberOdds[index], logOdds))
    }
    return GroupHypothesis(
      form: form, members: members, slots: slots.map { $0 - slots[0] }, memberOdds: memberOdds, missing: missing,
      likeness: likeness, logOdds: logOdds)
  }

  private func tangent(_ slot: Int) -> (Double, Double) {
    guard let a = model.place(slot - 1) ?? model.place(slot), let b = model.place(slot + 1) ?? model.place(slot) else {
      return (1, 0)
    }
    let length = max(a.distance(to: b), 1e-9)
    return ((b.x - a.x) / length, (b.y - a.y) / length)
  }

  /// Like candidates on the curve, members or not, for each pixel of its length.
  private func curveDensity(empty: Int) -> Double {
    var length = 0.0
    var others = 0.0
    let detected = members.filter { !table.wasForetold($0) }
    let mean = detected.reduce(0) { $0 + table.weight[$1] } / Double(max(detected.count, 1))
    for index in members.indices.dropFirst() {
      let a = point(members[index - 1])
      let b = point(members[index])
      length += a.distance(to: b)
      let width = Self.outlierLimit * (modelVariance + table.variance[members[index]]).squareRoot()
      others += table.weightBetween(a, b, width: width, like: likeness) / max(mean, 0.01)
    }
    return (Double(members.count) + others) / max(length, 1)
  }
}
