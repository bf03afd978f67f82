import VectorKernelContracts

/// The weighted intensity moments of the samples round (x, y), wholly inside the plane: two dot products a row.
///
/// `weights` holds two rows of `MomentGeometry.rowCount`: the slope, then the bell. The weights behind the 2·radius + 1
/// true ones are 0, so whole vectors may be read there.
@inline(never)
func patchMoments(
  source: KernelPlane, x: Int, y: Int, weights: UnsafePointer<Int16>, moments: UnsafeMutablePointer<Int32>
) {
  let radius = MomentGeometry.radius
  let slope = weights
  let bell = weights + MomentGeometry.rowCount
  var row = source.pixels + (y - radius) * source.rowStride + x - radius
  var sumX: Int32 = 0
  var sumY: Int32 = 0
  for j in 0...2 * radius {
    // Each at most 255 × 1,713: the sums over all rows stay below 2.7e8.
    var alongSlope: Int32 = 0
    var alongBell: Int32 = 0
    for i in 0..<MomentGeometry.rowCount {
      let sample = Int32(row[i])
      alongSlope &+= sample &* Int32(slope[i])
      alongBell &+= sample &* Int32(bell[i])
    }
    sumX &+= alongSlope &* Int32(bell[j])
    sumY &+= alongBell &* Int32(slope[j])
    row += source.rowStride
  }
  moments[0] = sumX
  moments[1] = sumY
}
