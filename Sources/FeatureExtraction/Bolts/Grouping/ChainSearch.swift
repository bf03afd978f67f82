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
    inChain = [Bool](repeating: false, count: table.capacity)
    places.reserveCapacity(2 * Self.longest)
  }

  /// - Complexity: O(n · degree³) seeds looked at, and at most one chain grown for each edge of the graph.
  mutating func run() {
    // Even chains before paired ones: every even ring holds pairs. Near neighbours before far ones: every even ring holds rings of
    // half as many bolts.
    for wantsPairs in [false, true] {
      for slot in 0..<graph.degree {
        for b in 0..<graph.count where !taken[b] {
          let edge = b * graph.degree + slot
          let c = Int(graph.neighbours[edge])
          guard c >= 0, !explained[edge], b < c || !isNeighbour(b, of: c),
            let seed = bestSeed(b, c, isPaired: wantsPairs)
          else { continue }
          if wantsPairs { growPaired(seed) } else { grow(seed) }
        }
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

  /// The ends a and d that make the chord a–d most nearly parallel to b–c, strong ones and even steps preferred.
  ///
  /// - Parameter isPaired: The outer steps are alike, but unlike the middle one.
  ///
  /// - Complexity: O(degree²).
  private func bestSeed(_ b: Int, _ c: Int, isPaired: Bool) -> Seed? {
    let ex = table.x[c] - table.x[b]
    let ey = table.y[c] - table.y[b]
    let square = ex * ex + ey * ey
    let length = square.squareRoot()
    let noise = (table.variance[b] + table.variance[c]).squareRoot()
    let limit = isPaired ? Self.squaredStepRatios.paired : Self.squaredStepRatios.even
    var best: Seed?
    var bestValue = -Double.infinity
    for first in 0..<graph.degree {
      let a = Int(graph.neighbours[b * graph.degree + first])
      guard a >= 0 else { break }
      guard a != c else { continue }
      let ax = table.x[b] - table.x[a]
      let ay = table.y[b] - table.y[a]
      // Turning by less than a right angle.
      let alongA = ax * ex + ay * ey
      let squareA = ax * ax + ay * ay
      guard alongA > 0, squareA < limit * square, square < limit * squareA else { continue }
      for last in 0..<graph.degree {
        let d = Int(graph.neighbours[c * graph.degree + last])
        guard d >= 0 else { break }
        guard d != b, d != a else { continue }
        let dx = table.x[d] - table.x[c]
        let dy = table.y[d] - table.y[c]
        let squareD = dx * dx + dy * dy
        let mean = 0.5 * (squareA + squareD)
        guard dx * ex + dy * ey > 0, squareA < Self.squaredStepRatios.even * squareD,
          squareD < Self.squaredStepRatios.even * squareA,
          abs(table.logRadius[a] - table.logRadius[d]) <= options.radiusTolerance
        else { continue }
        let fx = table.x[d] - table.x[a]
        let fy = table.y[d] - table.y[a]
        let chord = (fx * fx + fy * fy).squareRoot()
        // The middle chord's direction is uncertain by its ends' noise, the more the shorter it is.
        let tolerance = min(0.3 * length, 3 * noise) * max(chord / length, 1) * 0.5 + 3 * noise + 0.04 * chord
        let miss = abs(fx * ey - fy * ex) / length
        guard miss <= tolerance else { continue }
        let kappa = (fx * ex + fy * ey) / square
        let relative = miss / tolerance
        var value = 0.15 * (table.score[a] + table.score[d]) - relative * relative
        if isPaired {
          guard mean > Self.squaredStepRatios.leastPaired * square || square > Self.squaredStepRatios.leastPaired * mean
          else { continue }
          value -= 2 * abs(squareA - squareD) / (squareA + squareD)
        } else {
          guard kappa >= Self.kappas.least, kappa <= Self.kappas.largest else { continue }
          value -= 2 * (abs(squareA - square) / (squareA + square) + abs(squareD - square) / (squareD + square))
        }
        if value > bestValue {
          bestValue = value
          best = Seed(a: a, b: b, c: c, d: d, kappa: kappa)
        }
      }
    }
    return best
  }

  /// Squared ratios of steps: neighbours of even steps at most; the two steps of paired bolts at most and at least.
  private static let squaredStepRatios = (even: 6.0, paired: 40.0, leastPaired: 2.0)

  /// Grows a chain of alternating steps.
  private mutating func growPaired(_ seed: Seed) {
    let middle = distance(seed.b, seed.c)
    let outer = 0.5 * (distance(seed.a, seed.b) + distance(seed.c, seed.d))
    let spacing = ChainSpacing.paired(kappa: seed.kappa, stepRatio: middle / outer)
    var chain = extended(seed, likeness(of: seed), spacing, .full)
    guard chain.memberCount > options.minimumMembers else { return }
    chain.isPaired = true
    markExplained(chain)
    chains.append(chain)
  }

  private func distance(_ a: Int, _ b: Int) -> Double {
    let dx = table.x[a] - table.x[b]
    let dy = table.y[a] - table.y[b]
    return (dx * dx + dy * dy).squareRoot()
  }

  private func likeness(of seed: Seed) -> Likeness {
    let sum = table.logRadius[seed.a] + table.logRadius[seed.b] + table.logRadius[seed.c] + table.logRadius[seed.d]
    return Likeness(logRadius: 0.25 * sum, tolerance: options.radiusTolerance)
  }

  private mutating func grow(_ seed: Seed) {
    let likeness = likeness(of: seed)
    var chain = extended(seed, likeness, .even(kappa: seed.kappa), .full)
    if chain.memberCount < 6 {
      // The same four may stand around empty places.
      for layout in [SeedLayout.emptyMiddle, .emptySides] {
        guard let kappa = layout.kappa(seed.kappa) else { continue }
        let other = extended(seed, likeness, .even(kappa: kappa), layout)
        if other.rank > chain.rank { chain = other }
      }
    }
    guard chain.memberCount >= options.minimumMembers else { return }
    if chain.memberCount > options.minimumMembers { markExplained(chain) }
    chains.append(chain)
  }

  /// Walks on from both ends of a seed.
  private mutating func extended(
    _ seed: Seed, _ likeness: Likeness, _ spacing: ChainSpacing, _ layout: SeedLayout
  ) -> Chain {
    for index in [seed.a, seed.b, seed.c, seed.d] { inChain[index] = true }
    places.removeAll(keepingCapacity: true)
    var quality = 0.0
    // Backwards first; the walk is reversed, then continued forwards.
    var walker = ChainWalker(table, bolts: (seed.d, seed.c, seed.b, seed.a), layout: layout, spacing: spacing)
    walk(&walker, likeness, &quality)
    places.reverse()
    places.append(Int32(seed.a))
    if layout == .emptySides { places.append(-1) }
    places.append(Int32(seed.b))
    if layout == .emptyMiddle { places.append(-1) }
    places.append(Int32(seed.c))
    if layout == .emptySides { places.append(-1) }
    places.append(Int32(seed.d))
    walker = ChainWalker(table, bolts: (seed.a, seed.b, seed.c, seed.d), layout: layout, spacing: spacing)
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
  private mutating func walk(_ walker: inout ChainWalker, _ likeness: Likeness, _ quality: inout Double) {
    var empty = 0
    while places.count < Self.longest {
      let (place, step) = walker.prediction
      let (px, py) = (place.x, place.y)
      let least = NeighbourGraph.distances.least * table.radius[walker.last]
      // At a body's outline steps shrink to nothing; off the picture nothing can be seen.
      guard step > least, step < 2 * NeighbourGraph.distances.largest * table.radius[walker.last],
        px > -step, py > -step, px < Double(table.imageSize.width) + step, py < Double(table.imageSize.height) + step
      else { break }
      let deviation = 1.5 * table.variance[walker.last].squareRoot() + 0.5 * Self.relativeTolerance * walker.scale
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
