import CVectors
import VectorKernelContracts

// Patches on affine grids by bilinear interpolation: four bytes at once are a sample and its right neighbour, another four
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
      freeX = vi32_add(freeX, vi32_splat(grid.downX))
      freeY = vi32_add(freeY, vi32_splat(grid.downY))
      row += side
    }
    first &+= lanes
  }
}

// Interpolation, which `samplePolar` shares. Weights are in 1/128, so everything fits 16-bit multiplications and is rounded once.

/// The samples between four neighbours: the two lowest bytes of `upper` and of `lower`, left neighbour first, and the distances from the
/// upper left one in 1/128.
@inline(__always)
func bilinear(_ upper: VU32, _ lower: VU32, _ fx: VU32, _ fy: VU32) -> VI32 {
  let above = neighbours(upper)
  // Along y for both columns at once; at most 128 × 255.
  let fyPair = pairs(vu32_or(fy, vu32_shift_left(fy, 16)))
  let columns = vi16_add(vi16_shift_left(above, 7), vi16_multiply(vi16_subtract(neighbours(lower), above), fyPair))
  // Along x: the sum of both columns times their weights.
  let weights = vu32_or(vu32_subtract(vu32_splat(128), fx), vu32_shift_left(fx, 16))
  let sum = vi16_multiply_add_pairs(columns, pairs(weights))
  return vi32_shift_right(vi32_add(sum, vi32_splat(8192)), 14)
}

/// The part behind the point, in 1/128, of coordinates with `bits` binary digits there.
@inline(__always)
func fraction(_ coordinate: VI32, _ bits: Int32) -> VU32 {
  vu32_and(vi32_as_vu32(vi32_shift_right(coordinate, bits - 7)), vu32_splat(127))
}

/// The two lowest bytes of each lane as two 16-bit numbers.
@inline(__always)
private func neighbours(_ bytes: VU32) -> VI16 {
  let left = vu32_and(bytes, vu32_splat(0xFF))
  let right = vu32_shift_left(vu32_and(bytes, vu32_splat(0xFF00)), 8)
  return pairs(vu32_or(left, right))
}

/// The halves of each lane as lanes of their own.
@inline(__always)
private func pairs(_ lanes: VU32) -> VI16 { vu16_as_vi16(vu32_as_vu16(lanes)) }
