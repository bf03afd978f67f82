import ImagePlanes
import ReproducibleMath

/// One reading's input in normalised coordinates: the members' mean at the origin, their root mean square distance from
/// it 1.
struct RingProblem {
  /// A rim, as points on it.
  struct Rim {
    /// Its index in what was given.
    var index: Int
    var center: Vector2
    /// Half axes as vectors, the second a quarter turn from the first.
    var major: Vector2
    var minor: Vector2
    /// Points spread evenly over it.
    var points: [Vector2]
    /// The weight of each point's distance. An ellipse is five numbers however many points are taken on it.
    var weight: Double
    var variance: Double
  }

  /// Points taken on a rim.
  static let rimPoints = 10
  /// Straight edges looked at, at most.
  private static let mostLines = 128

  let options: RingReadingOptions
  let points: [Vector2]
  let variances: [Double]
  let origin: Vector2
  /// Pixels of one unit.
  let scale: Double
  /// The picture's middle and its corners.
  let pictureCenter: Vector2
  let lowest: Vector2
  let highest: Vector2
  /// The longer side of the picture.
  let pictureSpan: Double
  let rims: [Rim]
  /// Straight edges, by their ends.
  let lines: [(Vector2, Vector2)]
  /// The bolts' median radius.
  let boltRadius: Double
  /// Planes of other rings.
  let parallels: [ParallelPlane]

  var count: Int { points.count }

  /// Nil where the members are too few, not finite, or all in one place.
  init?(
    _ members: [RingMember], rims: [RimEllipse], lines: [LineSegment], parallels: [RingPlane], imageSize: ImageSize,
    options: RingReadingOptions
  ) {
    let used = members.prefix(options.mostMembers)
    guard used.count >= max(5, options.leastMembers), imageSize.width > 0, imageSize.height > 0 else { return nil }
    var sum = Vector2.zero
    for member in used {
      // Beyond this nothing is a picture, and squares of squares overflow.
      guard abs(member.point.x) < 1e8, abs(member.point.y) < 1e8, member.deviation.isFinite else { return nil }
      sum += Vector2(member.point.x, member.point.y)
    }
    let mean = sum / Double(used.count)
    var square = 0.0
    for member in used { square += (Vector2(member.point.x, member.point.y) - mean).squaredLength }
    let scale = (square / Double(used.count)).squareRoot()
    // Bolts of one ring are some pixels apart.
    guard scale > 2 else { return nil }
    self.options = options
    self.scale = scale
    origin = mean
    points = used.map { (Vector2($0.point.x, $0.point.y) - mean) / scale }
    variances = used.map {
      let deviation = max($0.deviation, options.leastDeviation) / scale
      return deviation * deviation + options.placeTolerance * options.placeTolerance
    }
    let size = Vector2(Double(imageSize.width), Double(imageSize.height))
    pictureCenter = (size / 2 - 0.5 - mean) / scale
    lowest = (Vector2(-0.5, -0.5) - mean) / scale
    highest = (size - 0.5 - mean) / scale
    pictureSpan = max(size.x, size.y) / scale
    self.rims = rims.enumerated().compactMap { index, rim in
      Self.rim(rim, index: index, origin: mean, scale: scale, options: options)
    }
    self.lines = lines.prefix(Self.mostLines).map { line in
      (
        (Vector2(line.start.x, line.start.y) - mean) / scale, (Vector2(line.end.x, line.end.y) - mean) / scale
      )
    }
    let radii = used.map(\.radius).sorted()
    boltRadius = radii[radii.count / 2] / scale
    self.parallels = parallels.compactMap { ParallelPlane($0, origin: mean, scale: scale) }
  }

  private static func rim(
    _ rim: RimEllipse, index: Int, origin: Vector2, scale: Double, options: RingReadingOptions
  ) -> Rim? {
    let ellipse = rim.ellipse
    let numbers = [ellipse.center.x, ellipse.center.y, ellipse.semiMajor, ellipse.semiMinor, ellipse.angle]
    guard numbers.allSatisfy({ $0.isFinite && abs($0) < 1e8 }), ellipse.semiMinor > 0, rim.deviation.isFinite else {
      return nil
    }
    let center = (Vector2(ellipse.center.x, ellipse.center.y) - origin) / scale
    let axis = Elementary.direction(ellipse.angle)
    let major = Vector2(axis.cosine, axis.sine) * (ellipse.semiMajor / scale)
    let minor = Vector2(-axis.sine, axis.cosine) * (ellipse.semiMinor / scale)
    let points = (0..<rimPoints).map { i in
      let u = Elementary.direction(2 * Double.pi * Double(i) / Double(rimPoints))
      return center + major * u.cosine + minor * u.sine
    }
    let deviation = max(rim.deviation, options.leastDeviation) / scale
    let bending = options.rimTolerance * ellipse.semiMajor / scale
    let variance = deviation * deviation + bending * bending
    return Rim(
      index: index, center: center, major: major, minor: minor, points: points,
      weight: 5 / (Double(rimPoints) * variance), variance: variance)
  }

  /// The pixel position of a normalised point.
  func pixel(_ q: Vector2) -> Point {
    let p = q * scale + origin
    return Point(x: p.x, y: p.y)
  }

  /// Whether a bolt at `q` would be well inside the picture.
  func isInPicture(_ q: Vector2) -> Bool {
    let margin = 3 / scale
    return q.x > lowest.x + margin && q.y > lowest.y + margin && q.x < highest.x - margin && q.y < highest.y - margin
  }
}
