import VectorKernelContracts

/// Halves a plane along both axes with the taps 1 3 3 1: rows first, into 16-bit sums, then columns with one rounding.
///
/// Plain loops: the compiler turns the vertical pass into widening adds and the horizontal one into multiply-adds of
/// neighbouring pairs. `scratch` holds `source.width + 64` elements; its element 0 is the sample left of the edge.
@inline(never)
func halvePlane(
  source: KernelPlane, target: UnsafeMutablePointer<UInt8>, targetStride: Int,
  scratch: UnsafeMutablePointer<UInt16>
) {
  let width = source.width
  let targetWidth = width / 2
  for y in 0..<source.height / 2 {
    let above = source.pixels + max(2 * y - 1, 0) * source.rowStride
    let upper = source.pixels + 2 * y * source.rowStride
    let lower = upper + source.rowStride
    let below = source.pixels + min(2 * y + 2, source.height - 1) * source.rowStride
    for x in 0..<width {
      // At most 8 × 255.
      let middle = UInt16(upper[x]) &+ UInt16(lower[x])
      scratch[x &+ 1] = UInt16(above[x]) &+ UInt16(below[x]) &+ middle &+ middle &+ middle
    }
    scratch[0] = scratch[1]
    scratch[width + 1] = scratch[width]
    let row = target + y * targetStride
    for x in 0..<targetWidth {
      let sums = scratch + 2 &* x
      // At most 64 × 255 + 32.
      let inner = UInt32(sums[1]) &+ UInt32(sums[2])
      let outer = UInt32(sums[0]) &+ UInt32(sums[3])
      row[x] = UInt8(truncatingIfNeeded: (outer &+ 3 &* inner &+ 32) &>> 6)
    }
  }
}
