import VectorKernelContracts

/// Halves a plane along both axes with the taps 1 3 3 1, samples outside the plane being those of its edge.
func halvePlane(
  _ source: KernelPlane, _ target: UnsafeMutablePointer<UInt8>, _ targetStride: Int,
  _ scratch: UnsafeMutablePointer<UInt16>
) {
  let taps = [1, 3, 3, 1]
  for y in 0..<source.height / 2 {
    for x in 0..<source.width / 2 {
      var sum = 32
      for j in 0..<4 {
        for i in 0..<4 {
          sum += taps[i] * taps[j] * source.clamped(2 * x - 1 + i, 2 * y - 1 + j)
        }
      }
      target[y * targetStride + x] = UInt8(sum >> 6)
    }
  }
}
