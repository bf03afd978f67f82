import ImagePlanes
import ReproducibleMath

/// The plane of a ring that was read well, as other rings of the same body are compared with it.
package struct RingPlane: Hashable, Sendable {
  /// Maps the ring's plane, where the ring is the unit circle, to pixels.
  package var imageFromPlane: Homography
  /// How far a parallel ring's shape and perspective may differ, as a share of themselves: the reading's noise, and the body's bending.
  package var deviation: Double

  /// Makes a plane of its parts.
  package init(imageFromPlane: Homography, deviation: Double) {
    self.imageFromPlane = imageFromPlane
    self.deviation = deviation
  }
}

/// A plane that a ring may be parallel to: flanges, collars and girths stand on one axis.
///
/// Let a circle of radius ρ have its centre at depth Z. With the rotation's columns r₁ and r₂ for the plane's axes, its map is
///
///     A = (ρ f / Z) (r₁ r₂)_xy,    w = (ρ / Z) (r₁ r₂)_z
///
/// in coordinates from the principal point, and A − p wᵀ in coordinates from any other p. So the 3 × 2 matrices [A; wᵀ] of circles in parallel
/// planes differ by a scale and a turn, whatever the camera and wherever the circles are. Of a ring's eight numbers four are left: its
/// size, its place, and its turn. An arc of a girth then tells how large the whole is, which by itself it hardly does.
struct ParallelPlane {
  /// The known ring's map in the problem's coordinates; what its centre is does not matter.
  let known: RingMap
  /// Standard deviation of a parallel ring's shape and perspective, as a share of themselves.
  let deviation: Double
  /// A⁻¹ of the known ring, by rows.
  private let inverse: (Vector2, Vector2)
  /// A⁻ᵀ w: the gradient of depth over the image.
  private let gradient: Vector2

  /// Probability that a ring on a picture with one that is read well is parallel to it: other bodies, and torn flanges, are not.
  private static let share = 0.7
  /// Fits of the first circle: reweighted, so that clutter loses its pull.
  private static let startIterations = 6

  /// Nil where the plane is seen edge-on from the problem's members.
  init?(_ plane: RingPlane, origin: Vector2, scale: Double) {
    let h = plane.imageFromPlane.elements
    guard h.allSatisfy(\.isFinite), abs(h[8]) > 1e-9, plane.deviation > 0, plane.deviation.isFinite else { return nil }
    let depth = Vector2(h[6], h[7]) / h[8]
    let first = (Vector2(h[0], h[3]) / h[8] - origin * depth.x) / scale
    let second = (Vector2(h[1], h[4]) / h[8] - origin * depth.y) / scale
    let map = RingMap(first: first, second: second, center: .zero, depth: depth)
    // Beyond the horizon the plane is seen from its other side.
    known = map.determinant < 0 ? map.mirrored : map
    deviation = plane.deviation
    let determinant = known.determinant
    guard determinant > 1e-6 * (first.squaredLength + second.squaredLength) else { return nil }
    inverse = (
      Vector2(known.second.y, -known.second.x) / determinant, Vector2(-known.first.y, known.first.x) / determinant
    )
    gradient = Vector2(
      inverse.0.x * known.depth.x + inverse.1.x * known.depth.y,
      inverse.0.y * known.depth.x + inverse.1.y * known.depth.y)
  }

  /// The parallel ring through most of the problem's members; nil where there is none.
  ///
  /// Seen by the known ring's A⁻¹, a parallel ring is nearly a circle, |q|² = 2 q·m + k, which is linear in m and k.
  func start(_ problem: RingProblem) -> RingMap? {
    let points = problem.points.map { Vector2(inverse.0.dot($0), inverse.1.dot($0)) }
    var middle = Vector2.zero
    var radius = 0.0
    var width = Double.infinity
    for _ in 0..<Self.startIterations {
      var m = Matrix3(0, 0, 0, 0, 0, 0, 0, 0, 0)
      var right = (0.0, 0.0, 0.0)
      for q in points {
        let rest = width.isFinite ? ((q - middle).squaredLength.squareRoot() - radius) / width : 0
        let weight = 1 / (1 + rest * rest)
        let square = q.squaredLength
        m.m00 += weight * q.x * q.x
        m.m01 += weight * q.x * q.y
        m.m02 += weight * q.x
        m.m11 += weight * q.y * q.y
        m.m12 += weight * q.y
        m.m22 += weight
        right.0 += weight * q.x * square
        right.1 += weight * q.y * square
        right.2 += weight * square
      }
      m.m10 = m.m01
      m.m20 = m.m02
      m.m21 = m.m12
      guard let inverse = m.homography.inverse?.elements else { return nil }
      let double = Vector2(
        inverse[0] * right.0 + inverse[1] * right.1 + inverse[2] * right.2,
        inverse[3] * right.0 + inverse[4] * right.1 + inverse[5] * right.2)
      let k = inverse[6] * right.0 + inverse[7] * right.1 + inverse[8] * right.2
      middle = double / 2
      let square = k + middle.squaredLength
      guard square > 0, square.isFinite else { return nil }
      radius = square.squareRoot()
      let rests = points.map { abs(($0 - middle).squaredLength.squareRoot() - radius) }.sorted()
      width = max(2 * rests[rests.count / 2], 1e-4 * radius)
    }
    let map = RingMap(
      first: known.first * radius, second: known.second * radius,
      center: known.first * middle.x + known.second * middle.y, depth: known.depth * radius)
    return map.isInFront ? map : nil
  }

  /// Adds the four equations of being parallel; the sum of squares.
  func add(to equations: NormalEquations, map: RingMap) -> Double {
    // M = A₁⁻¹ A₂ is a scaled rotation where the planes are parallel.
    let (i, j) = inverse
    let m00 = i.dot(map.first)
    let m01 = i.dot(map.second)
    let m10 = j.dot(map.first)
    let m11 = j.dot(map.second)
    let size = abs(m00 * m11 - m01 * m10)
    guard size > 0 else { return .infinity }
    let weight = 1 / (size * deviation * deviation)
    let stretch = m11 - m00
    let shear = -m01 - m10
    let x = gradient.dot(map.first) - map.depth.x
    let y = gradient.dot(map.second) - map.depth.y
    equations.add(direction: [i.x, -j.x, 0, i.y, -j.y, 0, 0, 0], residual: stretch, weight: weight)
    equations.add(direction: [j.x, i.x, 0, j.y, i.y, 0, 0, 0], residual: shear, weight: weight)
    equations.add(direction: [-gradient.x, 0, 0, -gradient.y, 0, 0, 1, 0], residual: x, weight: weight)
    equations.add(direction: [0, -gradient.x, 0, 0, -gradient.y, 0, 0, 1], residual: y, weight: weight)
    return (stretch * stretch + shear * shear + x * x + y * y) * weight
  }

  /// What being parallel is worth, in nats, before its residuals, for a ring of this map: the density of shapes and perspectives, against
  /// a shape that may be any, as a ring's prior is without it. The prior of perspective is left out with it.
  func logAgreement(_ map: RingMap) -> Double {
    let size = abs(map.determinant) / known.determinant
    let variance = deviation * deviation
    // Shape: two numbers, uniform over a disc of radius 1 otherwise. Perspective: two numbers, on the scale of the ring.
    let shape = 1 / (2 * variance)
    let perspective = 1 / (2 * Double.pi * variance * size)
    return Elementary.logarithm(shape * perspective * Self.share / (1 - Self.share))
  }
}
