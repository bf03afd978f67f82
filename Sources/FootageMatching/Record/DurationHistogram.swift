// Percentiles of any number of durations, in memory that does not grow.

/// Counts durations in buckets about 1.6 % wide: percentiles are that exact.
package struct DurationHistogram: Sendable {
  /// Keyed by the upper bits of the value: positive floating-point numbers are ordered as their bits are.
  private var counts: [UInt64: Int] = [:]
  private var count = 0

  /// Bits dropped from a `Double`: of its 52 bits of fraction 6 are left, 64 buckets for each doubling.
  private static let droppedBits: UInt64 = 46

  package init() {}

  /// Counts a duration, in any unit. Negative ones count as 0.
  package mutating func add(_ value: Double) {
    counts[max(0, value).bitPattern >> DurationHistogram.droppedBits, default: 0] += 1
    count += 1
  }

  /// The value that a share of the durations does not exceed; nil where none were added.
  ///
  /// - Parameter share: 0...1; 0.5 is the median.
  package func percentile(_ share: Double) -> Double? {
    guard count > 0 else { return nil }
    let rank = min(count, max(1, Int((share * Double(count)).rounded(.up))))
    var seen = 0
    for key in counts.keys.sorted() {
      seen += counts[key] ?? 0
      if seen >= rank {
        // The bucket's middle.
        let half: UInt64 = key == 0 ? 0 : 1 << (DurationHistogram.droppedBits - 1)
        return Double(bitPattern: key << DurationHistogram.droppedBits | half)
      }
    }
    return nil
  }
}
