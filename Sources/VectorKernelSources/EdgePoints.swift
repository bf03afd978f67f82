import CVectors
import VectorKernelContracts

// Edge points, row by row: the columns' sums, their smoothed row, the gradients' strengths between three smoothed rows, and the
// peaks of three rows of strengths. Everything stays in a ring of rows that the nearest cache holds; gradients themselves are not stored
// but taken again from the smoothed rows where a point is found.

@inline(never)
func edgePoints(
  source: KernelPlane, columnThresholds: UnsafePointer<Int16>, rowThresholds: UnsafePointer<Int16>,
  points: UnsafeMutablePointer<EdgePoint>, blockStarts: UnsafeMutablePointer<Int32>,
  scratch: UnsafeMutablePointer<Int16>
) -> Int {
  let width = source.width
  let height = source.height
  let margin = EdgeStrength.pointMargin
  let blocks = EdgeBlocks.perRow(width: width)
  guard width > 2 * margin, height > 2 * margin else {
    for index in 0...blocks * height { blockStarts[index] = 0 }
    return 0
  }
  for index in 0..<blocks * margin { blockStarts[index] = 0 }
  let rows = ScratchRows(scratch: scratch, width: width)
  var count = 0
  // Row y is smoothed, then row y − 1 gets its strengths, then row y − 2 its points.
  for y in 2..<height - 2 {
    smoothRow(source, y, rows.columnSums, rows.smoothed(y))
    guard y >= 4 else { continue }
    strengthRow(
      rows.smoothed(y - 2), rows.smoothed(y - 1), rows.smoothed(y), rows.strengths(y - 1), width)
    guard y >= margin + 2 else { continue }
    count = peaks(
      rows, row: y - 2, width, columnThresholds, rowThresholds[y - 2], points, count,
      blockStarts + (y - 2) * blocks)
  }
  for index in blocks * (height - margin)...blocks * height {
    blockStarts[index] = Int32(truncatingIfNeeded: count)
  }
  return count
}

@inline(never)
func edgeStrengths(
  source: KernelPlane, row: Int, strengths: UnsafeMutablePointer<Int16>, scratch: UnsafeMutablePointer<Int16>
) {
  guard source.width > 2 * EdgeStrength.gradientMargin else { return }
  let rows = ScratchRows(scratch: scratch, width: source.width)
  for y in row - 1...row + 1 { smoothRow(source, y, rows.columnSums, rows.smoothed(y)) }
  strengthRow(rows.smoothed(row - 1), rows.smoothed(row), rows.smoothed(row + 1), strengths, source.width)
}

/// The ring of rows that the kernels work in.
private struct ScratchRows {
  let scratch: UnsafeMutablePointer<Int16>
  let pitch: Int

  @inline(__always)
  init(scratch: UnsafeMutablePointer<Int16>, width: Int) {
    self.scratch = scratch
    pitch = (width &+ 63) & ~31
  }

  @inline(__always)
  var columnSums: UnsafeMutablePointer<UInt16> {
    UnsafeMutableRawPointer(scratch + 7 &* pitch).assumingMemoryBound(to: UInt16.self)
  }

  @inline(__always)
  func smoothed(_ y: Int) -> UnsafeMutablePointer<Int16> { scratch + (y & 3) &* pitch }

  @inline(__always)
  func strengths(_ y: Int) -> UnsafeMutablePointer<Int16> { scratch + (4 &+ y % 3) &* pitch }
}

/// One row of the smoothed plane, in 1/32 grey level, for columns 2 ..< width − 2. What is written behind them means nothing.
@inline(__always)
private func smoothRow(
  _ source: KernelPlane, _ y: Int, _ columns: UnsafeMutablePointer<UInt16>, _ smoothed: UnsafeMutablePointer<Int16>
) {
  let width = source.width
  let stride = source.rowStride
  let row = source.pixels + y * stride
  let lanes = vector_byte_count() / 2
  var x = 0
  while x < width {
    let at = row + x
    let outer = vu16_add(vu16_load_from_u8(at - 2 * stride), vu16_load_from_u8(at + 2 * stride))
    let inner = vu16_add(vu16_load_from_u8(at - stride), vu16_load_from_u8(at + stride))
    vu16_store(columns + x, binomial(outer, inner, vu16_load_from_u8(at)))
    x &+= lanes
  }
  x = 2
  while x < width &- 2 {
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

/// The strengths of one row between three smoothed ones, for columns 3 ..< width − 3: see `EdgeStrength.code`.
@inline(__always)
private func strengthRow(
  _ above: UnsafePointer<Int16>, _ middle: UnsafePointer<Int16>, _ below: UnsafePointer<Int16>,
  _ strengths: UnsafeMutablePointer<Int16>, _ width: Int
) {
  let lanes = vector_byte_count() / 2
  var x = EdgeStrength.gradientMargin
  while x < width &- EdgeStrength.gradientMargin {
    // Components lie in ±8,160, lengths below 11,541.
    let alongX = vi16_absolute(vi16_subtract(vi16_load(middle + x + 1), vi16_load(middle + x - 1)))
    let alongY = vi16_absolute(vi16_subtract(vi16_load(below + x), vi16_load(above + x)))
    let large = vi16_max(alongX, alongY)
    let small = vi16_min(alongX, alongY)
    let oblique = vi16_add(vi16_subtract(large, vi16_shift_right(large, 3)), vi16_shift_right(small, 1))
    let length = vi16_max(large, oblique)
    // A mask is −1: taking it away sets the lowest bit.
    let liesAlongX = vi16_not(vi16_greater(alongY, alongX))
    vi16_store(strengths + x, vi16_subtract(vi16_add(length, length), liesAlongX))
    x &+= lanes
  }
}

/// Adds the points of one row; returns the new number of all.
@inline(__always)
private func peaks(
  _ rows: ScratchRows, row: Int, _ width: Int, _ columnThresholds: UnsafePointer<Int16>, _ rowThreshold: Int16,
  _ points: UnsafeMutablePointer<EdgePoint>, _ countBefore: Int, _ blockStarts: UnsafeMutablePointer<Int32>
) -> Int {
  let lanes = vector_byte_count() / 2
  let margin = EdgeStrength.pointMargin
  let above = UnsafePointer(rows.strengths(row - 1))
  let middle = UnsafePointer(rows.strengths(row))
  let below = UnsafePointer(rows.strengths(row + 1))
  var count = countBefore
  var x = 0
  while x < width {
    if x & (EdgeBlocks.columns &- 1) == 0 {
      blockStarts[x / EdgeBlocks.columns] = Int32(truncatingIfNeeded: count)
    }
    let centre = vi16_load(middle + x)
    let liesAlongX = vi16_greater(vi16_and(centre, vi16_splat(1)), vi16_splat(0))
    let threshold = vi16_select(liesAlongX, vi16_load(columnThresholds + x), vi16_splat(rowThreshold))
    let isStrong = vi16_greater(centre, threshold)
    // Most of a picture is not near an edge.
    guard vi16_any(isStrong) else {
      x &+= lanes
      continue
    }
    let before = vi16_select(liesAlongX, vi16_load(middle + x - 1), vi16_load(above + x))
    let behind = vi16_select(liesAlongX, vi16_load(middle + x + 1), vi16_load(below + x))
    let rises = vi16_and(isStrong, vi16_greater(centre, before))
    var bits = vi16_bits(vi16_and_not(rises, vi16_greater(behind, centre)))
    if x < margin { bits &= ~0 &<< UInt64(truncatingIfNeeded: margin &- x) }
    if width &- margin &- x < lanes {
      bits &= (1 &<< UInt64(truncatingIfNeeded: max(width &- margin &- x, 0))) &- 1
    }
    while bits != 0 {
      write(rows, row, x &+ bits.trailingZeroBitCount, points + count)
      count &+= 1
      bits &= bits &- 1
    }
    x &+= lanes
  }
  return count
}

/// Writes the point at one sample.
@inline(__always)
private func write(_ rows: ScratchRows, _ row: Int, _ x: Int, _ point: UnsafeMutablePointer<EdgePoint>) {
  let strengths = UnsafePointer(rows.strengths(row))
  let smoothed = UnsafePointer(rows.smoothed(row))
  let strength = strengths[x]
  let liesAlongX = strength & 1 != 0
  let before = liesAlongX ? strengths[x - 1] : rows.strengths(row - 1)[x]
  let behind = liesAlongX ? strengths[x + 1] : rows.strengths(row + 1)[x]
  point.pointee.column = Int32(truncatingIfNeeded: x)
  point.pointee.gradientX = smoothed[x + 1] &- smoothed[x - 1]
  point.pointee.gradientY = rows.smoothed(row + 1)[x] &- rows.smoothed(row - 1)[x]
  point.pointee.offset = EdgeStrength.peakOffset(before, strength, behind)
  point.pointee.strength = strength
}
