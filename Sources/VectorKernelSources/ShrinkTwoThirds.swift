import VectorKernelContracts

/// Shrinks a plane to two thirds along both axes by exact area averages: every 3 × 3 samples become 2 × 2.
///
/// `scratch` holds `source.width + 64` elements.
@inline(never)
func shrinkTwoThirds(
  source: KernelPlane, target: UnsafeMutablePointer<UInt8>, targetStride: Int,
  scratch: UnsafeMutablePointer<UInt16>
) {
  let groups = source.width / 3
  for y in 0..<source.height / 3 * 2 {
    // An output row covers one whole row and half of the next: weights 2 and 1, in thirds.
    let middle = source.pixels + (y / 2 * 3 + 1) * source.rowStride
    let whole = y % 2 == 0 ? middle - source.rowStride : middle + source.rowStride
    for x in 0..<groups &* 3 {
      scratch[x] = UInt16(whole[x]) &+ UInt16(whole[x]) &+ UInt16(middle[x])
    }
    let row = target + y * targetStride
    for group in 0..<groups {
      let sums = scratch + 3 &* group
      let half = sums[1] &+ 4
      // A ninth, by the reciprocal 7282 / 65536: exact for sums up to 2299 = 9 × 255 + 4.
      let left = UInt32(sums[0] &+ sums[0] &+ half) &* 7282
      let right = UInt32(sums[2] &+ sums[2] &+ half) &* 7282
      row[2 &* group] = UInt8(truncatingIfNeeded: left &>> 16)
      row[2 &* group &+ 1] = UInt8(truncatingIfNeeded: right &>> 16)
    }
  }
}
