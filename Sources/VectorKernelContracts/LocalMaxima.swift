/// Lists the local maxima (3 × 3) above `threshold` of rows `firstRow ..< endRow` of a response map, in reading order.
///
/// The map is `width` columns wide, `stride` elements a row, and has rows above and below those asked for. Column 0 and the
/// last are never maxima. An entry is (row − firstRow) << 20 | column; of equal neighbours the first in reading order wins, so at most
/// every fourth sample is one: `found` has room for (endRow − firstRow + 1) / 2 × (width + 1) / 2 entries. `flags` has room for
/// `width + 64` bytes. Returns the number of entries. At most 4,096 rows and 2²⁰ columns. Time: the samples.
package typealias LocalMaxima =
  @Sendable (
    _ response: UnsafePointer<Int16>, _ stride: Int, _ width: Int, _ firstRow: Int, _ endRow: Int, _ threshold: Int16,
    _ flags: UnsafeMutablePointer<UInt8>, _ found: UnsafeMutablePointer<UInt32>
  ) -> Int
