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
  private static let doubled: [(cosine: Double, sine: Double)] = (0..<PolarGeometry.angleCount).map { angle in
    let (c, s) = PolarOffsets.direction(angle)
    return (c * c - s * s, 2 * c * s)
  }

  /// Measures the samples of `PolarOffsets.outline` round a place.
  init(_ samples: UnsafePointer<UInt8>) {
    let pitch = PolarGeometry.angleCount
    // The surroundings' brightness: the mean of the rings beyond the middle that are nearest to it.
    var outside = 0.0
    var outsideCount = 0.0
    var inside = 0.0
    for ring in 0..<PolarGeometry.ringCount {
      let radius = PolarOffsets.outline.radii[ring]
      var sum = 0
      for angle in 0..<pitch { sum += Int(samples[ring * pitch + angle]) }
      if ring < 2 { inside += Double(sum) / Double(2 * pitch) }
      guard radius > Self.middle, radius < 2 * Self.middle else { continue }
      outside += Double(sum)
      outsideCount += Double(pitch)
    }
    outside /= max(outsideCount, 1)
    let sign = inside < outside ? -1.0 : 1.0
    let height = abs(inside - outside)
    var (cosine, sine, total) = (0.0, 0.0, 0.0)
    var contrast = 1e-9
    for ring in 0..<PolarGeometry.ringCount where Self.ringWeights[ring] > 0 {
      let weight = Self.ringWeights[ring]
      for angle in 0..<pitch {
        let difference = Double(samples[ring * pitch + angle]) - outside
        let excess = min(max(sign * difference, 0), height)
        contrast += weight * abs(difference)
        cosine += weight * excess * Self.doubled[angle].cosine
        sine += weight * excess * Self.doubled[angle].sine
        total += weight * excess
      }
    }
    total += Self.ridge * contrast
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
}
