import FeatureExtraction
import ReproducibleMath

/// What a comparison needs of a ring to say about how well another agrees with it: some fifty bytes, so that all rings of a large library
/// may be asked.
package struct RingSketch: Hashable, Sendable {
  /// The ring as one with `slots` even places.
  package struct Even: Hashable, Sendable {
    /// Places of the whole ring, ``RingSketch/leastSlots``...``RingSketch/greatestSlots``.
    package var slots: Int
    /// log10 of what the reading weighs, over the probability that the world makes such a ring.
    package var weight: Double
    /// Places with a bolt, one bit each.
    package var bolts: UInt128
    /// Places in view without one. The others are unseen.
    package var empty: UInt128

    /// Makes a reading of its parts.
    package init(slots: Int, weight: Double, bolts: UInt128, empty: UInt128) {
      self.slots = slots
      self.weight = weight
      self.bolts = bolts
      self.empty = empty
    }
  }

  /// The ring as a group of bolts repeated `order` times.
  package struct Repeated: Hashable, Sendable {
    /// The number of repeats.
    package var order: Int
    /// Bolts of the group that no other follows from.
    package var distinct: Int
    /// log10 of what the reading weighs, over the probability that the world makes such a ring.
    package var weight: Double

    /// Makes a reading of its parts.
    package init(order: Int, distinct: Int, weight: Double) {
      self.order = order
      self.distinct = distinct
      self.weight = weight
    }
  }

  /// The range of numbers of places.
  package static let leastSlots = RingPrior.leastSlots
  package static let greatestSlots = RingPrior.greatestSlots

  /// Whether it is a flange's, and not one round a body.
  package var isFace: Bool
  /// Its bolts' size beside it; nil where that is not known.
  package var boltSize: RingResemblance.BoltSize?
  /// What even places may be behind it, most probable first.
  package var readings: [Even]
  /// What repeated groups may be behind it, most probable first; empty for even rings.
  package var repeats: [Repeated]
  /// The angles, ascending in [0, 2π), of a ring that was read as uneven; empty for others.
  package var angles: [Double]
  /// The angles' variances.
  package var variances: [Double]
  /// log10 of the weight of an uneven ring, over the probability that the world makes such a one.
  package var unevenWeight: Double

  /// Repeated groups kept, at most, and how many decades below the world's they may be.
  private static let mostRepeats = 4
  private static let repeatDepth = 3.0

  /// Makes a sketch of its parts.
  package init(
    isFace: Bool, boltSize: RingResemblance.BoltSize?, readings: [Even], repeats: [Repeated],
    angles: [Double], variances: [Double], unevenWeight: Double
  ) {
    self.isFace = isFace
    self.boltSize = boltSize
    self.readings = readings
    self.repeats = repeats
    self.angles = angles
    self.variances = variances
    self.unevenWeight = unevenWeight
  }

  /// The sketch of a ring that was made ready.
  init(_ pattern: RingPattern) {
    isFace = pattern.ring.kind == .face
    boltSize = RingResemblance.BoltSize(pattern.ring)
    readings = pattern.readings.map { reading in
      var (bolts, empty): (UInt128, UInt128) = (0, 0)
      for (place, content) in reading.places.enumerated() {
        if content == .bolt { bolts |= 1 << UInt128(place) }
        if content == .empty { empty |= 1 << UInt128(place) }
      }
      return Even(slots: reading.slots, weight: reading.weight - pattern.logWorld, bolts: bolts, empty: empty)
    }
    repeats = pattern.repeats.map { reading in
      Repeated(order: reading.order, distinct: reading.distinct, weight: reading.weight - pattern.logWorld)
    }.filter { $0.weight >= -Self.repeatDepth }.sorted { ($0.weight, $1.order) > ($1.weight, $0.order) }
    if repeats.count > Self.mostRepeats { repeats.removeLast(repeats.count - Self.mostRepeats) }
    angles = pattern.ring.isRegular ? [] : pattern.angles
    variances = pattern.ring.isRegular ? [] : pattern.variances
    unevenWeight = -pattern.logWorld
  }
}
