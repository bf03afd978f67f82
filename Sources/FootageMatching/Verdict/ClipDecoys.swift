import FeatureExtraction
import FeatureMatching

/// Asks for a clip's first system how often made-up patterns agree with the same frame as well.
package struct ClipDecoys: Sendable {
  private let references: ReferenceViews
  private let matcher: ConstellationMatcher
  private let test: DecoyTest

  package init(references: ReferenceViews, options: ConstellationMatchingOptions = .init()) {
    self.references = references
    matcher = ConstellationMatcher(options: options)
    test = DecoyTest(options: options)
  }

  /// Where the first system's agreement stands among its decoys', in that frame of the clip, alone or with the others' bolts, that
  /// agrees most with the view that speaks for it.
  ///
  /// - Parameter fused: The clip's frames with each other's bolts.
  /// - Returns: nil where nothing agrees, or keypoints say more than bolts: they have no decoys.
  /// - Complexity: about 110 comparisons of bolt patterns.
  package func standing(of tally: ClipTally, fused: [FrameOutcome]) -> DecoyStanding? {
    guard let first = tally.candidates.first?.bestAgreement, !first.restsOnKeypoints else { return nil }
    let view = references[first.viewIndex].features
    var best: (features: Features, logOdds: Double)?
    for features in tally.keyframes.map(\.features) + fused.compactMap(\.features) {
      let logOdds = matcher.match(view, features).logOdds
      if logOdds > best?.logOdds ?? -.infinity { best = (features, logOdds) }
    }
    return best.flatMap { test.standing(of: view, in: $0.features) }
  }
}
