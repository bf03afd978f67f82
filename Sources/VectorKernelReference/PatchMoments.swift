import VectorKernelContracts

/// The weighted intensity moments of the samples round (x, y), wholly inside the plane.
func patchMoments(
  _ source: KernelPlane, _ x: Int, _ y: Int, _ columnWeights: UnsafePointer<Int16>, _ rowWeights: UnsafePointer<Int16>,
  _ moments: UnsafeMutablePointer<Int32>
) {
  // First the weights that grow with the distance from the middle, then the bell of the other axis.
  let count = MomentGeometry.rowCount
  let radius = MomentGeometry.radius
  var sumX: Int32 = 0
  var sumY: Int32 = 0
  for j in 0...2 * radius {
    for i in 0...2 * radius {
      let sample = Int32(source.pixels[(y - radius + j) * source.rowStride + x - radius + i])
      sumX += sample * Int32(columnWeights[i]) * Int32(rowWeights[count + j])
      sumY += sample * Int32(columnWeights[count + i]) * Int32(rowWeights[j])
    }
  }
  moments[0] = sumX
  moments[1] = sumY
}
