import VectorKernelContracts

/// The coded determinant of the Hessian of the plane smoothed by 1 4 6 4 1, at every sample at least
/// `HessianResponse.margin` inside the plane, 0 elsewhere.
func hessianResponses(
  _ source: KernelPlane, _ target: UnsafeMutablePointer<Int16>, _ targetStride: Int,
  _ scratch: UnsafeMutablePointer<Int16>
) {
  let taps = [1, 4, 6, 4, 1]
  func smoothed(_ x: Int, _ y: Int) -> Int {
    var sum = 4
    for j in 0..<5 {
      for i in 0..<5 {
        sum += taps[i] * taps[j] * source.clamped(x - 2 + i, y - 2 + j)
      }
    }
    return sum >> 3
  }
  let margin = HessianResponse.margin
  for y in 0..<source.height {
    for x in 0..<source.width {
      let inside = x >= margin && y >= margin && x < source.width - margin && y < source.height - margin
      guard inside else {
        target[y * targetStride + x] = 0
        continue
      }
      let centre = smoothed(x, y)
      let xx = smoothed(x - 1, y) + smoothed(x + 1, y) - 2 * centre
      let yy = smoothed(x, y - 1) + smoothed(x, y + 1) - 2 * centre
      let cross =
        smoothed(x - 1, y - 1) + smoothed(x + 1, y + 1) - smoothed(x + 1, y - 1) - smoothed(x - 1, y + 1)
      let xy = (cross + 2) >> 2
      target[y * targetStride + x] = HessianResponse.code(determinant: Int32(xx * yy - xy * xy))
    }
  }
}
