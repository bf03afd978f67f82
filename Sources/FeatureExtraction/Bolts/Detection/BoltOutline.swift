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
    let steps = BoltSteps(samples)
    let fitted = BoltOutlineEquations.withBasis { Self.solution(of: steps, $0) }
    guard let fitted else { return }
    let solution = fitted.solution
    let limit = Self.furthestMove * expected.radius
    let move = place.shape.apply(solution.move.x, solution.move.y)
    place.x = min(max(place.x + move.x * place.radius, expected.x - limit), expected.x + limit)
    place.y = min(max(place.y + move.y * place.radius, expected.y - limit), expected.y + limit)
    let mean = max(solution.radius, 0.1)
    let own = BoltShape(cosine: solution.stretch.x / mean, sine: solution.stretch.y / mean).limited(
      to: Self.greatestStretch)
    let (shape, factor) = place.shape.after(own)
    place.shape = shape.limited(to: Self.greatestStretch)
    place.radius = min(
      max(place.radius * mean * factor, Self.radiusFactors.lowerBound * expected.radius),
      Self.radiusFactors.upperBound * expected.radius)
    place.residual = fitted.residual / mean
  }

  /// The outline through steps, by least squares with weights that fall with the distance from it, and the root of the weighted mean of the
  /// squared distances; nil where there is no step.
  private static func solution(
    of steps: BoltSteps, _ basis: BoltOutlineEquations.Basis
  ) -> (solution: BoltOutlineEquations.Solution, residual: Double)? {
    var weights = steps.strengths
    var errors = InlineArray<16, Double>(repeating: 0)
    var solution = BoltOutlineEquations.Solution()
    for _ in 0..<weightingRounds {
      guard let fitted = BoltOutlineEquations(steps.distances, weights, basis).solution else { return nil }
      solution = fitted
      solution.errors(of: steps.distances, basis, into: &errors)
      for angle in 0..<PolarGeometry.angleCount {
        let error = errors[angle] / outlierDistance
        weights[angle] = steps.strengths[angle] / (1 + error * error)
      }
    }
    var squares = 0.0
    var total = 1e-9
    for angle in 0..<PolarGeometry.angleCount {
      squares += weights[angle] * errors[angle] * errors[angle]
      total += weights[angle]
    }
    return (solution, (squares / total).squareRoot())
  }
}
