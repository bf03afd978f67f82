/// What is known of a ring's perspective before its bolts' spacing is looked at.
///
/// With coordinates from the principal point and the focal length f, a ring's map obeys AᵀA + f² w wᵀ = s² I: the
/// columns of a rotation are orthonormal. Given the ellipse, w then lies (nearly) along the minor axis, its length is
/// (s/f) sin(tilt), and its sign is free: the two ways to tilt a circle. Moved to coordinates at the ring's centre, c
/// from the principal point, A becomes A + c wᵀ, and with AᵀA = a² vvᵀ + b² v'v'ᵀ the component along the minor axis
/// solves
///
///     (f² + |c|²) w² + 2 b (u'·c) w − (a² − b²) = 0,
///
/// with u and u' the image's axes; the one along the major axis follows from orthogonality. f is known to some 60 %,
/// the principal point to a fifth of the picture, which makes Gaussians of both.
struct DepthPrior {
  /// The plane's directions of the ellipse's axes.
  var major: Vector2
  var minor: Vector2
  /// The two ways to tilt, as (component along major, component along minor).
  var modes: (Vector2, Vector2)
  /// Standard deviations along major and minor, about each mode.
  var deviation: Vector2

  init(_ map: RingMap, _ problem: RingProblem) {
    let axes = map.axes
    major = axes.planeMajor
    minor = axes.planeMajor.perpendicular
    let options = problem.options
    let focal = options.focalRatio * problem.pictureSpan
    // c, from the principal point: the picture's middle.
    let c = map.center - problem.pictureCenter
    let square = focal * focal + c.squaredLength
    let image = axes.imageMinor
    let along = axes.minor * image.dot(c)
    let difference = max(axes.major * axes.major - axes.minor * axes.minor, 0)
    // A ring seen face-on is never known to be so: a few degrees of tilt hide in any ellipse.
    let least = 0.05 * axes.major * focal
    let root = (along * along + square * difference + least * least).squareRoot()
    let sideways = axes.major * axes.imageMajor.dot(c)
    func mode(_ sign: Double) -> Vector2 {
      let w = (sign * root - along) / square
      return Vector2(-sideways * w / (sign * root), w)
    }
    modes = (mode(1), mode(-1))
    let shift = options.principalSpread * problem.pictureSpan / square
    let floor = 0.1 * axes.major / focal
    let spread = options.focalSpread * 0.5 * (abs(modes.0.y) + abs(modes.1.y))
    deviation = Vector2(
      (axes.major * axes.major * shift * shift + floor * floor + 0.36 * modes.0.x * modes.0.x).squareRoot(),
      (axes.minor * axes.minor * shift * shift + floor * floor + spread * spread).squareRoot())
  }

  /// Both modes as one Gaussian: mean and standard deviations.
  var broad: (mean: Vector2, deviation: Vector2) {
    let mean = (modes.0 + modes.1) / 2
    let half = (modes.0 - modes.1) / 2
    return (
      mean,
      Vector2(
        (deviation.x * deviation.x + half.x * half.x).squareRoot(),
        (deviation.y * deviation.y + half.y * half.y).squareRoot())
    )
  }

  /// Whether the modes are too close to be told apart.
  var isUnimodal: Bool { abs(modes.0.y - modes.1.y) < deviation.y }
}
