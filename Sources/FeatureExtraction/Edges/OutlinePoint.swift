/// A point that an outline should pass, and the direction of its edge there.
struct OutlinePoint {
  /// Column, in pixels.
  var x: Float
  /// Row, in pixels.
  var y: Float
  /// The edge's direction, a unit vector: the gradient turned a quarter.
  var tangentX: Float
  var tangentY: Float
  /// Index of the edge point.
  var index: Int32

  /// Takes the edge's direction from its gradient.
  @inline(__always)
  init(x: Float, y: Float, gradientX: Int16, gradientY: Int16, index: Int32) {
    self.x = x
    self.y = y
    let gx = Float(gradientX)
    let gy = Float(gradientY)
    let inverse = 1 / (gx * gx + gy * gy).squareRoot()
    tangentX = -gy * inverse
    tangentY = gx * inverse
    self.index = index
  }

  @inline(__always)
  init(_ point: ChainPoint) {
    self.init(
      x: point.x, y: point.y, gradientX: point.gradientX, gradientY: point.gradientY, index: point.index)
  }
}
