// The work on one frame: decode → extract → match with every reference view.

import FeatureExtraction
import FeatureMatching
import FrameDecoding
import ImagePlanes
import MatchReporting

/// A reference view with its features.
package struct ReferenceView: Sendable {
  package let entry: ReferenceEntry
  package let sha256: String
  package let features: Features
}

/// Compares frames with the references. Holds no state that changes: any number of threads may use it.
package struct FrameMatcher: Sendable {
  private let reader: FrameReader
  private let extractor: FeatureExtractor
  private let pairMatcher: PairMatcher
  private let references: ReferenceViews

  package init(
    reader: FrameReader, extractor: FeatureExtractor, pairMatcher: PairMatcher, references: ReferenceViews
  ) {
    self.reader = reader
    self.extractor = extractor
    self.pairMatcher = pairMatcher
    self.references = references
  }

  /// Everything there is to find out about one frame.
  ///
  /// - Complexity: one decode, one extraction, and one match a reference view, of a large library one a shortlisted view.
  package func outcome(of job: FrameJob) -> FrameOutcome {
    var times = StageTimes()
    let luma: Plane
    let sha256: String
    let orientation: Int
    var quantization: LumaQuantization?
    switch job.source {
    case .failed(let failure):
      return FrameOutcome(job: job, result: .failure(failure))
    case .video(let frame, let digest):
      luma = frame.luma
      sha256 = digest
      orientation = 1
    case .decoded(let frame, let seconds):
      times.decode = seconds
      luma = frame.luma
      sha256 = frame.sha256
      orientation = frame.orientation
      quantization = frame.quantization
    case .file:
      do {
        let frame = try times.measure(\.decode) { () throws(DecodingError) in try reader.frame(at: job.path) }
        luma = frame.luma
        sha256 = frame.sha256
        orientation = frame.orientation
        quantization = frame.quantization
      } catch {
        return FrameOutcome(job: job, result: .failure(FrameFailure(error)), times: times)
      }
    }
    let features = times.measure(\.extract) { extractor.extract(from: luma, quantization: quantization) }
    var agreements = times.measure(\.match) {
      references.shortlist(for: features).compactMap { agreement(of: features, withView: $0) }.sorted(
        by: ViewAgreement.precedes)
    }
    // The first is drawn; a thousand edges of each of the others would fill the memory for nothing.
    for index in agreements.indices.dropFirst() { agreements[index].edges = nil }
    let findings = FrameOutcome.Findings(
      sha256: sha256, size: luma.size, orientation: orientation, keypointCount: features.keypoints.count,
      groupCount: features.patterns.groupCount, agreements: agreements)
    var outcome = FrameOutcome(job: job, result: .success(findings), times: times)
    if !features.patterns.bolts.isEmpty { outcome.features = features.withoutEdgeSamples }
    return outcome
  }

  private func agreement(of features: Features, withView index: Int) -> ViewAgreement? {
    let view = references[index]
    let match = pairMatcher.match(view.features, features)
    guard match.isNotable else { return nil }
    return ViewAgreement(match, of: features, with: view, index: index)
  }
}

extension ViewAgreement {
  /// What `match` says of a frame's `features` and a view, the `index`-th of the references.
  init(_ match: PairMatch, of features: Features, with view: ReferenceView, index: Int) {
    self.init(
      system: view.entry.system, view: view.entry.view, viewIndex: index, evidence: match.evidence,
      putativeCount: match.putativeCount, frameFromView: match.homography,
      inliers: match.agreeingPlaces(view.features, features).map { PointPair(a: $0.a, b: $0.b) },
      bolts: BoltAgreement(match.constellation, a: view.features.patterns, b: features.patterns),
      groups: AgreeingGroups(match.constellation), edges: match.edges)
  }
}
