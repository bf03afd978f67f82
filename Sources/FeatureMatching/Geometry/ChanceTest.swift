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
  /// Tolerances tried, each √½ of the one before.
  static let toleranceCount = 16

  /// What the test found.
  package struct Result {
    /// log10 of the least NFA over the tolerances.
    var logNFA: Double
    /// The squared tolerance that gave it, in square pixels of the noise scale.
    var squaredTolerance: Double
    /// Independent inliers within it.
    var inlierCount: Int
  }

  private let table: CorrespondenceTable
  private let densityA: DensityGrid
  private let densityB: DensityGrid

  package init(_ table: CorrespondenceTable) {
    self.table = table
    let chosen = table.independent.map { table.entries[$0] }
    densityA = DensityGrid(
      chosen.map { ($0.ax, $0.ay) }, width: Double(table.sizeA.width) / table.unitA,
      height: Double(table.sizeA.height) / table.unitA)
    densityB = DensityGrid(
      chosen.map { ($0.bx, $0.by) }, width: Double(table.sizeB.width) / table.unitB,
      height: Double(table.sizeB.height) / table.unitB)
  }

  /// Tests `map` with tolerances up to `largestTolerance` pixels of the noise scale. O(n).
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
      meanB += min(zoneB * densityB.density(residual.u, residual.v, without: (entry.bx, entry.by)), 1)
      meanA += min(zoneA * densityA.density(entry.ax, entry.ay, without: (entry.ax, entry.ay)), 1)
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

/// The density of points over an image, in cells, leaving out one point at a time.
struct DensityGrid {
  private let cells: Int
  private let width: Double
  private let height: Double
  private let counts: [Int]
  private let pointCount: Int

  init(_ points: [(Double, Double)], width: Double, height: Double) {
    // About four points a cell: enough that chance does not make the density.
    cells = min(max(Int((Double(points.count) / 4).squareRoot()), 1), 16)
    self.width = width
    self.height = height
    pointCount = points.count
    var counts = [Int](repeating: 0, count: cells * cells)
    for point in points {
      if let cell = Self.cell(point.0, point.1, cells, width, height) { counts[cell] += 1 }
    }
    self.counts = counts
  }

  /// Probability a unit of area that a point ends at (x, y): the share of the other points in the cell, or uniform if more.
  func density(_ x: Double, _ y: Double, without own: (Double, Double)) -> Double {
    let uniform = 1 / (width * height)
    guard let cell = Self.cell(x, y, cells, width, height), pointCount > 1 else { return uniform }
    let isOwn = Self.cell(own.0, own.1, cells, width, height) == cell
    let others = Double(counts[cell] - (isOwn ? 1 : 0)) / Double(pointCount - 1)
    return max(uniform, others * Double(cells * cells) * uniform)
  }

  private static func cell(_ x: Double, _ y: Double, _ cells: Int, _ width: Double, _ height: Double) -> Int? {
    let column = (x / width + 0.5) * Double(cells)
    let row = (y / height + 0.5) * Double(cells)
    guard column >= 0, row >= 0, column < Double(cells), row < Double(cells) else { return nil }
    return Int(row) * cells + Int(column)
  }
}
