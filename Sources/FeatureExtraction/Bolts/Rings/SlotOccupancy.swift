import ReproducibleMath

/// How probable it is that just these places of a ring are filled.
///
/// A place in view is empty with one of three shares (an intact ring, a worn one, a poorly seen one). Besides, an arc may be hidden: then its
/// two ends fall between given places with a probability that falls as 1/n². A run of g empty places is either.
enum SlotOccupancy {
  /// ln of the probability. `taken`: the filled slots, distinct and growing. `counts(slot)`: whether a bolt in that slot would be seen.
  /// A girth's far half is always hidden.
  static func logProbability(
    taken: UnsafeBufferPointer<Int>, slots: Int, kind: BoltRing.Kind, options: RingReadingOptions, counts: (Int) -> Bool
  ) -> Double {
    guard let first = taken.first else { return -.infinity }
    let size = Double(slots)
    let hidden =
      kind == .girth
      // The edge of what is seen of a girth lies within some 30° of where it is sought: n/12 places to each side.
      ? min(1, (12 / size) * (12 / size)) : min(0.2, 1.2 * options.hiddenShare / (size * size))
    let shares =
      [options.missingShares.intact, options.missingShares.worn, options.missingShares.poor] as InlineArray<3, Double>
    var products: InlineArray<3, Double> = [1, 1, 1]
    var logs: InlineArray<3, Double> = [0, 0, 0]
    for index in 0..<taken.count {
      let slot = taken[index]
      let next = index + 1 < taken.count ? taken[index + 1] : first + slots
      var empty = 0
      if next > slot + 1 {
        for k in slot + 1..<next where counts(k % slots) { empty += 1 }
      }
      for j in 0..<3 {
        var run = 1.0
        if empty > 0 {
          var power = 1.0
          for _ in 0..<empty { power *= shares[j] }
          run = power + hidden
        }
        products[j] *= (1 - shares[j]) * run
        if products[j] < 1e-200 {
          logs[j] += Elementary.logarithm(products[j])
          products[j] = 1
        }
      }
    }
    var best = -Double.infinity
    for j in 0..<3 {
      logs[j] += Elementary.logarithm(products[j])
      best = max(best, logs[j])
    }
    var sum = 0.0
    for j in 0..<3 { sum += Elementary.exponential(max(logs[j] - best, -600)) }
    return best + Elementary.logarithm(sum / 3)
  }
}
