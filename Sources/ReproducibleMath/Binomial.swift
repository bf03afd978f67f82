/// Binomial coefficients and tails, as decimal logarithms.
package enum Binomial {
  /// log10 of C(n, k), for 0 ≤ k ≤ n.
  package static func decimalLogChoose(_ n: Int, _ k: Int) -> Double {
    (Elementary.logFactorial(n) - Elementary.logFactorial(k) - Elementary.logFactorial(n - k))
      * Elementary.logE
  }

  /// log10 of the probability of at least `k` successes in `n` trials of the given probability. 0 where `k` ≤ 0, minus
  /// infinity where `k` > `n` or the probability is 0.
  package static func decimalLogTail(atLeast k: Int, of n: Int, probability p: Double) -> Double {
    if k <= 0 || p >= 1 { return 0 }
    if k > n || p <= 0 { return -.infinity }
    if p >= 1e-15, Double(k) <= Double(n) * p {
      // Below the mean the tail is no small number: sum the other side.
      let below = lower(k - 1, n, p)
      return below < 1 ? Elementary.decimalLogarithm(max(1 - below, 1e-15)) : -15
    }
    // Above the mean terms fall at least geometrically: the first term times the sum of their ratios.
    let odds = p / (1 - p)
    var ratio = 1.0
    var sum = 1.0
    var i = k
    while i < n {
      ratio *= odds * Double(n - i) / Double(i + 1)
      sum += ratio
      if ratio < 1e-12 * sum { break }
      i += 1
    }
    return decimalLogTerm(k, n, p) + Elementary.decimalLogarithm(sum)
  }

  /// log10 of C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ.
  private static func decimalLogTerm(_ k: Int, _ n: Int, _ p: Double) -> Double {
    // For tiny p, ln(1 − p) is -p - p²/2 to double precision; the logarithm would lose it.
    let logRest = p < 1e-6 ? -(p + p * p / 2) * Elementary.logE : Elementary.decimalLogarithm(1 - p)
    return decimalLogChoose(n, k) + Double(k) * Elementary.decimalLogarithm(p) + Double(n - k) * logRest
  }

  /// The probability of at most `k` successes, for `k` below the mean.
  private static func lower(_ k: Int, _ n: Int, _ p: Double) -> Double {
    guard k >= 0 else { return 0 }
    let odds = (1 - p) / p
    var ratio = 1.0
    var sum = 1.0
    var i = k
    while i > 0 {
      ratio *= odds * Double(i) / Double(n - i + 1)
      sum += ratio
      if ratio < 1e-12 * sum { break }
      i -= 1
    }
    return Elementary.exponential(max(decimalLogTerm(k, n, p) * Elementary.decade, -600)) * sum
  }
}
