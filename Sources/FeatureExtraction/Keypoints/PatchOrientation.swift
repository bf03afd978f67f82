import VectorKernels

/// A direction in the image plane.
struct Direction {
  var cosine: Double
  var sine: Double
  /// In radians, in [0, 2π), from the x axis towards the y axis.
  var angle: Double
}

/// Gives a keypoint the direction in which its neighbourhood grows brighter.
///
/// That is the gradient of the image under a Gaussian of four samples of the keypoint's level, written as the first
/// moments of the Gaussian-weighted intensities: two dot products a row, no histogram. On development pairs it kept
/// more matches than the 36-bin histogram of gradients and than ORB's disc moments: it has no bins to fall between
/// and no hard rim that samples enter and leave by.
struct PatchOrientation {
  let kernels: KernelTable

  /// The direction of `keypoint`, found in `level`. A neighbourhood without any gradient gets the x axis.
  func direction(of keypoint: DetectedKeypoint, in level: ScalePyramid.Level) -> Direction {
    let radius = MomentGeometry.radius
    let x = Int(level.levelCoordinate(keypoint.x).rounded())
    let y = Int(level.levelCoordinate(keypoint.y).rounded())
    let isInside = x >= radius && y >= radius && x < level.width - radius && y < level.height - radius
    let moments =
      isInside ? moments(of: level.kernelPlane, x, y) : momentsNearEdge(of: level.kernelPlane, x, y)
    let mx = Double(moments.x)
    let my = Double(moments.y)
    let norm = (mx * mx + my * my).squareRoot()
    guard norm > 0 else { return Direction(cosine: 1, sine: 0, angle: 0) }
    return Direction(cosine: mx / norm, sine: my / norm, angle: angleOf(x: mx, y: my))
  }

  private func moments(of plane: KernelPlane, _ x: Int, _ y: Int) -> (x: Int32, y: Int32) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2) { result in
      Self.weights.withUnsafeBufferPointer { weights in
        kernels.patchMoments(plane, x, y, weights.baseAddress!, result.baseAddress!)
      }
      return (result[0], result[1])
    }
  }

  /// The same over a copy of the neighbourhood, in which the edge's samples go on outwards.
  private func momentsNearEdge(of plane: KernelPlane, _ x: Int, _ y: Int) -> (x: Int32, y: Int32) {
    let radius = MomentGeometry.radius
    let side = 2 * radius + 1
    let stride = 64
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: side * stride + 64) { copy in
      copy.initialize(repeating: 0)
      for row in 0..<side {
        let source = plane.pixels + min(max(y - radius + row, 0), plane.height - 1) * plane.rowStride
        for column in 0..<side {
          copy[row * stride + column] = source[min(max(x - radius + column, 0), plane.width - 1)]
        }
      }
      let block = KernelPlane(pixels: copy.baseAddress!, rowStride: stride, width: side, height: side)
      return moments(of: block, radius, radius)
    }
  }

  /// d·exp(−d²/2σ²) and exp(−d²/2σ²) for d = −12…12 and σ = 4, scaled to a greatest weight of 127.
  private static let weights: [Int16] = {
    let slope: [Int16] = [0, 51, 92, 119, 127, 120, 102, 79, 57, 37, 23, 13, 7]
    let bell: [Int16] = [127, 123, 112, 96, 77, 58, 41, 27, 17, 10, 6, 3, 1]
    let padding = [Int16](repeating: 0, count: MomentGeometry.rowCount - 2 * MomentGeometry.radius - 1)
    return slope.dropFirst().reversed().map { -$0 } + slope + padding
      + bell.dropFirst().reversed() + bell + padding
  }()
}
