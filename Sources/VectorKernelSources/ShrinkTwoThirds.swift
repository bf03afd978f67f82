import VectorKernelContracts

// Two thirds of a plane along both axes: every 3 × 3 samples become 2 × 2, at 1/4 and 7/4 of the three: weights 3 1 0 and 0 1 3.
// Plain loops: the compiler turns the horizontal one into shuffles of three vectors.

@inline(never)
func shrinkTwoThirds(
  source: KernelPlane, target: UnsafeMutablePointer<UInt8>, targetStride: Int,
  scratch: UnsafeMutablePointer<UInt16>
) {
  let groups = source.width / 3
  for y in 0..<source.height / 3 * 2 {
    let middle = source.pixels + (y / 2 * 3 + 1) * source.rowStride
    let outer = y % 2 == 0 ? middle - source.rowStride : middle + source.rowStride
    for x in 0..<groups &* 3 {
      let three = UInt16(outer[x]) &+ UInt16(outer[x]) &+ UInt16(outer[x])
      scratch[x] = three &+ UInt16(middle[x])
    }
    let row = target + y * targetStride
    for group in 0..<groups {
      let sums = scratch + 3 &* group
      // At most 16 × 255 + 8.
      let half = sums[1] &+ 8
      let left = sums[0] &+ sums[0] &+ sums[0] &+ half
      let right = sums[2] &+ sums[2] &+ sums[2] &+ half
      row[2 &* group] = UInt8(truncatingIfNeeded: left &>> 4)
      row[2 &* group &+ 1] = UInt8(truncatingIfNeeded: right &>> 4)
    }
  }
}
