import ReproducibleMath

/// A piece of a chain that turns one way throughout.
struct EdgeArc {
  /// Its chain points.
  var points: Range<Int>
  /// The angle by which it turns, in radians; positive where its centre lies on the brighter side.
  var turning: Double
  /// Its length, in pixels.
  var length: Double
  /// Its chain points at the vertices of its polygon.
  var vertices: [Int]
}

extension EdgeArc {
  /// A sharper turn at one vertex is a corner, not a curve: the polygon of a circle of radius 5 turns by 45° a vertex.
  private static let cornerCosine: Double = 0.3
  /// A piece that turns by less is as well called straight: 20°.
  static let leastTurning = 0.35

  /// Cuts a chain, given its polygon, where it has a corner or turns the other way.
  ///
  /// - Complexity: O(vertices).
  static func arcs(of vertices: [Int], _ points: UnsafePointer<ChainPoint>, into arcs: inout [EdgeArc]) {
    guard vertices.count >= 3 else { return }
    var first = 0
    var turning = 0.0
    var length = 0.0
    var (beforeX, beforeY) = side(vertices, 0, points)
    length = (beforeX * beforeX + beforeY * beforeY).squareRoot()
    func close(at last: Int) {
      guard last - first >= 2, abs(turning) >= leastTurning else { return }
      arcs.append(
        EdgeArc(
          points: vertices[first]..<vertices[last] + 1, turning: turning, length: length,
          vertices: Array(vertices[first...last])))
    }
    for vertex in 1..<vertices.count - 1 {
      let (x, y) = side(vertices, vertex, points)
      let cross = beforeX * y - beforeY * x
      let dot = beforeX * x + beforeY * y
      let sideLength = (x * x + y * y).squareRoot()
      let lengths = sideLength * (beforeX * beforeX + beforeY * beforeY).squareRoot()
      let isCorner = dot < cornerCosine * lengths
      if isCorner || (turning != 0 && (cross > 0) != (turning < 0)) {
        close(at: vertex)
        // Where the curve turns over, the side between belongs to both.
        first = isCorner ? vertex : vertex - 1
        turning = isCorner ? 0 : -signedAngle(cross, dot)
        length = isCorner ? sideLength : sideLength + lengths / max(sideLength, 1e-9)
      } else {
        turning -= signedAngle(cross, dot)
        length += sideLength
      }
      (beforeX, beforeY) = (x, y)
    }
    close(at: vertices.count - 1)
  }

  private static func side(_ vertices: [Int], _ index: Int, _ points: UnsafePointer<ChainPoint>) -> (Double, Double) {
    let (a, b) = (points[vertices[index]], points[vertices[index + 1]])
    return (Double(b.x - a.x), Double(b.y - a.y))
  }

  private static func signedAngle(_ cross: Double, _ dot: Double) -> Double {
    cross >= 0 ? angleOf(x: dot, y: cross) : -angleOf(x: dot, y: -cross)
  }
}
