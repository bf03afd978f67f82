import ReproducibleMath

/// A sum of powers of ten, known by their exponents: probabilities far too small or odds far too large for a `Double`.
package struct LogSum: Sendable {
  /// Terms this many decades below the greatest are left out, which makes the sum smaller by less than a thousandth each.
  private static let depth = 4.0
  private var greatest = -Double.infinity
  private var sum = 0.0

  /// An empty sum.
  package init() {}

  /// Adds 10^`exponent`. Terms should come in a fixed order: the sum is that of floating-point numbers.
  package mutating func add(_ exponent: Double) {
    guard exponent > -.infinity else { return }
    if exponent <= greatest {
      guard exponent > greatest - Self.depth else { return }
      sum += Self.power(exponent - greatest)
    } else {
      sum = (greatest > exponent - Self.depth ? sum * Self.power(greatest - exponent) : 0) + 1
      greatest = exponent
    }
  }

  /// log10 of the sum; minus infinity where nothing was added.
  package var value: Double { sum > 0 ? greatest + (sum == 1 ? 0 : Elementary.decimalLogarithm(sum)) : -.infinity }

  /// 10 to the power `exponent`, without arithmetic for 0, which is frequent.
  static func power(_ exponent: Double) -> Double { exponent == 0 ? 1 : Elementary.powerOfTen(exponent) }

  /// log10(`share` + (1 − `share`) · 10^`exponent`): a part of the weight put on "says nothing".
  static func hedged(_ exponent: Double, share: Double) -> Double {
    var total = LogSum()
    total.add(Elementary.decimalLogarithm(share))
    total.add(exponent + Elementary.decimalLogarithm(1 - share))
    return total.value
  }
}

/// Normal densities as decimal logarithms.
enum NormalDensity {
  /// log10 √(2π).
  private static let logNorm = 0.399_089_934_179_057_55

  /// log10 of the density at `offset` of a normal distribution round 0.
  static func log(_ offset: Double, variance: Double) -> Double {
    -logNorm - 0.5 * Elementary.decimalLogarithm(variance) - drop(offset, variance: variance)
  }

  /// How many decades the density at `offset` lies below that in the middle.
  static func drop(_ offset: Double, variance: Double) -> Double { Elementary.logE * offset * offset / (2 * variance) }

  /// log10 of the density of a round two-dimensional one, at the squared distance `square`; `variance` is that of a coordinate.
  static func logPlane(square: Double, variance: Double) -> Double {
    -2 * logNorm - Elementary.decimalLogarithm(variance) - Elementary.logE * square / (2 * variance)
  }
}

/// Decimal logarithms of small whole numbers.
enum LogCount {
  private static let table = (0...4 * RingPrior.greatestSlots).map { Elementary.decimalLogarithm(Double(max(1, $0))) }

  /// log10 of `count`; of 1 below, of 384 above.
  static func log(_ count: Int) -> Double { table[min(max(count, 0), table.count - 1)] }
}

/// Angles on a circle.
enum Turn {
  /// 2π.
  static let full = 2 * Double.pi

  /// `angle` brought into [-π, π]; 0 where it is not finite.
  static func wrapped(_ angle: Double) -> Double {
    guard angle.isFinite else { return 0 }
    return angle - full * (angle / full).rounded()
  }

  /// `angle` brought into [0, 2π).
  static func positive(_ angle: Double) -> Double {
    let result = wrapped(angle)
    return result < 0 ? min(result + full, full.nextDown) : result
  }
}
