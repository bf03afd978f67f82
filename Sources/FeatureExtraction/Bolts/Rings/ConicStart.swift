import ReproducibleMath

/// First guesses of a ring's ellipse, from the members' positions alone.
enum ConicStart {
  /// Five-point conics tried. With one member in five wrong a draw is clean once in three, so that none of 60 is
  /// happens once in 10¹⁰.
  private static let draws = 60
  /// The squared distance, over its variance, beyond which a member is off the ellipse however far.
  private static let most = 12.0
  /// Up to this many members, one wrong one leaves conics that fit by chance.
  private static let few = 12
  /// Most conics kept.
  private static let mostConics = 4

  /// Ellipses through most members, the best first: five-point conics by random draws, scored by the truncated squared
  /// distance. More than one only where members are so few that different fives of them fit as well.
  static func ellipses(_ problem: RingProblem) -> [RingMap] {
    let points = problem.points
    var seed: UInt64 = 0
    for p in points { seed = SeededGenerator.mix(seed ^ p.x.bitPattern ^ (p.y.bitPattern &* 3)) }
    var generator = SeededGenerator(seed: seed)
    var best: [(score: Double, members: UInt64, map: RingMap)] = []
    for _ in 0..<draws {
      var chosen = InlineArray<5, Int>(repeating: 0)
      for i in 0..<5 {
        // Distinct by drawing again; there are five members at least.
        var index = generator.index(below: points.count)
        var j = 0
        while j < i {
          if chosen[j] == index {
            index = (index + 1) % points.count
            j = 0
          } else {
            j += 1
          }
        }
        chosen[i] = index
      }
      guard let conic = conic(through: chosen, of: points), let map = map(of: conic) else { continue }
      var score = 0.0
      var members: UInt64 = 0
      for (i, p) in points.enumerated() {
        let value = conic.0 * p.x * p.x + conic.1 * p.x * p.y + conic.2 * p.y * p.y + conic.3 * p.x + conic.4 * p.y - 1
        let gradient = Vector2(
          2 * conic.0 * p.x + conic.1 * p.y + conic.3, conic.1 * p.x + 2 * conic.2 * p.y + conic.4)
        let rest = value * value / (gradient.squaredLength * problem.variances[i])
        score += min(rest, most)
        if rest < most { members |= 1 << UInt64(i % 64) }
      }
      // One of each set of members.
      if let same = best.firstIndex(where: { $0.members == members }) {
        if score < best[same].score { best[same] = (score, members, map) }
      } else if points.count <= few {
        best.append((score, members, map))
      } else if best.isEmpty || score < best[0].score {
        best = [(score, members, map)]
      }
    }
    best.sort { ($0.score, $0.members) < ($1.score, $1.members) }
    return best.prefix(mostConics).filter { $0.score < best[0].score + most }.map(\.map)
  }

  typealias Conic = (Double, Double, Double, Double, Double)

  /// The conic a x² + b x y + c y² + d x + e y = 1 through five points, by Gaussian elimination.
  private static func conic(through chosen: InlineArray<5, Int>, of points: [Vector2]) -> Conic? {
    var rows = InlineArray<5, InlineArray<6, Double>>(repeating: InlineArray(repeating: 0))
    for i in 0..<5 {
      let p = points[chosen[i]]
      rows[i] = [p.x * p.x, p.x * p.y, p.y * p.y, p.x, p.y, 1]
    }
    for column in 0..<5 {
      var pivot = column
      for row in column + 1..<max(5, column + 1) where abs(rows[row][column]) > abs(rows[pivot][column]) { pivot = row }
      guard abs(rows[pivot][column]) > 1e-9 else { return nil }
      if pivot != column {
        let swapped = rows[pivot]
        rows[pivot] = rows[column]
        rows[column] = swapped
      }
      for row in 0..<5 where row != column {
        let factor = rows[row][column] / rows[column][column]
        for k in column..<6 { rows[row][k] -= factor * rows[column][k] }
      }
    }
    return (
      rows[0][5] / rows[0][0], rows[1][5] / rows[1][1], rows[2][5] / rows[2][2], rows[3][5] / rows[3][3],
      rows[4][5] / rows[4][4]
    )
  }

  /// The affine map of the unit circle to an ellipse; nil for other conics, and for ellipses far larger than what is
  /// seen of them.
  private static func map(of conic: Conic) -> RingMap? {
    let (a, b, c, d, e) = conic
    let discriminant = 4 * a * c - b * b
    guard discriminant > 0 else { return nil }
    let center = Vector2(b * e - 2 * c * d, b * d - 2 * a * e) / discriminant
    // About the centre: a x² + b x y + c y² = k.
    let k = 1 - (d * center.x + e * center.y) / 2
    let half = (a + c) / 2
    let root = (((a - c) / 2) * ((a - c) / 2) + b * b / 4).squareRoot()
    let sign = half < 0 ? -1.0 : 1.0
    let longer = k * sign / (abs(half) - root)
    let shorter = k * sign / (abs(half) + root)
    guard longer > 0, shorter > 0, longer < 64, longer.isFinite else { return nil }
    // The major axis: the eigenvector of the eigenvalue nearest 0.
    let p = sign * (a - c) / 2
    let q = sign * b / 2
    let direction = p <= 0 ? Vector2(root - p, -q) : Vector2(-q, root + p)
    let axis = root > 0 ? direction.unit : Vector2(1, 0)
    return RingMap(
      first: axis * longer.squareRoot(), second: axis.perpendicular * shorter.squareRoot(), center: center, depth: .zero
    )
  }

  /// The direction in which the members spread most; nil where there is none.
  static func longestDirection(_ problem: RingProblem) -> Vector2? {
    let points = problem.points
    var xx = 0.0
    var xy = 0.0
    var yy = 0.0
    for p in points {
      xx += p.x * p.x
      xy += p.x * p.y
      yy += p.y * p.y
    }
    let half = (xx - yy) / 2
    let root = (half * half + xy * xy).squareRoot()
    guard root > 0 else { return nil }
    return (half >= 0 ? Vector2(half + root, xy) : Vector2(xy, root - half)).unit
  }

  /// Half ellipses over the members' longest direction, for arcs too flat to show their ellipse: with half axes of
  /// `shares` of the half length seen, or of a body's half width where that is known. The members lie on the side of
  /// the plane's second axis, or opposite to it.
  static func flatHalves(
    _ problem: RingProblem, along: Vector2, shares: [Double], body: (half: Double, middle: Double)?
  ) -> [RingMap] {
    let points = problem.points
    let across = along.perpendicular
    let xs = points.map { $0.dot(along) }.sorted()
    let middle = body?.middle ?? (xs[0] + xs[xs.count - 1]) / 2
    let reach = (xs[xs.count - 1] - xs[0]) / 2
    guard reach > 0 else { return [] }
    return (body == nil ? shares.map { $0 * reach } : [body?.half ?? reach]).compactMap { a in
      // Height over the chord: y = y0 + s x + b √(1 − x²/a²), linear in its unknowns; reweighted against clutter.
      var solution = (0.0, 0.0, 0.0)
      var width = Double.infinity
      for _ in 0..<5 {
        var m = Matrix3(0, 0, 0, 0, 0, 0, 0, 0, 0)
        var right = (0.0, 0.0, 0.0)
        for p in points {
          let x = p.dot(along) - middle
          let y = p.dot(across)
          let g = max(0, 1 - x * x / (a * a)).squareRoot()
          let r = y - solution.0 - solution.1 * x - solution.2 * g
          let w = width.isFinite ? 1 / (1 + r * r / (width * width)) : 1
          m.m00 += w
          m.m01 += w * x
          m.m02 += w * g
          m.m11 += w * x * x
          m.m12 += w * x * g
          m.m22 += w * g * g
          right.0 += w * y
          right.1 += w * x * y
          right.2 += w * g * y
        }
        m.m10 = m.m01
        m.m20 = m.m02
        m.m21 = m.m12
        // What a flat arc cannot tell is left small.
        m.m22 += 1e-4
        guard let inverse = m.homography.inverse?.elements else { return nil }
        solution = (
          inverse[0] * right.0 + inverse[1] * right.1 + inverse[2] * right.2,
          inverse[3] * right.0 + inverse[4] * right.1 + inverse[5] * right.2,
          inverse[6] * right.0 + inverse[7] * right.1 + inverse[8] * right.2
        )
        let rests = points.map { p in
          let x = p.dot(along) - middle
          return abs(
            p.dot(across) - solution.0 - solution.1 * x
              - solution.2 * max(0, 1 - x * x / (a * a)).squareRoot())
        }.sorted()
        width = 2 * max(rests[rests.count / 2], 0.5 / problem.scale)
      }
      let first = (along + across * solution.1) * a
      let lift = solution.2
      guard lift.isFinite, abs(lift) < 1.5 * a else { return nil }
      let depth = max(abs(lift), 1e-3)
      let major = lift >= 0 ? first : -first
      return RingMap(
        first: major, second: major.perpendicular.unit * depth,
        center: along * middle + across * solution.0, depth: .zero)
    }
  }
}
