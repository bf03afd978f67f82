import ReproducibleMath

/// Says quickly how much the rings of two pictures have in common: about what ``ConstellationMatcher`` says, which decides in the end.
///
/// Rings are compared as there (see ``RingComparison``), over all rotations together; the others of a picture are asked by their radius and
/// their distance, which no turn changes. What is left out: the turn of rings to each other, single bolts, mirror images, rows and grids.
package struct SketchComparison {
  private let frame: PatternSketch
  private let options: ConstellationMatchingOptions
  /// For each ring of the frame its readings by number of places, so that those of a reference find theirs: positions, −1 for none.
  private let readingOfSlots: [[Int8]]

  /// Alignments of uneven rings that are looked at closely: a few of the most promising.
  private static let scoredTurns = 3
  /// log10 of what the turn that a base ring foretells is worth to an uneven ring that keeps it, one deviation off: it is taken to. An even ring
  /// keeps one turn in a few by chance, and the world's rings are in line anyway.
  private static let turnGain = 1.5

  /// Makes ready to compare `frame` with many others.
  package init(_ frame: PatternSketch, options: ConstellationMatchingOptions = .init()) {
    self.frame = frame
    self.options = options
    readingOfSlots = frame.rings.map { ring in
      var positions = [Int8](repeating: -1, count: RingSketch.greatestSlots + 1)
      for (index, reading) in ring.readings.enumerated() where positions.indices.contains(reading.slots) {
        positions[reading.slots] = Int8(index)
      }
      return positions
    }
  }

  /// About log10 of the odds factor of the frame's rings and `reference`'s; minus infinity where no two rings may be the same.
  ///
  /// - Complexity: O(rings² · (places + rings²)); a microsecond or two for what pictures hold, ten where rings are uneven.
  package func logOdds(_ reference: PatternSketch) -> Double {
    let (mine, others) = (frame.rings.count, reference.rings.count)
    guard mine > 0, others > 0 else { return -.infinity }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: mine * others) { values in
      var isAny = false
      for i in 0..<mine {
        for k in 0..<others {
          let value = logMean(i, reference.rings[k])
          values[i * others + k] = value
          isAny = isAny || value > -.infinity
        }
      }
      guard isAny else { return -.infinity }
      var total = LogSum()
      for i in 0..<mine {
        for k in 0..<others where values[i * others + k] > -.infinity {
          total.add(values[i * others + k] + confirmation(base: (i, k), values, reference))
        }
      }
      return total.value - Elementary.decimalLogarithm(Double(mine * others))
    }
  }

  /// What the other rings of the reference add to the odds of two base rings, or take off: see ``RelatedRings``.
  private func confirmation(
    base: (i: Int, k: Int), _ values: UnsafeMutableBufferPointer<Double>, _ reference: PatternSketch
  ) -> Double {
    let (mine, others) = (frame.rings.count, reference.rings.count)
    var used: UInt64 = 1 << UInt64(base.i & 63)
    var found = 0
    var total = 0.0
    for l in 0..<others where l != base.k {
      guard let relationB = reference.relations[l * others + base.k] else { continue }
      var isThere = false
      var best: (value: Double, ring: Int)?
      for j in 0..<mine where used >> UInt64(j & 63) & 1 == 0 {
        guard let relationA = frame.relations[j * mine + base.i],
          let geometry = RelatedRings.geometry(
            relationA, relationB, areFaces: (frame.rings[j].isFace, reference.rings[l].isFace), options: options)
        else { continue }
        isThere = true
        var value = values[j * others + l] + geometry
        if isTurnTold(frame.rings[j], reference.rings[l]) { value += Self.turnGain }
        if value > best?.value ?? -.infinity { best = (value, j) }
      }
      guard isThere else {
        if reference.rings[l].isFace { total += RelatedRings.logAbsent }
        continue
      }
      let choices = Double((mine - 1 - found) * (others - 1 - found))
      let value = (best?.value ?? -.infinity) - Elementary.decimalLogarithm(max(1, choices)) / 2
      total += LogSum.hedged(value, share: options.misreadRate)
      guard let best, value > 0 else { continue }
      used |= 1 << UInt64(best.ring & 63)
      found += 1
    }
    return total
  }

  private func isTurnTold(_ ring: RingSketch, _ other: RingSketch) -> Bool {
    ring.isFace && other.isFace && !ring.angles.isEmpty && !other.angles.isEmpty
  }

  /// About log10 of the mean odds factor of two rings over all rotations.
  private func logMean(_ index: Int, _ other: RingSketch) -> Double {
    let ring = frame.rings[index]
    let resemblance = RingResemblance.logRatio(
      isSameKind: ring.isFace == other.isFace, ring.boltSize, other.boltSize)
    var value = -Double.infinity
    for theirs in other.readings {
      let position = readingOfSlots[index][theirs.slots]
      guard position >= 0 else { continue }
      let own = ring.readings[Int(position)]
      value = max(
        value,
        own.weight + theirs.weight + Elementary.decimalLogarithm(RingPrior.even(own.slots)) + rotations(own, theirs))
    }
    if !ring.angles.isEmpty, !other.angles.isEmpty {
      let alignment = UnevenAlignment(
        anglesA: ring.angles, variancesA: ring.variances, anglesB: other.angles, variancesB: other.variances,
        clutter: options.clutterRate)
      let turns = alignment.turns(isMirrored: false, most: Self.scoredTurns)
      if let turn = turns.max(by: { $0.logRatio < $1.logRatio }) {
        let pairs = Double(ring.angles.count * other.angles.count)
        value = max(value, aligned(ring, other, turn) - Elementary.decimalLogarithm(pairs))
      }
    }
    return value + resemblance
  }

  /// log10 of the odds factor of two uneven rings, or repeated groups, that keep to `turn`: see ``RingComparison``.
  private func aligned(_ ring: RingSketch, _ other: RingSketch, _ turn: UnevenAlignment.Turned) -> Double {
    var total = LogSum()
    total.add(
      ring.unevenWeight + other.unevenWeight + Elementary.decimalLogarithm(RingPrior.uneven) + turn.logRatio)
    for mine in ring.repeats {
      guard let theirs = other.repeats.first(where: { $0.order == mine.order }) else { continue }
      total.add(
        Elementary.decimalLogarithm(RingPrior.repeated) + mine.weight + theirs.weight
          + turn.told(distinct: min(mine.distinct, theirs.distinct), order: mine.order))
    }
    return total.value
  }

  /// log10 of the mean over the rotations of what places say.
  private func rotations(_ mine: RingSketch.Even, _ other: RingSketch.Even) -> Double {
    let odds = PlaceOdds(
      options: options, missA: PlaceOdds.missRate(of: mine, options: options),
      missB: PlaceOdds.missRate(of: other, options: options))
    let slots = UInt128(mine.slots)
    let all: UInt128 = (1 << slots) - 1
    var total = LogSum()
    for turn in 0..<slots {
      let bolts = (other.bolts << turn | other.bolts >> (slots - turn)) & all
      let empty = (other.empty << turn | other.empty >> (slots - turn)) & all
      total.add(
        odds.logOdds(
          bolts: (mine.bolts & bolts).nonzeroBitCount, empty: (mine.empty & empty).nonzeroBitCount,
          onlyA: (mine.bolts & empty).nonzeroBitCount, onlyB: (mine.empty & bolts).nonzeroBitCount))
    }
    return total.value - Elementary.decimalLogarithm(Double(mine.slots))
  }
}
