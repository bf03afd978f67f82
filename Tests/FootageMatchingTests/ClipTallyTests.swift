import FeatureMatching
import FootageMatching
import ImagePlanes
import MatchReporting
import Testing

@Suite struct ClipTallyTests {
  private func frame(_ index: Int, _ agreements: [(system: String, view: Int, logOdds: Double)]) -> FrameOutcome {
    let job = FrameJob(
      index: index, clip: 0, indexInClip: index, path: SourcePath("f\(index)"), label: "f\(index)", source: .file)
    let views = agreements.map { agreement in
      ViewAgreement(
        system: agreement.system, view: "\(agreement.system)/\(agreement.view)", viewIndex: agreement.view,
        evidence: Evidence(keypoints: agreement.logOdds), putativeCount: 9, frameFromView: .identity, inliers: [])
    }
    let findings = FrameOutcome.Findings(
      sha256: "", size: ImageSize(width: 1, height: 1), orientation: 1, keypointCount: 9,
      agreements: views.sorted(by: ViewAgreement.precedes))
    return FrameOutcome(job: job, result: .success(findings))
  }

  private func failed(_ index: Int) -> FrameOutcome {
    let job = FrameJob(
      index: index, clip: 0, indexInClip: index, path: SourcePath("f"), label: "f", source: .file)
    return FrameOutcome(job: job, result: .failure(FrameFailure(kind: "empty", message: "f: empty")))
  }

  @Test func theBestFrameCountsAndRepetitionAddsNothing() {
    var once = ClipTally(viewCount: 10, overlayCount: 1)
    once.add(frame(0, [("a", 0, 8)]))
    var often = ClipTally(viewCount: 1, overlayCount: 1)
    for index in 0..<10 { often.add(frame(index, [("a", 0, 8)])) }
    // One among ten views pays for the other nine; the same in every frame neither pays nor gains.
    #expect(once.candidates.map(\.logOdds) == [7])
    #expect(often.candidates.map(\.logOdds) == [8])
    #expect(often.candidates.map(\.agreeingFrames) == [10])
    #expect(often.candidates.map(\.bestFrame) == [0])
  }

  @Test func systemsAreRankedByTheirBestView() {
    var tally = ClipTally(viewCount: 4, overlayCount: 0)
    tally.add(frame(0, [("a", 0, 5), ("a", 1, 6), ("b", 2, 4)]))
    tally.add(frame(1, [("b", 3, 9)]))
    #expect(tally.candidates.map(\.system) == ["b", "a"])
    #expect(tally.candidates.map(\.bestView) == ["b/3", "a/1"])
    #expect(tally.candidates.map(\.agreeingFrames) == [2, 1])
    #expect(tally.overlayFrames.isEmpty)
  }

  @Test func equalEvidenceFollowsTheOrderOfTheReferences() {
    var tally = ClipTally(viewCount: 2, overlayCount: 1)
    tally.add(frame(0, [("z", 0, 5), ("a", 1, 5)]))
    #expect(tally.candidates.map(\.system) == ["z", "a"])
  }

  @Test func agreementPaysForFramesAndViewsWithoutIt() {
    var tally = ClipTally(viewCount: 100, overlayCount: 0)
    tally.add(frame(0, [("a", 0, 5)]))
    #expect(tally.candidates.map(\.logOdds) == [3])
    for index in 1..<10 { tally.add(frame(index, [])) }
    #expect(tally.candidates.map(\.logOdds) == [2])
  }

  @Test func viewsOfOneSystemCountTogether() throws {
    var tally = ClipTally(viewCount: 2, overlayCount: 0)
    tally.add(frame(0, [("a", 0, 5), ("a", 1, 5)]))
    #expect(abs(try #require(tally.candidates.first).logOdds - 5) < 1e-12)
  }

  @Test func failedFramesAreNoComparisons() {
    var tally = ClipTally(viewCount: 10, overlayCount: 0)
    tally.add(frame(0, [("a", 0, 5)]))
    tally.add(failed(1))
    #expect(tally.candidates.map(\.logOdds) == [4])
    #expect(tally.failedCount == 1)
    #expect(tally.frameCount == 2)
  }

  @Test func aClipWithoutAgreementIsInconclusive() {
    var tally = ClipTally(viewCount: 3, overlayCount: 2)
    tally.add(failed(0))
    #expect(tally.candidates.isEmpty)
  }

  @Test func theBestFramesAreKeptForOverlaysEarlierOnesFirst() {
    var tally = ClipTally(viewCount: 1, overlayCount: 2)
    for (index, strength) in [3.0, 7, 5, 7, 1].enumerated() { tally.add(frame(index, [("a", 0, strength)])) }
    #expect(tally.overlayFrames.map(\.indexInClip) == [1, 3])
  }
}
