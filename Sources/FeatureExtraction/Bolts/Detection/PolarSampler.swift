import CVectors
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

  /// Writes the samples round a place to `target`: on circles, or on ellipses of the place's own shape, so that a head seen from the side
  /// gives the samples of one seen from the front.
  func sample(
    _ place: BoltMeasure.Place, offsets: PolarOffsets, fineness: Fineness = .coarse,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    let level = levels[index(radius: place.radius, fineness)]
    let unit = Double(1 << PolarGeometry.fractionBits)
    func fixed(_ value: Double) -> Int32 { Int32(wholeNearest(value * unit)) }
    let (x, y) = (fixed(level.levelCoordinate(place.x)), fixed(level.levelCoordinate(place.y)))
    let radius = fixed(place.radius / level.scale)
    offsets.withUnsafeOffsets { offsetsX, offsetsY in
      guard !place.shape.isRound else {
        kernels.samplePolar(level.kernelPlane, x, y, radius, offsetsX, offsetsY, target)
        return
      }
      let shape = (xx: fixed(1 + place.shape.cosine), xy: fixed(place.shape.sine), yy: fixed(1 - place.shape.cosine))
      let count = PolarGeometry.sampleCount
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { stretched in
        for sample in 0..<count {
          let (dx, dy) = (offsetsX[sample], offsetsY[sample])
          stretched[sample] = (shape.xx &* dx &+ shape.xy &* dy) >> Int32(PolarGeometry.fractionBits)
          stretched[count + sample] = (shape.xy &* dx &+ shape.yy &* dy) >> Int32(PolarGeometry.fractionBits)
        }
        guard let start = stretched.baseAddress else { return }
        kernels.samplePolar(level.kernelPlane, x, y, radius, UnsafePointer(start), UnsafePointer(start + count), target)
      }
    }
  }

  /// Asks memory for what samples of a place will be taken from, some time before they are: places come in the order of their promise, so
  /// that each lies elsewhere in the picture.
  func prefetch(_ place: BoltMeasure.Place, fineness: Fineness = .coarse) {
    let level = levels[index(radius: place.radius, fineness)]
    let reach = Self.prefetchedRadii * place.radius / level.scale
    let (x, y) = (level.levelCoordinate(place.x), level.levelCoordinate(place.y))
    let (left, right) = (max(Int(x - reach), 0), min(Int(x + reach), level.width - 1))
    var row = max(Int(y - reach), 0)
    let last = min(Int(y + reach), level.height - 1)
    while row <= last {
      let line = level.pixels + row * level.rowStride
      memory_prefetch(line + left)
      memory_prefetch(line + right)
      row += 1
    }
  }

  /// As far as the outline's samples reach.
  private static let prefetchedRadii = 2.1

  /// The coarsest level in which the bolt is that large, or the finest.
  private func index(radius: Double, _ fineness: Fineness) -> Int {
    var index = 0
    while index + 1 < levels.count, radius >= fineness.rawValue * levels[index + 1].scale { index += 1 }
    return index
  }
}
