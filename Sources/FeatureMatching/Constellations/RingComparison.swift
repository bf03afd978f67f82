import FeatureExtraction
import ReproducibleMath

/// Two rings over all rotations: what each is worth, and what all of them are worth together.
///
/// With P(X) the world's probability of a ring's angles and P(A, B | h) that of both where one pattern, turned by h, is behind
/// them, a rotation's odds factor is P(A, B | h) / (P(A) P(B)). The pattern may be even, with any number of places that both
/// posteriors leave possible, or uneven. Over unrelated rings the mean of the factor is 1. See <doc:Constellations>.
struct RingComparison {
  /// A rotation that was tried.
  struct Rotation {
    /// What was compared under it.
    enum Basis: Hashable {
      /// Even places: place p of A is place p + `shift` of B, counted in the readings `readingA` and `readingB`.
      case even(readingA: Int, readingB: Int, shift: Int)
      /// Angle by angle.
      case uneven
    }

    /// Angle in B's plane less the angle in A's, in radians.
    let angle: Double
    /// log10 of the odds factor.
    let logRatio: Double
    /// log10 of its share of all rotations.
    let logShare: Double
    let basis: Basis

    /// The same rotation with odds smaller by `decades`.
    func weakened(by decades: Double) -> Rotation {
      Rotation(angle: angle, logRatio: logRatio - decades, logShare: logShare, basis: basis)
    }
  }

  /// The prepared rings.
  let a: RingPattern
  let b: RingPattern
  /// Rotations, best first.
  let rotations: [Rotation]
  /// log10 of the mean odds factor over all rotations; minus infinity where the rings exclude each other.
  let logMean: Double
  /// The greatest log10 of an odds factor of a rotation of the mirrored ring.
  let bestMirrored: Double

  /// Rotations kept for later, at most: every one of the largest even ring, and as many others.
  private static let mostRotations = 2 * RingPrior.greatestSlots

  /// Decades below the best within which a rotation agrees as well: a gap that both pictures show is worth more.
  static let ambiguityTolerance = 0.5

  /// Compares `a` with `b`.
  ///
  /// - Complexity: O(slots²) for each count that both may have; O(k² log k) where one of them is uneven.
  init(_ a: RingPattern, _ b: RingPattern, options: ConstellationMatchingOptions) {
    self.a = a
    self.b = b
    let common = RingResemblance.logRatio(a, b) - a.logWorld - b.logWorld
    var found: [Rotation] = []
    var mirrored = -Double.infinity
    for (indexA, readingA) in a.readings.enumerated() {
      for (indexB, readingB) in b.readings.enumerated() where readingA.slots == readingB.slots {
        let slots = readingA.slots
        let table = PlaceOdds(
          options: options, missA: PlaceOdds.missRate(of: readingA.places, options: options),
          missB: PlaceOdds.missRate(of: readingB.places, options: options))
        let base =
          common + readingA.weight + readingB.weight + Elementary.decimalLogarithm(RingPrior.even(slots))
        let share = -Elementary.decimalLogarithm(Double(slots))
        let pitch = Turn.full / Double(slots)
        for shift in 0..<slots {
          found.append(
            Rotation(
              angle: Turn.wrapped(readingB.phase - readingA.phase + Double(shift) * pitch),
              logRatio: base + table.logOdds(readingA.places, readingB.places, shift: shift, isMirrored: false),
              logShare: share, basis: .even(readingA: indexA, readingB: indexB, shift: shift)))
          mirrored = max(
            mirrored, base + table.logOdds(readingA.places, readingB.places, shift: shift, isMirrored: true))
        }
      }
    }
    if !a.ring.isRegular, !b.ring.isRegular {
      // Where a reader found even places in one of them, those are compared, as far as the other may have them too.
      let alignment = UnevenAlignment(
        anglesA: a.angles, variancesA: a.variances, anglesB: b.angles, variancesB: b.variances,
        clutter: options.clutterRate)
      let base = common + Elementary.decimalLogarithm(RingPrior.uneven)
      let share = -Elementary.decimalLogarithm(Double(a.angles.count * b.angles.count))
      for turn in alignment.turns(isMirrored: false) {
        var total = LogSum()
        total.add(base + turn.logRatio)
        for (readingA, readingB) in Self.commonRepeats(a, b) {
          let told = turn.told(distinct: min(readingA.distinct, readingB.distinct), order: readingA.order)
          total.add(
            common + Elementary.decimalLogarithm(RingPrior.repeated) + readingA.weight + readingB.weight + told)
        }
        found.append(Rotation(angle: turn.angle, logRatio: total.value, logShare: share, basis: .uneven))
      }
      for turn in alignment.turns(isMirrored: true) { mirrored = max(mirrored, base + turn.logRatio) }
    }
    // What the mirror image explains better is no evidence: its coincidences with the ring come in twos.
    let excess = mirrored - (found.map(\.logRatio).max() ?? -.infinity)
    if excess > 0, excess < .infinity { found = found.map { $0.weakened(by: excess) } }
    var mean = LogSum()
    for rotation in found { mean.add(rotation.logRatio + rotation.logShare) }
    logMean = mean.value
    bestMirrored = mirrored
    found.sort { ($0.logRatio, $1.angle) > ($1.logRatio, $0.angle) }
    rotations = Array(found.prefix(Self.mostRotations))
  }

  /// All rotations as one: the best one's, with the mean odds factor of them all.
  var merged: [Rotation] {
    rotations.first.map { [Rotation(angle: $0.angle, logRatio: logMean, logShare: 0, basis: $0.basis)] } ?? []
  }

  private static func commonRepeats(
    _ a: RingPattern, _ b: RingPattern
  ) -> [(RingPattern.RepeatedReading, RingPattern.RepeatedReading)] {
    a.repeats.compactMap { mine in b.repeats.first { $0.order == mine.order }.map { (mine, $0) } }
  }

  /// log10 of the odds factor where another group foretells the rotation to be `angle`, give or take `deviation`; and the best
  /// rotation. The world knows rings that are in line with each other, or half a place off: that much is no surprise.
  func conditional(on angle: Double, deviation: Double) -> (logRatio: Double, rotation: Rotation?) {
    let variance = deviation * deviation
    let peak = Elementary.decimalLogarithm(Turn.full) + NormalDensity.log(0, variance: variance)
    let inLine = a.readings.map { reading in
      Elementary.decimalLogarithm(
        0.5 + 0.5 * max(1, LogSum.power(peak - Elementary.decimalLogarithm(Double(2 * reading.slots)))))
    }
    var total = LogSum()
    var best: (rotation: Rotation, value: Double)?
    for rotation in rotations {
      let offset = Turn.wrapped(rotation.angle - angle)
      guard abs(offset) < RingPattern.reach * deviation else { continue }
      var phase = peak - NormalDensity.drop(offset, variance: variance)
      if case .even(let reading, _, _) = rotation.basis { phase -= inLine[reading] }
      let value = rotation.logRatio + rotation.logShare + phase
      total.add(value)
      if value > best?.value ?? -.infinity { best = (rotation, value) }
    }
    return (total.value, best?.rotation)
  }

  /// The number of rotations that agree as well as the best, and of those that were tried.
  var ambiguity: (agreeing: Int, tried: Int) {
    guard let best = rotations.first else { return (0, 0) }
    let tolerance = Self.ambiguityTolerance
    switch best.basis {
    case .even(let readingA, _, _):
      let slots = a.readings[readingA].slots
      let agreeing = rotations.count {
        guard case .even(readingA, _, _) = $0.basis else { return false }
        return $0.logRatio > best.logRatio - tolerance
      }
      return (agreeing, slots)
    case .uneven:
      // Anchors of one rotation are the same rotation.
      var distinct: [Double] = []
      let least = 2 * RingPattern.reach * (a.variances[0] + b.variances[0]).squareRoot()
      for rotation in rotations where rotation.basis == .uneven && rotation.logRatio > best.logRatio - tolerance {
        if !distinct.contains(where: { abs(Turn.wrapped($0 - rotation.angle)) < least }) {
          distinct.append(rotation.angle)
        }
      }
      return (distinct.count, max(a.angles.count, b.angles.count))
    }
  }
}

/// Odds of a place being as it is in B, given how it is in A, against places that have nothing to do with each other.
///
/// A place is empty on the object at the gap rate; a bolt that is there is missed at a rate of each picture's own: in a soft or dark frame
/// an empty place is mostly a bolt that was not found, and says little.
struct PlaceOdds {
  private let bothBolts: Double
  private let bothEmpty: Double
  private let boltInA: Double
  private let boltInB: Double

  /// The greatest rate at which bolts are thought to be missed: beyond it a ring would not have been found.
  private static let greatestMissRate = 0.45

  /// - Parameters:
  ///   - missA: Share of the bolts in view that were not found in A; nil for `options.missRate`.
  ///   - missB: The same for B.
  init(options: ConstellationMatchingOptions, missA: Double? = nil, missB: Double? = nil) {
    let gap = options.gapRate
    let (missA, missB) = (missA ?? options.missRate, missB ?? options.missRate)
    let (boltA, boltB) = ((1 - gap) * (1 - missA), (1 - gap) * (1 - missB))
    bothBolts = Elementary.decimalLogarithm((1 - gap) * (1 - missA) * (1 - missB) / (boltA * boltB))
    bothEmpty = Elementary.decimalLogarithm((gap + (1 - gap) * missA * missB) / ((1 - boltA) * (1 - boltB)))
    boltInA = Elementary.decimalLogarithm((1 - gap) * (1 - missA) * missB / (boltA * (1 - boltB)))
    boltInB = Elementary.decimalLogarithm((1 - gap) * missA * (1 - missB) / ((1 - boltA) * boltB))
  }

  /// The rate at which bolts of a ring were missed, as far as its own empty places in view tell: the mean of a posterior whose prior has the
  /// mean `missRate` and the weight of `missRatePlaces` places. Gaps of the object itself count as missed, which makes evidence smaller.
  static func missRate(of places: [RingPattern.Place], options: ConstellationMatchingOptions) -> Double {
    missRate(empty: places.count { $0 == .empty }, inView: places.count { $0 != .unseen }, options: options)
  }

  static func missRate(of reading: RingSketch.Even, options: ConstellationMatchingOptions) -> Double {
    let empty = reading.empty.nonzeroBitCount
    return missRate(empty: empty, inView: empty + reading.bolts.nonzeroBitCount, options: options)
  }

  private static func missRate(empty: Int, inView: Int, options: ConstellationMatchingOptions) -> Double {
    let prior = options.missRatePlaces
    return min(greatestMissRate, (options.missRate * prior + Double(empty)) / (prior + Double(inView)))
  }

  /// log10 of the odds of all places, where place p of A (−p if mirrored) is place p + `shift` of B. Unseen places say nothing.
  func logOdds(
    _ a: [RingPattern.Place], _ b: [RingPattern.Place], shift: Int, isMirrored: Bool
  ) -> Double {
    let count = a.count
    var bolts = 0
    var empty = 0
    var onlyA = 0
    var onlyB = 0
    var position = shift
    for place in 0..<count {
      let mine = a[isMirrored && place > 0 ? count - place : place]
      let other = b[position]
      position = position + 1 == count ? 0 : position + 1
      guard mine != .unseen, other != .unseen else { continue }
      switch (mine, other) {
      case (.bolt, .bolt): bolts += 1
      case (.bolt, _): onlyA += 1
      case (_, .bolt): onlyB += 1
      default: empty += 1
      }
    }
    return logOdds(bolts: bolts, empty: empty, onlyA: onlyA, onlyB: onlyB)
  }

  /// The same of places counted by what they hold in both pictures, or in A only, or in B only.
  func logOdds(bolts: Int, empty: Int, onlyA: Int, onlyB: Int) -> Double {
    Double(bolts) * bothBolts + Double(empty) * bothEmpty + Double(onlyA) * boltInA + Double(onlyB) * boltInB
  }
}
