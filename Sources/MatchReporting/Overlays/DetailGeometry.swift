import ImagePlanes

/// Where the enlarged pictures of one detail, that of A and that of B, are sampled: B's upright, A's seen from the same side where a map is
/// known, so that the two may be compared by eye.
///
/// (u, v) run over −1...1 from the left to the right and from the top to the bottom of either picture, whose middle is the detail's centre.
struct DetailGeometry {
  /// Radii from a detail's centre to the border of its picture: the neighbourhood tells a bolt from a stain.
  private static let reach = 5.0
  /// The least distance from a detail's centre to the border, in pixels of B.
  private static let leastReach = 20.0

  private let centerA: Point
  private let centerB: Point
  private let reachA: Double
  private let reachB: Double
  /// The detail's radius in B over the distance from its centre to the border.
  let relativeRadius: Double
  private let aFromB: Homography?
  private let mapped: Point?

  /// The detail `a` of A, and `b` of B; without `bFromA`, A's is shown as it is.
  init(a: BoltAgreement.Mark, b: BoltAgreement.Mark, bFromA: Homography?) {
    centerA = a.center
    centerB = b.center
    reachB = max(Self.leastReach, Self.reach * b.radius)
    reachA = a.radius > 0 && b.radius > 0 ? reachB * a.radius / b.radius : reachB
    relativeRadius = b.radius / reachB
    aFromB = bFromA?.inverse
    mapped = aFromB?.apply(to: b.center)
  }

  func pointInB(_ u: Double, _ v: Double) -> Point {
    Point(x: centerB.x + u * reachB, y: centerB.y + v * reachB)
  }

  func pointInA(_ u: Double, _ v: Double) -> Point {
    guard let aFromB, let mapped else { return Point(x: centerA.x + u * reachA, y: centerA.y + v * reachA) }
    // What the map gets wrong at this place is taken off: the pictures show the two bolts, not the residual.
    let point = aFromB.apply(to: pointInB(u, v))
    return Point(x: point.x - mapped.x + centerA.x, y: point.y - mapped.y + centerA.y)
  }

  /// Samples along each side of a pixel, against moiré where a picture is shown smaller than it is.
  private static let samplesPerSide = 2
  /// What stands outside a picture: a middle grey.
  private static let outside = 128.0

  /// A picture of `side` × `side` pixels: the means of `sample` at what `place` makes of each pixel's (u, v).
  static func picture(
    side: Int, place: (Double, Double) -> Point, sample: (Point) -> Double?
  ) -> GreyPicture {
    let count = samplesPerSide
    var pixels = [UInt8](repeating: 0, count: side * side)
    for y in 0..<side {
      for x in 0..<side {
        var sum = 0.0
        for part in 0..<count * count {
          let u = (Double(x) + (Double(part % count) + 0.5) / Double(count)) / Double(side) * 2 - 1
          let v = (Double(y) + (Double(part / count) + 0.5) / Double(count)) / Double(side) * 2 - 1
          sum += sample(place(u, v)) ?? outside
        }
        pixels[y * side + x] = UInt8((sum / Double(count * count)).rounded())
      }
    }
    return GreyPicture(width: side, height: side, pixels: pixels)
  }
}
