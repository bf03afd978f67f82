import FootageMatching

/// The end of a run, for people.
enum MatchSummaryText {
  /// A line a clip, and where the results are.
  static func text(_ report: MatchRunReport, output: String) -> String {
    var lines: [String] = []
    let width = min(40, report.clips.map(\.name.count).max() ?? 0)
    for clip in report.clips {
      var line = clip.name + String(repeating: " ", count: max(0, width - clip.name.count)) + "  "
      line += clip.isCandidate ? "candidate     " : "inconclusive  "
      if let best = clip.best {
        line += "\(best.system)  log-odds \((best.logOdds * 10).rounded() / 10), "
        line += "\(best.frames) of \(clip.frames) frames agree"
      } else {
        line += "no agreement in \(clip.frames) frames"
      }
      if clip.failed > 0 { line += ", \(clip.failed) failed" }
      lines.append(line)
    }
    let rate = report.wallSeconds > 0 ? Double(report.frames) / report.wallSeconds : 0
    lines.append(
      "\(report.frames) frames in \(ProgressReporter.clock(report.wallSeconds)) "
        + "(\((rate * 10).rounded() / 10) a second), \(report.failed) failed. Results: \(output)")
    if report.failedReferences > 0 {
      lines.append("\(report.failedReferences) reference views could not be read and were left out; run.json names them.")
    }
    if report.interrupted { lines.append("Interrupted: the results cover the frames up to here.") }
    return lines.joined(separator: "\n")
  }
}
