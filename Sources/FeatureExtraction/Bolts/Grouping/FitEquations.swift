import ReproducibleMath

/// The unknowns of a fit, or one row of its equations; what lies behind the unknowns in use is 0.
typealias ParameterVector = InlineArray<10, Double>

/// Symmetric linear equations of a few unknowns, gathered row by row: the inner step of every fit here. It never allocates.
struct FitEquations {
  /// The most unknowns.
  static let capacity = 10

  /// Unknowns in use.
  private(set) var order = 0
  /// The matrix, row by row, `capacity` numbers a row; its lower triangle counts.
  private var matrix = InlineArray<100, Double>(repeating: 0)
  /// The right-hand side.
  private var right = ParameterVector(repeating: 0)

  /// Starts anew with `order` unknowns.
  mutating func reset(order: Int) {
    precondition(order <= Self.capacity, "more unknowns than there is room for")
    self.order = order
    for row in 0..<order {
      right[row] = 0
      for column in 0...row { matrix[row * Self.capacity + column] = 0 }
    }
  }

  /// Adds the observation `row` · unknowns = `value` with the given weight, one over its variance.
  @inline(__always)
  mutating func add(_ row: borrowing ParameterVector, value: Double, weight: Double) {
    for i in 0..<order {
      let scaled = row[unchecked: i] * weight
      // Half of a place's derivatives are 0.
      guard scaled != 0 else { continue }
      right[unchecked: i] += scaled * value
      let start = i * Self.capacity
      for j in 0...i { matrix[unchecked: start + j] += scaled * row[unchecked: j] }
    }
  }

  /// Adds the observation unknown = `value` with the given weight: prior knowledge.
  mutating func addPrior(_ unknown: Int, value: Double, weight: Double) {
    matrix[unknown * Self.capacity + unknown] += weight
    right[unknown] += weight * value
  }

  /// A solution, and how well it is known.
  struct Solution {
    /// The unknowns.
    var solution: ParameterVector
    /// log10 of the matrix's determinant.
    var decimalLogDeterminant: Double
    /// Standard deviation of the last unknown, the others being free.
    var lastDeviation: Double
  }

  /// The solution with the diagonal enlarged by `damping` of itself (Levenberg–Marquardt); nil where the matrix is not positive
  /// definite to working precision.
  func solved(damping: Double = 0) -> Solution? {
    var m = matrix
    var vector = right
    var product = 1.0
    var logarithm = 0.0
    for j in 0..<order {
      let diagonal = m[unchecked: j * Self.capacity + j] * (1 + damping)
      var pivot = diagonal
      for k in 0..<j { pivot -= m[unchecked: j * Self.capacity + k] * m[unchecked: j * Self.capacity + k] }
      guard pivot > diagonal * 1e-13, pivot > 1e-100, pivot < 1e100 else { return nil }
      // Two pivots at a time: their product cannot leave the range of numbers.
      product *= pivot
      if j % 2 == 1 || j == order - 1 {
        logarithm += Elementary.decimalLogarithm(product)
        product = 1
      }
      let root = pivot.squareRoot()
      m[unchecked: j * Self.capacity + j] = root
      var i = j + 1
      while i < order {
        var sum = m[unchecked: i * Self.capacity + j]
        for k in 0..<j { sum -= m[unchecked: i * Self.capacity + k] * m[unchecked: j * Self.capacity + k] }
        m[unchecked: i * Self.capacity + j] = sum / root
        i += 1
      }
    }
    for i in 0..<order {
      var sum = vector[unchecked: i]
      for k in 0..<i { sum -= m[unchecked: i * Self.capacity + k] * vector[unchecked: k] }
      vector[unchecked: i] = sum / m[unchecked: i * Self.capacity + i]
    }
    var i = order - 1
    while i >= 0 {
      var sum = vector[unchecked: i]
      var k = i + 1
      while k < order {
        sum -= m[unchecked: k * Self.capacity + i] * vector[unchecked: k]
        k += 1
      }
      vector[unchecked: i] = sum / m[unchecked: i * Self.capacity + i]
      i -= 1
    }
    let last = 1 / m[(order - 1) * Self.capacity + order - 1]
    return Solution(solution: vector, decimalLogDeterminant: logarithm, lastDeviation: last)
  }
}
