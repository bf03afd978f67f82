import CVectors
import VectorKernelContracts

// Edge points, strip by strip and row by row: the columns' sums, their smoothed row, the gradients' strengths between
// three smoothed rows, and the peaks of three rows of strengths. A strip's rows stay in the nearest cache; gradients
// themselves are not stored but taken again from the smoothed rows where a point is found.

@inline(never)
func edgePoints(
  source: KernelPlane, columnThresholds: UnsafePointer<Int16>, rowThresholds: UnsafePointer<Int16>,
  points: UnsafeMutablePointer<EdgePoint>, blocks: UnsafeMutablePointer<EdgeBlock>,
  scratch: UnsafeMutablePointer<Int16>
) -> Int {
  let width = source.width
  let height = source.height
  let margin = EdgeStrength.pointMargin
  let perRow = EdgeBlock.perRow(width: width)
  let hasPoints = width > 2 * margin && height > 2 * margin
  var count = 0
  var first = 0
  while first < width {
    let strip = Strip(scratch: scratch, first: first, end: min(first &+ EdgeBlock.stripColumns, width), width: width)
    let firstBlock = blocks + first / EdgeBlock.columns
    for y in 0..<height where !hasPoints || y < margin || y >= height - margin {
      // The rows above get the number before the strip; those below are written again.
      strip.empty(firstBlock + y * perRow, count)
    }
    if hasPoints {
      // Row y is smoothed, then row y − 1 gets its strengths, then row y − 2 its points.
      for y in 2..<height - 2 {
        smoothRow(source, y, strip)
        guard y >= 4 else { continue }
        strengthRow(strip, y - 1)
        guard y >= margin + 2 else { continue }
        count = peaks(
          strip, row: y - 2, columnThresholds, rowThresholds[y - 2], points, count, firstBlock + (y - 2) * perRow)
      }
      for y in height - margin..<height { strip.empty(firstBlock + y * perRow, count) }
    }
    first &+= EdgeBlock.stripColumns
  }
  return count
}

@inline(never)
func edgeStrengths(
  source: KernelPlane, row: Int, strengths: UnsafeMutablePointer<Int16>, scratch: UnsafeMutablePointer<Int16>
) {
  let width = source.width
  guard width > 2 * EdgeStrength.gradientMargin else { return }
  var first = 0
  while first < width {
    let strip = Strip(scratch: scratch, first: first, end: min(first &+ EdgeBlock.stripColumns, width), width: width)
    for y in row - 1...row + 1 { smoothRow(source, y, strip) }
    strengthRow(strip, row)
    (strengths + first).update(from: strip.strengths(row) + first, count: strip.end &- first)
    first &+= EdgeBlock.stripColumns
  }
}

/// The columns that are worked on, and a ring of rows for them. Rows are addressed by the plane's own columns.
private struct Strip {
  let scratch: UnsafeMutablePointer<Int16>
  /// Its own columns: `first ..< end`. Rows reach a few further on both sides.
  let first: Int
  let end: Int
  let width: Int

  /// A strip, 32 columns before it and 96 behind it.
  private static var pitch: Int {
    @inline(__always) get { EdgeBlock.stripColumns &+ 128 }
  }

  @inline(__always)
  private func row(_ index: Int) -> UnsafeMutablePointer<Int16> { scratch + (index &* Self.pitch &+ 32 &- first) }

  @inline(__always)
  var columnSums: UnsafeMutablePointer<UInt16> {
    UnsafeMutableRawPointer(row(7)).assumingMemoryBound(to: UInt16.self)
  }

  @inline(__always)
  func smoothed(_ y: Int) -> UnsafeMutablePointer<Int16> { row(y & 3) }

  @inline(__always)
  func strengths(_ y: Int) -> UnsafeMutablePointer<Int16> { row(4 &+ y % 3) }

  /// Says of a row of blocks that it has no points.
  @inline(__always)
  func empty(_ blocks: UnsafeMutablePointer<EdgeBlock>, _ count: Int) {
    var block = 0
    while block &* EdgeBlock.columns < end &- first {
      blocks[block].start = Int32(truncatingIfNeeded: count)
      blocks[block].bits = 0
      block &+= 1
    }
  }
}

/// Rows asked for before they are needed: about as long as memory takes to answer.
private var readAhead: Int {
  @inline(__always) get { 8 }
}

/// One row of the smoothed plane, in 1/32 grey level, for the strip's columns and two on each side, from 2 to width −
/// 3.
@inline(__always)
private func smoothRow(_ source: KernelPlane, _ y: Int, _ strip: Strip) {
  // A strip's rows lie a row of the plane apart: what the processor expects to be read next is another strip's.
  let ahead = source.pixels + min(y &+ readAhead, source.height &- 1) &* source.rowStride
  var line = strip.first
  while line < strip.end {
    memory_prefetch(ahead + line)
    line &+= 64
  }
  smoothDown(source, y, max(strip.first &- 4, 0), min(strip.end &+ 4, strip.width), strip.columnSums)
  smoothAcross(
    strip.columnSums, max(strip.first &- 2, 2), min(strip.end &+ 2, strip.width &- 2), strip.smoothed(y))
}

/// The strengths of row `y`, for the strip's columns and one on each side, from 3 to width − 4: see
/// `EdgeStrength.code`.
@inline(__always)
private func strengthRow(_ strip: Strip, _ y: Int) {
  let above = UnsafePointer(strip.smoothed(y - 1))
  let middle = UnsafePointer(strip.smoothed(y))
  let below = UnsafePointer(strip.smoothed(y + 1))
  let strengths = strip.strengths(y)
  let lanes = vector_byte_count() / 2
  let end = min(strip.end &+ 1, strip.width &- EdgeStrength.gradientMargin)
  var x = max(strip.first &- 1, EdgeStrength.gradientMargin)
  while x < end {
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
  _ strip: Strip, row: Int, _ columnThresholds: UnsafePointer<Int16>, _ rowThreshold: Int16,
  _ points: UnsafeMutablePointer<EdgePoint>, _ countBefore: Int, _ blocks: UnsafeMutablePointer<EdgeBlock>
) -> Int {
  let lanes = vector_byte_count() / 2
  var count = countBefore
  var first = strip.first
  var block = blocks
  while first < strip.end {
    var bits: UInt32 = 0
    var lane = 0
    while lane < EdgeBlock.columns {
      let found = peakBits(strip, row, first &+ lane, columnThresholds, rowThreshold)
      bits |= UInt32(truncatingIfNeeded: found &<< UInt64(truncatingIfNeeded: lane))
      lane &+= lanes
    }
    block.pointee.start = Int32(truncatingIfNeeded: count)
    block.pointee.bits = bits
    while bits != 0 {
      write(strip, row, first &+ bits.trailingZeroBitCount, points + count)
      count &+= 1
      bits &= bits &- 1
    }
    first &+= EdgeBlock.columns
    block += 1
  }
  return count
}

/// A bit for each of a vector's columns from `x` on that holds a point.
@inline(__always)
private func peakBits(
  _ strip: Strip, _ row: Int, _ x: Int, _ columnThresholds: UnsafePointer<Int16>, _ rowThreshold: Int16
) -> UInt64 {
  let lanes = vector_byte_count() / 2
  let margin = EdgeStrength.pointMargin
  guard x < strip.end else { return 0 }
  let middle = UnsafePointer(strip.strengths(row)) + x
  let centre = vi16_load(middle)
  let liesAlongX = vi16_greater(vi16_and(centre, vi16_splat(1)), vi16_splat(0))
  let threshold = vi16_select(liesAlongX, vi16_load(columnThresholds + x), vi16_splat(rowThreshold))
  let isStrong = vi16_greater(centre, threshold)
  // Most of a picture is not near an edge.
  guard vi16_any(isStrong) else { return 0 }
  let before = vi16_select(liesAlongX, vi16_load(middle - 1), vi16_load(strip.strengths(row - 1) + x))
  let behind = vi16_select(liesAlongX, vi16_load(middle + 1), vi16_load(strip.strengths(row + 1) + x))
  let rises = vi16_and(isStrong, vi16_greater(centre, before))
  var bits = vi16_bits(vi16_and_not(rises, vi16_greater(behind, centre)))
  if x < margin { bits &= ~0 &<< UInt64(truncatingIfNeeded: margin &- x) }
  let rest = min(strip.end, strip.width &- margin) &- x
  if rest < lanes { bits &= (1 &<< UInt64(truncatingIfNeeded: max(rest, 0))) &- 1 }
  return bits
}

/// Writes the point at one sample.
@inline(__always)
private func write(_ strip: Strip, _ row: Int, _ x: Int, _ point: UnsafeMutablePointer<EdgePoint>) {
  let strengths = UnsafePointer(strip.strengths(row))
  let smoothed = UnsafePointer(strip.smoothed(row))
  let strength = strengths[x]
  let liesAlongX = strength & 1 != 0
  let before = liesAlongX ? strengths[x - 1] : strip.strengths(row - 1)[x]
  let behind = liesAlongX ? strengths[x + 1] : strip.strengths(row + 1)[x]
  let offset = EdgeStrength.peakOffset(before, strength, behind)
  point.pointee.x = Float(x) + (liesAlongX ? offset : 0)
  point.pointee.y = Float(row) + (liesAlongX ? 0 : offset)
  point.pointee.gradientX = smoothed[x + 1] &- smoothed[x - 1]
  point.pointee.gradientY = strip.smoothed(row + 1)[x] &- strip.smoothed(row - 1)[x]
  point.pointee.successor = -1
}
