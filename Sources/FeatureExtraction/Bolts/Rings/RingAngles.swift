import ReproducibleMath

/// How well a ring's angles are known.
enum RingAngles {
  /// The standard deviations of the members' angles about the pattern's common turn.
  ///
  /// Without a pattern, what perspective leaves open adds to each bolt's own noise. With one, the pattern has told the
  /// perspective, and each bolt's own noise is left.
  static func deviations(
    _ problem: RingProblem, _ hypothesis: RingHypothesis, map: RingMap, members: [(index: Int, direction: Vector2)],
    equations: NormalEquations
  ) -> [Double] {
    let own = members.map { member in
      let tangent = map.derivative(
        at: member.direction, image: map.point(member.direction), along: member.direction.perpendicular)
      return problem.variances[member.index] / tangent.squaredLength
    }
    let curve = hypothesis.curve
    // The fit once more, for its equations.
    guard hypothesis.place == nil,
      let fit = CurveFit(
        problem, start: curve.map, isHalf: false, rims: curve.rims.map { ($0.rim, $0.isLifted) },
        outline: curve.outline, parallel: curve.parallel,
        equations: equations)
    else { return own.map { $0.squareRoot() } }
    let rows = members.map { member in gradient(fit.map, at: curve.directions[member.index]) }
    var mean = InlineArray<8, Double>(repeating: 0)
    for row in rows {
      for k in 0..<8 { mean[k] += row[k] / Double(rows.count) }
    }
    return zip(own, rows).map { variance, row in
      var about = row
      for k in 0..<8 { about[k] -= mean[k] }
      return (variance + equations.variance(of: about)).squareRoot()
    }
  }

  /// The derivative of the angle that a fixed image point has, by the map's eight numbers.
  private static func gradient(_ map: RingMap, at u: Vector2) -> InlineArray<8, Double> {
    let image = map.point(u)
    let depth = 1 + map.depth.dot(u)
    let tangent = map.derivative(at: u, image: image, along: u.perpendicular)
    let n = tangent * (-1 / (tangent.squaredLength * depth))
    let z = -n.dot(image)
    return [n.x * u.x, n.x * u.y, n.x, n.y * u.x, n.y * u.y, n.y, z * u.x, z * u.y]
  }
}
