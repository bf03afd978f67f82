import FeatureExtraction
import FeatureMatching

/// Scores clips against the systems of one library, as `match` does, but for keeping what does not agree: it has a score too.
struct LibraryScorer: Sendable {
  let name: String
  private let views: [ReferenceView]
  private let matcher = PairMatcher()
  private let judge: ClipJudge
  private let threshold: Double

  init(name: String, views: [ReferenceView], options: MatchRunOptions) {
    self.name = name
    self.views = views
    judge = ClipJudge(references: ReferenceViews(views))
    threshold = options.candidateLogOdds
  }

  /// An empty tally.
  func tally() -> ClipTally { ClipTally(viewCount: views.count, overlayCount: 0) }

  /// A frame compared with every view.
  func outcome(of job: FrameJob, sha256: String, features: Features) -> FrameOutcome {
    let agreements = views.indices.map { index in
      ViewAgreement(matcher.match(views[index].features, features), of: features, with: views[index], index: index)
    }
    let findings = FrameOutcome.Findings(
      sha256: sha256, size: features.size, orientation: 1, keypointCount: features.keypoints.count,
      groupCount: features.patterns.groupCount, agreements: agreements.sorted(by: ViewAgreement.precedes))
    var outcome = FrameOutcome(job: job, result: .success(findings))
    if !features.patterns.bolts.isEmpty { outcome.features = features }
    return outcome
  }

  /// Judges a clip and notes its scores.
  ///
  /// - Parameter truth: The system that it shows; nil where that is none of this library's.
  func judge(
    _ tally: inout ClipTally, clip: String, clipIndex: Int, truth: String?, into result: inout CalibrationTrials
  ) {
    let verdict = judge.verdict(on: &tally, threshold: threshold)
    let scores = tally.candidates
    for score in scores {
      let relation = Self.relation(score.system, truth)
      result.systems.append(
        SystemTrial(
          clip: clip, clipIndex: clipIndex, system: "\(name)/\(score.system)", relation: relation, score: score.logOdds)
      )
    }
    let readCount = tally.frameCount - tally.failedCount
    result.unrelatedImagePairs += readCount * views.count { Self.relation($0.entry.system, truth) == .different }
    guard let first = scores.first else { return }
    result.clips.append(
      ClipTrial(
        clip: clip, library: name, first: first.system, relation: Self.relation(first.system, truth),
        isInLibrary: views.contains { Self.relation($0.entry.system, truth) != .different }, score: first.logOdds,
        decoys: verdict.decoys, isCandidate: verdict.finding == .candidate))
  }

  private static func relation(_ system: String, _ truth: String?) -> SystemTrial.Relation {
    guard let truth else { return .different }
    if system == truth { return .same }
    return SystemFamily.name(of: system) == SystemFamily.name(of: truth) ? .nearTwin : .different
  }
}
