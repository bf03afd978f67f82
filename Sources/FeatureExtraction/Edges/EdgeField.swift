import VectorKernels

/// The edge points of an image, and the way from a place to them.
///
/// Points lie in a list in reading order; a table tells where each block of 32 columns of each row begins in it. Valid until the
/// workspace's next extraction.
struct EdgeField {
  let width: Int
  let height: Int
  let points: UnsafePointer<EdgePoint>
  let count: Int
  private let blockStarts: UnsafePointer<Int32>
  private let blocksPerRow: Int

  /// Finds the edge points of `source`.
  ///
  /// - Complexity: O(pixels); 6 bytes a pixel are set aside, of which as much is used as there are edges.
  init(of source: KernelPlane, options: EdgeOptions, kernels: KernelTable, workspace: EdgeWorkspace) {
    let thresholds = EdgeThresholds(of: source, options: options, kernels: kernels, workspace: workspace)
    let columns = workspace.columnThresholds.reserve(source.width + 32)
    let rows = workspace.rowThresholds.reserve(source.height)
    thresholds.write(thresholds.columnBorder, count: source.width + 32, to: columns)
    thresholds.write(thresholds.rowBorder, count: source.height, to: rows)
    let points = workspace.points.reserve(source.width * source.height / 2 + 64)
    let blocks = EdgeBlocks.perRow(width: source.width)
    let starts = workspace.blockStarts.reserve(blocks * source.height + 1)
    let scratch = workspace.scratch.reserve(edgeScratchRows * (source.width + 64))
    count = kernels.edgePoints(source, columns, rows, points, starts, scratch)
    width = source.width
    height = source.height
    blocksPerRow = blocks
    self.points = UnsafePointer(points)
    blockStarts = UnsafePointer(starts)
  }

  /// Where row `y` begins in the list; `y` may be the number of rows.
  @inline(__always)
  func rowStart(_ y: Int) -> Int { Int(blockStarts[y &* blocksPerRow]) }

  /// The point nearest to a place along its normal.
  struct Encounter {
    /// Index in the list; negative where there is none.
    var index: Int32 = -1
    var x: Float = 0
    var y: Float = 0
    /// Distance from the place along the normal, in pixels.
    var distance: Float = 0
    /// Cosine of the angle from the normal to the gradient.
    var cosine: Float = 0
  }

  /// The point nearest to (`x`, `y`) along the unit normal, at most `reach` pixels away, whose gradient's cosine with the normal is
  /// at least `leastCosine`.
  ///
  /// - Complexity: O(reach · points in a block).
  @inline(__always)
  func nearest(
    x: Float, y: Float, normalX: Float, normalY: Float, reach: Float, leastCosine: Float = -2
  ) -> Encounter {
    var best = Encounter()
    best.distance = reach
    let column = Int(x.rounded())
    let row = Int(y.rounded())
    // The main axis of the normal is at most √2 times as long as the normal.
    let span = Int((1.5 * reach).rounded(.up))
    if abs(normalX) >= abs(normalY) {
      guard row >= 0, row < height else { return best }
      visit(row, max(column - span, 0), min(column + span, width - 1), x, y, normalX, normalY, leastCosine, &best)
    } else {
      guard column >= 0, column < width else { return best }
      for line in max(row - span, 0)..<max(min(row + span + 1, height), max(row - span, 0)) {
        visit(line, column, column, x, y, normalX, normalY, leastCosine, &best)
      }
    }
    return best
  }

  /// Compares the points of some columns of a row with the best one.
  @inline(__always)
  private func visit(
    _ row: Int, _ first: Int, _ last: Int, _ x: Float, _ y: Float, _ normalX: Float, _ normalY: Float,
    _ leastCosine: Float, _ best: inout Encounter
  ) {
    guard first <= last else { return }
    let block = row &* blocksPerRow
    var index = Int(blockStarts[block &+ first / EdgeBlocks.columns])
    let end = Int(blockStarts[block &+ last / EdgeBlocks.columns &+ 1])
    while index < end {
      let point = points[index]
      let column = Int(point.column)
      if column > last { break }
      if column >= first {
        let position = point.position(row: row)
        let distance = abs((position.x - x) * normalX + (position.y - y) * normalY)
        if distance < best.distance {
          let gx = Float(point.gradientX)
          let gy = Float(point.gradientY)
          let cosine = (gx * normalX + gy * normalY) / (gx * gx + gy * gy).squareRoot()
          if cosine >= leastCosine {
            best = Encounter(index: Int32(index), x: position.x, y: position.y, distance: distance, cosine: cosine)
          }
        }
      }
      index &+= 1
    }
  }
}

extension EdgePoint {
  /// Where the point lies, in level-0 pixels.
  @inline(__always)
  func position(row: Int) -> (x: Float, y: Float) {
    let shift = Float(offset) * (1 / 1024)
    return liesAlongX ? (Float(column) + shift, Float(row)) : (Float(column), Float(row) + shift)
  }
}
