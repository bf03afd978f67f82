import ReproducibleMath
import VectorKernels

/// Gives keypoints their directions and binary descriptors.
///
/// The keypoint's neighbourhood is resampled into a patch of 32 × 32 samples with its rotation and scale taken out;
/// the descriptor's tests compare sums over square boxes of that patch (BEBLID's weak learners, Suárez et al.,
/// Pattern Recognition Letters 2020, on a canonical patch). Which tests: `DescriptorTests`.
struct KeypointDescriber {
  let kernels: KernelTable

  /// Keypoints described at once: their patches stay in the second-level cache.
  private static let batchSize = 128

  /// Describes `detected`, in their order.
  func describe(
    _ detected: [DetectedKeypoint], levels: [ScalePyramid.Level], workspace: ExtractionWorkspace
  ) -> (keypoints: [Keypoint], descriptors: DescriptorSet) {
    let sampleCount = PatchGeometry.sampleCount
    let patches = workspace.patches.reserve(Self.batchSize * sampleCount)
    let integrals = workspace.integrals.reserve(DescribeScratch.elementCount)
    var keypoints: [Keypoint] = []
    keypoints.reserveCapacity(detected.count)
    let orientation = PatchOrientation(kernels: kernels)
    let words = [UInt64](unsafeUninitializedCapacity: detected.count * DescriptorSet.wordsPerDescriptor) {
      words, used in
      var first = 0
      while first < detected.count {
        let end = min(first + Self.batchSize, detected.count)
        for index in first..<end {
          let keypoint = detected[index]
          let level = levels[keypoint.level]
          let direction = orientation.direction(of: keypoint, in: level)
          let grid = Self.grid(of: keypoint, direction, in: level)
          kernels.samplePatch(level.kernelPlane, grid, patches + (index - first) * sampleCount)
          keypoints.append(
            Keypoint(
              x: Float(keypoint.x), y: Float(keypoint.y),
              size: Float(keypoint.scale * Double(PatchGeometry.side)), angle: singlePrecisionAngle(direction.angle),
              response: keypoint.response))
        }
        DescriptorTests.withUnsafeRows { tests in
          kernels.describePatches(
            patches, end - first, tests, DescriptorSet.bitCount,
            words.baseAddress! + first * DescriptorSet.wordsPerDescriptor, integrals)
        }
        first = end
      }
      used = detected.count * DescriptorSet.wordsPerDescriptor
    }
    return (keypoints, DescriptorSet(words: words))
  }

  /// The patch's samples in its level: `side` × `side`, the keypoint in the middle, x along its direction.
  private static func grid(
    of keypoint: DetectedKeypoint, _ direction: Direction, in level: ScalePyramid.Level
  ) -> PatchGrid {
    let step = keypoint.scale / level.scale
    let stepX = step * direction.cosine
    let stepY = step * direction.sine
    let half = Double(PatchGeometry.side - 1) / 2
    let originX = level.levelCoordinate(keypoint.x) - half * (stepX - stepY)
    let originY = level.levelCoordinate(keypoint.y) - half * (stepY + stepX)
    let unit = Double(1 << PatchGeometry.fractionBits)
    func fixed(_ value: Double) -> Int32 { Int32(wholeNearest(value * unit)) }
    return PatchGrid(originX: fixed(originX), originY: fixed(originY), stepX: fixed(stepX), stepY: fixed(stepY))
  }
}
