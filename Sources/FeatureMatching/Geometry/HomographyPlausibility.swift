import ReproducibleMath

/// Whether a map can be the view of one surface from two places, judged over its inliers.
///
/// That orientation is kept and the horizon stays off the inliers needs no check: a correspondence beyond the horizon of an
/// oriented map, or mirrored by it, has an infinite residual and is no inlier.
package struct HomographyPlausibility {
  private let options: HomographyEstimationOptions

  package init(options: HomographyEstimationOptions) { self.options = options }

  /// True if `map` keeps change of scale and anisotropy within the options at every inlier, and the inliers span an area
  /// in both images that is wide beside their tolerance.
  ///
  /// - Parameter tolerance: Residual of the worst inlier, in pixels of the noise scale.
  package func accepts(
    _ map: Matrix3, _ table: CorrespondenceTable, inliers: [Int], tolerance: Double
  ) -> Bool {
    guard inliers.count > 4 else { return false }
    let largestArea = options.maximumScaleChange * options.maximumScaleChange
    let pixelArea = (table.unitB / table.unitA) * (table.unitB / table.unitA)
    let largestRatio = options.maximumAnisotropy + 1 / options.maximumAnisotropy
    for position in inliers {
      let item = CorrespondenceTable.Observation(table.entries[position])
      let residual = TransferResidual(map, item)
      let inverseW = residual.inverseW
      guard inverseW > 0 else { return false }
      let j00 = (map.m00 - residual.u * map.m20) * inverseW
      let j01 = (map.m01 - residual.u * map.m21) * inverseW
      let j10 = (map.m10 - residual.v * map.m20) * inverseW
      let j11 = (map.m11 - residual.v * map.m21) * inverseW
      let area = j00 * j11 - j01 * j10
      guard area * pixelArea < largestArea, area * pixelArea * largestArea > 1 else { return false }
      // The sum of squares over the determinant is s + 1/s for the ratio s of the singular values.
      guard j00 * j00 + j01 * j01 + j10 * j10 + j11 * j11 < largestRatio * area else { return false }
    }
    let least = 3 * tolerance
    let entries = inliers.map { table.entries[$0] }
    let spreadA = Self.minorDeviation(entries.map { ($0.ax, $0.ay) }) * table.unitA
    let spreadB = Self.minorDeviation(entries.map { ($0.bx, $0.by) }) * table.unitB
    return spreadA > least && spreadB > least
  }

  /// The standard deviation of the points across the line that they follow best.
  private static func minorDeviation(_ points: [(Double, Double)]) -> Double {
    let count = Double(points.count)
    var (sumX, sumY) = (0.0, 0.0)
    for point in points {
      sumX += point.0
      sumY += point.1
    }
    let (centreX, centreY) = (sumX / count, sumY / count)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      let (x, y) = (point.0 - centreX, point.1 - centreY)
      xx += x * x
      xy += x * y
      yy += y * y
    }
    let half = (xx + yy) / 2
    let root = ((xx - yy) * (xx - yy) / 4 + xy * xy).squareRoot()
    return (max(half - root, 0) / count).squareRoot()
  }
}
