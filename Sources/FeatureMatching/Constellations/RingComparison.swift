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
      let alignment = UnevenAlignment(a, b, clutter: options.clutterRate)
      let base = common + Elementary.decimalLogarithm(RingPrior.uneven)
      let share = -Elementary.decimalLogarithm(Double(a.angles.count * b.angles.count))
      for turn in alignment.turns(isMirrored: false) {
        var total = LogSum()
        total.add(base + turn.logRatio)
        for (readingA, readingB) in Self.commonRepeats(a, b) {
          // Of a repeated group only its own bolts tell anything; the rest follows.
          let distinct = Double(min(readingA.distinct, readingB.distinct) - 1)
          let each = turn.logRatio / Double(max(1, turn.matched - 1))
          let told = min(turn.logRatio, distinct * max(0, each - Elementary.decimalLogarithm(Double(readingA.order))))
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
    let empty = Double(places.count { $0 == .empty })
    let inView = Double(places.count { $0 != .unseen })
    let prior = options.missRatePlaces
    return min(greatestMissRate, (options.missRate * prior + empty) / (prior + inView))
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
    return Double(bolts) * bothBolts + Double(empty) * bothEmpty + Double(onlyA) * boltInA + Double(onlyB) * boltInB
  }
}

/// What rings have in common or not apart from their angles: how large their bolts are, and of what kind ring and bolts are.
enum RingResemblance {
  /// Standard deviation of the logarithm of a bolt-to-ring ratio between two pictures of one ring: washers and shadows count as
  /// head in one light and not in another.
  private static let ratioDeviation = 0.2
  /// Width of the world's distribution of that logarithm, for rings with the same number of bolts.
  private static let ratioRange = 0.9
  /// log10 of the least that any of these says: each may be mistaken.
  private static let least = -1.0
  /// log10 of what a face taken for a girth is worth: readers mistake them at times.
  private static let otherKind = -0.7

  /// log10 of the odds factor.
  static func logRatio(_ a: RingPattern, _ b: RingPattern) -> Double {
    var value = a.ring.kind == b.ring.kind ? 0 : otherKind
    let (ratioA, ratioB) = (a.ring.boltRadiusRatio, b.ring.boltRadiusRatio)
    guard ratioA > 0, ratioB > 0, ratioA.isFinite, ratioB.isFinite else { return value }
    var variance = ratioDeviation * ratioDeviation
    for (ratio, deviation) in [
      (ratioA, a.ring.boltRadiusRatioDeviation), (ratioB, b.ring.boltRadiusRatioDeviation),
    ] {
      let relative = deviation / ratio
      variance += relative.isFinite ? min(relative * relative, 1) : 1
    }
    let offset = Elementary.logarithm(ratioA / ratioB)
    value += max(
      least, NormalDensity.log(offset, variance: variance) + Elementary.decimalLogarithm(ratioRange))
    return value
  }
}
