import FeatureMatching

/// Everything that is asked of a clip once its frames are in: its bolts put together, decoys, near-twins.
package struct ClipJudge: Sendable {
  private let fusion: ClipFusion
  private let decoys: ClipDecoys
  private let twins: NearTwins

  package init(references: ReferenceViews) {
    fusion = ClipFusion(references: references)
    decoys = ClipDecoys(references: references)
    twins = NearTwins(references: references)
  }

  /// Adds what the frames show together to `tally`, and judges.
  ///
  /// - Parameter threshold: log10 odds that the first system must reach.
  /// - Complexity: see ``ClipFusion``, ``ClipDecoys`` and ``NearTwins``.
  package func verdict(on tally: inout ClipTally, threshold: Double) -> ClipVerdict {
    let fused = fusion.outcomes(of: tally.keyframes)
    for frame in fused { tally.add(fused: frame) }
    return ClipVerdict(
      tally, threshold: threshold, decoys: decoys.standing(of: tally, fused: fused), twins: twins.systems(sharing:))
  }
}
