import VectorKernelContracts

/// Lists the local maxima (3 × 3) above `threshold` of rows `firstRow ..< endRow`, in reading order, as
/// (row − firstRow) << 20 | column. Of equal neighbours the first in reading order wins.
///
/// A row is first turned into a row of flags, by a plain loop that becomes vector compares, then the few flags that are
/// set are picked out of eight at a time. `flags` holds `width + 64` bytes. Returns the number of maxima.
@inline(never)
func localMaxima(
  _ response: UnsafePointer<Int16>, _ stride: Int, _ width: Int, _ firstRow: Int, _ endRow: Int,
  _ threshold: Int16, _ flags: UnsafeMutablePointer<UInt8>, _ found: UnsafeMutablePointer<UInt32>
) -> Int {
  var count = 0
  let wordCount = (width &+ 7) &>> 3
  for y in firstRow..<endRow {
    let row = response + y * stride
    for x in 1..<width &- 1 {
      let centre = row[x]
      let above = max(max(row[x &- stride &- 1], row[x &- stride]), max(row[x &- stride &+ 1], row[x &- 1]))
      let below = max(max(row[x &+ stride &- 1], row[x &+ stride]), max(row[x &+ stride &+ 1], row[x &+ 1]))
      let isMaximum = (centre > max(above, threshold)) && (centre >= below)
      flags[x] = isMaximum ? 1 : 0
    }
    flags[0] = 0
    for x in width &- 1..<8 &* wordCount { flags[x] = 0 }
    let tag = UInt32(truncatingIfNeeded: y &- firstRow) &<< 20
    for word in 0..<wordCount {
      var bits = UnsafeRawPointer(flags).loadUnaligned(fromByteOffset: 8 &* word, as: UInt64.self).littleEndian
      while bits != 0 {
        let column = 8 &* word &+ bits.trailingZeroBitCount &>> 3
        found[count] = tag | UInt32(truncatingIfNeeded: column)
        count &+= 1
        bits &= bits &- 1
      }
    }
  }
  return count
}
