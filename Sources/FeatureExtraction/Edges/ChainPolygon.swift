/// A chain's polygon: vertices among its points, such that every point lies near the side between its vertices.
///
/// From a vertex on, the directions that pass every point within the tolerance make a cone that only narrows; the point
/// before the first one outside it is the next vertex. One pass, no search back (Sklansky and Gonzalez, "Fast polygonal
/// approximation of digitized curves", Pattern Recognition 1980).
struct ChainPolygon {
  /// Farther than this from a side, a point is not the noise of a straight edge.
  static let tolerance: Float = 0.75

  /// Writes the indices of the vertices of a chain, its first and its last point among them; returns their number.
  ///
  /// - Complexity: O(points).
  static func write(
    _ chain: Range<Int>, _ points: UnsafePointer<ChainPoint>, to vertices: UnsafeMutablePointer<Int32>
  ) -> Int {
    vertices[0] = Int32(truncatingIfNeeded: chain.lowerBound)
    var count = 1
    var anchor = chain.lowerBound
    while anchor &+ 1 < chain.upperBound {
      anchor = end(from: anchor, chain.upperBound, points)
      vertices[count] = Int32(truncatingIfNeeded: anchor)
      count &+= 1
    }
    return count
  }

  /// The last point such that all up to it lie near the line from `anchor`.
  @inline(__always)
  private static func end(from anchor: Int, _ limit: Int, _ points: UnsafePointer<ChainPoint>) -> Int {
    let origin = points[anchor]
    // The cone's sides; there is none before the first point beyond the tolerance.
    var (leftX, leftY, rightX, rightY): (Float, Float, Float, Float) = (0, 0, 0, 0)
    var hasCone = false
    var last = anchor
    var index = anchor &+ 1
    while index < limit {
      let dx = points[index].x - origin.x
      let dy = points[index].y - origin.y
      let squared = dx * dx + dy * dy
      if squared > tolerance * tolerance {
        if hasCone, rightX * dy - rightY * dx < 0 || dx * leftY - dy * leftX < 0 { return max(last, anchor &+ 1) }
        let width = tolerance / squared.squareRoot()
        let (rx, ry) = (dx + dy * width, dy - dx * width)
        let (lx, ly) = (dx - dy * width, dy + dx * width)
        if !hasCone || rightX * ry - rightY * rx > 0 { (rightX, rightY) = (rx, ry) }
        if !hasCone || lx * leftY - ly * leftX > 0 { (leftX, leftY) = (lx, ly) }
        hasCone = true
      }
      last = index
      // Every other point: neighbours hardly differ.
      index &+= 2
    }
    return limit &- 1
  }
}
