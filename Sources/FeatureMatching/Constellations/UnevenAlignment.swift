import ReproducibleMath

/// Lays the angles of one ring over those of another, bolt on bolt.
///
/// Each pair of bolts, one of either ring, proposes a turn; that pair says nothing then, and the others say how well it fits.
/// Bolts of B are drawn from those of A that are still free, or are clutter; the same the other way round; the geometric mean
/// of both odds factors is symmetric, and its mean over unrelated rings is no more than theirs (Cauchy and Schwarz).
struct UnevenAlignment {
  /// A turn that was tried.
  struct Turned {
    /// Angle in B less the angle in A.
    let angle: Double
    /// log10 of the odds factor of the bolts other than the pair that proposed it.
    let logRatio: Double
    /// Bolts that agree, that pair included.
    let matched: Int

    /// log10 of the odds factor where the rings repeat a group of bolts: only the group's own bolts tell anything, the rest follows.
    func told(distinct: Int, order: Int) -> Double {
      let each = logRatio / Double(max(1, matched - 1))
      return min(
        logRatio, Double(distinct - 1) * max(0, each - Elementary.decimalLogarithm(Double(order))))
    }
  }

  /// log10 of the probability that a bolt beside one without a partner has none either, and the same that it has one: what hides
  /// a bolt often hides its neighbours.
  private static let logHalf = -Evidence.logTwo

  /// Bolts that must agree, those that proposed the turn included; and the share of the shorter list: with fewer, those that do
  /// not agree outweigh them.
  private static let leastMatched = 3
  private static let leastShare = 0.4
  /// Turns looked at closely, those with most bolts in agreement first.
  private static let mostScored = 64

  private let anglesA: [Double]
  private let variancesA: [Double]
  private let anglesB: [Double]
  private let variancesB: [Double]
  private let logClutter: Double
  private let logKept: Double

  /// Angles ascend in [0, 2π).
  init(anglesA: [Double], variancesA: [Double], anglesB: [Double], variancesB: [Double], clutter: Double) {
    self.anglesA = anglesA
    self.variancesA = variancesA
    self.anglesB = anglesB
    self.variancesB = variancesB
    logClutter = Elementary.decimalLogarithm(clutter)
    logKept = Elementary.decimalLogarithm(1 - clutter)
  }

  /// Turns that put a bolt of A, or of A's mirror image, on one of B, and enough others on others.
  ///
  /// - Parameter most: Turns looked at closely, those with most bolts in agreement first.
  /// - Complexity: O(k³) for k bolts a ring, with a small constant.
  func turns(isMirrored: Bool, most: Int = Self.mostScored) -> [Turned] {
    var (anglesA, variancesA) = (anglesA, variancesA)
    if isMirrored {
      anglesA = anglesA.reversed().map { Turn.positive(-$0) }
      variancesA.reverse()
      if let first = anglesA.indices.min(by: { anglesA[$0] < anglesA[$1] }), first > 0 {
        anglesA = Array(anglesA[first...] + anglesA[..<first])
        variancesA = Array(variancesA[first...] + variancesA[..<first])
      }
    }
    let overlay = AngleOverlay(
      anglesA: anglesA, variancesA: variancesA, anglesB: anglesB, variancesB: variancesB)
    let least = max(Self.leastMatched, Int(Self.leastShare * Double(min(anglesA.count, anglesB.count))))
    var anchors: [(count: Int, index: Int)] = []
    for anchorA in anglesA.indices {
      for anchorB in anglesB.indices {
        let count = overlay.count(turn: Turn.wrapped(anglesB[anchorB] - anglesA[anchorA]))
        if count >= least { anchors.append((count, anchorA * anglesB.count + anchorB)) }
      }
    }
    anchors.sort { ($0.count, $1.index) > ($1.count, $0.index) }
    return anchors.prefix(most).compactMap { _, index in
      let (anchorA, anchorB) = (index / anglesB.count, index % anglesB.count)
      let turn = Turn.wrapped(anglesB[anchorB] - anglesA[anchorA])
      let partners = overlay.partners(turn: turn)
      guard partners.count(where: { $0 >= 0 }) >= least else { return nil }
      let (logRatio, matched) = score(partners, overlay, turn: turn, anchor: anchorA)
      return Turned(angle: turn, logRatio: logRatio, matched: matched)
    }
  }

  private func score(
    _ partners: [Int], _ overlay: AngleOverlay, turn: Double, anchor: Int
  ) -> (Double, Int) {
    var density = 0.0
    var matched = 0
    var hasPartner = [Bool](repeating: false, count: overlay.anglesB.count)
    for (indexA, indexB) in partners.enumerated() where indexB >= 0 {
      matched += 1
      hasPartner[indexB] = true
      guard indexA != anchor else { continue }
      let offset = Turn.wrapped(overlay.anglesA[indexA] + turn - overlay.anglesB[indexB])
      density +=
        logKept + Self.logTurn
        + NormalDensity.log(offset, variance: overlay.variancesA[indexA] + overlay.variancesB[indexB])
    }
    var forward = density
    var backward = density
    for index in 1..<max(1, matched) {
      forward -= LogCount.log(partners.count - index)
      backward -= LogCount.log(hasPartner.count - index)
    }
    forward += runsCost(hasPartner)
    backward += runsCost(partners.map { $0 >= 0 })
    return ((forward + backward) / 2, matched)
  }

  private static let logTurn = 0.798_179_868_358_115

  /// log10 of the odds of the bolts without partners, which come in runs round the ring.
  private func runsCost(_ hasPartner: [Bool]) -> Double {
    var cost = 0.0
    for index in hasPartner.indices where !hasPartner[index] {
      let before = hasPartner[index == 0 ? hasPartner.count - 1 : index - 1]
      // The first of a run, with the run's end; then each further one.
      cost += before ? logClutter + Self.logHalf - logKept : Self.logHalf
    }
    return cost
  }
}

/// Pairs the nearest angles of two lists after a turn.
struct AngleOverlay {
  let anglesA: [Double]
  let variancesA: [Double]
  let anglesB: [Double]
  let variancesB: [Double]
  private let widestReach: Double

  init(anglesA: [Double], variancesA: [Double], anglesB: [Double], variancesB: [Double]) {
    self.anglesA = anglesA
    self.variancesA = variancesA
    self.anglesB = anglesB
    self.variancesB = variancesB
    widestReach = RingPattern.reach * ((variancesA.max() ?? 0) + (variancesB.max() ?? 0)).squareRoot()
  }

  /// About how many angles coincide after `turn`: by the widest reach, and without a look across angle 0. O(k).
  func count(turn: Double) -> Int {
    // Angles of A below the seam come first after the turn.
    let seam = turn >= 0 ? Turn.full - turn : -turn
    var start = 0
    while start < anglesA.count, anglesA[start] < seam { start += 1 }
    let beyond = turn >= 0 ? turn - Turn.full : turn
    let before = turn >= 0 ? turn : turn + Turn.full
    var count = 0
    var other = 0
    for step in anglesA.indices {
      let position = start + step
      let isBeyond = position < anglesA.count
      let angle = isBeyond ? anglesA[position] + beyond : anglesA[position - anglesA.count] + before
      while other < anglesB.count, anglesB[other] < angle - widestReach { other += 1 }
      guard other < anglesB.count else { break }
      if anglesB[other] <= angle + widestReach {
        count += 1
        other += 1
      }
    }
    return count
  }

  /// For each angle of A the position in B's list of the angle that it lies on after `turn`, -1 where there is none. One to one.
  func partners(turn: Double) -> [Int] {
    var result = [Int](repeating: -1, count: anglesA.count)
    var owner = [Int](repeating: -1, count: anglesB.count)
    var distance = [Double](repeating: .infinity, count: anglesB.count)
    for index in anglesA.indices {
      let other = nearest(to: Turn.positive(anglesA[index] + turn))
      let offset = abs(Turn.wrapped(anglesA[index] + turn - anglesB[other]))
      let variance = variancesA[index] + variancesB[other]
      guard offset * offset < RingPattern.reach * RingPattern.reach * variance, offset < distance[other] else {
        continue
      }
      if owner[other] >= 0 { result[owner[other]] = -1 }
      owner[other] = index
      distance[other] = offset
      result[index] = other
    }
    return result
  }

  private func nearest(to angle: Double) -> Int {
    var low = 0
    var high = anglesB.count
    while low < high {
      let middle = (low + high) / 2
      if anglesB[middle] < angle { low = middle + 1 } else { high = middle }
    }
    let above = low == anglesB.count ? 0 : low
    let below = low == 0 ? anglesB.count - 1 : low - 1
    return abs(Turn.wrapped(angle - anglesB[below])) < abs(Turn.wrapped(anglesB[above] - angle)) ? below : above
  }
}
