import ReproducibleMath
import VectorKernels

/// The edge points of an image, and the way from a place to them.
///
/// Points lie in a list, strip by strip; for each block of 32 columns of each row a table has a bit for every column
/// and the index of its first point. Valid until the workspace's next extraction.
struct EdgeField {
  let width: Int
  let height: Int
  /// The points. Their successors are the chains' business.
  let points: UnsafeMutablePointer<EdgePoint>
  let count: Int
  /// The table, row by row.
  let blocks: UnsafePointer<EdgeBlock>
  let blocksPerRow: Int

  /// Finds the edge points of `source`.
  ///
  /// - Complexity: O(pixels); 8 bytes a pixel are set aside, of which as much is used as there are edges.
  init(of source: KernelPlane, options: EdgeOptions, kernels: KernelTable, workspace: EdgeWorkspace) {
    let thresholds = EdgeThresholds(of: source, options: options, kernels: kernels, workspace: workspace)
    let columns = workspace.columnThresholds.reserve(source.width + 32)
    let rows = workspace.rowThresholds.reserve(source.height)
    thresholds.write(thresholds.columnBorder, count: source.width + 32, to: columns)
    thresholds.write(thresholds.rowBorder, count: source.height, to: rows)
    points = workspace.points.reserve(source.width * source.height / 2 + 64)
    blocksPerRow = EdgeBlock.perRow(width: source.width)
    let table = workspace.blocks.reserve(blocksPerRow * source.height)
    count = kernels.edgePoints(source, columns, rows, points, table, workspace.scratch.reserve(edgeScratchCount))
    width = source.width
    height = source.height
    blocks = UnsafePointer(table)
  }

  /// The point nearest to a place along its normal.
  struct Encounter {
    /// Index in the list; negative where there is none.
    var index: Int32 = -1
    /// Distance from the place along the normal, in pixels.
    var distance: Float
    /// Cosine of the angle from the normal to the gradient.
    var cosine: Float = -1
  }

  /// The point nearest to (`x`, `y`) along the unit normal, at most `reach` pixels away, whose gradient's cosine with
  /// the normal is at least `leastCosine`. Columns or rows are searched, whichever the normal crosses more steeply.
  ///
  /// - Complexity: O(reach).
  @inline(__always)
  func nearest(
    x: Float, y: Float, normalX: Float, normalY: Float, reach: Float, leastCosine: Float = -2
  ) -> Encounter {
    var best = Encounter(distance: reach)
    // Places are far inside Int32; half a pixel more, for a point's own place in its sample.
    let column = wholeBelow(x + 0.5)
    let row = wholeBelow(y + 0.5)
    if abs(normalX) >= abs(normalY) {
      guard row >= 0, row < height else { return best }
      let span = reach / abs(normalX) + 0.5
      let first = max(wholeAbove(x - span), 0)
      let last = min(wholeBelow(x + span), Int32(width) &- 1)
      let line = blocks + Int(row) &* blocksPerRow
      var at = first
      while at <= last {
        let block = line[Int(at &>> 5)]
        // From here on, the block's columns up to the last.
        var bits = block.bits &>> UInt32(at & 31)
        let left = last &- at &+ 1
        if left < 32 { bits &= (1 &<< UInt32(left)) &- 1 }
        while bits != 0 {
          let bit = UInt32(at & 31) &+ UInt32(bits.trailingZeroBitCount)
          compare(block, bit, x, y, normalX, normalY, leastCosine, &best)
          bits &= bits &- 1
        }
        at = (at | 31) &+ 1
      }
    } else {
      guard column >= 0, column < width else { return best }
      let span = reach / abs(normalY) + 0.5
      var line = max(wholeAbove(y - span), 0)
      let last = min(wholeBelow(y + span), Int32(height) &- 1)
      let bit = UInt32(column & 31)
      var block = blocks + (Int(line) &* blocksPerRow &+ Int(column &>> 5))
      while line <= last {
        if block.pointee.bits &>> bit & 1 != 0 {
          compare(block.pointee, bit, x, y, normalX, normalY, leastCosine, &best)
        }
        line &+= 1
        block += blocksPerRow
      }
    }
    return best
  }

  /// Compares the point at a bit of a block with the best one.
  @inline(__always)
  private func compare(
    _ block: EdgeBlock, _ bit: UInt32, _ x: Float, _ y: Float, _ normalX: Float, _ normalY: Float,
    _ leastCosine: Float, _ best: inout Encounter
  ) {
    let index = block.index(ofBit: bit)
    let point = points[Int(index)]
    let distance = abs((point.x - x) * normalX + (point.y - y) * normalY)
    guard distance < best.distance else { return }
    let gx = Float(point.gradientX)
    let gy = Float(point.gradientY)
    let cosine = (gx * normalX + gy * normalY) / (gx * gx + gy * gy).squareRoot()
    guard cosine >= leastCosine else { return }
    best = Encounter(index: index, distance: distance, cosine: cosine)
  }
}

extension EdgeBlock {
  /// The index of the point at a bit: the first one's and the number of bits before.
  @inline(__always)
  func index(ofBit bit: UInt32) -> Int32 {
    start &+ Int32(truncatingIfNeeded: (bits & ((1 &<< bit) &- 1)).nonzeroBitCount)
  }
}
