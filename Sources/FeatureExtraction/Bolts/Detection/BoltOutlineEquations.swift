import ReproducibleMath
import VectorKernels

/// The normal equations of a bolt's outline r(θ) = R + dx·cos θ + dy·sin θ + a·cos 2θ + b·sin 2θ: weighted least squares over the
/// directions.
///
/// Written out pair by pair, since this is solved thousands of times a picture: the basis of a direction is 1, a pair (cos θ, sin θ) and a
/// pair (cos 2θ, sin 2θ), and so are the sums.
struct BoltOutlineEquations {
  private typealias Pair = SIMD2<Double>

  /// What is solved for.
  struct Solution {
    /// R.
    var radius = 0.0
    /// (dx, dy).
    var move = SIMD2<Double>.zero
    /// (a, b).
    var stretch = SIMD2<Double>.zero
  }

  // The lower triangle of the matrix, and the right-hand side behind it, for R, (dx, dy) and (a, b).
  private var total = Pair.zero  // Σ w and Σ w·r
  private var moves = Pair.zero  // the first column's
  private var stretches = Pair.zero
  private var movesByX = Pair.zero
  private var stretchesByX = Pair.zero
  private var stretchesByY = Pair.zero
  private var stretchesByA = Pair.zero
  private var squares = Pair.zero  // dy by dy, and b by b
  private var rightMoves = Pair.zero
  private var rightStretches = Pair.zero

  /// The basis in a direction, but for its first element, 1.
  struct Direction {
    var single: SIMD2<Double>
    var double: SIMD2<Double>
  }

  /// The basis in every direction.
  private static let directions: [Direction] = (0..<PolarGeometry.angleCount).map { angle in
    let (c, s) = PolarOffsets.direction(angle)
    return Direction(single: SIMD2(c, s), double: SIMD2(c * c - s * s, 2 * c * s))
  }

  typealias Basis = UnsafePointer<Direction>

  /// Calls `body` with the basis in all directions.
  static func withBasis<Result>(_ body: (Basis) -> Result) -> Result {
    directions.withUnsafeBufferPointer { body($0.baseAddress!) }
  }

  /// Sums over the directions.
  init(_ distances: InlineArray<16, Double>, _ weights: InlineArray<16, Double>, _ basis: Basis) {
    // In variables of its own, so that the sums stay in registers.
    var sums = BoltOutlineEquations()
    for angle in 0..<PolarGeometry.angleCount {
      let (single, double) = (basis[angle].single, basis[angle].double)
      let (weight, distance) = (weights[angle], distances[angle])
      let (weightedSingle, weightedDouble) = (weight * single, weight * double)
      sums.total += Pair(weight, weight * distance)
      sums.moves += weightedSingle
      sums.stretches += weightedDouble
      sums.movesByX += weightedSingle * single.x
      sums.stretchesByX += weightedDouble * single.x
      sums.stretchesByY += weightedDouble * single.y
      sums.stretchesByA += weightedDouble * double.x
      sums.squares += Pair(weightedSingle.y, weightedDouble.y) * Pair(single.y, double.y)
      sums.rightMoves += weightedSingle * distance
      sums.rightStretches += weightedDouble * distance
    }
    self = sums
  }

  private init() {}

  /// How strongly each parameter is held at 0, over the weights' sum: the radius hardly, the stretch as far as half of the directions say
  /// nothing.
  private static let radiusRidge = 1e-4
  private static let moveRidge = 1e-2
  private static let stretchRidge = 1e-1

  /// The least squares' solution, by Cholesky factorisation; nil where nothing has weight.
  var solution: Solution? {
    let sum = total.x
    guard sum > 0 else { return nil }
    // Columns of the factor, named by row and column.
    let l00 = (sum + Self.radiusRidge * sum).squareRoot()
    let l10 = moves.x / l00
    let l20 = moves.y / l00
    let l30 = stretches.x / l00
    let l40 = stretches.y / l00
    let l11 = (movesByX.x + Self.moveRidge * sum - l10 * l10).squareRoot()
    let l21 = (movesByX.y - l20 * l10) / l11
    let l31 = (stretchesByX.x - l30 * l10) / l11
    let l41 = (stretchesByX.y - l40 * l10) / l11
    let l22 = (squares.x + Self.moveRidge * sum - l20 * l20 - l21 * l21).squareRoot()
    let l32 = (stretchesByY.x - l30 * l20 - l31 * l21) / l22
    let l42 = (stretchesByY.y - l40 * l20 - l41 * l21) / l22
    let l33 = (stretchesByA.x + Self.stretchRidge * sum - l30 * l30 - l31 * l31 - l32 * l32).squareRoot()
    let l43 = (stretchesByA.y - l40 * l30 - l41 * l31 - l42 * l32) / l33
    let l44 = (squares.y + Self.stretchRidge * sum - l40 * l40 - l41 * l41 - l42 * l42 - l43 * l43).squareRoot()
    let z0 = total.y / l00
    let z1 = (rightMoves.x - l10 * z0) / l11
    let z2 = (rightMoves.y - l20 * z0 - l21 * z1) / l22
    let z3 = (rightStretches.x - l30 * z0 - l31 * z1 - l32 * z2) / l33
    let z4 = (rightStretches.y - l40 * z0 - l41 * z1 - l42 * z2 - l43 * z3) / l44
    let b = z4 / l44
    let a = (z3 - l43 * b) / l33
    let dy = (z2 - l32 * a - l42 * b) / l22
    let dx = (z1 - l21 * dy - l31 * a - l41 * b) / l11
    let radius = (z0 - l10 * dx - l20 * dy - l30 * a - l40 * b) / l00
    return Solution(radius: radius, move: SIMD2(dx, dy), stretch: SIMD2(a, b))
  }
}

extension BoltOutlineEquations.Solution {
  /// How much farther out than the outline each of `distances` lies.
  func errors(
    of distances: InlineArray<16, Double>, _ basis: BoltOutlineEquations.Basis,
    into errors: inout InlineArray<16, Double>
  ) {
    for angle in 0..<PolarGeometry.angleCount {
      let (moved, stretched) = (basis[angle].single * move, basis[angle].double * stretch)
      let circle = radius + moved.x + moved.y
      errors[angle] = distances[angle] - (circle + stretched.x + stretched.y)
    }
  }
}
