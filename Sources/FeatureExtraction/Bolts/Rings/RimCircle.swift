import ReproducibleMath

/// A rim as a circle about a ring's axis: in the bolts' plane, or above or below it.
///
/// A rim in the plane fixes the plane's perspective, for concentric circles have one image of their centre. A rim on a collar or in a recess
/// has its image shifted along that of the axis, which looks as perspective would; what is left of it is its shape. So the
/// shift is unknown then, and which of both the rim is, the evidence tells.
struct RimCircle {
  /// Index into the problem's rims.
  let rim: Int
  /// The radius, in units of the ring's.
  var radius: Double
  /// How far its middle is from the ring's, in the problem's units, along the ring's minor axis and its major one.
  var lift = Vector2.zero
  /// Whether it may be off the bolts' plane.
  let isLifted: Bool

  /// Unknowns of its own.
  var unknowns: Int { isLifted ? 3 : 1 }

  /// Standard deviation of the shift, over the ring's larger half axis: along the minor axis, as the axis' image is, for collars, recesses
  /// and the far end of a short body; and across, for perspective.
  private static let liftShares = (along: 0.4, across: 0.05)
  /// Probability that a visible ellipse that might be a rim about a ring's axis is one, and that it is in the bolts' plane then.
  private static let share = (concentric: 0.3, coplanar: 0.5)

  /// At first: the radius that the rim has by a map.
  init(rim: Int, isLifted: Bool, map: RingMap, _ problem: RingProblem) {
    self.rim = rim
    self.isLifted = isLifted
    let points = problem.rims[rim].points
    let sum = points.reduce(0.0) { $0 + map.preimage($1).squaredLength }
    radius = (sum / Double(points.count)).squareRoot()
  }

  /// Whether it is a circle that can be reckoned with.
  var isSound: Bool { radius.isFinite && radius > 0.02 && radius < 50 && lift.x.isFinite && lift.y.isFinite }

  /// Takes the step that the equations say, its own unknowns beginning at `index`.
  mutating func step(_ solution: UnsafeMutablePointer<Double>, at index: Int) {
    radius += solution[index]
    if isLifted { lift += Vector2(solution[index + 1], solution[index + 2]) }
  }

  /// Adds the equations of the rim's points, its own unknowns beginning at `index`; the sum of squares, the prior's included.
  func add(to equations: NormalEquations, at index: Int, map: RingMap, _ problem: RingProblem) -> Double {
    let rim = problem.rims[rim]
    let axes = map.axes
    let shift = isLifted ? axes.imageMinor * lift.x + axes.imageMajor * lift.y : .zero
    var chi = 0.0
    for point in rim.points {
      let u = map.preimage(point - shift).unit
      let place = u * radius
      let depth = 1 + map.depth.dot(place)
      let flat = map.point(place)
      let image = flat + shift
      let normal = map.derivative(at: place, image: flat, along: u.perpendicular).perpendicular.unit
      let residual = normal.dot(point - image)
      let byRadius = normal.dot(map.derivative(at: place, image: flat, along: u))
      let byLift = isLifted ? Vector2(normal.dot(axes.imageMinor), normal.dot(axes.imageMajor)) : .zero
      equations.add(
        curve: place, image: flat, depth: depth, normal: normal, residual: residual, weight: rim.weight,
        extra: byRadius, shift: byLift, index: index)
      chi += residual * residual * rim.weight
    }
    guard isLifted else { return chi }
    let weights = Vector2(1, 1) / (deviations(axes) * deviations(axes))
    equations.add(unknown: index + 1, residual: -lift.x, weight: weights.x)
    equations.add(unknown: index + 2, residual: -lift.y, weight: weights.y)
    return chi + (lift * lift * weights).sum()
  }

  /// Standard deviations of the shift.
  private func deviations(_ axes: RingAxes) -> Vector2 {
    Vector2(Self.liftShares.along, Self.liftShares.across) * axes.major
  }

  /// What the rim is worth, in nats, before its residuals: the density of its five numbers, against those of an ellipse anywhere about
  /// the ring, and of its height.
  func logAgreement(_ map: RingMap, _ problem: RingProblem) -> Double {
    let rim = problem.rims[rim]
    let square = rim.major.squaredLength
    // Five numbers of the outline, each with the outline's deviation; elsewhere the middle is anywhere within a radius, the axes are
    // up to it, and the direction any.
    let places = 2.5 * Elementary.logarithm(square / (2 * Double.pi * rim.variance))
    let elsewhere = Elementary.logarithm(Double.pi * Double.pi)
    let odds =
      Self.share.concentric / (1 - Self.share.concentric) * (isLifted ? 1 - Self.share.coplanar : Self.share.coplanar)
    var height = 0.0
    if isLifted {
      let deviations = deviations(map.axes)
      height = Elementary.logarithm(deviations.x * deviations.y) + PlaceSolver.logTurn
    }
    return places + elsewhere + Elementary.logarithm(odds) - height
  }
}
