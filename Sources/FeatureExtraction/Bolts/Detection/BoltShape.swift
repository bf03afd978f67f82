/// How a circle is stretched into an ellipse: half axes 1 ± √(cosine² + sine²) of its mean radius, the longer one at half the angle whose direction
/// (cosine, sine) has.
struct BoltShape: Hashable, Sendable {
  var cosine: Double
  var sine: Double

  /// A circle.
  static let round = BoltShape(cosine: 0, sine: 0)

  /// The difference of the half axes over their sum.
  var length: Double { (cosine * cosine + sine * sine).squareRoot() }

  /// Whether it is a circle.
  var isRound: Bool { cosine == 0 && sine == 0 }

  /// A vector of the round frame in the image: the symmetric matrix [1 + cosine, sine; sine, 1 − cosine].
  func apply(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    ((1 + cosine) * x + sine * y, sine * x + (1 - cosine) * y)
  }

  /// A circle stretched by `other` first and by this then, up to a turn of the circle, and the factor by which its mean radius changes.
  ///
  /// The image of the unit circle under A · B is an ellipse with the matrix Q = A B Bᵀ Aᵀ; its symmetric root S is the stretch, up to a
  /// turn: √Q = (Q + √(det Q) · 1) / √(tr Q + 2 √(det Q)).
  func after(_ other: BoltShape) -> (shape: BoltShape, factor: Double) {
    let first = apply(1 + other.cosine, other.sine)
    let second = apply(other.sine, 1 - other.cosine)
    let xx = first.x * first.x + second.x * second.x
    let xy = first.x * first.y + second.x * second.y
    let yy = first.y * first.y + second.y * second.y
    let root = max(xx * yy - xy * xy, 0).squareRoot()
    let scale = (xx + yy + 2 * root).squareRoot()
    guard scale > 0 else { return (.round, 1) }
    // S = factor · [1 + cosine, sine; sine, 1 − cosine].
    let factor = 0.5 * scale
    return (BoltShape(cosine: 0.5 * (xx - yy) / (scale * factor), sine: xy / (scale * factor)), factor)
  }

  /// The shape with its half axes' difference limited to `longest` of their sum.
  func limited(to longest: Double) -> BoltShape {
    let length = self.length
    guard length > longest else { return self }
    return BoltShape(cosine: cosine * longest / length, sine: sine * longest / length)
  }
}
