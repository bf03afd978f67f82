import FeatureMatching

/// A picture's rings in bytes: as exact as a search needs them, a few per cent.
///
///     rings:     flags (1: face, 2: bolts' size known) · size · its deviation · readings · repeated groups · uneven ring's weight · angles
///     reading:   places · weight · mask of bolts · mask of empty places
///     group:     repeats · bolts · weight
///     relations: of every two rings, radius and distance
package enum SketchEncoding {
  /// Steps a unit of logarithms, weights and distances.
  private static let fine = 32.0
  /// Steps a radian of deviations of angles.
  private static let deviationSteps = 1024.0
  /// Steps of a turn.
  private static let turnSteps = 65536.0
  private static let fullTurn = 2 * Double.pi
  /// No relation.
  private static let none = Int8.min

  /// A sketch as bytes.
  package static func encode(_ sketch: PatternSketch) -> [UInt8] {
    var writer = ByteWriter()
    write(sketch, to: &writer)
    return writer.bytes
  }

  /// The sketch of `bytes`.
  package static func decode(_ bytes: [UInt8]) throws(EncodingFault) -> PatternSketch {
    // `withUnsafeBytes` of arrays throws any error; its result carries the typed one.
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(EncodingFault) in
        var reader = ByteReader(bytes)
        return try read(&reader)
      }
    }
    return try result.get()
  }

  static func write(_ sketch: PatternSketch, to writer: inout ByteWriter) {
    writer.append(count: sketch.rings.count)
    for ring in sketch.rings { write(ring, to: &writer) }
    for (index, relation) in sketch.relations.enumerated() where index % (sketch.rings.count + 1) != 0 {
      let scale = relation.map { clamped($0.logScale * fine, to: -127...127) }
      writer.append(UInt8(bitPattern: scale.map { Int8($0) } ?? none))
      if let relation { writer.append(UInt8(clamped(relation.distance * fine, to: 0...255))) }
    }
  }

  static func read(_ reader: inout ByteReader) throws(EncodingFault) -> PatternSketch {
    let rings = try reader.list(ofElementsOf: 6) { reader throws(EncodingFault) in try ring(&reader) }
    // As many as a comparison takes: the square of a wild number asks for no memory.
    guard rings.count <= 64 else { throw EncodingFault(reason: "a picture of \(rings.count) rings") }
    var relations = [PatternSketch.Relation?](repeating: nil, count: rings.count * rings.count)
    for index in relations.indices where index % (rings.count + 1) != 0 {
      let scale = Int8(bitPattern: try reader.byte())
      guard scale != none else { continue }
      relations[index] = .init(logScale: Double(scale) / fine, distance: Double(try reader.byte()) / fine)
    }
    return PatternSketch(rings: rings, relations: relations)
  }

  private static func write(_ ring: RingSketch, to writer: inout ByteWriter) {
    writer.append(UInt8((ring.isFace ? 1 : 0) | (ring.boltSize == nil ? 0 : 2)))
    if let size = ring.boltSize {
      writer.append(UInt8(clamped(-size.logRatio * fine, to: 0...255)))
      writer.append(UInt8(clamped(size.variance.squareRoot() * fine * 4, to: 0...255)))
    }
    writer.append(count: ring.readings.count)
    for reading in ring.readings {
      writer.append(UInt8(clamping: reading.slots))
      writer.append(coarse: reading.weight)
      for mask in [reading.bolts, reading.empty] {
        for byte in 0..<(reading.slots + 7) / 8 {
          writer.append(UInt8(truncatingIfNeeded: mask >> UInt128(8 * byte)))
        }
      }
    }
    writer.append(count: ring.repeats.count)
    for group in ring.repeats {
      writer.append(UInt8(clamping: group.order))
      writer.append(UInt8(clamping: group.distinct))
      writer.append(coarse: group.weight)
    }
    writer.append(coarse: ring.unevenWeight)
    writer.append(count: ring.angles.count)
    for (angle, variance) in zip(ring.angles, ring.variances) {
      writer.append(UInt16(truncatingIfNeeded: Int((angle / fullTurn * turnSteps).rounded(.down))))
      writer.append(UInt8(clamped(variance.squareRoot() * deviationSteps, to: 1...255)))
    }
  }

  private static func ring(_ reader: inout ByteReader) throws(EncodingFault) -> RingSketch {
    let flags = try reader.byte()
    var size: RingResemblance.BoltSize?
    if flags & 2 != 0 {
      let logRatio = -Double(try reader.byte()) / fine
      let deviation = Double(try reader.byte()) / (fine * 4)
      size = .init(logRatio: logRatio, variance: deviation * deviation)
    }
    let readings = try reader.list(ofElementsOf: 5) { reader throws(EncodingFault) in try reading(&reader) }
    let repeats = try reader.list(ofElementsOf: 4) { (reader) throws(EncodingFault) -> RingSketch.Repeated in
      let (order, distinct) = (Int(try reader.byte()), Int(try reader.byte()))
      let weight = try reader.coarse()
      guard order > 0, weight.isFinite else { throw EncodingFault(reason: "a group repeated \(order) times") }
      return RingSketch.Repeated(order: order, distinct: distinct, weight: weight)
    }
    let unevenWeight = try reader.coarse()
    let angles = try reader.list(ofElementsOf: 3) { (reader) throws(EncodingFault) -> (Double, Double) in
      let angle = Double(try reader.uint16()) / turnSteps * fullTurn
      let deviation = Double(max(try reader.byte(), 1)) / deviationSteps
      return (angle, deviation * deviation)
    }
    guard unevenWeight.isFinite, zip(angles, angles.dropFirst()).allSatisfy({ $0.0 <= $1.0 }) else {
      throw EncodingFault(reason: "a ring's angles are out of order")
    }
    return RingSketch(
      isFace: flags & 1 != 0, boltSize: size, readings: readings, repeats: repeats, angles: angles.map(\.0),
      variances: angles.map(\.1),
      unevenWeight: unevenWeight)
  }

  private static func reading(_ reader: inout ByteReader) throws(EncodingFault) -> RingSketch.Even {
    let slots = Int(try reader.byte())
    guard (RingSketch.leastSlots...RingSketch.greatestSlots).contains(slots) else {
      throw EncodingFault(reason: "a ring of \(slots) places")
    }
    let weight = try reader.coarse()
    guard weight.isFinite else { throw EncodingFault(reason: "a ring's weight is no number") }
    var masks: [UInt128] = [0, 0]
    for index in 0..<2 {
      for byte in 0..<(slots + 7) / 8 { masks[index] |= UInt128(try reader.byte()) << UInt128(8 * byte) }
      masks[index] &= (1 << UInt128(slots)) - 1
    }
    return RingSketch.Even(slots: slots, weight: weight, bolts: masks[0], empty: masks[1] & ~masks[0])
  }

  private static func clamped(_ value: Double, to range: ClosedRange<Double>) -> Double {
    // A value that is no number has no place in a range: the lower end is as good as any.
    value.isNaN ? range.lowerBound : min(max(value.rounded(), range.lowerBound), range.upperBound)
  }
}
