import ImagePlanes

/// Picks correspondences that may count as separate pieces of evidence.
///
/// Detectors answer several times at one corner (neighbouring pixels, neighbouring pyramid levels), and such answers
/// match alike. Of correspondences that lie near one another in *both* images only the best ranked counts. The choice does
/// not look at any hypothesis, so it does not favour one. The idea of independent inliers is from VSAC (Ivashechkin,
/// Barath and Matas, ICCV 2021).
package struct IndependentSelection {
  private let distance: Double
  private let fraction: Double

  package init(options: HomographyEstimationOptions) {
    distance = max(0, options.independenceDistance)
    fraction = max(0, options.independenceFraction)
  }

  /// Positions of the chosen correspondences, ascending, so still best first. O(n) for evenly spread points.
  package func select(_ items: [Correspondence]) -> [Int] {
    guard !items.isEmpty else { return [] }
    // A grid over image A, as linked lists: `head` by cell, `next` by correspondence.
    let reach = items.map { (a: radius($0.scaleA), b: radius($0.scaleB)) }
    let cell = max(8, distance)
    let (minX, maxX) = Self.range(items.map(\.a.x))
    let (minY, maxY) = Self.range(items.map(\.a.y))
    let columns = Int((maxX - minX) / cell) + 1
    let rows = Int((maxY - minY) / cell) + 1
    var head = [Int](repeating: -1, count: columns * rows)
    var next = [Int](repeating: -1, count: items.count)
    var chosen: [Int] = []
    for (index, item) in items.enumerated() {
      let column = Int((item.a.x - minX) / cell)
      let row = Int((item.a.y - minY) / cell)
      let span = Int(reach[index].a / cell) + 1
      let squareA = reach[index].a * reach[index].a
      let squareB = reach[index].b * reach[index].b
      var isCovered = false
      search: for y in max(0, row - span)...min(rows - 1, row + span) {
        for x in max(0, column - span)...min(columns - 1, column + span) {
          var other = head[y * columns + x]
          while other >= 0 {
            if items[other].a.squaredDistance(to: item.a) <= squareA
              && items[other].b.squaredDistance(to: item.b) <= squareB
            {
              isCovered = true
              break search
            }
            other = next[other]
          }
        }
      }
      guard !isCovered else { continue }
      chosen.append(index)
      next[index] = head[row * columns + column]
      head[row * columns + column] = index
    }
    return chosen
  }

  private func radius(_ scale: Double) -> Double {
    guard scale > 0, scale < 1e6 else { return distance }
    return max(distance, fraction * scale)
  }

  private static func range(_ values: [Double]) -> (Double, Double) {
    var (low, high) = (values[0], values[0])
    for value in values {
      low = min(low, value)
      high = max(high, value)
    }
    return (low, high)
  }
}
