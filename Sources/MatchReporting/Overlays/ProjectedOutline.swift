import ImagePlanes

/// The outline of one picture as it appears in another.
package enum ProjectedOutline {
  /// The border of a picture of `size`, mapped by `map` and cut to `bounds`.
  ///
  /// A strong perspective may send part of the border to infinity and behind the viewer. The border is cut before the
  /// division, on the side of the horizon where the picture's middle lies, and the result is cut to `bounds`
  /// (Sutherland & Hodgman, 1974), so that coordinates stay small. Cuts run along the edges of `bounds`: choose it
  /// larger than what is shown.
  ///
  /// - Returns: The corners in order; empty where nothing of the picture falls within `bounds`.
  package static func polygon(of size: ImageSize, map: Homography, bounds: Rectangle) -> [Point] {
    let m = map.elements
    func depth(_ point: Point) -> Double { m[6] * point.x + m[7] * point.y + m[8] }
    let middle = Point(x: Double(size.width - 1) / 2, y: Double(size.height - 1) / 2)
    let depthAtMiddle = depth(middle)
    guard depthAtMiddle.isFinite, depthAtMiddle != 0 else { return [] }
    // A thousandth of the depth at the middle is magnified a thousandfold: far outside any bounds.
    var points = clip(size.corners) { depth($0) / depthAtMiddle - 1e-3 }.map(map.apply)
    guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return [] }
    points = clip(points) { $0.x - bounds.x }
    points = clip(points) { bounds.maxX - $0.x }
    points = clip(points) { $0.y - bounds.y }
    points = clip(points) { bounds.maxY - $0.y }
    return points
  }

  /// The part of a convex polygon where the linear function `side` is not negative.
  private static func clip(_ polygon: [Point], _ side: (Point) -> Double) -> [Point] {
    var result: [Point] = []
    for (index, current) in polygon.enumerated() {
      let next = polygon[(index + 1) % polygon.count]
      let here = side(current)
      let there = side(next)
      if here >= 0 { result.append(current) }
      if (here >= 0) != (there >= 0) {
        let t = here / (here - there)
        result.append(Point(x: current.x + t * (next.x - current.x), y: current.y + t * (next.y - current.y)))
      }
    }
    return result
  }
}
