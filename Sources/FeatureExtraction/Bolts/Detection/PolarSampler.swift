import ReproducibleMath
import VectorKernels

/// Takes the samples round bolts from the level of the pyramid that suits their size.
struct PolarSampler {
  let levels: [ScalePyramid.Level]
  let kernels: KernelTable

  /// Least radius of a bolt in samples of the level it is sampled from, where a level is that fine. The rings of an outline are then half a
  /// sample apart at most.
  private static let leastRadius = 3.4

  /// Writes the samples round (x, y), for a bolt of `radius`, to `target`; all in level-0 pixels.
  func sample(
    x: Double, y: Double, radius: Double, offsets: PolarOffsets, into target: UnsafeMutablePointer<UInt8>
  ) {
    let level = levels[index(radius: radius)]
    let unit = Double(1 << PolarGeometry.fractionBits)
    func fixed(_ value: Double) -> Int32 { Int32((value * unit).rounded()) }
    offsets.withUnsafeOffsets { offsetsX, offsetsY in
      kernels.samplePolar(
        level.kernelPlane, fixed(level.levelCoordinate(x)), fixed(level.levelCoordinate(y)),
        fixed(radius / level.scale), offsetsX, offsetsY, target)
    }
  }

  /// The coarsest level in which the bolt is at least ``leastRadius`` in radius, or the finest.
  private func index(radius: Double) -> Int {
    var index = 0
    while index + 1 < levels.count, radius >= Self.leastRadius * levels[index + 1].scale { index += 1 }
    return index
  }
}
