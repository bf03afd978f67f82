import CVectors
import VectorKernelContracts

// Bilinear interpolation of gathered neighbours. Weights are in 1/128, so everything fits 16-bit multiplications and is rounded once.

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
