import ReproducibleMath

/// How surprising it is that so many correspondences agree with one map, if they had nothing to do with each other.
///
/// The a-contrario test of Moisan and Stival (IJCV 2004), in the form of AC-RANSAC (Moisan, Moulon and Monasse, IPOL 2012).
/// The background model: given its place in A, a false correspondence ends in B anywhere, with the density at which the
/// other correspondences end there (but never thinner than uniform); and its keypoint frames agree with the map as often as
/// those of all correspondences do. Then the number of correspondences within a tolerance τ of a map through four of them
/// is binomial at most, and
///
///     NFA(τ) = T · C(n, 4) · P[ Bin(n − 4, p̄(τ)) ≥ k(τ) − 4 ]
///
/// bounds the expected number of maps that do as well by chance: n independent correspondences, k of them within τ, T
/// tolerances tried, p̄ the mean probability to lie within τ (Hoeffding 1956: unequal probabilities only thin the tail). p̄
/// is computed in both images, and the larger one counts.
package struct ChanceTest {
  /// Tolerances tried, each √½ of the one before: down to an eighth of the largest. Finer ones would take for a wonder that
  /// positions on a pixel grid coincide.
  package static let toleranceCount = 7

  /// What the test found.
  package struct Result {
    /// log10 of the least NFA over the tolerances.
    package var logNFA: Double
    /// The squared tolerance that gave it, in square pixels of the noise scale.
    package var squaredTolerance: Double
    /// Independent inliers within it.
    package var inlierCount: Int
  }

  private let table: CorrespondenceTable
  private let densityA: PointDensity
  private let densityB: PointDensity

  package init(_ table: CorrespondenceTable) {
    self.table = table
    let chosen = table.independent.map { table.entries[$0] }
    let areaA = Double(table.sizeA.area) / (table.unitA * table.unitA)
    let areaB = Double(table.sizeB.area) / (table.unitB * table.unitB)
    densityA = PointDensity(chosen.map { SIMD2($0.ax, $0.ay) }, area: areaA)
    densityB = PointDensity(chosen.map { SIMD2($0.bx, $0.by) }, area: areaB)
  }

  /// Tests `map` with tolerances up to `largestTolerance` pixels of the noise scale. O(n), of which the densities take most.
  package func evaluate(_ map: Matrix3, largestTolerance: Double) -> Result {
    let count = table.independent.count
    let limit = largestTolerance * largestTolerance
    var histogram = [Int](repeating: 0, count: Self.toleranceCount)
    // Sums of the probabilities for a tolerance of one pixel, before they are cut at 1.
    var meanA = 0.0
    var meanB = 0.0
    var agreeing = 0
    let determinant = map.determinant
    for position in table.independent {
      let entry = table.entries[position]
      let residual = TransferResidual(map, CorrespondenceTable.Observation(entry))
      guard residual.inverseW > 0, residual.inverseW.isFinite else { continue }
      let zoneB = Double.pi * residual.determinant.squareRoot()
      let inverseW = residual.inverseW
      let zoneA = zoneB / (determinant * inverseW * inverseW * inverseW)
      // A's place is taken as where B's would lead back to: the two differ by the residual, small beside the density's grain.
      let ownA = SIMD2(entry.ax, entry.ay)
      let ownB = SIMD2(entry.bx, entry.by)
      meanB += min(zoneB * densityB.density(at: SIMD2(residual.u, residual.v), without: ownB), 1)
      meanA += min(zoneA * densityA.density(at: ownA, without: ownA), 1)
      guard FrameAgreement.holds(map, entry) else { continue }
      agreeing += 1
      guard residual.square <= limit else { continue }
      var level = 0
      var bound = limit / 2
      while level + 1 < Self.toleranceCount && residual.square <= bound {
        bound /= 2
        level += 1
      }
      histogram[level] += 1
    }
    guard count > 4 else { return Result(logNFA: 0, squaredTolerance: limit, inlierCount: 0) }
    let frames = Double(agreeing + 1) / Double(count + 1)
    let mean = max(meanA, meanB) / Double(count) * frames
    let logTests =
      Elementary.decimalLogarithm(Double(Self.toleranceCount)) + Binomial.decimalLogChoose(count, 4)
    var best = Result(logNFA: .infinity, squaredTolerance: limit, inlierCount: 0)
    var square = limit
    var inliers = histogram.reduce(0, +)
    for level in 0..<Self.toleranceCount {
      let tail = Binomial.decimalLogTail(
        atLeast: inliers - 4, of: count - 4, probability: min(mean * square, 1))
      if logTests + tail < best.logNFA {
        best = Result(logNFA: logTests + tail, squaredTolerance: square, inlierCount: inliers)
      }
      inliers -= histogram[level]
      square /= 2
    }
    return best
  }
}

/// The density of points over an image, estimated at a place from the distance to its fourth nearest point.
struct PointDensity {
  /// Neighbours looked at. The first three are counted: that makes the estimate unbiased.
  private static let neighbours = 4
  /// Points that stand for all, at most: more would only cost time.
  private static let sampleLimit = 256

  private let sample: [SIMD2<Double>]
  private let uniform: Double

  /// - Parameter area: The image's, in the points' unit squared.
  init(_ points: [SIMD2<Double>], area: Double) {
    uniform = 1 / area
    let step = (points.count + Self.sampleLimit - 1) / Self.sampleLimit
    sample = stride(from: 0, to: points.count, by: max(step, 1)).map { points[$0] }
  }

  /// Probability a unit of area that one of the other points lies at `place`, but at least that of uniform points.
  ///
  /// - Parameter own: The point that is left out.
  func density(at place: SIMD2<Double>, without own: SIMD2<Double>) -> Double {
    guard sample.count > Self.neighbours else { return uniform }
    var (first, second, third, fourth) = (Double.infinity, Double.infinity, Double.infinity, Double.infinity)
    var others = 0
    for point in sample where point != own {
      others += 1
      let offset = point - place
      let square = offset.x * offset.x + offset.y * offset.y
      guard square < fourth else { continue }
      fourth = max(square, third)
      third = min(max(square, second), third)
      second = min(max(square, first), second)
      first = min(square, first)
    }
    guard others >= Self.neighbours else { return uniform }
    return max(uniform, Double(Self.neighbours - 1) / (Double(others) * Double.pi * fourth))
  }
}
