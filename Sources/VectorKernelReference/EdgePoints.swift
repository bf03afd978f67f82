import VectorKernelContracts

extension KernelPlane {
  /// The sample at (x, y) of the plane smoothed by 1 4 6 4 1, in 1/32 grey level.
  private func smoothed(_ x: Int, _ y: Int) -> Int {
    let taps = [1, 4, 6, 4, 1]
    var sum = 4
    for j in 0..<5 {
      for i in 0..<5 { sum += taps[i] * taps[j] * clamped(x - 2 + i, y - 2 + j) }
    }
    return sum >> 3
  }

  fileprivate func gradient(_ x: Int, _ y: Int) -> (x: Int16, y: Int16) {
    (Int16(smoothed(x + 1, y) - smoothed(x - 1, y)), Int16(smoothed(x, y + 1) - smoothed(x, y - 1)))
  }

  fileprivate func edgeStrength(_ x: Int, _ y: Int) -> Int16 {
    let gradient = gradient(x, y)
    return EdgeStrength.code(x: gradient.x, y: gradient.y)
  }
}

/// The samples whose strength exceeds their threshold and peaks along the gradient's main axis, strip by strip.
func edgePoints(
  _ source: KernelPlane, _ columnThresholds: UnsafePointer<Int16>, _ rowThresholds: UnsafePointer<Int16>,
  _ points: UnsafeMutablePointer<EdgePoint>, _ blocks: UnsafeMutablePointer<EdgeBlock>,
  _ scratch: UnsafeMutablePointer<Int16>
) -> Int {
  let margin = EdgeStrength.pointMargin
  var count = 0
  for strip in stride(from: 0, to: source.width, by: EdgeBlock.stripColumns) {
    for y in 0..<source.height {
      for x in strip..<min(strip + EdgeBlock.stripColumns, source.width) {
        let block = y * EdgeBlock.perRow(width: source.width) + x / EdgeBlock.columns
        if x % EdgeBlock.columns == 0 { blocks[block] = EdgeBlock(start: Int32(count), bits: 0) }
        guard x >= margin, y >= margin, x < source.width - margin, y < source.height - margin else { continue }
        let middle = source.edgeStrength(x, y)
        let liesAlongX = middle % 2 == 1
        guard middle > (liesAlongX ? columnThresholds[x] : rowThresholds[y]) else { continue }
        let before = liesAlongX ? source.edgeStrength(x - 1, y) : source.edgeStrength(x, y - 1)
        let behind = liesAlongX ? source.edgeStrength(x + 1, y) : source.edgeStrength(x, y + 1)
        guard middle > before, middle >= behind else { continue }
        let gradient = source.gradient(x, y)
        let offset = EdgeStrength.peakOffset(before, middle, behind)
        points[count] = EdgePoint(
          x: Float(x) + (liesAlongX ? offset : 0), y: Float(y) + (liesAlongX ? 0 : offset), gradientX: gradient.x,
          gradientY: gradient.y)
        blocks[block].bits |= 1 << UInt32(x % EdgeBlock.columns)
        count += 1
      }
    }
  }
  return count
}

/// The strengths of the gradients of one row.
func edgeStrengths(
  _ source: KernelPlane, _ row: Int, _ strengths: UnsafeMutablePointer<Int16>, _ scratch: UnsafeMutablePointer<Int16>
) {
  let margin = EdgeStrength.gradientMargin
  guard source.width > 2 * margin else { return }
  for x in margin..<source.width - margin { strengths[x] = source.edgeStrength(x, row) }
}
