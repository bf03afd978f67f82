import ImagePlanes

/// Coordinates of an image as whole numbers of a fraction of a pixel: two bytes each, or three for large images.
///
/// Two bytes hold 1/64 pixel up to a side of 1,007 pixels, 1/32 up to 2,031 and 1/16 up to 4,079, which moves a point by at most
/// 0.03 pixels; keypoints are found to 0.1 at best. Beyond that three bytes hold 1/64.
struct CoordinateGrid {
  /// log2 of the steps a pixel.
  let fractionBits: Int
  /// Whether a coordinate takes three bytes.
  let isWide: Bool

  /// Coordinates begin this many pixels before the image, as ends of lines and outlines may lie just outside.
  private static let margin = 8

  /// The grid for an image of `size`.
  init(_ size: ImageSize) {
    let extent = max(size.width, size.height) + 2 * Self.margin
    let bits = (4...6).last { extent << $0 <= Int(UInt16.max) }
    fractionBits = bits ?? 6
    isWide = bits == nil
  }

  /// Bytes a coordinate.
  var byteCount: Int { isWide ? 3 : 2 }

  /// The greatest code of any grid.
  static let greatestCode = 0xFF_FFFF

  /// The code of `value` in pixels; what is too far outside of the image is moved to the grid's end.
  func code(_ value: Double) -> UInt32 {
    let steps = (value + Double(Self.margin)) * Double(1 << fractionBits)
    let greatest = isWide ? Double(Self.greatestCode) : Double(UInt16.max)
    return steps > 0 ? UInt32(min(steps, greatest).rounded()) : 0
  }

  /// The coordinate of a code, in pixels. Exact: a sum of powers of two.
  func value(_ code: UInt32) -> Double { Double(code) / Double(1 << fractionBits) - Double(Self.margin) }

  /// Appends a code.
  func append(code: UInt32, to writer: inout ByteWriter) {
    writer.append(UInt16(truncatingIfNeeded: code))
    if isWide { writer.append(UInt8(truncatingIfNeeded: code >> 16)) }
  }

  /// Reads a code.
  func readCode(_ reader: inout ByteReader) throws(EncodingFault) -> UInt32 {
    var code = UInt32(try reader.uint16())
    if isWide { code |= UInt32(try reader.byte()) << 16 }
    return code
  }

  /// Appends `value` in pixels.
  func append(_ value: Double, to writer: inout ByteWriter) { append(code: code(value), to: &writer) }

  /// Reads a coordinate in pixels.
  func read(_ reader: inout ByteReader) throws(EncodingFault) -> Double { value(try readCode(&reader)) }
}
