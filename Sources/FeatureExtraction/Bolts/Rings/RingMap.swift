import ImagePlanes

/// A vector of the plane.
typealias Vector2 = SIMD2<Double>

extension SIMD2<Double> {
  /// The inner product.
  @inline(__always) func dot(_ other: Vector2) -> Double { x * other.x + y * other.y }
  /// The squared length.
  @inline(__always) var squaredLength: Double { x * x + y * y }
  /// The vector turned by a quarter turn from x to y.
  @inline(__always) var perpendicular: Vector2 { Vector2(-y, x) }
  /// The product of two complex numbers.
  @inline(__always) func times(_ other: Vector2) -> Vector2 {
    Vector2(x * other.x - y * other.y, x * other.y + y * other.x)
  }
  /// The complex conjugate.
  @inline(__always) var conjugate: Vector2 { Vector2(x, -y) }
  /// The vector at length 1, or (1, 0).
  var unit: Vector2 {
    let length = squaredLength.squareRoot()
    return length > 0 ? self / length : Vector2(1, 0)
  }
}

/// A homography from the ring's plane to the image, as q = (A u + c) / (1 + w·u).
///
/// The ring is the unit circle. c is the image of its centre, A the affine part, and w the gradient of depth over the
/// plane in units of the centre's depth: the horizon is w·u = −1. For given u the model is linear in A and c, and
/// nearly so in w.
struct RingMap: Hashable, Sendable {
  /// The columns of A: images, to first order, of the plane's axes.
  var first: Vector2
  var second: Vector2
  /// The image of the ring's centre.
  var center: Vector2
  /// The gradient of relative depth.
  var depth: Vector2

  /// The image of the plane's point `u`.
  @inline(__always) func point(_ u: Vector2) -> Vector2 {
    (first * u.x + second * u.y + center) / (1 + depth.dot(u))
  }

  /// The derivative of ``point(_:)`` at `u` in the direction `v`, where `q` is the image of `u`.
  @inline(__always) func derivative(at u: Vector2, image q: Vector2, along v: Vector2) -> Vector2 {
    (first * v.x + second * v.y - q * depth.dot(v)) / (1 + depth.dot(u))
  }

  /// The plane's point whose image is `q`; not finite where there is none.
  @inline(__always) func preimage(_ q: Vector2) -> Vector2 {
    let a = first - q * depth.x
    let b = second - q * depth.y
    let r = q - center
    let determinant = a.x * b.y - a.y * b.x
    return Vector2(r.x * b.y - r.y * b.x, a.x * r.y - a.y * r.x) / determinant
  }

  /// The direction, from the ring's centre, of the ring's point nearest to `q`, from the guess `u`: Newton's steps.
  func nearest(to q: Vector2, from guess: Vector2, steps: Int = 3) -> Vector2 {
    var u = guess
    for _ in 0..<steps {
      let image = point(u)
      let tangent = derivative(at: u, image: image, along: u.perpendicular)
      let r = q - image
      // The second derivative along the circle is close to the affine part's, c − q. Where that would point the step
      // uphill (beyond the centre of curvature), do without.
      let squared = tangent.squaredLength
      let curvature = r.dot(center - image)
      let denominator = squared - curvature
      let step = r.dot(tangent) / (denominator > 0.25 * squared ? denominator : squared)
      guard step.isFinite else { return guess }
      u = (u + u.perpendicular * min(max(step, -0.5), 0.5)).unit
    }
    return u
  }

  /// Whether the whole ring, with its surroundings, lies before the camera.
  var isInFront: Bool { depth.squaredLength < 0.64 && determinant != 0 && determinant.isFinite }

  /// The determinant of A.
  var determinant: Double { first.x * second.y - first.y * second.x }

  /// The area of the image of a unit area at `u`, without its sign.
  func areaScale(at u: Vector2) -> Double {
    let w = 1 + depth.dot(u)
    // det of the Jacobian is det(H) / w³.
    let homography =
      determinant - (first.x * center.y - first.y * center.x) * depth.y
      + (second.x * center.y - second.y * center.x) * depth.x
    return abs(homography / (w * w * w))
  }

  /// The same homography after the plane was turned: `point(u)` becomes `point(u turned by rotation)`.
  func turned(by rotation: Vector2) -> RingMap {
    RingMap(
      first: first * rotation.x + second * rotation.y, second: second * rotation.x - first * rotation.y, center: center,
      depth: Vector2(depth.dot(rotation), depth.y * rotation.x - depth.x * rotation.y))
  }

  /// The same homography after the plane was mirrored at its x axis.
  var mirrored: RingMap {
    RingMap(first: first, second: -second, center: center, depth: depth.conjugate)
  }

  /// The same ellipse seen otherwise: the composition with the projective map of the plane that keeps the unit circle
  /// and undoes z ↦ (z − α)/(1 − ᾱ z) on it. In the direction of α that is (x + β)/(1 + β x) with β = 2|α|/(1 + |α|²).
  func boosted(by alpha: Vector2) -> RingMap {
    let square = alpha.squaredLength
    guard square > 0 else { return self }
    let direction = alpha.unit
    let beta = 2 * square.squareRoot() / (1 + square)
    let root = (1 - beta * beta).squareRoot()
    let map = turned(by: direction)
    let scale = 1 / (1 + beta * map.depth.x)
    return RingMap(
      first: (map.first + map.center * beta) * scale, second: map.second * (root * scale),
      center: (map.center + map.first * beta) * scale,
      depth: Vector2((map.depth.x + beta) * scale, map.depth.y * root * scale)
    ).turned(by: direction.conjugate)
  }

  /// Right and left singular vectors and singular values of A.
  var axes: RingAxes { RingAxes(self) }
}

/// The singular value decomposition of a ring map's affine part.
struct RingAxes {
  /// The greater singular value: nearly the semi-major axis of the ring's image.
  let major: Double
  /// The lesser one.
  let minor: Double
  /// The plane's direction that is imaged as the major axis. The minor one is its ``SIMD2/perpendicular``.
  let planeMajor: Vector2
  /// The image's direction of the major axis.
  let imageMajor: Vector2
  /// The image's direction of the minor axis: that of the image of the plane's minor direction.
  let imageMinor: Vector2

  init(_ map: RingMap) {
    let p = map.first.squaredLength
    let r = map.second.squaredLength
    let q = map.first.dot(map.second)
    let half = (p - r) / 2
    let root = (half * half + q * q).squareRoot()
    let direction = half >= 0 ? Vector2(half + root, q) : Vector2(q, root - half)
    planeMajor = root > 0 ? direction.unit : Vector2(1, 0)
    let v = planeMajor.perpendicular
    let longer = map.first * planeMajor.x + map.second * planeMajor.y
    let shorter = map.first * v.x + map.second * v.y
    major = longer.squaredLength.squareRoot()
    minor = shorter.squaredLength.squareRoot()
    imageMajor = longer.unit
    // The image of the minor direction is perpendicular to that of the major one, whichever way it points.
    imageMinor = imageMajor.perpendicular * (map.determinant < 0 ? -1 : 1)
  }
}
