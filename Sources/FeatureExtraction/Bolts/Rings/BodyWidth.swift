import ReproducibleMath

/// A rim of the body that a girth goes round, elsewhere along its axis: it has the girth's width, and lies on the same
/// axis.
///
/// Seen from the side a girth's bolts hardly tell how wide the body is, and so how many there are round it; any rim
/// does. Two numbers are taken from it: the half length of the major axis, and the axis' position across.
struct BodyWidth {
  /// The rim, by index into the problem's.
  let rim: Int
  /// The image's direction of the major axis.
  let across: Vector2
  let halfWidth: Double
  /// The middle's coordinate in the direction ``across``.
  let middle: Double
  /// Standard deviation of both.
  let deviation: Double

  /// Bands and flanges stand out from the body by some hundredths of its radius; perspective adds as much.
  private static let relativeDeviation = 0.04
  /// Rims beyond this angle from the girth's direction are not parallel to it: sin 8°.
  private static let mostSine = 0.14

  /// The rim as a body's, if it may be the one round which members lie along `axis` from `low` to `high`.
  private init?(_ rim: RingProblem.Rim, position: Int, axis: Vector2, low: Double, high: Double) {
    let half = rim.major.squaredLength.squareRoot()
    let direction = rim.major / half
    let reach = (high - low) / 2
    guard abs(direction.dot(axis.perpendicular)) < Self.mostSine, half > 0.97 * reach, half < 2.5 * reach else {
      return nil
    }
    let across = direction.dot(axis) < 0 ? -direction : direction
    let center = rim.center.dot(across)
    // All members must be on the body.
    guard center - half < low + 0.1 * reach, center + half > high - 0.1 * reach else { return nil }
    self.rim = position
    self.across = across
    halfWidth = half
    middle = center
    deviation = (Self.relativeDeviation * Self.relativeDeviation * half * half + rim.variance).squareRoot()
  }

  /// What a guessed half ellipse says of itself: it keeps a fit of a flat arc, which would fit any size, near the size
  /// guessed.
  init(guess map: RingMap) {
    let axes = map.axes
    rim = -1
    across = axes.imageMajor
    halfWidth = axes.major
    middle = map.center.dot(axes.imageMajor)
    deviation = Self.relativeDeviation * axes.major
  }

  /// The first of the problem's rims that may be the body's.
  static func first(_ problem: RingProblem, along axis: Vector2) -> BodyWidth? {
    let positions = problem.points.map { $0.dot(axis) }.sorted()
    // One member in twenty at each end may be clutter.
    let skip = problem.count / 20
    let low = positions[skip]
    let high = positions[positions.count - 1 - skip]
    for (index, rim) in problem.rims.enumerated() {
      if let width = BodyWidth(rim, position: index, axis: axis, low: low, high: high) { return width }
    }
    return nil
  }

  /// Adds what the rim says of a map: its width and its middle. The sum of squares.
  func add(to equations: NormalEquations, map: RingMap) -> Double {
    let weight = 1 / (deviation * deviation)
    // Half the width of the ring's image across: |Aᵀ across|.
    let projected = Vector2(map.first.dot(across), map.second.dot(across))
    let width = projected.squaredLength.squareRoot()
    guard width > 0 else { return .infinity }
    let v = projected / width
    let size = halfWidth - width
    equations.add(
      direction: [across.x * v.x, across.x * v.y, 0, across.y * v.x, across.y * v.y, 0, 0, 0], residual: size,
      weight: weight)
    let shift = middle - map.center.dot(across)
    equations.add(direction: [0, 0, across.x, 0, 0, across.y, 0, 0], residual: shift, weight: weight)
    return (size * size + shift * shift) * weight
  }

  /// What the rim's agreement is worth, in nats, before its residuals: an unrelated rim could be anywhere within twice
  /// its width.
  var logAgreement: Double {
    Elementary.logarithm(4 * halfWidth * halfWidth / (2 * Double.pi * deviation * deviation))
  }
}
