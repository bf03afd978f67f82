/// The page that lists the clips.
struct IndexPage {
  /// A clip's row.
  struct Row {
    let number: Int
    let clipName: String
    let page: String
    let verdict: VerdictMark
    let bestReference: String?
    let measure: Measure?
    let frames: String
    let frameCount: Int
    let failed: String?
    let agreeing: String?
    let why: String?
    let thumbnail: String?
  }

  let shell: PageShell
  let figures: [Figure]
  let notices: [String]
  let hasNotices: Bool
  let rows: [Row]
  let clipCount: String
  let threshold: String
  let thresholdPlace: String
  let zeroPlace: String
  let hasThumbnails: Bool
}

extension IndexPage {
  init(shell: PageShell, record: RunRecord, materials: [ClipMaterial], threshold: Double) {
    self.shell = shell
    let failed = record.clips.reduce(0) { $0 + ($1.failedFrames ?? 0) }
    let candidates = record.clips.count { $0.verdict == .candidate }
    figures = [
      Figure(label: record.clips.count == 1 ? "clip" : "clips", value: DisplayText.grouped(record.clips.count)),
      Figure(label: candidates == 1 ? "candidate" : "candidates", value: DisplayText.grouped(candidates)),
      Figure(label: "inconclusive", value: DisplayText.grouped(record.clips.count - candidates)),
      Figure(label: "frames examined", value: DisplayText.grouped(record.clips.reduce(0) { $0 + $1.frames })),
      Figure(label: "frames that failed", value: DisplayText.grouped(failed)),
    ]
    var notices = record.notices
    let withProblems = materials.count { !$0.problems.isEmpty || $0.comparisons.contains { !$0.problems.isEmpty } }
    if withProblems > 0 {
      notices.append(
        "Pictures are missing in \(DisplayText.counted(withProblems, "clip", "clips")), since originals were not found or "
          + "have changed since they were matched. The pages of these clips say which.")
    }
    self.notices = notices
    hasNotices = !notices.isEmpty
    rows = zip(record.clips, materials).enumerated().map { index, entry in
      let (clip, material) = entry
      let best = clip.candidates?.first
      return Row(
        number: index + 1, clipName: clip.name, page: ReportNaming.page(clip: index),
        verdict: VerdictMark(clip.verdict), bestReference: best?.reference,
        measure: best.map { Measure($0.logOdds) }, frames: DisplayText.grouped(clip.frames),
        frameCount: clip.frames,
        failed: (clip.failedFrames ?? 0) > 0 ? "\(DisplayText.grouped(clip.failedFrames ?? 0)) failed" : nil,
        agreeing: best?.frames.map { "\(DisplayText.grouped($0)) of \(DisplayText.grouped(clip.frames))" },
        why: clip.reason, thumbnail: material.thumbnail)
    }
    clipCount = DisplayText.counted(record.clips.count, "clip", "clips")
    self.threshold = DisplayText.oneDecimal(threshold)
    thresholdPlace = DecimalText.tenths(Measure.place(threshold))
    zeroPlace = DecimalText.tenths(Measure.zero)
    hasThumbnails = materials.contains { $0.thumbnail != nil }
  }
}

/// Names of a report's files: numbers, so that no name of footage reaches a file system.
package enum ReportNaming {
  /// The page of the clip at position `clip`.
  package static func page(clip: Int) -> String { "clips/\(padded(clip + 1)).html" }

  /// The folder of a clip's pictures.
  package static func pictures(clip: Int) -> String { "pictures/\(padded(clip + 1))" }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
