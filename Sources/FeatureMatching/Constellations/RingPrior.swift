/// How common rings of bolts are, before anything is seen.
///
/// The weights need not add up to 1. Every one of them is what an agreement in just that is divided by, so that a weight that
/// is too large only makes evidence smaller. None is below 0.03: how rare a count is in the world nobody knows better than that.
enum RingPrior {
  /// The least number of places that is considered.
  static let leastSlots = 3
  /// The greatest number of places that is considered.
  static let greatestSlots = 96
  /// The greatest order of rotation for which a repeated group of bolts is considered.
  static let greatestRepeats = 32
  /// Weight of rings that keep no even places, each with angles of its own.
  static let uneven = 0.3
  /// Weight of rings that repeat a group of bolts (pairs, threes) a given number of times.
  static let repeated = 0.05

  /// Weight of even rings of `slots` places: counts that divide a circle into handy parts are met everywhere; other even numbers
  /// are met often, odd ones seldom.
  static func even(_ slots: Int) -> Double {
    switch slots {
    case 4, 5, 6, 8, 10, 12, 16, 20, 24: 0.12
    default: slots % 2 == 0 ? 0.05 : 0.03
    }
  }
}
