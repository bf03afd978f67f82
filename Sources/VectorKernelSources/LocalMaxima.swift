import CVectors
import VectorKernelContracts

// Local maxima, a vector of samples at a time: eight neighbours come down to two maxima, those before and those after the sample
// in reading order, so that of equal neighbours the first wins. The set bits of the comparison are then taken out one by one.

@inline(never)
func localMaxima(
  response: UnsafePointer<Int16>, stride: Int, width: Int, firstRow: Int, endRow: Int,
  thresholds: UnsafePointer<Int16>, found: UnsafeMutablePointer<UInt32>
) -> Int {
  let lanes = vector_byte_count() / 2
  var count = 0
  for y in firstRow..<endRow {
    let middle = response + y * stride
    let above = middle - stride
    let below = middle + stride
    let tag = UInt32(truncatingIfNeeded: y &- firstRow) &<< 20
    var x = 0
    while x < width {
      let centre = vi16_load(middle + x)
      let isStrong = vi16_greater(centre, vi16_load(thresholds + x))
      // Most of a picture is below the threshold: its neighbours need not be looked at.
      guard vi16_any(isStrong) else {
        x &+= lanes
        continue
      }
      let earlier = vi16_max(
        vi16_max(vi16_load(above + x - 1), vi16_load(above + x)),
        vi16_max(vi16_load(above + x + 1), vi16_load(middle + x - 1)))
      let later = vi16_max(
        vi16_max(vi16_load(below + x - 1), vi16_load(below + x)),
        vi16_max(vi16_load(below + x + 1), vi16_load(middle + x + 1)))
      let isFirst = vi16_and(isStrong, vi16_greater(centre, earlier))
      let isMaximum = vi16_and_not(isFirst, vi16_greater(later, centre))
      var bits = vi16_bits(isMaximum)
      // What lies behind the last column is not the picture's.
      if width &- x < lanes { bits &= (1 &<< UInt64(truncatingIfNeeded: width &- x)) &- 1 }
      while bits != 0 {
        found[count] = tag | UInt32(truncatingIfNeeded: x &+ bits.trailingZeroBitCount)
        count &+= 1
        bits &= bits &- 1
      }
      x &+= lanes
    }
  }
  return count
}
