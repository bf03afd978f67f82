import FootageMatching

/// The end of a run, for people.
enum MatchSummaryText {
  /// A line a clip, and where the results are.
  static func text(_ report: MatchRunReport, output: String, shard: ShardSelection? = nil) -> String {
    var lines: [String] = []
    let width = min(40, report.clips.map(\.name.count).max() ?? 0)
    for clip in report.clips {
      var line = clip.name + String(repeating: " ", count: max(0, width - clip.name.count)) + "  "
      line += clip.verdict == .candidate ? "candidate     " : "inconclusive  "
      if let best = clip.candidates.first {
        line += "\(best.reference)  log-odds \((best.logOdds * 10).rounded() / 10), "
        line += "\(best.frames) of \(clip.frames) frames agree"
      } else {
        line += "no agreement in \(clip.frames) frames"
      }
      if clip.failedFrames > 0 { line += ", \(clip.failedFrames) failed" }
      lines.append(line)
    }
    let rate = report.seconds > 0 ? Double(report.frames - report.takenOver) / report.seconds : 0
    lines.append(
      "\(report.frames) frames in \(ProgressReporter.clock(report.seconds)) "
        + "(\((rate * 10).rounded() / 10) a second), \(report.failed) failed. Results: \(output)")
    if report.skipped > 0 { lines.append("\(report.skipped) frames repeat others and were skipped.") }
    if report.takenOver > 0 { lines.append("\(report.takenOver) frames were taken over from an earlier attempt.") }
    if let shard, !report.interrupted {
      lines.append("This is share \(shard): remnant merge puts all \(shard.count) together.")
    }
    if report.failedReferences > 0 {
      lines.append(
        "\(report.failedReferences) reference views could not be read and were left out; run.json names them.")
    }
    if report.interrupted { lines.append("Interrupted: the results cover the frames up to here. --resume goes on.") }
    return lines.joined(separator: "\n")
  }
}
