// Ellipses through points, by least squares.

/// The conic u (x² − y²) / 2 + B x y + D x + E y + F + (x² + y²) / 2 = 0 through a set of points.
///
/// Its quadratic part has trace 1, which every ellipse can be brought to, and which turns and shifts keep: five
/// unknowns, linear. Two equations a point: it lies on the conic, and the conic runs along its edge there. Both are
/// divided by the length of the conic's gradient at the point, so that the first one's residual is a distance in pixels
/// (Sampson's) and the second one's an angle, weighted by what an edge point is sure of in each. That gradient is the
/// previous round's: two or three rounds take the bias towards small ellipses out that a plain algebraic fit has.
struct EllipseFit {
  /// The ellipse.
  var shape: EllipseShape
  /// Root mean square of the points' distances, in pixels.
  var residual: Double
  /// Where the fit's own coordinates have their origin, and their unit in pixels.
  private var originX: Double
  private var originY: Double
  private var unit: Double
  private var conic: SIMD8<Double>
  private var factor: Factor

  /// An edge's place is known to about 0.15 px, its direction to about 3°: the latter is worth this many pixels a
  /// radian.
  private static let pixelsPerRadian = 3.0

  /// Fits every `stride`-th of the points; nil where they make no ellipse.
  ///
  /// After the first round, points farther from the conic than `scale` pixels count less and less (Cauchy's weights).
  ///
  /// - Complexity: O(rounds · count / stride).
  init?(_ points: UnsafePointer<OutlinePoint>, count: Int, stride: Int = 1, rounds: Int = 3, scale: Double = .infinity)
  {
    guard count / stride >= 5 else { return nil }
    var (sumX, sumY, used) = (0.0, 0.0, 0.0)
    for index in Swift.stride(from: 0, to: count, by: stride) {
      sumX += Double(points[index].x)
      sumY += Double(points[index].y)
      used += 1
    }
    originX = sumX / used
    originY = sumY / used
    var spread = 0.0
    for index in Swift.stride(from: 0, to: count, by: stride) {
      let dx = Double(points[index].x) - originX
      let dy = Double(points[index].y) - originY
      spread += dx * dx + dy * dy
    }
    unit = (spread / used).squareRoot()
    guard unit > 1 else { return nil }
    conic = SIMD8(repeating: 0)
    factor = Factor()
    residual = 0
    shape = EllipseShape(x: 0, y: 0, a: 0, b: 0, axisX: 1, axisY: 0)
    for round in 0..<rounds {
      let normal = normalEquations(points, count, stride, isFirst: round == 0, scale / unit)
      guard let factor = Factor(normal.rows) else { return nil }
      self.factor = factor
      conic = factor.solve(normal.right)
    }
    guard let fitted = ellipse() else { return nil }
    shape = fitted
    residual = rootMeanSquare(points, count, stride)
  }

  private func normalEquations(
    _ points: UnsafePointer<OutlinePoint>, _ count: Int, _ stride: Int, isFirst: Bool, _ scale: Double
  ) -> ConicEquations {
    var sums = ConicEquations()
    let slope = Self.pixelsPerRadian / unit
    let inverse = 1 / unit
    let farness = 1 / (scale * scale)
    var index = 0
    while index < count {
      let point = points[index]
      index &+= stride
      let x = (Double(point.x) - originX) * inverse
      let y = (Double(point.y) - originY) * inverse
      let tx = Double(point.tangentX)
      let ty = Double(point.tangentY)
      var weight = 1.0
      if !isFirst {
        let gradient = self.gradient(x, y)
        let squared = max(gradient.x * gradient.x + gradient.y * gradient.y, 1e-4)
        let value = self.value(x, y)
        weight = 1 / (squared + value * value * farness)
      }
      let (halfDifference, product, halfSum) = ((x * x - y * y) / 2, x * y, -(x * x + y * y) / 2)
      sums.addPlace(SIMD2(halfDifference, product), SIMD2(x, y), halfSum, weight)
      let (along, across, right) = (x * tx - y * ty, x * ty + y * tx, -(x * tx + y * ty))
      sums.addDirection(SIMD2(along, across), SIMD2(tx, ty), right, weight * slope * slope)
    }
    return sums
  }

  /// The conic's gradient, in the fit's own coordinates.
  @inline(__always)
  private func gradient(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (
      conic[0] * x + conic[1] * y + conic[2] + x,
      conic[1] * x - conic[0] * y + conic[3] + y
    )
  }

  /// The conic's left-hand side, in the fit's own coordinates.
  @inline(__always)
  private func value(_ x: Double, _ y: Double) -> Double {
    let quadratic = (conic[0] * (x * x - y * y) + x * x + y * y) / 2 + conic[1] * x * y
    return quadratic + conic[2] * x + conic[3] * y + conic[4]
  }

  private func ellipse() -> EllipseShape? {
    let (u, b, d, e, f) = (conic[0], conic[1], conic[2], conic[3], conic[4])
    let determinant = 1 - u * u - b * b
    // Flatter than 20 to 1 is no circle that anything could be told of.
    guard determinant > 0.01 else { return nil }
    let x = ((u - 1) * d + b * e) / determinant
    let y = (b * d - (1 + u) * e) / determinant
    let value = f + (d * x + e * y) / 2
    let r = (u * u + b * b).squareRoot()
    guard value < 0 else { return nil }
    let major = (-2 * value / (1 - r)).squareRoot() * unit
    let minor = (-2 * value / (1 + r)).squareRoot() * unit
    guard major.isFinite, minor.isFinite else { return nil }
    // The minor axis lies at half the angle of (u, b); the major one is a quarter turn further.
    var (axisX, axisY) = (1.0, 0.0)
    if r > 1e-12 {
      let cosine = ((1 + u / r) / 2).squareRoot()
      let sine = ((1 - u / r) / 2).squareRoot()
      (axisX, axisY) = (b >= 0 ? -sine : sine, cosine)
    }
    return EllipseShape(
      x: x * unit + originX, y: y * unit + originY, a: major, b: minor, axisX: axisX, axisY: axisY)
  }

  private func rootMeanSquare(_ points: UnsafePointer<OutlinePoint>, _ count: Int, _ stride: Int) -> Double {
    var (sum, used) = (0.0, 0.0)
    for index in Swift.stride(from: 0, to: count, by: stride) {
      let distance = distance(Double(points[index].x), Double(points[index].y))
      sum += distance * distance
      used += 1
    }
    return (sum / used).squareRoot()
  }

  /// The distance of a point from the conic, in pixels, to first order.
  @inline(__always)
  func distance(_ x: Double, _ y: Double) -> Double {
    let px = (x - originX) / unit
    let py = (y - originY) / unit
    let gradient = gradient(px, py)
    return unit * value(px, py) / max((gradient.x * gradient.x + gradient.y * gradient.y).squareRoot(), 1e-6)
  }

  /// The standard deviation of the outline at a point, across itself, in pixels, for points of the given standard
  /// deviation.
  func deviation(x: Double, y: Double, pointDeviation: Double) -> Double {
    let px = (x - originX) / unit
    let py = (y - originY) / unit
    let row = SIMD8((px * px - py * py) / 2, px * py, px, py, 1, 0, 0, 0)
    let gradient = gradient(px, py)
    let variance = factor.inverseForm(row) / max(gradient.x * gradient.x + gradient.y * gradient.y, 1e-8)
    return pointDeviation * max(variance, 0).squareRoot()
  }
}

/// The sums of the weighted equations: of a symmetric matrix only what the factorisation reads, its upper triangle.
///
/// The unknowns go two by two, as do the numbers in a vector of the baseline: (u, B), (D, E), and F alone.
private struct ConicEquations {
  private typealias Pair = SIMD2<Double>

  // Named by row and pair of columns.
  private var first01 = Pair.zero
  private var first23 = Pair.zero
  private var second23 = Pair.zero
  private var third23 = Pair.zero
  /// The second row's own column, and the fourth's.
  private var second1fourth3 = Pair.zero
  private var last01 = Pair.zero
  private var last23 = Pair.zero
  private var last = 0.0
  private var right01 = Pair.zero
  private var right23 = Pair.zero
  private var rightLast = 0.0

  /// Adds an equation whose coefficients are a pair, a pair and 1.
  @inline(__always)
  mutating func addPlace(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ right: Double, _ weight: Double) {
    let (wa, wb) = add(a, b, right, weight)
    last01 += wa
    last23 += wb
    last += weight
    rightLast += weight * right
  }

  /// Adds an equation whose last coefficient is 0.
  @inline(__always)
  mutating func addDirection(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ right: Double, _ weight: Double) {
    _ = add(a, b, right, weight)
  }

  @inline(__always)
  private mutating func add(
    _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ right: Double, _ weight: Double
  ) -> (SIMD2<Double>, SIMD2<Double>) {
    let (wa, wb) = (a * weight, b * weight)
    first01 += wa * a.x
    first23 += wb * a.x
    second23 += wb * a.y
    third23 += wb * b.x
    second1fourth3 += Pair(wa.y, wb.y) * Pair(a.y, b.y)
    right01 += wa * right
    right23 += wb * right
    return (wa, wb)
  }

  /// The matrix's rows from the diagonal on; what lies before it is 0.
  var rows: (SIMD8<Double>, SIMD8<Double>, SIMD8<Double>, SIMD8<Double>, SIMD8<Double>) {
    (
      SIMD8(first01.x, first01.y, first23.x, first23.y, last01.x, 0, 0, 0),
      SIMD8(0, second1fourth3.x, second23.x, second23.y, last01.y, 0, 0, 0),
      SIMD8(0, 0, third23.x, third23.y, last23.x, 0, 0, 0),
      SIMD8(0, 0, 0, second1fourth3.y, last23.y, 0, 0, 0),
      SIMD8(0, 0, 0, 0, last, 0, 0, 0)
    )
  }

  /// The right-hand side.
  var right: SIMD8<Double> { SIMD8(right01.x, right01.y, right23.x, right23.y, rightLast, 0, 0, 0) }
}

/// The Cholesky factor of a positive definite 5 × 5 matrix: columns of a lower triangle. What lies above it is not read.
private struct Factor {
  private var l: (SIMD8<Double>, SIMD8<Double>, SIMD8<Double>, SIMD8<Double>, SIMD8<Double>)

  init() {
    let zero = SIMD8<Double>(repeating: 0)
    l = (zero, zero, zero, zero, zero)
  }

  /// Factors the matrix of these rows; nil where it is not safely positive definite.
  init?(_ rows: (SIMD8<Double>, SIMD8<Double>, SIMD8<Double>, SIMD8<Double>, SIMD8<Double>)) {
    self.init()
    let least = 1e-12 * (rows.0[0] + rows.1[1] + rows.2[2] + rows.3[3] + rows.4[4])
    guard least > 0 else { return nil }
    guard rows.0[0] > least else { return nil }
    l.0 = rows.0 / rows.0[0].squareRoot()
    var next = rows.1 - l.0 * l.0[1]
    guard next[1] > least else { return nil }
    l.1 = next / next[1].squareRoot()
    next = rows.2 - l.0 * l.0[2] - l.1 * l.1[2]
    guard next[2] > least else { return nil }
    l.2 = next / next[2].squareRoot()
    next = rows.3 - l.0 * l.0[3] - l.1 * l.1[3] - l.2 * l.2[3]
    guard next[3] > least else { return nil }
    l.3 = next / next[3].squareRoot()
    next = rows.4 - l.0 * l.0[4] - l.1 * l.1[4] - l.2 * l.2[4] - l.3 * l.3[4]
    guard next[4] > least else { return nil }
    l.4 = next / next[4].squareRoot()
  }

  /// L⁻¹ of a column.
  private func forward(_ right: SIMD8<Double>) -> SIMD8<Double> {
    var rest = right
    var result = SIMD8<Double>(repeating: 0)
    result[0] = rest[0] / l.0[0]
    rest -= l.0 * result[0]
    result[1] = rest[1] / l.1[1]
    rest -= l.1 * result[1]
    result[2] = rest[2] / l.2[2]
    rest -= l.2 * result[2]
    result[3] = rest[3] / l.3[3]
    rest -= l.3 * result[3]
    result[4] = rest[4] / l.4[4]
    return result
  }

  /// The solution for a right-hand side.
  func solve(_ right: SIMD8<Double>) -> SIMD8<Double> {
    let z = forward(right)
    var result = SIMD8<Double>(repeating: 0)
    result[4] = z[4] / l.4[4]
    result[3] = (z[3] - l.3[4] * result[4]) / l.3[3]
    result[2] = (z[2] - l.2[3] * result[3] - l.2[4] * result[4]) / l.2[2]
    result[1] = (z[1] - l.1[2] * result[2] - l.1[3] * result[3] - l.1[4] * result[4]) / l.1[1]
    let tail = l.0[3] * result[3] + l.0[4] * result[4]
    result[0] = (z[0] - l.0[1] * result[1] - l.0[2] * result[2] - tail) / l.0[0]
    return result
  }

  /// The quadratic form of the inverse.
  func inverseForm(_ row: SIMD8<Double>) -> Double {
    let z = forward(row)
    return z[0] * z[0] + z[1] * z[1] + z[2] * z[2] + z[3] * z[3] + z[4] * z[4]
  }
}
