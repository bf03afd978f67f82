// Minimal solvers: the fewest correspondences that fix a map. Each rejects samples that no visible plane can show.

import ReproducibleMath

/// The similarity through two correspondences.
package enum TwoPointSolver {
  /// Cosine of the largest accepted angle between the direction change that the sample shows and that its keypoints
  /// claim: 37°. Strong tilt and the noise of keypoint directions stay below.
  static let leastCosine = 0.8
  /// Largest accepted ratio, either way, between the area change shown and claimed: a factor of 2 in length.
  static let largestAreaRatio = 4.0

  /// The similarity, or nil if the sample is too short or contradicts its own keypoints.
  ///
  /// - Parameters:
  ///   - leastSquaredA: Least squared distance between the two points in image A, normalised; likewise for B.
  @inline(__always)
  static func solve(
    _ p: CorrespondenceTable.Entry, _ q: CorrespondenceTable.Entry, leastSquaredA: Double, leastSquaredB: Double
  ) -> Matrix3? {
    guard let (cosine, sine) = turn(p, q, leastSquaredA: leastSquaredA, leastSquaredB: leastSquaredB) else {
      return nil
    }
    return Matrix3(
      cosine, -sine, p.bx - cosine * p.ax + sine * p.ay, sine, cosine, p.by - sine * p.ax - cosine * p.ay, 0, 0, 1
    ).oriented
  }

  /// Whether the two do not contradict each other.
  @inline(__always)
  static func agrees(
    _ p: CorrespondenceTable.Entry, _ q: CorrespondenceTable.Entry, leastSquaredA: Double, leastSquaredB: Double
  ) -> Bool {
    turn(p, q, leastSquaredA: leastSquaredA, leastSquaredB: leastSquaredB) != nil
  }

  /// Cosine and sine of the turn, times the change of length.
  @inline(__always)
  private static func turn(
    _ p: CorrespondenceTable.Entry, _ q: CorrespondenceTable.Entry, leastSquaredA: Double, leastSquaredB: Double
  ) -> (cosine: Double, sine: Double)? {
    let (dax, day) = (q.ax - p.ax, q.ay - p.ay)
    let (dbx, dby) = (q.bx - p.bx, q.by - p.by)
    let squareA = dax * dax + day * day
    let squareB = dbx * dbx + dby * dby
    guard squareA > leastSquaredA, squareB > leastSquaredB else { return nil }
    // As complex numbers: b = c·a + d with c = Δb / Δa.
    let cosine = (dbx * dax + dby * day) / squareA
    let sine = (dby * dax - dbx * day) / squareA
    let area = squareB / squareA
    guard agrees(p, cosine, sine, area), agrees(q, cosine, sine, area) else { return nil }
    return (cosine, sine)
  }

  @inline(__always)
  private static func agrees(_ item: CorrespondenceTable.Entry, _ cosine: Double, _ sine: Double, _ area: Double)
    -> Bool
  {
    guard item.areaChange > 0 else { return false }
    guard area < item.areaChange * largestAreaRatio, area * largestAreaRatio > item.areaChange else { return false }
    let turnedX = cosine * item.cosineA - sine * item.sineA
    let turnedY = sine * item.cosineA + cosine * item.sineA
    return turnedX * item.cosineB + turnedY * item.sineB > leastCosine * area.squareRoot()
  }
}

/// The homography through four correspondences.
package enum FourPointSolver {
  /// The homography, or nil if three points are nearly on a line in either image, or the four lie on different sides of the
  /// horizon or are mirrored.
  ///
  /// Exact and closed: both quadruples are written in the projective basis of their first three points, in which the
  /// fourth has the oriented areas of the triangles as coordinates. A map that keeps orientation and leaves the four points
  /// on one side of the horizon keeps the sign of every triangle (Hartley's oriented, or "cheiral", constraint).
  ///
  /// - Parameter leastAreaA: Least doubled triangle area in image A, normalised; likewise for B.
  @inline(__always)
  static func solve(
    _ p: CorrespondenceTable.Entry, _ q: CorrespondenceTable.Entry, _ r: CorrespondenceTable.Entry,
    _ s: CorrespondenceTable.Entry, leastAreaA: Double, leastAreaB: Double
  ) -> Matrix3? {
    let baseA = area(p.ax, p.ay, q.ax, q.ay, r.ax, r.ay)
    let baseB = area(p.bx, p.by, q.bx, q.by, r.bx, r.by)
    guard abs(baseA) > leastAreaA, abs(baseB) > leastAreaB, baseA * baseB > 0 else { return nil }
    let a1 = area(s.ax, s.ay, q.ax, q.ay, r.ax, r.ay)
    let b1 = area(s.bx, s.by, q.bx, q.by, r.bx, r.by)
    guard abs(a1) > leastAreaA, abs(b1) > leastAreaB, a1 * b1 > 0 else { return nil }
    let a2 = area(p.ax, p.ay, s.ax, s.ay, r.ax, r.ay)
    let b2 = area(p.bx, p.by, s.bx, s.by, r.bx, r.by)
    guard abs(a2) > leastAreaA, abs(b2) > leastAreaB, a2 * b2 > 0 else { return nil }
    let a3 = area(p.ax, p.ay, q.ax, q.ay, s.ax, s.ay)
    let b3 = area(p.bx, p.by, q.bx, q.by, s.bx, s.by)
    guard abs(a3) > leastAreaA, abs(b3) > leastAreaB, a3 * b3 > 0 else { return nil }
    let (c1, c2, c3) = (b1 / a1, b2 / a2, b3 / a3)
    // The columns of B's basis, scaled, times the rows of the adjugate of A's basis.
    let fromBasis = Matrix3(
      c1 * p.bx, c2 * q.bx, c3 * r.bx, c1 * p.by, c2 * q.by, c3 * r.by, c1, c2, c3)
    let toBasis = Matrix3(
      q.ay - r.ay, r.ax - q.ax, q.ax * r.ay - r.ax * q.ay, r.ay - p.ay, p.ax - r.ax, r.ax * p.ay - p.ax * r.ay,
      p.ay - q.ay, q.ax - p.ax, p.ax * q.ay - q.ax * p.ay)
    return (fromBasis * toBasis).oriented
  }

  @inline(__always)
  private static func area(_ px: Double, _ py: Double, _ qx: Double, _ qy: Double, _ rx: Double, _ ry: Double) -> Double
  {
    (qx - px) * (ry - py) - (qy - py) * (rx - px)
  }
}

/// Whether a map does to a keypoint's frame what the match claims.
package enum FrameAgreement {
  /// Cosine of the largest accepted angle, 45°: wider than a sample's, for tilt turns directions.
  static let leastCosine = 0.707
  /// Largest accepted ratio of area changes, either way: 2.5 in length, for detectors see scale coarsely under tilt.
  static let largestAreaRatio = 6.25

  /// True where the map turns and scales the keypoint's frame as the match says, or where there is no frame.
  @inline(__always)
  static func holds(_ map: Matrix3, _ item: CorrespondenceTable.Entry) -> Bool {
    guard item.areaChange > 0 else { return true }
    let w = map.m20 * item.ax + map.m21 * item.ay + map.m22
    guard w > 1e-9 else { return false }
    let inverseW = 1 / w
    let u = (map.m00 * item.ax + map.m01 * item.ay + map.m02) * inverseW
    let v = (map.m10 * item.ax + map.m11 * item.ay + map.m12) * inverseW
    let j00 = (map.m00 - u * map.m20) * inverseW
    let j01 = (map.m01 - u * map.m21) * inverseW
    let j10 = (map.m10 - v * map.m20) * inverseW
    let j11 = (map.m11 - v * map.m21) * inverseW
    let area = j00 * j11 - j01 * j10
    guard area < item.areaChange * largestAreaRatio, area * largestAreaRatio > item.areaChange else { return false }
    let x = j00 * item.cosineA + j01 * item.sineA
    let y = j10 * item.cosineA + j11 * item.sineA
    return x * item.cosineB + y * item.sineB > leastCosine * (x * x + y * y).squareRoot()
  }
}
