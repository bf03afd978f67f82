import FeatureExtraction
import ReproducibleMath

/// What rings have in common or not apart from their angles: how large their bolts are, and of what kind ring and bolts are.
package enum RingResemblance {
  /// A ring's bolts beside their ring.
  package struct BoltSize: Hashable, Sendable {
    /// Natural logarithm of the bolts' radius over the ring's.
    package var logRatio: Double
    /// Variance of that logarithm.
    package var variance: Double

    /// Makes a size of its parts.
    package init(logRatio: Double, variance: Double) {
      self.logRatio = logRatio
      self.variance = variance
    }

    /// That of `ring`; nil where it makes no sense.
    package init?(_ ring: BoltRing) {
      let ratio = ring.boltRadiusRatio
      guard ratio > 0, ratio.isFinite else { return nil }
      let relative = ring.boltRadiusRatioDeviation / ratio
      logRatio = Elementary.logarithm(ratio)
      variance = relative.isFinite ? min(relative * relative, 1) : 1
    }
  }

  /// Standard deviation of the logarithm of a bolt-to-ring ratio between two pictures of one ring: washers and shadows count as
  /// head in one light and not in another.
  private static let ratioDeviation = 0.2
  /// Width of the world's distribution of that logarithm, for rings with the same number of bolts.
  private static let ratioRange = 0.9
  /// log10 of the least that any of these says: each may be mistaken.
  private static let least = -1.0
  /// log10 of what a face taken for a girth is worth: readers mistake them at times.
  private static let otherKind = -0.7

  /// log10 of the odds factor of two rings.
  static func logRatio(_ a: RingPattern, _ b: RingPattern) -> Double {
    logRatio(isSameKind: a.ring.kind == b.ring.kind, BoltSize(a.ring), BoltSize(b.ring))
  }

  /// The same of what is known of two rings.
  static func logRatio(isSameKind: Bool, _ a: BoltSize?, _ b: BoltSize?) -> Double {
    let kind = isSameKind ? 0 : otherKind
    guard let a, let b else { return kind }
    let variance = ratioDeviation * ratioDeviation + a.variance + b.variance
    let size =
      NormalDensity.log(a.logRatio - b.logRatio, variance: variance) + Elementary.decimalLogarithm(ratioRange)
    return kind + max(least, size)
  }
}
