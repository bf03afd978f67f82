import ReproducibleMath

/// The normal equations of a small least-squares problem in scratch memory: (Σ w j jᵀ) x = Σ w j r.
///
/// Unknowns 0...7 are those of a ring's map (A's first row and c.x, A's second row and c.y, w); what follows is the
/// caller's.
final class NormalEquations {
  /// Most unknowns.
  static let capacity = 15

  private let matrix: UnsafeMutablePointer<Double>
  private let right: UnsafeMutablePointer<Double>
  /// The solution of the last ``solve()``.
  let solution: UnsafeMutablePointer<Double>
  /// The number of unknowns.
  private(set) var count = 8
  /// ln det of the matrix of the last ``solve()``.
  private(set) var logDeterminant = 0.0

  init() {
    matrix = .allocate(capacity: Self.capacity * Self.capacity)
    right = .allocate(capacity: Self.capacity)
    solution = .allocate(capacity: Self.capacity)
    solution.initialize(repeating: 0, count: Self.capacity)
  }

  deinit {
    matrix.deallocate()
    right.deallocate()
    solution.deallocate()
  }

  /// Empties the equations, for `count` unknowns.
  func reset(count: Int) {
    precondition(count <= Self.capacity, "too many unknowns")
    self.count = count
    matrix.update(repeating: 0, count: Self.capacity * count)
    right.update(repeating: 0, count: count)
  }

  /// Adds to one element of the lower triangle (`i` ≥ `j`).
  @inline(__always) private func add(_ i: Int, _ j: Int, _ value: Double) { matrix[i * Self.capacity + j] += value }

  /// Adds an observation of unknown `i` alone.
  func add(unknown i: Int, residual: Double, weight: Double) {
    add(i, i, weight)
    right[i] += weight * residual
  }

  /// Adds an observation of the two unknowns of w: its component along `direction`.
  func add(depthAlong direction: Vector2, residual: Double, weight: Double) {
    add(6, 6, weight * direction.x * direction.x)
    add(7, 6, weight * direction.x * direction.y)
    add(7, 7, weight * direction.y * direction.y)
    right[6] += weight * residual * direction.x
    right[7] += weight * residual * direction.y
  }

  /// Adds the two equations of a point at the place `u` (imaged at `q`): what is left of the point is `r`.
  func add(place u: Vector2, image q: Vector2, depth d: Double, residual r: Vector2, weight: Double) {
    // Rows are d (u.x, u.y, 1) for A and c, and −d q u for w.
    let scale = 1 / d
    let b = (u.x * scale, u.y * scale)
    let omega = weight
    let b0 = omega * b.0
    let b1 = omega * b.1
    let b2 = omega * scale
    let m00 = b0 * b.0
    let m10 = b1 * b.0
    let m11 = b1 * b.1
    let m20 = b2 * b.0
    let m21 = b2 * b.1
    let m22 = b2 * scale
    for axis in 0..<2 {
      let base = 3 * axis
      let z = axis == 0 ? q.x : q.y
      let rest = axis == 0 ? r.x : r.y
      add(base, base, m00)
      add(base + 1, base, m10)
      add(base + 1, base + 1, m11)
      add(base + 2, base, m20)
      add(base + 2, base + 1, m21)
      add(base + 2, base + 2, m22)
      add(6, base, -z * m00)
      add(6, base + 1, -z * m10)
      add(6, base + 2, -z * m20)
      add(7, base, -z * m10)
      add(7, base + 1, -z * m11)
      add(7, base + 2, -z * m21)
      right[base] += b0 * rest
      right[base + 1] += b1 * rest
      right[base + 2] += b2 * rest
    }
    let square = q.squaredLength
    let along = q.dot(r)
    add(6, 6, square * m00)
    add(7, 6, square * m10)
    add(7, 7, square * m11)
    right[6] -= along * b0
    right[7] -= along * b1
  }

  /// Adds one equation: the component along `normal` of a point at `u` (any length), imaged at `q`; `extra` is the
  /// derivative by the unknown `index`, and `shift` those by the next two, where there are such.
  func add(
    curve u: Vector2, image q: Vector2, depth d: Double, normal: Vector2, residual: Double, weight: Double,
    extra: Double = 0, shift: Vector2 = .zero, index: Int = -1
  ) {
    let x = normal.x / d
    let y = normal.y / d
    let z = -normal.dot(q) / d
    let row: InlineArray<9, Double> = [x * u.x, x * u.y, x, y * u.x, y * u.y, y, z * u.x, z * u.y, extra]
    for i in 0..<8 {
      let scaled = weight * row[i]
      for j in 0...i { add(i, j, scaled * row[j]) }
      right[i] += scaled * residual
    }
    guard index >= 8 else { return }
    let scaled = weight * extra
    for j in 0..<8 { add(index, j, scaled * row[j]) }
    add(index, index, scaled * extra)
    right[index] += scaled * residual
    guard shift != .zero else { return }
    for k in 0..<2 {
      let next = weight * shift[k]
      let unknown = index + 1 + k
      for j in 0..<8 { add(unknown, j, next * row[j]) }
      add(unknown, index, next * extra)
      for l in 0...k { add(unknown, index + 1 + l, next * shift[l]) }
      right[unknown] += next * residual
    }
  }

  /// Adds to the coupling of a point's two equations with a ninth unknown, whose derivative of the image is
  /// `derivative`.
  func add(
    unknown index: Int, derivative: Vector2, place u: Vector2, image q: Vector2, depth d: Double, residual r: Vector2,
    weight: Double
  ) {
    let x = weight * derivative.x / d
    let y = weight * derivative.y / d
    let z = -weight * derivative.dot(q) / d
    let row: InlineArray<8, Double> = [x * u.x, x * u.y, x, y * u.x, y * u.y, y, z * u.x, z * u.y]
    for j in 0..<8 { add(index, j, row[j]) }
    add(index, index, weight * derivative.squaredLength)
    right[index] += weight * derivative.dot(r)
  }

  /// Adds the precision of a direction of the first eight unknowns.
  func add(direction g: InlineArray<8, Double>, residual: Double = 0, weight: Double) {
    for i in 0..<8 {
      let scaled = weight * g[i]
      for j in 0...i { add(i, j, scaled * g[j]) }
      right[i] += scaled * residual
    }
  }

  /// Solves the equations by Cholesky's factorisation, in place. False, and no solution, where they are singular.
  func solve() -> Bool {
    let rowLength = Self.capacity
    var log = 1.0
    var exponent = 0.0
    for i in 0..<count {
      for j in 0...i {
        var sum = matrix[i * rowLength + j]
        for k in 0..<j { sum -= matrix[i * rowLength + k] * matrix[j * rowLength + k] }
        if i == j {
          // Relative to the element before elimination: what is left of it must not be rounding alone.
          guard sum > 1e-12 * matrix[i * rowLength + i], sum.isFinite else { return false }
          matrix[i * rowLength + i] = sum.squareRoot()
          log *= sum
          if log > 1e100 || log < 1e-100 {
            exponent += Elementary.logarithm(log)
            log = 1
          }
        } else {
          matrix[i * rowLength + j] = sum / matrix[j * rowLength + j]
        }
      }
    }
    guard log > 0, log.isFinite else { return false }
    logDeterminant = exponent + Elementary.logarithm(log)
    for i in 0..<count {
      var sum = right[i]
      for k in 0..<i { sum -= matrix[i * rowLength + k] * solution[k] }
      solution[i] = sum / matrix[i * rowLength + i]
    }
    for i in stride(from: count - 1, through: 0, by: -1) {
      var sum = solution[i]
      for k in i + 1..<max(count, i + 1) { sum -= matrix[k * rowLength + i] * solution[k] }
      solution[i] = sum / matrix[i * rowLength + i]
    }
    return true
  }

  /// After ``solve()``: jᵀ M⁻¹ j, the variance of the combination `j` of the first eight unknowns.
  func variance(of j: InlineArray<8, Double>) -> Double {
    var forward = InlineArray<15, Double>(repeating: 0)
    var sum = 0.0
    for i in 0..<count {
      var value = i < 8 ? j[i] : 0
      for k in 0..<i { value -= matrix[i * Self.capacity + k] * forward[k] }
      forward[i] = value / matrix[i * Self.capacity + i]
      sum += forward[i] * forward[i]
    }
    return sum
  }
}

extension RingMap {
  /// The map after a step of the normal equations' solution.
  func stepped(_ x: UnsafeMutablePointer<Double>) -> RingMap {
    RingMap(
      first: first + Vector2(x[0], x[3]), second: second + Vector2(x[1], x[4]), center: center + Vector2(x[2], x[5]),
      depth: depth + Vector2(x[6], x[7]))
  }
}
