import ImagePlanes
import ReproducibleMath

/// Sizes: the ring's ellipse and homography in pixels, and its bolts' size in its own plane.
enum RingScale {
  /// The map in pixels.
  static func homography(_ map: RingMap, _ problem: RingProblem) -> Homography {
    let s = problem.scale
    let o = problem.origin
    // s (A u + c) + o (1 + w·u), over 1 + w·u.
    return Homography([
      s * map.first.x + o.x * map.depth.x, s * map.second.x + o.x * map.depth.y, s * map.center.x + o.x,
      s * map.first.y + o.y * map.depth.x, s * map.second.y + o.y * map.depth.y, s * map.center.y + o.y,
      map.depth.x, map.depth.y, 1,
    ])
  }

  /// The image of the unit circle, in pixels.
  static func ellipse(of map: RingMap, _ problem: RingProblem) -> Ellipse {
    // A boost that takes w away leaves an affine map of the same circle: β = −w, of which α is half the boost.
    let length = min(map.depth.squaredLength, 0.99)
    let alpha = map.depth * (-1 / (1 + (1 - length).squareRoot()))
    let affine = map.boosted(by: alpha)
    let axes = affine.axes
    var angle = angleOf(x: axes.imageMajor.x, y: axes.imageMajor.y)
    if angle >= Double.pi { angle -= Double.pi }
    return Ellipse(
      center: problem.pixel(affine.center), semiMajor: axes.major * problem.scale,
      semiMinor: axes.minor * problem.scale,
      angle: angle)
  }

  /// The mean of the bolts' radii over the ring's radius, and its standard deviation from their scatter.
  ///
  /// A flange's bolts lie in the ring's plane and shrink with its area. A girth's point outwards: those towards the
  /// camera are seen at the complement of the ring's tilt, the others turned away besides.
  static func boltRatio(
    _ problem: RingProblem, map: RingMap, kind: BoltRing.Kind, members: [(direction: Vector2, radius: Double)]
  ) -> (mean: Double, deviation: Double) {
    let axes = map.axes
    let cosine = min(1, axes.minor / axes.major)
    let sine = max(0.1, (1 - cosine * cosine).squareRoot())
    let sum = members.reduce(Vector2.zero) { $0 + $1.direction }
    let middle = axes.planeMajor.perpendicular * (sum.dot(axes.planeMajor.perpendicular) < 0 ? -1 : 1)
    var ratios: [Double] = []
    for member in members where member.radius.isFinite && member.radius > 0 {
      let scale: Double
      switch kind {
      case .face: scale = map.areaScale(at: member.direction).squareRoot()
      case .girth:
        let local = axes.major / (1 + map.depth.dot(member.direction))
        scale = local * (sine * max(0.1, member.direction.dot(middle))).squareRoot()
      }
      ratios.append(member.radius / (scale * problem.scale))
    }
    ratios.sort()
    guard let least = ratios.first, let greatest = ratios.last else { return (0, 0) }
    // The mean of the middle half: one bolt's radius may be anything.
    let quarter = ratios.count / 4
    let middleHalf = ratios[quarter..<ratios.count - quarter]
    let mean = middleHalf.reduce(0, +) / Double(middleHalf.count)
    // Of a normal distribution the middle half is 1.35 σ wide, and the mean of that half varies by 1.09 σ/√n.
    let width = ratios.count >= 4 ? (ratios[ratios.count - 1 - quarter] - ratios[quarter]) / 1.35 : greatest - least
    // Radii are read to a tenth of a pixel at best.
    let finest = 0.1 / (axes.major * problem.scale)
    let count = Double(ratios.count)
    return (mean, (1.2 * width * width / count + finest * finest / count).squareRoot())
  }
}
