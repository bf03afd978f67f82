/// A clip's page.
struct ClipPage {
  /// A system that agrees.
  struct CandidateRow {
    let rank: Int
    let system: String
    let total: Measure
    let agreeing: String
    let channels: [Channel]
    let bestPair: String?
    let anchor: String?
  }

  /// A frame.
  struct FrameRow {
    let frameName: String
    let digest: String
    let keypointCount: String
    let strongest: String?
    let strength: Measure?
    let trouble: String?
  }

  /// An overlay that the run drew.
  struct OverlayFigure {
    let overlaySource: String
    let overlayName: String
    let overlayWidth: Int
    let overlayHeight: Int
  }

  let shell: PageShell
  let clipName: String
  let position: String
  let previous: String?
  let next: String?
  let verdict: VerdictMark
  let statement: String
  let why: String?
  let facts: [Fact]
  let candidates: [CandidateRow]
  let hasCandidates: Bool
  let comparisons: [ComparisonPart]
  let hasComparisons: Bool
  let overlays: [OverlayFigure]
  let hasOverlays: Bool
  let problems: [String]
  let hasProblems: Bool
  let frames: [FrameRow]
  let frameTotal: String
  let hasFrames: Bool
  let hiddenFrames: String?
  let threshold: String
  let thresholdPlace: String
  let zeroPlace: String

  /// Rows in a clip's table of frames: a browser still scrolls them well. `results.jsonl` has the rest.
  static let greatestRowCount = 2_000
}

extension ClipPage {
  init(
    shell: PageShell, record: RunRecord, index: Int, material: ClipMaterial, threshold: Double
  ) {
    let clip = record.clips[index]
    let frames = record.frames[clip.name] ?? []
    self.shell = shell
    clipName = clip.name
    position = "Clip \(DisplayText.grouped(index + 1)) of \(DisplayText.grouped(record.clips.count))"
    previous = index > 0 ? ReportNaming.page(clip: index - 1) : nil
    next = index + 1 < record.clips.count ? ReportNaming.page(clip: index + 1) : nil
    verdict = VerdictMark(clip.verdict)
    // With a reason of the run's own, the statement is only what the reason does not say.
    let support = clip.reason == nil ? nil : Self.support(clip, threshold: threshold)
    statement = support ?? clip.reason ?? Self.statement(clip, threshold: threshold)
    why = support == nil ? nil : clip.reason
    facts = Self.facts(clip)
    let comparisons = material.comparisons.enumerated().map { ComparisonPart($1, number: $0 + 1, record: record) }
    candidates = (clip.candidates ?? []).enumerated().map { rank, system in
      CandidateRow(
        rank: rank + 1, system: system.reference, total: Measure(system.logOdds),
        agreeing: system.frames.map { "\(DisplayText.grouped($0)) of \(DisplayText.grouped(clip.frames))" }
          ?? "not known",
        channels: Channel.all(system.evidence),
        bestPair: system.bestFrame.flatMap { frame in system.bestView.map { "\(frame) with \($0)" } },
        anchor: comparisons.first { $0.reference == system.reference }?.anchor)
    }
    hasCandidates = !candidates.isEmpty
    self.comparisons = comparisons
    hasComparisons = !comparisons.isEmpty
    overlays = material.overlays.map {
      OverlayFigure(
        overlaySource: shell.root + $0.file, overlayName: $0.name, overlayWidth: $0.size.width,
        overlayHeight: $0.size.height)
    }
    hasOverlays = !overlays.isEmpty
    problems = material.problems
    hasProblems = !problems.isEmpty
    self.frames = frames.prefix(Self.greatestRowCount).map(Self.row)
    frameTotal = DisplayText.counted(frames.count, "frame", "frames")
    hasFrames = !frames.isEmpty
    let hidden = frames.count - Self.greatestRowCount
    hiddenFrames =
      hidden > 0 ? "\(DisplayText.counted(hidden, "more frame is", "more frames are")) in results.jsonl." : nil
    self.threshold = DisplayText.oneDecimal(threshold)
    thresholdPlace = DecimalText.tenths(Measure.place(threshold))
    zeroPlace = DecimalText.tenths(Measure.zero)
  }

  /// The verdict in a sentence, for runs that give no reason. Never more than "consistent with".
  static func statement(_ clip: RecordedClip, threshold: Double) -> String {
    guard let best = clip.candidates?.first else {
      return "Nothing in the library agrees with this clip beyond chance. That says nothing against any system in it."
    }
    let odds = DisplayText.oneDecimal(best.logOdds)
    if clip.verdict == .candidate {
      return
        "Consistent with \(best.reference): \(EvidenceScale.words(best.logOdds)) for the same type of object, log-odds \(odds)."
    }
    if best.logOdds < threshold {
      return "No candidate. What agrees most, \(best.reference), has log-odds \(odds); a candidate needs "
        + "\(DisplayText.oneDecimal(threshold))."
    }
    return "No candidate, though \(best.reference) has log-odds \(odds): the clip does not set it apart from others."
  }

  /// What the log-odds are in words, beside a verdict that has its reason already.
  private static func support(_ clip: RecordedClip, threshold: Double) -> String? {
    guard let best = clip.candidates?.first else { return nil }
    let needed = clip.verdict == .candidate ? "" : "; a candidate needs \(DisplayText.oneDecimal(threshold))"
    return
      "Log-odds \(DisplayText.oneDecimal(best.logOdds)): \(EvidenceScale.words(best.logOdds)) for the same type of object"
      + "\(needed)."
  }

  private static func facts(_ clip: RecordedClip) -> [Fact] {
    var facts = [Fact(term: "Frames examined", detail: DisplayText.grouped(clip.frames), isCode: false)]
    if let failed = clip.failedFrames, failed > 0 {
      facts.append(Fact(term: "Frames that failed", detail: DisplayText.grouped(failed), isCode: false))
    }
    if let margin = clip.margin {
      facts.append(
        Fact(term: "Margin over the next system", detail: "\(DisplayText.oneDecimal(margin)) decades", isCode: false))
    }
    if let twins = clip.twins, !twins.isEmpty {
      facts.append(Fact(term: "Not told apart from", detail: twins.joined(separator: ", "), isCode: false))
    }
    if let decoys = clip.decoys {
      facts.append(Fact(term: "Decoys", detail: decoys.readable, isCode: false))
    }
    return facts
  }

  private static func row(_ frame: RecordedFrame) -> FrameRow {
    let best = frame.candidates?.first
    return FrameRow(
      frameName: frame.frame, digest: frame.sha256 ?? "not read",
      keypointCount: frame.keypoints.map(DisplayText.grouped) ?? "–", strongest: best?.view,
      strength: best.map { Measure($0.logOdds) }, trouble: frame.error?.message)
  }
}
