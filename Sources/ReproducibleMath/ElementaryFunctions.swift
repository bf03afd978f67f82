// The few transcendental functions that the estimator needs, from the four operations and the square root alone.
//
// The C library picks its variants of exp, log and sin by the processor it runs on, and they may differ in the last bit.
// What decides about a match must not, so these replace them. Accuracy: 1e-12 relative or better, enough by far.

/// Elementary functions whose results are the same on every processor.
package enum Elementary {
  /// e to the power `x`, for `x` in -700...700.
  package static func exponential(_ x: Double) -> Double {
    // exp(x) = exp(x / 1024) ^ 1024: the Taylor series converges fast on the small argument.
    let small = x / 1024
    var term = 1.0
    var sum = 1.0
    for order in 1...18 {
      term *= small / Double(order)
      sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
  }

  /// The natural logarithm of a positive, finite, normal `x`.
  package static func logarithm(_ x: Double) -> Double {
    // x = m · 2^e with m in [√½, √2), and ln m = 2 atanh((m - 1) / (m + 1)). The parts of a normal number lie in its bits.
    let bits = x.bitPattern
    var exponent = Double(Int(truncatingIfNeeded: bits &>> 52) &- 1023)
    var mantissa = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if mantissa > 1.414_213_562_373_095_1 {
      mantissa /= 2
      exponent += 1
    }
    let z = (mantissa - 1) / (mantissa + 1)
    let square = z * z
    // Two terms at once: divisions take most of the time.
    var power = SIMD2(z, z * square)
    var order = SIMD2(1.0, 3.0)
    var sum = 0.0
    while order.x < 24 {
      let terms = power / order
      sum += terms.x
      sum += terms.y
      let next = power.y * square
      power = SIMD2(next, next * square)
      order += 4
    }
    return 2 * sum + exponent * 0.693_147_180_559_945_3
  }

  /// ln 10: a decade in natural units.
  package static var decade: Double { 2.302_585_092_994_045_7 }
  /// log10 e: a natural unit in decades.
  package static var logE: Double { 0.434_294_481_903_251_83 }

  /// The decimal logarithm of a positive, finite, normal `x`.
  package static func decimalLogarithm(_ x: Double) -> Double { logarithm(x) * logE }

  /// 10 to the power `x`, for `x` in -300...300; beyond them the power at the limit.
  package static func powerOfTen(_ x: Double) -> Double { exponential(min(max(x, -300), 300) * decade) }

  /// The unit vector (cos, sin) of an angle in radians; (1, 0) where the angle is not finite or beyond ±1000.
  package static func direction(_ angle: Double) -> (cosine: Double, sine: Double) {
    guard angle.isFinite, abs(angle) <= 1000 else { return (1, 0) }
    let turn = 2 * Double.pi
    // A sixteenth of the reduced angle, whose unit vector is then squared (as a complex number) four times.
    let small = (angle - turn * (angle / turn).rounded()) / 16
    let square = small * small
    var cosine = 1.0
    var sine = small
    var cosineTerm = 1.0
    var sineTerm = small
    for order in 1...6 {
      let double = Double(2 * order)
      cosineTerm *= -square / ((double - 1) * double)
      sineTerm *= -square / (double * (double + 1))
      cosine += cosineTerm
      sine += sineTerm
    }
    for _ in 0..<4 { (cosine, sine) = (cosine * cosine - sine * sine, 2 * cosine * sine) }
    return (cosine, sine)
  }

  /// ln(n!) for `n` ≥ 0.
  package static func logFactorial(_ n: Int) -> Double {
    // Stirling's series, after a shift to where four terms suffice.
    var shift = 0.0
    var x = Double(n) + 1
    while x < 16 {
      shift += logarithm(x)
      x += 1
    }
    let inverse = 1 / x
    let square = inverse * inverse
    let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)))
    return (x - 0.5) * logarithm(x) - x + 0.918_938_533_204_672_74 + series - shift
  }
}
