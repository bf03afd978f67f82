import CVectors
import VectorKernelContracts

// Rotated, scaled patches by bilinear interpolation: one gather of four bytes fetches a sample and its right neighbour, another
// the two below. Coordinates are in 1/4096 pixel.

@inline(never)
func samplePatch(source: KernelPlane, grid: PatchGrid, target: UnsafeMutablePointer<UInt8>) {
  let side = PatchGeometry.side
  let lanes = vector_byte_count() / 4
  let zero = vi32_splat(0)
  // Held below the last column and row, so that the neighbours to the right and below exist.
  let limitX = vi32_splat(Int32(truncatingIfNeeded: source.width &- 1) &<< PatchGeometry.fractionBits &- 1)
  let limitY = vi32_splat(Int32(truncatingIfNeeded: source.height &- 1) &<< PatchGeometry.fractionBits &- 1)
  let stride = vi32_splat(Int32(truncatingIfNeeded: source.rowStride))
  let below = source.pixels + source.rowStride
  var first = 0
  while first < side {
    let i = vi32_add(vi32_lane_numbers(), vi32_splat(Int32(truncatingIfNeeded: first)))
    var freeX = vi32_add(vi32_splat(grid.originX), vi32_multiply(i, vi32_splat(grid.stepX)))
    var freeY = vi32_add(vi32_splat(grid.originY), vi32_multiply(i, vi32_splat(grid.stepY)))
    var row = target + first
    for _ in 0..<side {
      let x = vi32_min(vi32_max(freeX, zero), limitX)
      let y = vi32_min(vi32_max(freeY, zero), limitY)
      let column = vi32_shift_right(x, PatchGeometry.fractionBits)
      let line = vi32_shift_right(y, PatchGeometry.fractionBits)
      let corner = vi32_add(vi32_multiply(line, stride), column)
      let sample = bilinear(
        vu32_gather_bytes(source.pixels, corner), vu32_gather_bytes(below, corner),
        fraction(x, PatchGeometry.fractionBits), fraction(y, PatchGeometry.fractionBits))
      vi32_store_as_u8(row, sample)
      freeX = vi32_subtract(freeX, vi32_splat(grid.stepY))
      freeY = vi32_add(freeY, vi32_splat(grid.stepX))
      row += side
    }
    first &+= lanes
  }
}
