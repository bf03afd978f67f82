import ReproducibleMath

/// The monotone map from scores to likelihood ratios that fits trials best: pool adjacent violators.
///
/// On the trials it was fitted to no monotone map costs less: it gives Cllr's least value, which is what the scores lose because they order
/// trials wrongly; the rest of Cllr is lost by what they are called. It says too much beyond the last trials on either side (LR of 0 and
/// of infinity), so it serves to measure and not to report.
public struct MonotoneCalibration: Sendable {
  /// Trials whose scores are given one likelihood ratio.
  public struct Block: Hashable, Sendable {
    /// The least score.
    public var from: Double
    /// The greatest score.
    public var through: Double
    /// Trials of the same source.
    public var same: Int
    /// Trials of different sources.
    public var different: Int

    /// Share of the same source.
    var share: Double { Double(same) / Double(same + different) }
  }

  /// The blocks by growing score; shares of the same source grow strictly from block to block.
  public let blocks: [Block]
  private let sameCount: Int
  private let differentCount: Int

  /// Fits `trials`.
  ///
  /// - Returns: nil where one kind of trial is missing.
  /// - Complexity: O(n log n).
  public init?(_ trials: [CalibrationTrial]) {
    guard trials.isBalanced else { return nil }
    sameCount = trials.sameSourceCount
    differentCount = trials.differentSourceCount
    var blocks: [Block] = []
    for trial in trials.sorted(by: { $0.score < $1.score }) {
      let (same, different) = trial.isSameSource ? (1, 0) : (0, 1)
      if let last = blocks.last, last.through == trial.score, last.from == trial.score {
        // Equal scores are one: their order means nothing.
        blocks[blocks.count - 1].same += same
        blocks[blocks.count - 1].different += different
      } else {
        Self.pool(&blocks)
        blocks.append(Block(from: trial.score, through: trial.score, same: same, different: different))
      }
    }
    Self.pool(&blocks)
    self.blocks = blocks
  }

  /// Merges from the end while a block's share is not above that of the one before it.
  private static func pool(_ blocks: inout [Block]) {
    while blocks.count >= 2, blocks[blocks.count - 2].share >= blocks[blocks.count - 1].share {
      let last = blocks.removeLast()
      blocks[blocks.count - 1].through = last.through
      blocks[blocks.count - 1].same += last.same
      blocks[blocks.count - 1].different += last.different
    }
  }

  /// log10 of a block's likelihood ratio: its odds over the odds of all trials. Infinite where one kind is missing in it.
  public func logRatio(of block: Block) -> Double {
    if block.same == 0 { return -.infinity }
    if block.different == 0 { return .infinity }
    return Elementary.decimalLogarithm(
      Double(block.same) * Double(differentCount) / (Double(block.different) * Double(sameCount)))
  }

  /// Cllr's least value: the cost of the fitted ratios on the trials themselves.
  public var leastCost: Double {
    var same = 0.0
    var different = 0.0
    for block in blocks {
      let ratio = logRatio(of: block)
      if block.same > 0 { same += Double(block.same) * LikelihoodRatioCost.bits(-ratio) }
      if block.different > 0 { different += Double(block.different) * LikelihoodRatioCost.bits(ratio) }
    }
    return (same / Double(sameCount) + different / Double(differentCount)) / 2
  }

  /// The rate at which as many of the same source are missed as of different sources are taken, on the convex hull of the ROC.
  public var equalErrorRate: Double {
    // From "take all" (no miss) to "take none": the blocks are the hull's edges.
    var (miss, alarm) = (0.0, 1.0)
    for block in blocks {
      let nextMiss = miss + Double(block.same) / Double(sameCount)
      let nextAlarm = alarm - Double(block.different) / Double(differentCount)
      if nextMiss >= nextAlarm {
        let (before, after) = (alarm - miss, nextMiss - nextAlarm)
        return before + after > 0 ? miss + (nextMiss - miss) * before / (before + after) : miss
      }
      (miss, alarm) = (nextMiss, nextAlarm)
    }
    return miss
  }
}
