import ReproducibleMath
import VectorKernels

/// A direction in the image plane.
package struct Direction {
  package var cosine: Double
  package var sine: Double
  /// In radians, in [0, 2π), from the x axis towards the y axis.
  package var angle: Double
}

/// Gives a keypoint the direction in which its neighbourhood grows brighter.
///
/// That is the gradient of the image under a Gaussian of four samples of the keypoint's level, written as the first
/// moments of the Gaussian-weighted intensities: two dot products a row and no histogram. The Gaussian is centred on the
/// keypoint to an eighth of a sample: centred on the nearest sample it cost 3 % of the right matches.
package struct PatchOrientation {
  let kernels: KernelTable

  package init(kernels: KernelTable) { self.kernels = kernels }

  /// The direction of `keypoint`, found in `level`. A neighbourhood without any gradient gets the x axis.
  package func direction(of keypoint: DetectedKeypoint, in level: ScalePyramid.Level) -> Direction {
    let radius = MomentGeometry.radius
    let column = MomentCentre(level.levelCoordinate(keypoint.x))
    let row = MomentCentre(level.levelCoordinate(keypoint.y))
    let (x, y) = (column.sample, row.sample)
    let isInside = x >= radius && y >= radius && x < level.width - radius && y < level.height - radius
    let moments =
      isInside
      ? moments(of: level.kernelPlane, x, y, column.phase, row.phase)
      : momentsNearEdge(of: level.kernelPlane, x, y, column.phase, row.phase)
    let mx = Double(moments.x)
    let my = Double(moments.y)
    let norm = (mx * mx + my * my).squareRoot()
    guard norm > 0 else { return Direction(cosine: 1, sine: 0, angle: 0) }
    return Direction(cosine: mx / norm, sine: my / norm, angle: angleOf(x: mx, y: my))
  }

  private func moments(
    of plane: KernelPlane, _ x: Int, _ y: Int, _ phaseX: Int, _ phaseY: Int
  ) -> (x: Int32, y: Int32) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2) { result in
      MomentWeights.withUnsafeWeights(phaseX, phaseY) { columnWeights, rowWeights in
        kernels.patchMoments(plane, x, y, columnWeights, rowWeights, result.baseAddress!)
      }
      return (result[0], result[1])
    }
  }

  /// The same over a copy of the neighbourhood, in which the edge's samples go on outwards.
  private func momentsNearEdge(
    of plane: KernelPlane, _ x: Int, _ y: Int, _ phaseX: Int, _ phaseY: Int
  ) -> (x: Int32, y: Int32) {
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
      return moments(of: block, radius, radius, phaseX, phaseY)
    }
  }
}

/// A coordinate as the nearest sample and what is left, in steps of an eighth of a sample.
private struct MomentCentre {
  let sample: Int
  /// 0 to `MomentWeights.phaseCount` − 1: half a sample before to half a sample behind.
  let phase: Int

  init(_ coordinate: Double) {
    sample = wholeNearest(coordinate)
    phase = wholeNearest((coordinate - Double(sample)) * 8) + 4
  }
}
