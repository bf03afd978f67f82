import ReproducibleMath
import VectorKernels

/// Takes the samples round bolts from the level of the pyramid that suits their size.
struct PolarSampler {
  let levels: [ScalePyramid.Level]
  let kernels: KernelTable

  /// How finely a bolt is sampled: its least radius in samples of the level it is taken from, where a level is that fine.
  enum Fineness: Double {
    /// To tell what it is. The rings of an outline are half a sample apart.
    case coarse = 3.4
    /// To measure where it is. The rings of an outline are one and a half samples apart, about an edge's width.
    case fine = 10
  }

  /// Writes the samples round (x, y), for a bolt of `radius`, to `target`; all in level-0 pixels.
  func sample(
    x: Double, y: Double, radius: Double, offsets: PolarOffsets, fineness: Fineness = .coarse,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    let level = levels[index(radius: radius, fineness)]
    let unit = Double(1 << PolarGeometry.fractionBits)
    func fixed(_ value: Double) -> Int32 { Int32((value * unit).rounded()) }
    offsets.withUnsafeOffsets { offsetsX, offsetsY in
      kernels.samplePolar(
        level.kernelPlane, fixed(level.levelCoordinate(x)), fixed(level.levelCoordinate(y)),
        fixed(radius / level.scale), offsetsX, offsetsY, target)
    }
  }

  /// The coarsest level in which the bolt is that large, or the finest.
  private func index(radius: Double, _ fineness: Fineness) -> Int {
    var index = 0
    while index + 1 < levels.count, radius >= fineness.rawValue * levels[index + 1].scale { index += 1 }
    return index
  }
}
