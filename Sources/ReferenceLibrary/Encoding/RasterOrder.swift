/// The order in which points are stored: row by row, so that the step from one to the next takes fewer bytes than a coordinate.
enum RasterOrder {
  /// Bytes that a step takes at least.
  static let leastStepBytes = 1

  /// The positions 0..<`rows.count` by row, then column, then position.
  static func of(rows: [UInt32], columns: [UInt32]) -> [Int] {
    rows.indices.sorted { (rows[$0], columns[$0], $0) < (rows[$1], columns[$1], $1) }
  }

  /// Appends the steps between rows that ascend, the first from zero.
  static func append(_ rows: some Sequence<UInt32>, to writer: inout ByteWriter) {
    var last: UInt32 = 0
    for row in rows {
      writer.append(count: Int(row - last))
      last = row
    }
  }

  /// Reads the steps to `count` rows.
  static func read(_ reader: inout ByteReader, count: Int) throws(EncodingFault) -> [UInt32] {
    var rows: [UInt32] = []
    rows.reserveCapacity(count)
    var last = 0
    for _ in 0..<count {
      let step = try reader.count()
      guard step <= CoordinateGrid.greatestCode - last else { throw EncodingFault(reason: "a row lies too far down") }
      last += step
      rows.append(UInt32(last))
    }
    return rows
  }
}

/// Directions and sizes in a byte each: much finer than they are known.
enum ByteCodes {
  private static let directions = 256.0

  /// An angle in radians as a 256th of a turn.
  static func angle(_ radians: Double) -> UInt8 {
    let turns = radians / (2 * Double.pi)
    guard turns.isFinite else { return 0 }
    return UInt8(truncatingIfNeeded: Int(((turns - turns.rounded(.down)) * directions).rounded()))
  }

  /// The angle of a code, in radians, 0 ≤ angle < 2π.
  static func angle(_ code: UInt8) -> Double { Double(code) / directions * (2 * Double.pi) }

  /// A length from 1 to 63,488 with four bits behind its first, so to 3 %; 0 for what is not positive, and for no number.
  static func length(_ value: Float) -> UInt8 {
    guard value > 0 else { return 0 }
    // The exponent and four bits of a single-precision number, rounded to nearest; 1.0 has the exponent 127.
    let code = Int((value.bitPattern &+ (1 << 18)) >> 19) - (127 << 4)
    return UInt8(max(1, min(code, 255)))
  }

  /// The length of a code.
  static func length(_ code: UInt8) -> Float {
    code == 0 ? 0 : Float(bitPattern: (UInt32(code) + (127 << 4)) << 19)
  }
}
