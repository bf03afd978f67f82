import VectorKernelContracts

/// Lists the local maxima (3 × 3) above their column's threshold, of rows `firstRow ..< endRow`, in reading order, as
/// (row − firstRow) << 20 | column.
func localMaxima(
  _ response: UnsafePointer<Int16>, _ stride: Int, _ width: Int, _ firstRow: Int, _ endRow: Int,
  _ thresholds: UnsafePointer<Int16>, _ found: UnsafeMutablePointer<UInt32>
) -> Int {
  var count = 0
  for y in firstRow..<endRow {
    for x in 1..<width - 1 {
      let centre = response[y * stride + x]
      guard centre > thresholds[x] else { continue }
      var isMaximum = true
      for dy in -1...1 {
        for dx in -1...1 where dx != 0 || dy != 0 {
          let other = response[(y + dy) * stride + x + dx]
          // Of equal neighbours the first in reading order wins.
          let comesBefore = dy < 0 || (dy == 0 && dx < 0)
          if comesBefore ? centre <= other : centre < other { isMaximum = false }
        }
      }
      if isMaximum {
        found[count] = UInt32(y - firstRow) << 20 | UInt32(x)
        count += 1
      }
    }
  }
  return count
}
