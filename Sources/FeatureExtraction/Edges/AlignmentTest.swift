import ReproducibleMath

/// Counts of outline samples whose gradient is aligned with the outline's normal, and what chance makes of them.
///
/// The background model is that of Desolneux, Moisan and Morel (2000), as line segment detectors use it (LSD, 2010;
/// EDLines, 2011; ELSDc, 2012): without structure, directions at samples two or more pixels apart are independent and
/// uniform, so a sample is aligned to within an angle of π p with probability p. Directions count as signed: an outline
/// has its brighter side on one side. Each structure is tested at three precisions, and the number of tests is
/// multiplied by three for it.
struct AlignmentTally {
  /// Samples.
  var count = 0
  /// Samples aligned to the precisions 1/8, 1/16 and 1/32.
  private var aligned = SIMD4<Int>(repeating: 0)

  /// Samples lie at least this far apart, in pixels: nearer ones share the smoothing's noise.
  static let spacing = 2.0
  /// The least cosine of the angle to the normal, at each precision: cos(π/8), cos(π/16), cos(π/32).
  private static let cosines: (Float, Float, Float) = (0.923_879_5, 0.980_785_3, 0.995_184_7)
  /// The decimal logarithm of the number of precisions.
  private static let decimalLogPrecisions = 0.477_121_254_719_662_4

  /// The least cosine at which a sample counts as aligned at all.
  static var leastCosine: Float { cosines.0 }

  /// Counts a sample; the cosine is that of the angle from the normal to the gradient, −1 where there is no edge.
  @inline(__always)
  mutating func add(cosine: Float) {
    count &+= 1
    aligned[0] &+= cosine >= Self.cosines.0 ? 1 : 0
    aligned[1] &+= cosine >= Self.cosines.1 ? 1 : 0
    aligned[2] &+= cosine >= Self.cosines.2 ? 1 : 0
  }

  /// Samples aligned at the widest precision.
  var alignedCount: Int { aligned[0] }

  /// An upper bound of log10 of the number of false alarms among 10^`decimalLogTests` such outlines, the best of the
  /// precisions.
  func decimalLogFalseAlarms(decimalLogTests: Double) -> Double {
    // Not even if all were aligned to the finest precision: 1.505 is the logarithm of 32.
    guard Double(count) * 1.505_149_978 > decimalLogTests else { return decimalLogTests }
    var best = 0.0
    for (index, probability) in [0.125, 0.0625, 0.03125].enumerated() {
      best = min(best, Self.decimalLogTailBound(aligned[index], count, probability))
    }
    return best + decimalLogTests + Self.decimalLogPrecisions
  }

  /// log10 of Chernoff's bound of the binomial tail, at most one decade and a half above it: −n · KL(k/n ‖ p).
  static func decimalLogTailBound(_ k: Int, _ n: Int, _ p: Double) -> Double {
    let share = Double(k) / Double(max(n, 1))
    guard share > p else { return 0 }
    let divergence = share * Elementary.decimalLogarithm(share / p)
    guard k < n else { return -Double(n) * divergence }
    return -Double(n) * (divergence + (1 - share) * Elementary.decimalLogarithm((1 - share) / (1 - p)))
  }

  /// log10 of the number of ellipses in an image: five parameters, each to about a pixel.
  static func decimalLogEllipses(width: Int, height: Int) -> Double {
    2.5 * Elementary.decimalLogarithm(Double(width) * Double(height))
  }

  /// log10 of the number of line segments in an image: two end points, each to about a pixel.
  static func decimalLogLines(width: Int, height: Int) -> Double {
    2 * Elementary.decimalLogarithm(Double(width) * Double(height))
  }
}
