/// Builds the encoded form of features, little-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: UInt8) { bytes.append(value) }

  mutating func append(_ value: UInt16) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  mutating func append(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  mutating func append(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  /// A number that is mostly small, in groups of seven bits, the last group first to have its top bit clear (LEB128).
  mutating func append(count: Int) {
    var rest = UInt64(count)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// A number of either sign: even codes for those from 0, odd ones below.
  mutating func append(signed value: Int) { append(count: value < 0 ? ~value << 1 | 1 : value << 1) }

  /// A number to 24 bits of precision.
  mutating func append(single value: Double) { append(Float(value).bitPattern) }

  /// A number to 8 bits of precision: the upper half of a single-precision number, rounded to nearest.
  mutating func append(coarse value: Double) { append(Self.coarse(Float(value))) }

  /// The upper half of `value`, rounded to nearest.
  static func coarse(_ value: Float) -> UInt16 {
    // Rounding the largest numbers up gives infinity, as it should; a NaN must not become one.
    value.isNaN ? 0x7FC0 : UInt16(truncatingIfNeeded: (value.bitPattern &+ 0x8000) >> 16)
  }
}
