/// Encoded features that cannot be read: cut short, or saying what no encoder writes.
package struct EncodingFault: Error {
  /// What is wrong.
  package let reason: String
}

/// Reads what ``ByteWriter`` wrote. Any bytes end in values or an ``EncodingFault``, never outside of the buffer.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether everything has been read.
  var isAtEnd: Bool { position == bytes.count }

  private mutating func take(_ count: Int) throws(EncodingFault) -> Int {
    guard count <= bytes.count - position else { throw EncodingFault(reason: "the features end too early") }
    defer { position += count }
    return position
  }

  mutating func byte() throws(EncodingFault) -> UInt8 { bytes[try take(1)] }

  mutating func uint16() throws(EncodingFault) -> UInt16 {
    UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(2), as: UInt16.self))
  }

  mutating func uint32() throws(EncodingFault) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(4), as: UInt32.self))
  }

  mutating func uint64() throws(EncodingFault) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(8), as: UInt64.self))
  }

  mutating func count() throws(EncodingFault) -> Int {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 63, by: 7) {
      let group = try byte()
      value |= UInt64(group & 0x7F) << UInt64(shift)
      if group < 0x80 { return Int(value) }
    }
    throw EncodingFault(reason: "a number is too long")
  }

  /// A number of elements of at least `size` bytes each, which must still be there: so a wild number cannot ask for memory.
  mutating func count(ofElementsOf size: Int) throws(EncodingFault) -> Int {
    let count = try count()
    guard count <= (bytes.count - position) / size else {
      throw EncodingFault(reason: "a list is longer than its bytes")
    }
    return count
  }

  mutating func signed() throws(EncodingFault) -> Int {
    let code = try count()
    return code & 1 == 0 ? code >> 1 : ~(code >> 1)
  }

  mutating func single() throws(EncodingFault) -> Double { Double(Float(bitPattern: try uint32())) }

  mutating func coarse() throws(EncodingFault) -> Double { Double(try coarseFloat()) }

  mutating func coarseFloat() throws(EncodingFault) -> Float { Float(bitPattern: UInt32(try uint16()) << 16) }

  /// The next `count` bytes, where they lie.
  mutating func slice(_ count: Int) throws(EncodingFault) -> UnsafeRawBufferPointer {
    let start = try take(count)
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
  }

  /// A list whose elements take at least `size` bytes each.
  mutating func list<Element>(
    ofElementsOf size: Int, _ element: (inout ByteReader) throws(EncodingFault) -> Element
  ) throws(EncodingFault) -> [Element] {
    let count = try count(ofElementsOf: size)
    var list: [Element] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try element(&self)) }
    return list
  }
}
