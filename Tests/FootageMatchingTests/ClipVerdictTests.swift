import FeatureMatching
import FootageMatching
import ImagePlanes
import Testing

@Suite struct ClipVerdictTests {
  private struct Agreement {
    var system: String
    var view: Int
    var bolts: Double
  }

  private func tally(_ frames: [[Agreement]], groups: Int = 1, failed: Int = 0) -> ClipTally {
    var tally = ClipTally(viewCount: 1, overlayCount: 0)
    for (index, agreements) in frames.enumerated() {
      let views = agreements.map {
        ViewAgreement(
          system: $0.system, view: "\($0.system)/\($0.view)", viewIndex: $0.view,
          evidence: Evidence(keypoints: -0.3, bolts: $0.bolts), putativeCount: 0, frameFromView: nil, inliers: [],
          groups: AgreeingGroups(rings: [0], rows: [], grids: []))
      }
      let findings = FrameOutcome.Findings(
        sha256: "", size: ImageSize(width: 1, height: 1), orientation: 1, keypointCount: 0, groupCount: groups,
        agreements: views.sorted(by: ViewAgreement.precedes))
      tally.add(FrameOutcome(job: job(index), result: .success(findings)))
    }
    for index in 0..<failed {
      tally.add(FrameOutcome(job: job(index), result: .failure(FrameFailure(kind: "empty", message: "f: empty"))))
    }
    return tally
  }

  private func job(_ index: Int) -> FrameJob {
    FrameJob(
      index: index, clip: 0, indexInClip: index, path: SourcePath("f\(index)"), label: "f\(index)", source: .file)
  }

  private func verdict(_ tally: ClipTally, twins: [String] = []) -> ClipVerdict {
    ClipVerdict(tally, threshold: 3) { _ in twins }
  }

  @Test func aClearLeaderIsACandidateAndSaysWhatAgrees() {
    let verdict = verdict(
      tally([[Agreement(system: "a", view: 0, bolts: 6), Agreement(system: "b", view: 1, bolts: 3)]]))
    #expect(verdict.finding == .candidate)
    #expect(verdict.word == .candidate)
    #expect(verdict.margin.map { abs($0 - 3) < 0.1 } == true)
    #expect(verdict.reason.hasPrefix("Consistent with a. 1 of 1 frame agrees with a"))
    #expect(verdict.reason.contains("The next, b, is 3.0 decades behind."))
  }

  @Test func whatAgreesTooLittleIsTooCommon() {
    let verdict = verdict(tally([[Agreement(system: "a", view: 0, bolts: 3.2)]]))
    #expect(verdict.finding == .tooCommon)
    #expect(verdict.word == .inconclusive)
    #expect(verdict.reason.contains("a candidate needs 5.0"))
  }

  @Test func twoThatAgreeAlikeAreATie() {
    let verdict = verdict(
      tally([[Agreement(system: "a", view: 0, bolts: 6.5), Agreement(system: "b", view: 1, bolts: 6)]]))
    #expect(verdict.finding == .tie(with: ["b"]))
    #expect(verdict.word == .inconclusive)
    #expect(verdict.twins == ["b"])
  }

  @Test func aTwinThatTheClipIsSilentAboutIsATie() {
    let clip = tally([[Agreement(system: "a", view: 0, bolts: 9)]])
    #expect(verdict(clip, twins: ["twin"]).finding == .tie(with: ["twin"]))
    #expect(verdict(clip, twins: []).finding == .candidate)
  }

  @Test func aTwinThatTheClipPutsFarBehindIsTold() {
    let clip = tally([[Agreement(system: "a", view: 0, bolts: 9), Agreement(system: "twin", view: 1, bolts: 5)]])
    #expect(verdict(clip, twins: ["twin"]).finding == .candidate)
  }

  @Test func clipsWithoutAgreementSayWhy() {
    #expect(verdict(tally([], failed: 2)).finding == .unreadable)
    #expect(verdict(tally([[]], groups: 0, failed: 2)).finding == .tooLittleDetail)
    #expect(verdict(tally([[], []], groups: 2)).finding == .noAgreement)
    #expect(verdict(tally([[], []], groups: 2)).reason.hasPrefix("Bolt patterns were found in 2 of 2 frames"))
  }

  @Test func decoysThatAgreeAsWellMakeItInconclusive() {
    let clip = tally([[Agreement(system: "a", view: 0, bolts: 9)]])
    let common = ClipVerdict(clip, threshold: 3, decoys: DecoyStanding(count: 99, atLeastAsGood: 12)) { _ in [] }
    #expect(common.finding == .decoysAgree && common.word == .inconclusive)
    #expect(common.reason.contains("of 99 made-up patterns as common as this one, 12 agree as well"))
    let rare = ClipVerdict(clip, threshold: 3, decoys: DecoyStanding(count: 99, atLeastAsGood: 0)) { _ in [] }
    #expect(rare.finding == .candidate)
    #expect(rare.reason.contains("Of 99 made-up patterns as common as this one, none agrees as well."))
    let edge = ClipVerdict(clip, threshold: 3, decoys: DecoyStanding(count: 99, atLeastAsGood: 4)) { _ in [] }
    #expect(edge.finding == .candidate, "a rate of exactly 0.05 is believed")
  }
}
