import ReproducibleMath

/// How probable it is that just these places of a ring are filled.
///
/// A place in view is empty with one of three shares (an intact ring, a worn one, a poorly seen one). Besides, an arc
/// may be hidden: then its two ends fall between given places with a probability that falls as 1/n². A run of g empty
/// places is either.
enum SlotOccupancy {
  /// Nothing is impossible: the visibility of a place out of view, in which yet a member was put.
  static let leastVisibility = 0.01

  /// ln of the probability. `taken`: the filled slots, distinct and growing. `visibility(slot)`: the probability,
  /// 0...1, that a bolt in that slot would be seen if all were well. `girth`: for a girth, where its near side is.
  /// O(slots).
  static func logProbability(
    taken: UnsafeBufferPointer<Int>, slots: Int, options: RingReadingOptions, girth: GirthView? = nil,
    visibility: (Int) -> Double
  ) -> Double {
    guard let first = taken.first else { return -.infinity }
    let size = Double(slots)
    let hidden = min(0.2, 1.2 * options.hiddenShare / (size * size))
    let shares: InlineArray<3, Double> = [
      options.missingShares.intact, options.missingShares.worn, options.missingShares.poor,
    ]
    var products: InlineArray<3, Double> = [1, 1, 1]
    var logs: InlineArray<3, Double> = [0, 0, 0]
    for index in 0..<taken.count {
      let slot = taken[index]
      let next = index + 1 < taken.count ? taken[index + 1] : first + slots
      let seen = visibility(slot)
      var runs: InlineArray<3, Double> = [1, 1, 1]
      if let girth, let ends = girth.limbs(from: slot, to: next, slots: slots, shares: shares, visibility: visibility) {
        runs = ends
      } else {
        for k in slot + 1..<max(next, slot + 1) {
          let empty = visibility(k % slots)
          for j in 0..<3 { runs[j] *= 1 - (1 - shares[j]) * empty }
        }
      }
      for j in 0..<3 {
        products[j] *= (1 - shares[j]) * seen * min(1, runs[j] + hidden)
        if products[j] < 1e-200 {
          logs[j] += Elementary.logarithm(max(products[j], 1e-300))
          products[j] = 1
        }
      }
    }
    var best = -Double.infinity
    for j in 0..<3 {
      logs[j] += Elementary.logarithm(max(products[j], 1e-300))
      best = max(best, logs[j])
    }
    var sum = 0.0
    for j in 0..<3 { sum += Elementary.exponential(max(logs[j] - best, -600)) }
    return best + Elementary.logarithm(sum / 3)
  }
}
