// What the bolts of a picture are found by: some hundred bytes a picture, so that all codes of a library fit into memory.

import FeatureExtraction
import ReproducibleMath

/// The rings, rows and grids of a picture as an index needs them.
struct StructureCode: Hashable, Sendable {
  /// A ring as one with `slots` even places.
  struct Reading: Hashable, Sendable {
    /// Places of the whole ring, ``leastSlots``...``mostSlots``.
    var slots: Int
    /// Probability of that number.
    var probability: Float
    /// Places with a bolt, one bit each.
    var bolts: UInt128
    /// Places in view without one. The others are unseen: erasures.
    var empty: UInt128
  }

  /// What is credible of each ring that keeps even places.
  var rings: [[Reading]]
  /// Words of the other rings: see ``AngleWords``. Sorted, each once.
  var words: [UInt16]
  /// Places from end to end of each row.
  var rowSpans: [UInt8]
  /// Columns and rows of each grid, the larger number first.
  var gridSizes: [UInt16]

  static let leastSlots = 3
  /// As many bits as a mask has.
  static let mostSlots = 128
  /// Groups of each kind, best first: as many as are compared.
  static let mostGroups = 8
  /// Counts that are less probable find nothing.
  private static let leastProbability = 0.02
  private static let mostReadings = 8
  /// Places side by side without a bolt that are taken for gaps; longer runs are hidden or torn off, as in the comparison.
  private static let longestGap = 2

  /// The code of `features`.
  init(_ features: Features) {
    let patterns = features.patterns
    rings = []
    var words: Set<UInt16> = []
    for ring in patterns.rings.prefix(Self.mostGroups) where ring.angles.allSatisfy(\.isFinite) {
      if ring.isRegular { rings.append(Self.readings(of: ring)) } else { words.formUnion(AngleWords.of(ring.angles)) }
    }
    self.words = words.sorted()
    rowSpans = patterns.rows.prefix(Self.mostGroups).map { row in
      UInt8(clamping: (row.slotIndices.max() ?? row.bolts.count - 1) - (row.slotIndices.min() ?? 0) + 1)
    }
    gridSizes = patterns.grids.prefix(Self.mostGroups).map { grid in
      let (columns, rows) = (grid.cells.map(\.column), grid.cells.map(\.row))
      let extents = [columns, rows].map { UInt8(clamping: ($0.max() ?? 0) - ($0.min() ?? 0) + 1) }.sorted(by: >)
      return UInt16(extents[0]) << 8 | UInt16(extents[1])
    }
  }

  private static func readings(of ring: BoltRing) -> [Reading] {
    let credible = ring.slotPosterior.filter {
      $0.probability >= leastProbability && (leastSlots...mostSlots).contains($0.slots)
    }
    return credible.prefix(mostReadings).map { count in
      reading(ring, slots: count.slots, probability: Float(count.probability))
    }
  }

  /// The ring's angles in `slots` even places, whose phase is the mean direction of the angles' multiples.
  private static func reading(_ ring: BoltRing, slots: Int, probability: Float) -> Reading {
    var (x, y) = (0.0, 0.0)
    for angle in ring.angles {
      let multiple = Elementary.direction(turned(angle * Double(slots)))
      x += multiple.cosine
      y += multiple.sine
    }
    let phase = angleOf(x: x, y: y) / Double(slots)
    func place(_ angle: Double) -> UInt128 {
      let position = Int((turned(angle - phase) * Double(slots) / (2 * Double.pi)).rounded())
      return 1 << UInt128((position % slots + slots) % slots)
    }
    var reading = Reading(slots: slots, probability: probability, bolts: 0, empty: 0)
    for angle in ring.angles { reading.bolts |= place(angle) }
    for missing in ring.missing where missing.angle.isFinite { reading.empty |= place(missing.angle) }
    reading.empty &= ~reading.bolts
    reading.empty &= ~longGaps(reading)
    return reading
  }

  /// An angle within half a turn of 0.
  private static func turned(_ angle: Double) -> Double {
    angle - (angle / (2 * Double.pi)).rounded() * 2 * Double.pi
  }

  /// Places in runs without bolts that are longer than ``longestGap``.
  private static func longGaps(_ reading: Reading) -> UInt128 {
    guard reading.bolts != 0 else { return ~0 }
    let start = reading.bolts.trailingZeroBitCount
    var (run, long): (UInt128, UInt128) = (0, 0)
    for step in 1...reading.slots {
      let bit: UInt128 = 1 << UInt128((start + step) % reading.slots)
      if reading.bolts & bit == 0 {
        run |= bit
      } else {
        if run.nonzeroBitCount > longestGap { long |= run }
        run = 0
      }
    }
    return long
  }
}

extension StructureCode {
  /// The code as bytes.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(count: rings.count)
    for ring in rings {
      writer.append(count: ring.count)
      for reading in ring {
        writer.append(UInt8(reading.slots))
        writer.append(UInt8((reading.probability * 255).rounded()))
        for mask in [reading.bolts, reading.empty] {
          for byte in 0..<(reading.slots + 7) / 8 {
            writer.append(UInt8(truncatingIfNeeded: mask >> UInt128(8 * byte)))
          }
        }
      }
    }
    writer.append(count: words.count)
    for word in words { writer.append(word) }
    writer.append(count: rowSpans.count)
    for span in rowSpans { writer.append(span) }
    writer.append(count: gridSizes.count)
    for size in gridSizes { writer.append(size) }
    return writer.bytes
  }

  /// Reads a code.
  init(_ bytes: UnsafeRawBufferPointer) throws(EncodingFault) {
    var reader = ByteReader(bytes)
    rings = try reader.list(ofElementsOf: 1) { reader throws(EncodingFault) in
      try reader.list(ofElementsOf: 4) { reader throws(EncodingFault) in try Self.reading(&reader) }
    }
    words = try reader.list(ofElementsOf: 2) { reader throws(EncodingFault) in try reader.uint16() }
    rowSpans = try reader.list(ofElementsOf: 1) { reader throws(EncodingFault) in try reader.byte() }
    gridSizes = try reader.list(ofElementsOf: 2) { reader throws(EncodingFault) in try reader.uint16() }
  }

  private static func reading(_ reader: inout ByteReader) throws(EncodingFault) -> Reading {
    let slots = Int(try reader.byte())
    guard (leastSlots...mostSlots).contains(slots) else { throw EncodingFault(reason: "a ring of \(slots) places") }
    let probability = Float(try reader.byte()) / 255
    var masks: [UInt128] = [0, 0]
    for index in 0..<2 {
      for byte in 0..<(slots + 7) / 8 { masks[index] |= UInt128(try reader.byte()) << UInt128(8 * byte) }
    }
    return Reading(slots: slots, probability: probability, bolts: masks[0], empty: masks[1])
  }
}
