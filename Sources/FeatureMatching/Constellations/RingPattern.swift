import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// A ring made ready for comparison: its angles, what even spacings may be behind them, and how probable the world makes it.
///
/// Probabilities are relative to bolts at random angles: a weight is log10 of P(angles | structure) / P(angles | random).
struct RingPattern {
  /// What is known of a place.
  enum Place: UInt8 {
    case bolt, empty, unseen
  }

  /// The ring as one with `slots` even places.
  struct EvenReading {
    /// Places of the whole ring.
    let slots: Int
    /// Angle of place 0.
    let phase: Double
    /// What is known of each place.
    let places: [Place]
    /// The bolt in each place, as a position in the ring's own lists; -1 where there is none.
    let holders: [Int]
    /// Weight of the reading.
    let weight: Double
  }

  /// The ring as a group of bolts repeated `order` times.
  struct RepeatedReading {
    let order: Int
    /// Bolts of the group that no other follows from.
    let distinct: Int
    /// Weight of the reading.
    let weight: Double
  }

  /// Readings kept, at most.
  private static let mostReadings = 8
  /// Readings this many decades below the best are dropped.
  private static let readingDepth = 3.0
  /// Share of a posterior below which a count is not considered.
  private static let leastProbability = 0.005
  /// Standard deviations within which a bolt is at a place.
  static let reach = 3.0
  /// The most places side by side that may be empty and in view.
  static let longestGap = 2
  /// Even places looked for in a ring read as uneven, for each of its bolts: with fewer bolts in them they are random angles.
  private static let placesPerBolt = 4
  /// Longest list of bolts of a ring that is compared.
  static let mostBolts = 96

  /// Position among the picture's rings.
  let index: Int
  /// The ring.
  let ring: BoltRing
  /// Maps pixels to the ring's plane.
  let planeFromImage: Homography
  /// Its bolts' angles, ascending in [0, 2π), and in their order the bolts and the angles' variances.
  let angles: [Double]
  let bolts: [Int]
  let variances: [Double]
  /// Even readings, heaviest first.
  let readings: [EvenReading]
  /// Readings as a repeated group.
  let repeats: [RepeatedReading]
  /// log10 of the probability that the world makes such a ring, relative to random angles.
  let logWorld: Double

  /// Prepares `ring`, the `index`-th of its picture; nil where it has fewer than three bolts or its numbers make no sense.
  ///
  /// - Complexity: O(k · (places + repeats)) for k bolts.
  init?(_ ring: BoltRing, index: Int, options: ConstellationMatchingOptions) {
    let count = ring.bolts.count
    guard count >= 3, count <= Self.mostBolts, ring.angles.count == count, ring.angleDeviations.count == count,
      ring.angles.allSatisfy(\.isFinite), ring.imageFromPlane.elements.allSatisfy(\.isFinite),
      let planeFromImage = ring.imageFromPlane.inverse
    else { return nil }
    self.planeFromImage = planeFromImage
    self.index = index
    self.ring = ring
    let folded = ring.angles.map(Turn.positive)
    let order = folded.indices.sorted { (folded[$0], $0) < (folded[$1], $1) }
    angles = order.map { folded[$0] }
    bolts = order.map { ring.bolts[$0] }
    let unknown = options.angleDeviation * options.angleDeviation / 2
    variances = order.map {
      let deviation = ring.angleDeviations[$0]
      return unknown + (deviation.isFinite ? min(deviation * deviation, 1) : 1)
    }
    let missing = ring.missing.map(\.angle).filter(\.isFinite)
    let structure = RingStructure(angles: angles, variances: variances, clutter: options.clutterRate)
    let weights: [(slots: Int, weight: Double)]
    if ring.isRegular {
      weights = Self.regularWeights(ring, structure)
      repeats = []
    } else {
      weights = structure.evenWeights(upTo: min(RingPrior.greatestSlots, Self.placesPerBolt * count)).enumerated()
        .dropFirst(RingPrior.leastSlots - 1).map { ($0.offset + 1, $0.element) }
      repeats = structure.repeats(upTo: RingPrior.greatestRepeats)
    }
    var world = LogSum()
    world.add(Elementary.decimalLogarithm(RingPrior.uneven))
    for entry in weights { world.add(entry.weight + Elementary.decimalLogarithm(RingPrior.even(entry.slots))) }
    for reading in repeats { world.add(reading.weight + Elementary.decimalLogarithm(RingPrior.repeated)) }
    logWorld = world.value
    let least = logWorld - Self.readingDepth
    readings = weights.filter { $0.weight >= least }.sorted { ($0.weight, $1.slots) > ($1.weight, $0.slots) }
      .prefix(Self.mostReadings).map { structure.reading(slots: $0.slots, missing: missing, weight: $0.weight) }
  }

  /// The rings of `patterns` that make sense, at most `limit`, best first.
  static func prepared(
    _ patterns: BoltPatterns, limit: Int, options: ConstellationMatchingOptions
  ) -> [RingPattern] {
    var prepared: [RingPattern] = []
    for (index, ring) in patterns.rings.enumerated() where prepared.count < limit {
      guard ring.bolts.allSatisfy(patterns.bolts.indices.contains),
        let pattern = RingPattern(ring, index: index, options: options)
      else { continue }
      prepared.append(pattern)
    }
    return prepared
  }

  /// The places of a ring whose reader calls it regular: its posterior, on the scale of what such a fit is worth.
  private static func regularWeights(_ ring: BoltRing, _ structure: RingStructure) -> [(slots: Int, weight: Double)] {
    let full = structure.typicalWeight(slots: max(ring.slots, RingPrior.leastSlots))
    let credible = ring.slotPosterior.filter {
      $0.probability >= leastProbability && $0.slots >= RingPrior.leastSlots && $0.slots <= RingPrior.greatestSlots
    }
    guard !credible.isEmpty else {
      return [(min(max(ring.slots, RingPrior.leastSlots), RingPrior.greatestSlots), full)]
    }
    return credible.map { ($0.slots, full + Elementary.decimalLogarithm($0.probability)) }
  }

  /// Whether two rings may have the same number of places, by what is credible of each. Uneven rings always may.
  func mayEqual(_ other: RingPattern) -> Bool {
    guard ring.isRegular, other.ring.isRegular else { return true }
    return readings.contains { mine in other.readings.contains { $0.slots == mine.slots } }
  }
}
