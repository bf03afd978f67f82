import ImagePlanes
import ReproducibleMath
import VectorKernels

/// Fits a bolt's outline to the strongest steps of brightness across it.
///
///     in every direction: where the brightness changes most, near the radius that is expected
///     r(θ) = R + dx·cos θ + dy·sin θ + a·cos 2θ + b·sin 2θ   by weighted least squares, outliers down-weighted
///
/// dx, dy move the centre; a, b stretch the circle into an ellipse with half axes R ± √(a² + b²). The model is linear, and well posed for
/// the smallest heads, where a general conic is not. It is exact for slight ellipses only, so each round samples in the frame in which the ellipse of
/// the round before is a circle: heads round a body are seen at a slant of up to 1 : 4.
struct BoltOutline {
  /// Centre, mean radius and shape, and how well they fit.
  private(set) var place: BoltMeasure.Place

  /// Rounds of finding the rough shape, each in the frame in which the one before is round.
  private static let shapingRounds = 2
  /// Rounds of sampling and fitting.
  private static let rounds = 2
  /// Rounds of weighting within each.
  private static let weightingRounds = 3
  /// How far from the expected radius steps count: the deviation of a bell over ln r.
  private static let radiusSpread = 0.35
  /// The distance from the outline at which a step counts half, over the radius.
  private static let outlierDistance = 0.15
  /// How far the centre may move, and the factors by which the radius may change, from what was expected.
  private static let furthestMove = 0.6
  private static let radiusFactors = 0.6...1.7
  /// The most that the circle may be stretched, over its radius: an ellipse of half axes 1.6 : 0.4.
  static let greatestStretch = 0.6

  /// Fits the outline of a bolt expected at `place`.
  init(near place: BoltMeasure.Place, sampler: PolarSampler, samples: UnsafeMutablePointer<UInt8>) {
    self.place = place
    for _ in 0..<Self.shapingRounds {
      sampler.sample(self.place, offsets: .outline, into: samples)
      self.place.take(BlobMoments(samples).shape, limit: Self.greatestStretch)
    }
    for _ in 0..<Self.rounds {
      sampler.sample(self.place, offsets: .outline, into: samples)
      fit(samples, expected: place)
    }
  }

  /// Fits once more to finer samples: where a bolt that was told from the rest lies exactly.
  mutating func refine(sampler: PolarSampler, samples: UnsafeMutablePointer<UInt8>) {
    sampler.sample(place, offsets: .outline, fineness: .fine, into: samples)
    fit(samples, expected: place)
  }

  private mutating func fit(_ samples: UnsafePointer<UInt8>, expected: BoltMeasure.Place) {
    let count = PolarGeometry.angleCount
    var distances = InlineArray<16, Double>(repeating: 0)
    var strengths = InlineArray<16, Double>(repeating: 0)
    for angle in 0..<count {
      (distances[angle], strengths[angle]) = Self.step(samples, angle)
    }
    var weights = strengths
    var solution = InlineArray<5, Double>(repeating: 0)
    for _ in 0..<Self.weightingRounds {
      guard let fitted = Self.solve(distances, weights) else { return }
      solution = fitted
      for angle in 0..<count {
        let error = (distances[angle] - Self.value(solution, angle)) / Self.outlierDistance
        weights[angle] = strengths[angle] / (1 + error * error)
      }
    }
    var squares = 0.0
    var total = 1e-9
    for angle in 0..<count {
      let error = distances[angle] - Self.value(solution, angle)
      squares += weights[angle] * error * error
      total += weights[angle]
    }
    let limit = Self.furthestMove * expected.radius
    let move = place.shape.apply(solution[1], solution[2])
    place.x = min(max(place.x + move.x * place.radius, expected.x - limit), expected.x + limit)
    place.y = min(max(place.y + move.y * place.radius, expected.y - limit), expected.y + limit)
    let mean = max(solution[0], 0.1)
    let own = BoltShape(cosine: solution[3] / mean, sine: solution[4] / mean).limited(to: Self.greatestStretch)
    let (shape, factor) = place.shape.after(own)
    place.shape = shape.limited(to: Self.greatestStretch)
    place.radius = min(
      max(place.radius * mean * factor, Self.radiusFactors.lowerBound * expected.radius),
      Self.radiusFactors.upperBound * expected.radius)
    place.residual = (squares / total).squareRoot() / mean
  }

  /// The strongest step along a direction: its distance from the centre over the radius, between the rings, and its strength.
  private static func step(_ samples: UnsafePointer<UInt8>, _ angle: Int) -> (distance: Double, strength: Double) {
    let pitch = PolarGeometry.angleCount
    func difference(_ ring: Int) -> Double {
      abs(Double(samples[(ring + 1) * pitch + angle]) - Double(samples[(ring - 1) * pitch + angle]))
    }
    var best = (ring: 1, weighted: -1.0)
    for ring in 1..<PolarGeometry.ringCount - 1 {
      let weighted = difference(ring) * bell[ring]
      if weighted > best.weighted { best = (ring, weighted) }
    }
    let ring = min(max(best.ring, 2), PolarGeometry.ringCount - 3)
    let (before, here, after) = (difference(ring - 1), difference(ring), difference(ring + 1))
    let curvature = before + after - 2 * here
    let offset = curvature < 0 ? min(max(0.5 * (before - after) / curvature, -0.5), 0.5) : 0
    // Linear between the rings' radii: their ratio is 1.15, and the parabola's own error is larger.
    let radii = PolarOffsets.outline.radii
    let next = offset < 0 ? radii[ring] - radii[ring - 1] : radii[ring + 1] - radii[ring]
    return (radii[ring] + offset * next, here)
  }

  private static let bell: [Double] = PolarOffsets.outline.radii.map { radius in
    let distance = Elementary.logarithm(radius) / radiusSpread
    return Elementary.exponential(-0.5 * distance * distance)
  }

  private static let basis: [InlineArray<5, Double>] = (0..<PolarGeometry.angleCount).map { angle in
    let (c, s) = PolarOffsets.direction(angle)
    return [1, c, s, c * c - s * s, 2 * c * s]
  }

  private static func value(_ solution: InlineArray<5, Double>, _ angle: Int) -> Double {
    let row = basis[angle]
    return row[0] * solution[0] + row[1] * solution[1] + row[2] * solution[2] + row[3] * solution[3]
      + row[4] * solution[4]
  }

  /// How strongly each parameter is held at 0, over the weights' sum: the radius hardly, the stretch as far as half of the directions say
  /// nothing.
  private static let ridge: InlineArray<5, Double> = [1e-4, 1e-2, 1e-2, 1e-1, 1e-1]

  /// Weighted least squares, by Cholesky factorisation; nil where nothing has weight.
  private static func solve(
    _ distances: InlineArray<16, Double>, _ weights: InlineArray<16, Double>
  ) -> InlineArray<5, Double>? {
    var normal = InlineArray<25, Double>(repeating: 0)
    var right = InlineArray<5, Double>(repeating: 0)
    var total = 0.0
    for angle in 0..<PolarGeometry.angleCount {
      let row = basis[angle]
      let weight = weights[angle]
      total += weight
      for i in 0..<5 {
        right[i] += weight * row[i] * distances[angle]
        for j in 0...i { normal[5 * i + j] += weight * row[i] * row[j] }
      }
    }
    guard total > 0 else { return nil }
    for i in 0..<5 { normal[6 * i] += ridge[i] * total }
    for i in 0..<5 {
      for j in 0...i {
        var sum = normal[5 * i + j]
        for k in 0..<j { sum -= normal[5 * i + k] * normal[5 * j + k] }
        normal[5 * i + j] = i == j ? sum.squareRoot() : sum / normal[6 * j]
      }
    }
    for i in 0..<5 {
      for k in 0..<i { right[i] -= normal[5 * i + k] * right[k] }
      right[i] /= normal[6 * i]
    }
    for i in (0..<5).reversed() {
      for k in i + 1..<5 { right[i] -= normal[5 * k + i] * right[k] }
      right[i] /= normal[6 * i]
    }
    return right
  }
}
