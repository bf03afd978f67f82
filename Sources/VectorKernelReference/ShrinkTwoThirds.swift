import VectorKernelContracts

/// Shrinks a plane to two thirds along both axes, by interpolation at the centres of the larger samples: every 3 × 3 become 2 × 2.
func shrinkTwoThirds(
  _ source: KernelPlane, _ target: UnsafeMutablePointer<UInt8>, _ targetStride: Int,
  _ scratch: UnsafeMutablePointer<UInt16>
) {
  // An output sample's centre lies a quarter of the way from a sample to its neighbour: weights 3 1 or 1 3, in quarters.
  func weights(_ index: Int) -> [(offset: Int, weight: Int)] {
    let first = index / 2 * 3
    return index % 2 == 0 ? [(first, 3), (first + 1, 1)] : [(first + 1, 1), (first + 2, 3)]
  }
  for y in 0..<source.height / 3 * 2 {
    for x in 0..<source.width / 3 * 2 {
      var sum = 8
      for row in weights(y) {
        for column in weights(x) {
          sum += row.weight * column.weight * source.clamped(column.offset, row.offset)
        }
      }
      target[y * targetStride + x] = UInt8(sum >> 4)
    }
  }
}
