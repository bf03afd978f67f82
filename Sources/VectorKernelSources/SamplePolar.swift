import CVectors
import VectorKernelContracts

// Rings of samples by bilinear interpolation, as `samplePatch` takes its patches: one gather fetches a sample and its right neighbour,
// another the two below.

@inline(never)
func samplePolar(
  source: KernelPlane, centerX: Int32, centerY: Int32, scale: Int32, offsetsX: UnsafePointer<Int32>,
  offsetsY: UnsafePointer<Int32>, target: UnsafeMutablePointer<UInt8>
) {
  let lanes = vector_byte_count() / 4
  let zero = vi32_splat(0)
  // Held below the last column and row, so that the neighbours to the right and below exist.
  let limitX = vi32_splat(Int32(truncatingIfNeeded: source.width &- 1) &<< PolarGeometry.fractionBits &- 1)
  let limitY = vi32_splat(Int32(truncatingIfNeeded: source.height &- 1) &<< PolarGeometry.fractionBits &- 1)
  let stride = vi32_splat(Int32(truncatingIfNeeded: source.rowStride))
  let below = source.pixels + source.rowStride
  let step = vi32_splat(scale)
  var index = 0
  while index < PolarGeometry.sampleCount {
    let offsetX = vi32_shift_right(vi32_multiply(vi32_load(offsetsX + index), step), PolarGeometry.fractionBits)
    let offsetY = vi32_shift_right(vi32_multiply(vi32_load(offsetsY + index), step), PolarGeometry.fractionBits)
    let x = vi32_min(vi32_max(vi32_add(offsetX, vi32_splat(centerX)), zero), limitX)
    let y = vi32_min(vi32_max(vi32_add(offsetY, vi32_splat(centerY)), zero), limitY)
    let column = vi32_shift_right(x, PolarGeometry.fractionBits)
    let line = vi32_shift_right(y, PolarGeometry.fractionBits)
    let corner = vi32_add(vi32_multiply(line, stride), column)
    let sample = bilinear(
      vu32_gather_bytes(source.pixels, corner), vu32_gather_bytes(below, corner),
      fraction(x, PolarGeometry.fractionBits), fraction(y, PolarGeometry.fractionBits))
    vi32_store_as_u8(target + index, sample)
    index &+= lanes
  }
}
