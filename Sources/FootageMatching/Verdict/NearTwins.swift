import FeatureMatching

/// Finds systems that a finding cannot tell from the one it names, because their references show the same details.
///
/// Families of one maker share flanges. What a frame and a view have in common is then in the other system's views as well, and whichever of them
/// was photographed better comes first. So a candidate's view is compared with the views of every other system, as if it were
/// footage: where all the groups of bolts that the finding rests on are found there too, the two are near-twins as far as
/// this finding goes.
package struct NearTwins: Sendable {
  private let references: ReferenceViews
  private let matcher: ConstellationMatcher

  package init(references: ReferenceViews, options: ConstellationMatchingOptions = .init()) {
    self.references = references
    matcher = ConstellationMatcher(options: options)
  }

  /// Systems other than the candidate's whose references show what `agreement` rests on, in the order of the references.
  ///
  /// - Complexity: one comparison of bolt patterns for each view.
  package func systems(sharing agreement: ViewAgreement) -> [String] {
    let view = references[agreement.viewIndex]
    var names: [String] = []
    for position in references.shortlist(for: view.features) {
      let other = references[position]
      guard other.entry.system != agreement.system, names.last != other.entry.system else { continue }
      if shares(agreement, of: view, with: other) { names.append(other.entry.system) }
    }
    return names
  }

  private func shares(_ agreement: ViewAgreement, of view: ReferenceView, with other: ReferenceView) -> Bool {
    // Keypoints are compared with every view alike: a system that shares the surface has agreed by itself. Readings of rings may fail.
    if agreement.restsOnKeypoints { return false }
    guard !agreement.groups.isEmpty else { return false }
    let match = matcher.match(view.features, other.features)
    return match.logOdds >= PairMatch.notableLogOdds && agreement.groups.isCovered(by: AgreeingGroups(match))
  }
}
