import ReproducibleMath

/// A piece of a chain that turns one way throughout.
struct EdgeArc {
  /// Its vertices among those of all polygons.
  var vertices: Range<Int>
  /// Its chain points.
  var points: Range<Int>
  /// The angle by which it turns, in radians; positive where its centre lies on the brighter side.
  var turning: Double
  /// Its length, in pixels.
  var length: Double

  /// A sharper turn at one vertex is a corner, not a curve: the polygon of a circle of radius 5 turns by 60° a vertex.
  private static let cornerCosine: Float = 0.3
  /// A piece that turns by less is as well called straight: 20°.
  static let leastTurning = 0.35

  /// Cuts a chain where it has a corner or turns the other way; its polygon is the vertices `range`.
  ///
  /// - Complexity: O(vertices).
  static func addArcs(
    of range: Range<Int>, _ vertices: UnsafePointer<Int32>, _ points: UnsafePointer<ChainPoint>,
    to arcs: inout [EdgeArc]
  ) {
    guard range.count >= 3 else { return }
    var first = range.lowerBound
    var before = Side(vertices, first, points)
    var turning = 0.0
    var length = Double(before.length)
    func close(at last: Int) {
      guard last - first >= 2, abs(turning) >= leastTurning else { return }
      arcs.append(
        EdgeArc(
          vertices: first..<last + 1, points: Int(vertices[first])..<Int(vertices[last]) + 1, turning: turning,
          length: length))
    }
    for vertex in range.lowerBound + 1..<range.upperBound - 1 {
      let side = Side(vertices, vertex, points)
      let cross = before.x * side.y - before.y * side.x
      let dot = before.x * side.x + before.y * side.y
      let isCorner = dot < cornerCosine * before.length * side.length
      if isCorner || (turning != 0 && (cross > 0) != (turning < 0)) {
        close(at: vertex)
        // Where the curve turns over, the side between belongs to both.
        first = isCorner ? vertex : vertex - 1
        turning = 0
        length = isCorner ? 0 : Double(before.length)
      }
      if !isCorner {
        let angle = angleOf(x: Double(dot), y: Double(abs(cross)))
        turning += cross >= 0 ? -angle : angle
      }
      length += Double(side.length)
      before = side
    }
    close(at: range.upperBound - 1)
  }

  /// A side of a polygon.
  private struct Side {
    var x: Float
    var y: Float
    var length: Float

    @inline(__always)
    init(_ vertices: UnsafePointer<Int32>, _ index: Int, _ points: UnsafePointer<ChainPoint>) {
      let a = points[Int(vertices[index])]
      let b = points[Int(vertices[index &+ 1])]
      x = b.x - a.x
      y = b.y - a.y
      length = (x * x + y * y).squareRoot()
    }
  }
}
