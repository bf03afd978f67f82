import ReproducibleMath
import VectorKernels

/// The second moments of what stands out in the middle of a place: roughly how a bolt is foreshortened, before its outline is known.
///
/// Steps of brightness alone do not tell: those of a narrow ellipse lie outside the range in which a circle's are looked for. Moments are
/// those of affine shape adaptation (Lindeberg and Gårding 1997; Mikolajczyk and Schmid 2004), of brightness instead of gradients.
struct BlobMoments {
  /// The stretch that makes the middle round.
  let shape: BoltShape

  /// The deviation of the window over the radius.
  private static let windowRadius = 0.9
  /// The outermost ring that counts as the middle, and the first of those that tell the surroundings, in radii.
  private static let middle = 1.5
  /// The largest ratio (σ₁² − σ₂²) / (σ₁² + σ₂²) that is believed.
  private static let greatestRatio = 0.75
  /// How strongly the shape is held round, over the moment of everything that differs from the surroundings: noise alone has some
  /// shape, and of a washer or a ring, whose middle is like its surroundings, hardly anything stands out.
  private static let ridge = 0.1

  /// Weights of a ring's samples: r² for a second moment, r · dr for the area (dr grows with r), and the window.
  private static let ringWeights: [Double] = PolarOffsets.outline.radii.map { radius in
    guard radius <= middle else { return 0 }
    let distance = radius / windowRadius
    return radius * radius * radius * radius * Elementary.exponential(-0.5 * distance * distance)
  }

  /// cos 2θ and sin 2θ of the samples' directions.
  private static let doubled: [SIMD2<Double>] = (0..<PolarGeometry.angleCount).map { angle in
    let (c, s) = PolarOffsets.direction(angle)
    return SIMD2(c * c - s * s, 2 * c * s)
  }

  /// Measures the samples of `PolarOffsets.outline` round a place.
  init(_ samples: UnsafePointer<UInt8>) {
    // The surroundings' brightness: the mean of the rings beyond the middle that are nearest to it.
    var outside = 0.0
    var outsideCount = 0.0
    var inside = 0.0
    PolarOffsets.outline.radii.withUnsafeBufferPointer { radii in
      for ring in 0..<PolarGeometry.ringCount {
        let sum = Double(Self.sum(samples, ring))
        if ring < 2 { inside += sum / Double(2 * PolarGeometry.angleCount) }
        guard radii[ring] > Self.middle, radii[ring] < 2 * Self.middle else { continue }
        outside += sum
        outsideCount += Double(PolarGeometry.angleCount)
      }
    }
    outside /= max(outsideCount, 1)
    let sign = inside < outside ? -1.0 : 1.0
    let height = abs(inside - outside)
    // Moments in the directions cos 2θ and sin 2θ; the sum of all, and of all that differs from the surroundings.
    var direction = SIMD2<Double>.zero
    var sums = SIMD2(0, 1e-9)
    Self.ringWeights.withUnsafeBufferPointer { ringWeights in
      Self.doubled.withUnsafeBufferPointer { doubled in
        for ring in 0..<PolarGeometry.ringCount where ringWeights[ring] > 0 {
          let row = samples + ring &* PolarGeometry.angleCount
          for angle in 0..<PolarGeometry.angleCount {
            let difference = Double(row[angle]) - outside
            let excess = min(max(sign * difference, 0), height)
            let weighted = ringWeights[ring] * SIMD2(excess, abs(difference))
            sums += weighted
            direction += weighted.x * doubled[angle]
          }
        }
      }
    }
    let (cosine, sine) = (direction.x, direction.y)
    let total = sums.x + Self.ridge * sums.y
    let length = (cosine * cosine + sine * sine).squareRoot()
    guard length > 0 else {
      shape = .round
      return
    }
    // The ratio of the moments gives that of the axes, ρ = √((1 − q) / (1 + q)), and this the stretch (1 − ρ) / (1 + ρ).
    let ratio = min(length / total, Self.greatestRatio)
    let axes = ((1 - ratio) / (1 + ratio)).squareRoot()
    let stretch = (1 - axes) / (1 + axes)
    shape = BoltShape(cosine: stretch * cosine / length, sine: stretch * sine / length)
  }

  /// The sum over a ring.
  @inline(__always)
  private static func sum(_ samples: UnsafePointer<UInt8>, _ ring: Int) -> Int {
    var sum = 0
    for angle in 0..<PolarGeometry.angleCount { sum &+= Int(samples[ring &* PolarGeometry.angleCount &+ angle]) }
    return sum
  }
}
