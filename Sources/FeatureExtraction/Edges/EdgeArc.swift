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

  /// A sharper turn (70°) at one vertex is a corner, not a curve: the polygon of a circle of radius 5 turns by 60° a
  /// vertex.
  private static let cornerAngle = 1.22
  /// The smoothing rounds a corner over about this many pixels.
  private static let roundedSide: Float = 4.5
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
    var angleBefore = 0.0
    for vertex in range.lowerBound + 1..<range.upperBound - 1 {
      let side = Side(vertices, vertex, points)
      let angle = before.turn(to: side)
      // A corner that the smoothing has rounded turns at both ends of a short side.
      let isRounded = before.length < roundedSide && abs(angle + angleBefore) > cornerAngle
      let isCorner = isRounded || abs(angle) > cornerAngle
      if isCorner || (turning != 0 && angle != 0 && (angle > 0) != (turning > 0)) {
        if isRounded { turning -= angleBefore }
        close(at: isRounded ? vertex - 1 : vertex)
        // Where the curve turns over, the side between belongs to both.
        first = isCorner ? vertex : vertex - 1
        turning = isCorner ? 0 : angle
        length = isCorner ? 0 : Double(before.length)
      } else {
        turning += angle
      }
      length += Double(side.length)
      before = side
      angleBefore = isCorner ? 0 : angle
    }
    close(at: range.upperBound - 1)
  }

  /// Cuts an arc in two at its sharpest vertex.
  ///
  /// - Complexity: O(vertices).
  func halves(_ vertices: UnsafePointer<Int32>, _ points: UnsafePointer<ChainPoint>) -> [EdgeArc] {
    var sharpest = (angle: -1.0, vertex: self.vertices.lowerBound + 1)
    var turned = 0.0
    var turnedBefore = 0.0
    var before = Side(vertices, self.vertices.lowerBound, points)
    var walked = 0.0
    var walkedBefore = 0.0
    for vertex in self.vertices.dropFirst().dropLast() {
      walked += Double(before.length)
      let side = Side(vertices, vertex, points)
      let angle = before.turn(to: side)
      if abs(angle) > sharpest.angle {
        sharpest = (abs(angle), vertex)
        (turnedBefore, walkedBefore) = (turned, walked)
      }
      turned += angle
      before = side
    }
    func part(_ range: Range<Int>, _ turning: Double, _ length: Double) -> EdgeArc {
      EdgeArc(
        vertices: range, points: Int(vertices[range.lowerBound])..<Int(vertices[range.upperBound - 1]) + 1,
        turning: turning, length: length)
    }
    let rest = abs(turned) - abs(turnedBefore) - sharpest.angle
    return [
      part(self.vertices.lowerBound..<sharpest.vertex + 1, turnedBefore, walkedBefore),
      part(sharpest.vertex..<self.vertices.upperBound, turned < 0 ? -rest : rest, length - walkedBefore),
    ]
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

    /// The angle to the next side, in radians; positive where the centre of the turn lies on the brighter side, the
    /// left hand.
    @inline(__always)
    func turn(to next: Side) -> Double {
      let cross = Double(x * next.y - y * next.x)
      let angle = angleOf(x: Double(x * next.x + y * next.y), y: abs(cross))
      return cross > 0 ? -angle : angle
    }
  }
}
