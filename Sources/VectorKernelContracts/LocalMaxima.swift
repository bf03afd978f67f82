/// Lists the local maxima (3 × 3) above their column's threshold, of rows `firstRow ..< endRow` of a response map, in reading order.
///
/// The map is `width` columns wide (at least 2), `stride` elements a row, its first and last columns are 0, and it has rows
/// above and below those asked for; 64 bytes before its first element and behind its last may be read. An entry is
/// (row − firstRow) << 20 | column; of equal neighbours the first in reading order wins, so at most every fourth sample is one:
/// `found` has room for (endRow − firstRow + 1) / 2 × (width + 1) / 2 entries. Returns the number of entries. At most 4,096 rows and
/// 2²⁰ columns; `thresholds` holds one a column, at least 0, and 64 bytes behind the last may be read. Time: the samples.
package typealias LocalMaxima =
  @Sendable (
    _ response: UnsafePointer<Int16>, _ stride: Int, _ width: Int, _ firstRow: Int, _ endRow: Int,
    _ thresholds: UnsafePointer<Int16>,
    _ found: UnsafeMutablePointer<UInt32>
  ) -> Int
