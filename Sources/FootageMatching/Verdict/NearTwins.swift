import FeatureMatching
import ImagePlanes

/// Finds systems that a finding cannot tell from the one it names, because their references show the same details.
///
/// Families of one maker share flanges. What a frame and a view have in common is then in the other system's views as well, and whichever of them
/// was photographed better comes first. So a candidate's view is compared with the views of every other system, as if it were
/// footage: where all the groups of bolts that the finding rests on are found there too, the two are near-twins as far as
/// this finding goes.
package struct NearTwins: Sendable {
  private let references: [ReferenceView]
  private let matcher: PairMatcher

  package init(references: [ReferenceView], matcher: PairMatcher = PairMatcher()) {
    self.references = references
    self.matcher = matcher
  }

  /// Systems other than the candidate's whose references show what `agreement` rests on, in the order of the references.
  ///
  /// - Complexity: one comparison of bolt patterns for each view, and one of all features where keypoints carry the agreement.
  package func systems(sharing agreement: ViewAgreement) -> [String] {
    let view = references[agreement.viewIndex]
    var names: [String] = []
    for other in references where other.entry.system != agreement.system && names.last != other.entry.system {
      if shares(agreement, of: view, with: other) { names.append(other.entry.system) }
    }
    return names
  }

  private func shares(_ agreement: ViewAgreement, of view: ReferenceView, with other: ReferenceView) -> Bool {
    if agreement.restsOnKeypoints {
      let match = matcher.match(view.features, other.features)
      guard match.evidence.keypoints >= ConstellationMatcher.acceptedLogOdds else { return false }
      return Self.covers(match.agreeingPlaces(view.features, other.features).map(\.a), agreement.inliers.map(\.a))
    }
    guard !agreement.groups.isEmpty else { return false }
    let match = ConstellationMatcher(options: matcher.options.constellations).match(view.features, other.features)
    return match.logOdds >= PairMatch.notableLogOdds && agreement.groups.isCovered(by: AgreeingGroups(match))
  }

  /// Whether `places` has a point near at least half of `wanted`: two references may share a backdrop and nothing else.
  ///
  /// - Complexity: O(|places| · |wanted|), a few hundred each.
  private static func covers(_ places: [Point], _ wanted: [Point]) -> Bool {
    let near = wanted.count { point in places.contains { $0.squaredDistance(to: point) <= reach * reach } }
    return 2 * near >= wanted.count
  }

  /// Pixels within which two keypoints of one picture lie on the same detail.
  private static let reach = 8.0
}
