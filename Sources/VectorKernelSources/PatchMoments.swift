import CVectors
import VectorKernelContracts

// The weighted intensity moments of the samples round (x, y): for every row the products with the slope and with the bell,
// summed in pairs, times the row's own weight. Lanes are summed once, at the end; in integers, so the order does not matter.
//
// The weights behind the 2 · radius + 1 true ones are 0, so whole vectors may be read there.

@inline(never)
func patchMoments(
  source: KernelPlane, x: Int, y: Int, columnWeights: UnsafePointer<Int16>, rowWeights: UnsafePointer<Int16>,
  moments: UnsafeMutablePointer<Int32>
) {
  let radius = MomentGeometry.radius
  let rowSlope = rowWeights
  let rowBell = rowWeights + MomentGeometry.rowCount
  let lanes = vector_byte_count() / 2
  var sumX = vi32_splat(0)
  var sumY = vi32_splat(0)
  var first = 0
  while first < MomentGeometry.rowCount {
    let slopes = vi16_load(columnWeights + first)
    let bells = vi16_load(columnWeights + MomentGeometry.rowCount + first)
    var row = source.pixels + ((y &- radius) &* source.rowStride &+ x &- radius &+ first)
    for j in 0...2 &* radius {
      // At most 2 × 255 × 127 a lane; over all rows below 2³¹: see the contract.
      let samples = vi16_load_from_u8(row)
      let alongSlope = vi16_multiply_add_pairs(samples, slopes)
      let alongBell = vi16_multiply_add_pairs(samples, bells)
      sumX = vi32_add(sumX, vi32_multiply(alongSlope, vi32_splat(Int32(rowBell[j]))))
      sumY = vi32_add(sumY, vi32_multiply(alongBell, vi32_splat(Int32(rowSlope[j]))))
      row += source.rowStride
    }
    first &+= lanes
  }
  moments[0] = vi32_reduce_add(sumX)
  moments[1] = vi32_reduce_add(sumY)
}
