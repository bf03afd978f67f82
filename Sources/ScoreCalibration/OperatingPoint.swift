import ReproducibleMath

/// What a threshold does to trials: a point of the ROC, and of both curves of a Tippett plot.
public struct OperatingPoint: Hashable, Sendable {
  /// The threshold: scores at least this high count.
  public var threshold: Double
  /// Trials of the same source at or above it.
  public var same: Int
  /// All trials of the same source.
  public var sameCount: Int
  /// Trials of different sources at or above it.
  public var different: Int
  /// All trials of different sources.
  public var differentCount: Int

  /// Share of the same source at or above the threshold; 0 without any.
  public var hitRate: Double { sameCount > 0 ? Double(same) / Double(sameCount) : 0 }
  /// Share of different sources at or above it; 0 without any.
  public var falseMatchRate: Double { differentCount > 0 ? Double(different) / Double(differentCount) : 0 }
  /// The greatest false-match rate at which so few would be seen with a probability of 5 % (Clopper and Pearson, one-sided): what
  /// this many trials can vouch for, were they independent.
  public var falseMatchBound: Double { ExactBound.upper(different, of: differentCount) }

  /// Counts `trials` at each of `thresholds`.
  ///
  /// - Complexity: O(n · thresholds).
  public static func points(_ trials: [CalibrationTrial], at thresholds: [Double]) -> [OperatingPoint] {
    thresholds.map { threshold in
      OperatingPoint(
        threshold: threshold, same: trials.count { $0.isSameSource && $0.score >= threshold },
        sameCount: trials.sameSourceCount, different: trials.count { !$0.isSameSource && $0.score >= threshold },
        differentCount: trials.differentSourceCount)
    }
  }
}

/// Exact bounds of a probability from counts.
public enum ExactBound {
  private static let missProbability = 0.05
  private static let bisections = 60

  /// The upper 95 % bound of a probability, where `count` of `total` independent trials had the event; 1 without trials.
  ///
  /// - Complexity: O(`count`).
  public static func upper(_ count: Int, of total: Int) -> Double {
    guard total > 0, count < total else { return 1 }
    var (low, high) = (Double(count) / Double(total), 1.0)
    for _ in 0..<bisections {
      let middle = (low + high) / 2
      if atMost(count, of: total, probability: middle) > missProbability { low = middle } else { high = middle }
    }
    return high
  }

  /// P(at most `count` of `total`), term by term from 0.
  private static func atMost(_ count: Int, of total: Int, probability p: Double) -> Double {
    guard p < 1 else { return 0 }
    let (logP, logQ) = (Elementary.logarithm(p), Elementary.logarithm(1 - p))
    let logAll = Elementary.logFactorial(total)
    var sum = 0.0
    for k in 0...count {
      let logChoose = logAll - Elementary.logFactorial(k) - Elementary.logFactorial(total - k)
      sum += Elementary.exponential(max(logChoose + Double(k) * logP + Double(total - k) * logQ, -700))
    }
    return sum
  }
}

/// A row of a reliability table: what was said against what was so, for trials with similar likelihood ratios and equal priors.
public struct ReliabilityBin: Hashable, Sendable {
  /// log10 LR from (inclusive).
  public var from: Double
  /// log10 LR below.
  public var below: Double
  /// Trials of the same source.
  public var same: Int
  /// Trials of different sources.
  public var different: Int
  /// The mean probability that was said, at prior odds of one, each kind of trial weighing half; 0 in an empty bin.
  public var said: Double
  /// The share that was so, weighted alike; 0 in an empty bin.
  public var observed: Double

  /// Sorts `trials`, whose scores are log10 likelihood ratios, into bins between `edges`, ascending, and beyond them.
  ///
  /// - Complexity: O(n · edges).
  public static func bins(_ trials: [CalibrationTrial], edges: [Double]) -> [ReliabilityBin] {
    let sameWeight = 1 / Double(max(1, trials.sameSourceCount))
    let differentWeight = 1 / Double(max(1, trials.differentSourceCount))
    return zip([-.infinity] + edges, edges + [.infinity]).map { from, below in
      let members = trials.filter { $0.score >= from && $0.score < below }
      let same = members.sameSourceCount
      let weight = Double(same) * sameWeight + Double(members.count - same) * differentWeight
      let said = members.reduce(0.0) { sum, trial in
        let odds = Elementary.powerOfTen(trial.score)
        return sum + (trial.isSameSource ? sameWeight : differentWeight) * odds / (1 + odds)
      }
      return ReliabilityBin(
        from: from, below: below, same: same, different: members.count - same, said: weight > 0 ? said / weight : 0,
        observed: weight > 0 ? Double(same) * sameWeight / weight : 0)
    }
  }
}
