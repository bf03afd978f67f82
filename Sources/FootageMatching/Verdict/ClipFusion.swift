import FeatureExtraction
import FeatureMatching
import MatchReporting

/// A frame of a clip that is put together with others.
package struct Keyframe: Sendable {
  /// The frame as it was found.
  package let outcome: FrameOutcome
  /// Its features.
  package let features: Features
}

/// Compares a clip's frames with the references once more, each with the bolts that the others show of the same object.
package struct ClipFusion: Sendable {
  private let references: ReferenceViews
  private let fusion = FrameFusion()
  private let matcher: ConstellationMatcher

  /// Frames of a clip that are put together, at most: those with most groups of bolts. Every one is registered with every other, and a
  /// detail that six frames do not show the seventh seldom does.
  package static let frameCount = 6

  package init(references: ReferenceViews, options: ConstellationMatchingOptions = .init()) {
    self.references = references
    matcher = ConstellationMatcher(options: options)
  }

  /// The keyframes that the others add to, with what then agrees.
  ///
  /// - Complexity: for n keyframes n² matches of descriptors and n comparisons of bolt patterns with each view.
  package func outcomes(of keyframes: [Keyframe]) -> [FrameOutcome] {
    zip(keyframes, fusion.fused(keyframes.map(\.features))).compactMap { keyframe, pooled in
      pooled.flatMap { outcome(of: keyframe, with: $0) }
    }
  }

  private func outcome(of keyframe: Keyframe, with pooled: Features) -> FrameOutcome? {
    guard case .success(var findings) = keyframe.outcome.result else { return nil }
    findings.groupCount = pooled.patterns.groupCount
    findings.agreements = references.shortlist(for: pooled).compactMap { agreement(of: pooled, withView: $0) }
      .sorted(by: ViewAgreement.precedes)
    return keyframe.outcome.fused(findings, features: pooled)
  }

  /// The pooled bolts' agreement with a view; its keypoints are the frame's own, and have been heard.
  private func agreement(of pooled: Features, withView index: Int) -> ViewAgreement? {
    let view = references[index]
    let match = matcher.match(view.features, pooled)
    guard match.isCompared, match.bFromA != nil, match.logOdds >= PairMatch.notableLogOdds else { return nil }
    return ViewAgreement(
      system: view.entry.system, view: view.entry.view, viewIndex: index,
      evidence: Evidence(keypoints: Evidence.none.keypoints, bolts: match.logOdds), putativeCount: 0,
      frameFromView: match.isSurface ? match.bFromA : nil,
      inliers: match.bolts.map {
        PointPair(a: view.features.patterns.bolts[$0.indexA].center, b: pooled.patterns.bolts[$0.indexB].center)
      },
      bolts: BoltAgreement(match, a: view.features.patterns, b: pooled.patterns), groups: AgreeingGroups(match))
  }
}
