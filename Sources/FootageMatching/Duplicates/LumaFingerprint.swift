// Whether two frames show the same picture but for noise.
//
// A frame may be skipped only if nothing in it is new: a bolt that comes into view may not be lost because the rest of the
// picture stayed as it was. So frames are not compared by a hash of the whole, as photo collections are, but cell by cell,
// and the cell that changed most decides.
//
// Cells are means over at least 16 × 16 pixels. Noise of a standard deviation of 8 levels (a night shot) leaves
// 8 / √256 = 0.5 in a cell's mean and 0.7 in the difference of two; the coding of JPEG and of films leaves less, as their
// steps are spread over the cell. A threshold of 4 levels is 5.6 of these standard deviations: with 2,304 cells, about four
// pairs in 100,000 that differ by such noise alone are taken for different. In the other direction, a bolt whose radius is a fifth
// of the cell's side (3 pixels in a cell of 16, 6 in one of 30, as 1080p has) covers an eighth of it: with a contrast of 40 levels
// to its ground, its coming changes the cell's mean by 5.

import ImagePlanes

/// The means of a picture's cells: what near-duplicates are told by.
package struct LumaFingerprint: Sendable, Hashable {
  /// The shortest side of a cell, in pixels.
  package static let shortestCell = 16
  /// Cells along the longer side of a picture, at most: 64 × 36 for 16:9.
  package static let mostCells = 64
  /// The greatest change of a cell's mean, in levels of luma, that counts as noise (see above).
  package static let noiseLevels = 4.0
  /// The greatest change of the whole picture's mean that is put down to exposure and taken out before cells are compared: a
  /// camera that adjusts by a sixth of a stop changes a mid grey of 128 by about 8 levels.
  package static let exposureLevels = 8.0

  /// The picture's size.
  package let size: ImageSize
  /// Means row by row, in 1/16 levels.
  package let cells: [UInt16]

  private static let stepsPerLevel = 16

  /// Takes the fingerprint of `luma`.
  ///
  /// - Complexity: one pass over the pixels.
  package init(_ luma: Plane) {
    size = luma.size
    let longer = max(luma.width, luma.height)
    let side = max(
      LumaFingerprint.shortestCell, (longer + LumaFingerprint.mostCells - 1) / LumaFingerprint.mostCells)
    let columns = (luma.width + side - 1) / side
    var cells: [UInt16] = []
    cells.reserveCapacity(columns * ((luma.height + side - 1) / side))
    var sums = [Int](repeating: 0, count: columns)
    luma.withUnsafePixels { pixels in
      for top in stride(from: 0, to: luma.height, by: side) {
        let rows = min(side, luma.height - top)
        for column in 0..<columns { sums[column] = 0 }
        for row in top..<top + rows {
          let line = pixels + row * luma.rowStride
          for column in 0..<columns {
            let left = column * side
            var sum = 0
            for x in left..<min(left + side, luma.width) { sum += Int(line[x]) }
            sums[column] += sum
          }
        }
        for column in 0..<columns {
          let count = rows * min(side, luma.width - column * side)
          // Rounded to the nearest step; the greatest value is 255 · 16.
          cells.append(UInt16((sums[column] * LumaFingerprint.stepsPerLevel + count / 2) / count))
        }
      }
    }
    self.cells = cells
  }

  /// Whether both pictures are the same but for noise and a small change of exposure.
  ///
  /// Symmetric, but no equivalence: many small steps may add up. So a frame is compared with the last one that was kept.
  ///
  /// - Complexity: O(number of cells).
  package func isNearDuplicate(of other: LumaFingerprint) -> Bool {
    guard size == other.size, !cells.isEmpty else { return false }
    var sum = 0
    for index in cells.indices { sum += Int(cells[index]) - Int(other.cells[index]) }
    // Integers all through: the sum of differences is compared n-fold, so that nothing is rounded.
    let count = cells.count
    let steps = LumaFingerprint.stepsPerLevel
    guard abs(sum) <= Int(LumaFingerprint.exposureLevels) * steps * count else { return false }
    let limit = Int(LumaFingerprint.noiseLevels) * steps * count
    for index in cells.indices {
      let difference = (Int(cells[index]) - Int(other.cells[index])) * count - sum
      if abs(difference) > limit { return false }
    }
    return true
  }
}
