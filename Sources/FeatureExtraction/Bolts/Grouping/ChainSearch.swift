/// Finds chains of evenly spaced bolts: rows, rings and girths alike.
///
/// Evenly spaced points of a circle, seen from afar, obey a recurrence that knows neither the circle nor the view:
///
///     x₃ − x₀ = κ (x₂ − x₁),   κ = 1 + 2 cos δ
///
/// with δ the angle between neighbours; κ = 3 is a straight row, κ = 2 a ring of six. Two chords of four consecutive bolts are
/// parallel, so a seed of four is nearly always contradicted by chance, and it foretells the fifth. The recurrence holds for
/// thin ellipses too, where conics through a few points mean nothing: a girth from the side is as easy as a ring face-on.
/// Perspective bends it slowly, so κ is learned along the way.
struct ChainSearch {
  private let table: CandidateTable
  private let options: BoltGroupingOptions
  private let graph: NeighbourGraph
  private let taken: [Bool]
  /// Middle edges of seeds that a long chain has passed.
  private var explained: [Bool]
  /// Candidates of the chain being grown.
  private var inChain: [Bool]
  private var places: [Int32] = []

  /// Chains found, in the order of their seeds.
  private(set) var chains: [Chain] = []

  /// Empty places in a row that a chain may jump.
  static let largestGap = 2
  /// Places of a chain at most: more bolts than any ring has.
  static let longest = 72
  /// A seed's κ: from rings of five seen obliquely to rows whose spacing grows with perspective.
  static let kappas = (least: 0.45, largest: 3.5)
  /// How far a predicted place may be missed, as a share of the step: perspective and bent parts.
  static let relativeTolerance = 0.12

  init(_ table: CandidateTable, count: Int, degree: Int, taken: [Bool], options: BoltGroupingOptions) {
    self.table = table
    self.options = options
    self.taken = taken
    graph = NeighbourGraph(table, count: count, degree: degree, tolerance: options.radiusTolerance, taken: taken)
    explained = [Bool](repeating: false, count: graph.neighbours.count)
    inChain = [Bool](repeating: false, count: table.count)
    places.reserveCapacity(2 * Self.longest)
  }

  /// - Complexity: O(n · degree³) seeds looked at, and at most one chain grown for each edge of the graph.
  mutating func run() {
    for b in 0..<graph.count where !taken[b] {
      for slot in 0..<graph.degree {
        let edge = b * graph.degree + slot
        let c = Int(graph.neighbours[edge])
        guard c >= 0, !explained[edge], b < c || !isNeighbour(b, of: c) else { continue }
        if let seed = bestSeed(b, c) { grow(seed) }
      }
    }
  }

  private func isNeighbour(_ a: Int, of b: Int) -> Bool {
    for slot in 0..<graph.degree where Int(graph.neighbours[b * graph.degree + slot]) == a { return true }
    return false
  }

  /// A seed: four candidates in order, and κ.
  private struct Seed {
    var a, b, c, d: Int
    var kappa: Double
  }

  /// The ends a and d that make the chord a–d most nearly parallel to b–c, strong ones preferred.
  private func bestSeed(_ b: Int, _ c: Int) -> Seed? {
    let ex = table.x[c] - table.x[b]
    let ey = table.y[c] - table.y[b]
    let square = ex * ex + ey * ey
    let length = square.squareRoot()
    let noise = (table.variance[b] + table.variance[c]).squareRoot()
    let tolerance = min(0.3 * length, 3 * noise * 2 + 0.06 * length)
    var best: Seed?
    var bestValue = -Double.infinity
    for first in 0..<graph.degree {
      let a = Int(graph.neighbours[b * graph.degree + first])
      guard a >= 0 else { break }
      guard a != c else { continue }
      let ax = table.x[b] - table.x[a]
      let ay = table.y[b] - table.y[a]
      // Turning by less than a right angle, by steps of like length.
      let alongA = ax * ex + ay * ey
      let squareA = ax * ax + ay * ay
      guard alongA > 0, squareA < 6.25 * square, square < 6.25 * squareA else { continue }
      for last in 0..<graph.degree {
        let d = Int(graph.neighbours[c * graph.degree + last])
        guard d >= 0 else { break }
        guard d != b, d != a else { continue }
        let dx = table.x[d] - table.x[c]
        let dy = table.y[d] - table.y[c]
        let squareD = dx * dx + dy * dy
        guard dx * ex + dy * ey > 0, squareD < 6.25 * square, square < 6.25 * squareD else { continue }
        let fx = table.x[d] - table.x[a]
        let fy = table.y[d] - table.y[a]
        let miss = abs(fx * ey - fy * ex) / length
        let kappa = (fx * ex + fy * ey) / square
        guard miss <= tolerance, kappa >= Self.kappas.least, kappa <= Self.kappas.largest,
          abs(table.logRadius[a] - table.logRadius[d]) <= options.radiusTolerance
        else { continue }
        let relative = miss / tolerance
        // Even steps are likelier than uneven ones, near ones likelier than far ones.
        let evenness = abs(squareA - squareD) / (squareA + squareD)
        let value = 0.5 * (table.score[a] + table.score[d]) - relative * relative - 2 * evenness
        if value > bestValue {
          bestValue = value
          best = Seed(a: a, b: b, c: c, d: d, kappa: kappa)
        }
      }
    }
    return best
  }

  private mutating func grow(_ seed: Seed) {
    let likeness = Likeness(
      isHole: table.isHole[seed.b],
      logRadius: 0.25
        * (table.logRadius[seed.a] + table.logRadius[seed.b] + table.logRadius[seed.c] + table.logRadius[seed.d]),
      tolerance: options.radiusTolerance)
    var chain = extended(seed, likeness, isMiddleEmpty: false)
    // The same four may stand around an empty place; then κ is 2 cos δ.
    if chain.memberCount < 6, seed.kappa < 2.1, seed.kappa > 0.5 {
      let other = extended(seed, likeness, isMiddleEmpty: true)
      if other.memberCount > chain.memberCount { chain = other }
    }
    guard chain.memberCount >= options.minimumMembers else { return }
    if chain.memberCount > options.minimumMembers { markExplained(chain) }
    chains.append(chain)
  }

  private mutating func extended(_ seed: Seed, _ likeness: Likeness, isMiddleEmpty: Bool) -> Chain {
    let kappa = isMiddleEmpty ? 1 + seed.kappa : seed.kappa
    var walker = Walker(table, kappa: kappa)
    for index in [seed.a, seed.b, seed.c, seed.d] { inChain[index] = true }
    places.removeAll(keepingCapacity: true)
    var quality = 0.0
    // Backwards first; the walk is reversed, then continued forwards.
    walker.start(seed.d, seed.c, seed.b, seed.a, isMiddleEmpty: isMiddleEmpty)
    walk(&walker, likeness, &quality)
    places.reverse()
    places.append(Int32(seed.a))
    places.append(Int32(seed.b))
    if isMiddleEmpty { places.append(-1) }
    places.append(Int32(seed.c))
    places.append(Int32(seed.d))
    walker.start(seed.a, seed.b, seed.c, seed.d, isMiddleEmpty: isMiddleEmpty)
    walker.kappa.reset(to: kappa)
    walk(&walker, likeness, &quality)
    var members = 0
    for place in places where place >= 0 {
      members += 1
      inChain[Int(place)] = false
      quality += 0.5 * max(min(table.score[Int(place)], 1), -1)
    }
    let empty = places.count - members
    return Chain(places: places, memberCount: members, rank: Double(members) + quality - 0.5 * Double(empty))
  }

  /// Steps on from the walker's end until too many places are empty; appends what it finds to `places`.
  private mutating func walk(_ walker: inout Walker, _ likeness: Likeness, _ quality: inout Double) {
    var empty = 0
    while places.count < Self.longest {
      let (px, py, step) = walker.prediction
      let least = NeighbourGraph.distances.least * table.radius[walker.last]
      // At a body's outline steps shrink to nothing; off the picture nothing can be seen.
      guard step > least, step < 2 * NeighbourGraph.distances.largest * table.radius[walker.last],
        px > -step, py > -step, px < Double(table.imageSize.width) + step, py < Double(table.imageSize.height) + step
      else { break }
      let deviation = 1.5 * table.variance[walker.last].squareRoot() + 0.5 * Self.relativeTolerance * step
      let reach = min(2.5 * deviation * (empty > 0 ? 1.5 : 1), 0.4 * step)
      guard
        let found = table.best(
          nearX: px, y: py, reach: reach, deviation: deviation, like: likeness, where: taken)
      else {
        empty += 1
        if empty > Self.largestGap { break }
        walker.jump()
        places.append(-1)
        continue
      }
      // Back at the start: the ring is closed.
      if inChain[found] { break }
      let dx = (table.x[found] - px) / (2.5 * deviation)
      let dy = (table.y[found] - py) / (2.5 * deviation)
      quality -= dx * dx + dy * dy
      empty = 0
      inChain[found] = true
      places.append(Int32(found))
      walker.advance(to: found)
    }
    while let place = places.last, place < 0 { places.removeLast() }
  }

  private mutating func markExplained(_ chain: Chain) {
    for position in 1..<chain.places.count {
      mark(Int(chain.places[position - 1]), Int(chain.places[position]))
    }
  }

  private mutating func mark(_ a: Int, _ b: Int) {
    guard a >= 0, b >= 0 else { return }
    for (from, to) in [(a, b), (b, a)] where from < graph.count {
      for slot in 0..<graph.degree where Int(graph.neighbours[from * graph.degree + slot]) == to {
        explained[from * graph.degree + slot] = true
      }
    }
  }
}

/// The end of a growing chain: the last four places, empty ones where they should be.
private struct Walker {
  /// κ as learned so far: the sums of its least-squares estimate, old steps fading.
  struct Kappa {
    private var numerator: Double
    private var denominator: Double
    /// How much of the past is kept a step: κ drifts with perspective, and a single step is noisy.
    static let memory = 0.7

    init(_ value: Double) {
      numerator = value
      denominator = 1
    }

    var value: Double { numerator / denominator }

    mutating func reset(to value: Double) {
      numerator = value
      denominator = 1
    }

    mutating func learn(product: Double, square: Double, scale: Double) {
      numerator = Self.memory * numerator + product / scale
      denominator = Self.memory * denominator + square / scale
    }
  }

  private let table: CandidateTable
  var kappa: Kappa
  private(set) var last = 0
  private var x0 = 0.0
  private var y0 = 0.0
  private var x1 = 0.0
  private var y1 = 0.0
  private var x2 = 0.0
  private var y2 = 0.0
  private var x3 = 0.0
  private var y3 = 0.0

  init(_ table: CandidateTable, kappa: Double) {
    self.table = table
    self.kappa = Kappa(kappa)
  }

  mutating func start(_ a: Int, _ b: Int, _ c: Int, _ d: Int, isMiddleEmpty: Bool) {
    last = d
    (x0, y0) = (table.x[a], table.y[a])
    (x1, y1) = (table.x[b], table.y[b])
    (x2, y2) = (table.x[c], table.y[c])
    (x3, y3) = (table.x[d], table.y[d])
    guard isMiddleEmpty else { return }
    // a b · c d: the empty place v obeys c − a = κ (v − b).
    let k = kappa.value
    let vx = x1 + (x2 - x0) / k
    let vy = y1 + (y2 - y0) / k
    (x0, y0) = (x1, y1)
    (x1, y1) = (vx, vy)
  }

  /// The next place, and its distance from the last one.
  var prediction: (x: Double, y: Double, step: Double) {
    let k = kappa.value
    let px = x1 + k * (x3 - x2)
    let py = y1 + k * (y3 - y2)
    return (px, py, ((px - x3) * (px - x3) + (py - y3) * (py - y3)).squareRoot())
  }

  mutating func jump() {
    let (px, py, _) = prediction
    shift(px, py)
  }

  mutating func advance(to index: Int) {
    last = index
    shift(table.x[index], table.y[index])
    let (ex, ey) = (x2 - x1, y2 - y1)
    let square = ex * ex + ey * ey
    guard square > 0 else { return }
    kappa.learn(product: (x3 - x0) * ex + (y3 - y0) * ey, square: square, scale: square)
  }

  private mutating func shift(_ px: Double, _ py: Double) {
    (x0, y0) = (x1, y1)
    (x1, y1) = (x2, y2)
    (x2, y2) = (x3, y3)
    (x3, y3) = (px, py)
  }
}
