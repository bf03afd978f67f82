import CVectors
import VectorKernelContracts

// The coded determinant of the Hessian, row by row through a ring of three smoothed rows that stay in the first-level cache: every
// sample of the plane is read five times from there and its code is written once.
//
// Everything up to the second differences fits 16 bits. The determinants need 32: even and odd samples are paired with what they are
// multiplied by, (xx, xy) · (yy, −xy), so that one instruction gives xx·yy − xy·xy.

@inline(never)
func hessianResponses(
  source: KernelPlane, target: UnsafeMutablePointer<Int16>, targetStride: Int,
  scratch: UnsafeMutablePointer<Int16>
) {
  let width = source.width
  let height = source.height
  let margin = HessianResponse.margin
  let pitch = (width &+ 63) & ~31
  let columns = UnsafeMutableRawPointer(scratch + 3 * pitch).assumingMemoryBound(to: UInt16.self)
  for y in 0..<height where y < margin || y >= height - margin {
    (target + y * targetStride).update(repeating: 0, count: width)
  }
  guard width > 2 * margin, height > 2 * margin else {
    for y in 0..<height { (target + y * targetStride).update(repeating: 0, count: width) }
    return
  }
  for y in margin - 1...height - margin {
    smoothRow(source, y, columns, scratch + (y % 3) * pitch)
    guard y > margin else { continue }
    let row = target + (y - 1) * targetStride
    determinants(
      scratch + ((y - 2) % 3) * pitch, scratch + ((y - 1) % 3) * pitch, scratch + (y % 3) * pitch, row, width)
    for x in 0..<margin {
      row[x] = 0
      row[width - 1 - x] = 0
    }
  }
}

/// One row of the smoothed plane, in 1/32 grey levels, for columns 2 ..< width − 2. What is written behind them means nothing.
@inline(__always)
private func smoothRow(
  _ source: KernelPlane, _ y: Int, _ columns: UnsafeMutablePointer<UInt16>, _ smoothed: UnsafeMutablePointer<Int16>
) {
  smoothDown(source, y, 0, source.width, columns)
  smoothAcross(columns, 2, source.width &- 2, smoothed)
}

/// Columns `first ..< end` of a row, smoothed from row to row by 1 4 6 4 1. What is written behind them means nothing. Edge points are found
/// on the same smoothed samples.
@inline(__always)
func smoothDown(_ source: KernelPlane, _ y: Int, _ first: Int, _ end: Int, _ columns: UnsafeMutablePointer<UInt16>) {
  let stride = source.rowStride
  let row = source.pixels + y * stride
  let lanes = vector_byte_count() / 2
  var x = first
  while x < end {
    let at = row + x
    let outer = vu16_add(vu16_load_from_u8(at - 2 * stride), vu16_load_from_u8(at + 2 * stride))
    let inner = vu16_add(vu16_load_from_u8(at - stride), vu16_load_from_u8(at + stride))
    vu16_store(columns + x, binomial(outer, inner, vu16_load_from_u8(at)))
    x &+= lanes
  }
}

/// The same columns smoothed along the row, in 1/32 grey levels.
@inline(__always)
func smoothAcross(
  _ columns: UnsafePointer<UInt16>, _ first: Int, _ end: Int, _ smoothed: UnsafeMutablePointer<Int16>
) {
  let lanes = vector_byte_count() / 2
  var x = first
  while x < end {
    let at = columns + x
    let outer = vu16_add(vu16_load(at - 2), vu16_load(at + 2))
    let inner = vu16_add(vu16_load(at - 1), vu16_load(at + 1))
    // At most 256 × 255; with the rounding 65,284.
    let sum = vu16_add(binomial(outer, inner, vu16_load(at)), vu16_splat(4))
    vi16_store(smoothed + x, vu16_as_vi16(vu16_shift_right(sum, 3)))
    x &+= lanes
  }
}

/// 1 4 6 4 1, of the sums of the outer pair, of the inner pair, and the middle.
@inline(__always)
private func binomial(_ outer: VU16, _ inner: VU16, _ middle: VU16) -> VU16 {
  let four = vu16_shift_left(vu16_add(inner, middle), 2)
  return vu16_add(vu16_add(outer, four), vu16_add(middle, middle))
}

/// The coded determinants of one row, for columns margin ..< width − margin.
@inline(__always)
private func determinants(
  _ above: UnsafePointer<Int16>, _ middle: UnsafePointer<Int16>, _ below: UnsafePointer<Int16>,
  _ target: UnsafeMutablePointer<Int16>, _ width: Int
) {
  let lanes = vector_byte_count() / 2
  let end = width &- HessianResponse.margin
  var x = HessianResponse.margin
  guard end &- x >= lanes else {
    while x < end {
      target[x] = code(above + x, middle + x, below + x)
      x &+= 1
    }
    return
  }
  while x < end {
    // The last vector ends with the row and does some samples again.
    let at = min(x, end &- lanes)
    vi16_store(target + at, codes(above + at, middle + at, below + at))
    x &+= lanes
  }
}

/// A vector of coded determinants.
@inline(__always)
private func codes(
  _ above: UnsafePointer<Int16>, _ middle: UnsafePointer<Int16>, _ below: UnsafePointer<Int16>
) -> VI16 {
  // Second differences lie in ±16,320.
  let centre = vi16_load(middle)
  let twice = vi16_add(centre, centre)
  let xx = vi16_subtract(vi16_add(vi16_load(middle - 1), vi16_load(middle + 1)), twice)
  let yy = vi16_subtract(vi16_add(vi16_load(above), vi16_load(below)), twice)
  let rising = vi16_add(vi16_load(above - 1), vi16_load(below + 1))
  let falling = vi16_add(vi16_load(above + 1), vi16_load(below - 1))
  let xy = vi16_shift_right(vi16_add(vi16_subtract(rising, falling), vi16_splat(2)), 2)
  let minusXY = vi16_negate(xy)

  let even = vi16_multiply_add_pairs(evenPairs(xx, xy), evenPairs(yy, minusXY))
  let odd = vi16_multiply_add_pairs(oddPairs(xx, xy), oddPairs(yy, minusXY))
  let joined = vu32_or(encoded(even), vu32_shift_left(encoded(odd), 16))
  return vu16_as_vi16(vu32_as_vu16(joined))
}

/// (a, b) of the even lanes, pair by pair.
@inline(__always)
private func evenPairs(_ a: VI16, _ b: VI16) -> VI16 {
  let low = vu32_and(words(a), vu32_splat(0xFFFF))
  return vu16_as_vi16(vu32_as_vu16(vu32_or(low, vu32_shift_left(words(b), 16))))
}

/// (a, b) of the odd lanes, pair by pair.
@inline(__always)
private func oddPairs(_ a: VI16, _ b: VI16) -> VI16 {
  let high = vu32_and(words(b), vu32_splat(0xFFFF_0000))
  return vu16_as_vi16(vu32_as_vu16(vu32_or(vu32_shift_right(words(a), 16), high)))
}

@inline(__always)
private func words(_ lanes: VI16) -> VU32 { vu16_as_vu32(vi16_as_vu16(lanes)) }

/// The codes of determinants: see `HessianResponse.code(determinant:)`.
@inline(__always)
private func encoded(_ determinant: VI32) -> VU32 {
  let clipped = vi32_to_f32(vi32_max(determinant, vi32_splat(HessianResponse.floor)))
  let bits = vi32_subtract(vf32_as_vi32(clipped), vi32_splat(HessianResponse.codeBias))
  return vi32_as_vu32(vi32_shift_right(bits, HessianResponse.codeShift))
}

/// One coded determinant, where a row is narrower than a vector.
@inline(__always)
private func code(
  _ above: UnsafePointer<Int16>, _ middle: UnsafePointer<Int16>, _ below: UnsafePointer<Int16>
) -> Int16 {
  let twice = middle[0] &+ middle[0]
  let xx = middle[-1] &+ middle[1] &- twice
  let yy = above[0] &+ below[0] &- twice
  let cross = (above[-1] &+ below[1]) &- (above[1] &+ below[-1])
  let xy = (cross &+ 2) &>> 2
  return HessianResponse.code(determinant: Int32(xx) &* Int32(yy) &- Int32(xy) &* Int32(xy))
}
