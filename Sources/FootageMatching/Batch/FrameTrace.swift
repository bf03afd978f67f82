// What a frame leaves in the journal for the clip that it belongs to.

import FeatureMatching
import ImagePlanes
import MatchReporting

/// What a clip's sums need of a frame beside its row, to the last bit.
///
/// A row's numbers are rounded for people; a run that goes on must come to the same bits as one that was never stopped. So odds are kept
/// here as they are in memory, as the bit patterns of their `Double`s.
package struct FrameTrace: Codable, Hashable, Sendable {
  /// The odds of a row's candidate.
  package struct Agreement: Codable, Hashable, Sendable {
    /// Position of the view among the references.
    package var view: Int
    /// Bit patterns of the evidence by kind; absent where nothing could be compared.
    package var keypoints: Int
    package var bolts: Int?
    package var edges: Int?
  }

  /// Groups of bolts in the frame.
  package var groups: Int
  /// Whether the frame shows bolts: only then may others be put together with it.
  package var hasBolts: Bool
  /// One for each of the row's candidates, in their order.
  package var agreements: [Agreement]

  /// The trace of a frame that was examined; nil of one that failed.
  package init?(_ outcome: FrameOutcome) {
    guard case .success(let findings) = outcome.result else { return nil }
    groups = findings.groupCount
    hasBolts = outcome.features != nil
    agreements = findings.agreements.map {
      Agreement(
        view: $0.viewIndex, keypoints: Self.pattern($0.evidence.keypoints), bolts: $0.evidence.bolts.map(Self.pattern),
        edges: $0.evidence.edges.map(Self.pattern))
    }
  }

  private static func pattern(_ value: Double) -> Int { Int(truncatingIfNeeded: value.bitPattern) }

  fileprivate static func value(_ pattern: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: pattern))
  }
}

extension FrameOutcome {
  /// A frame as far as a clip's sums need it, from its row and its trace: without places, maps and features.
  ///
  /// - Returns: nil where the two do not belong together.
  package init?(_ row: ResultDocument, _ trace: FrameTrace, clip: Int, indexInClip: Int) {
    guard let candidates = row.candidates, candidates.count == trace.agreements.count, let sha256 = row.sha256,
      let width = row.width, let height = row.height
    else { return nil }
    let agreements = zip(candidates, trace.agreements).map { candidate, agreement in
      ViewAgreement(
        system: candidate.reference, view: candidate.view, viewIndex: agreement.view,
        evidence: Evidence(
          keypoints: FrameTrace.value(agreement.keypoints), bolts: agreement.bolts.map(FrameTrace.value),
          edges: agreement.edges.map(FrameTrace.value)), putativeCount: 0, frameFromView: nil, inliers: [])
    }
    let job = FrameJob(
      index: 0, clip: clip, indexInClip: indexInClip, path: SourcePath(row.frame), label: row.frame, source: .file)
    self.init(
      job: job,
      result: .success(
        Findings(
          sha256: sha256, size: ImageSize(width: width, height: height), orientation: row.orientation ?? 1,
          keypointCount: row.keypoints ?? 0, groupCount: trace.groups, agreements: agreements)))
  }
}
