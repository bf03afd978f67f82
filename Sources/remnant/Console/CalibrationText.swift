import MatchReporting

/// A calibration as tables for people.
enum CalibrationText {
  static func text(_ document: CalibrationDocument) -> String {
    let counts = document.counts
    var lines = document.sets.map {
      "\($0.name): \($0.clips) clips, \($0.frames) frames, \($0.views) views, SHA-256 \($0.sha256)"
    }
    lines += [
      "",
      "\(counts.same) comparisons of a clip with its system, \(counts.different) with others, \(counts.nearTwins) with near-twins "
        + "(apart); \(counts.unrelatedImagePairs) unrelated pairs of pictures",
      "Known clips: \(counts.rightFirst) of \(counts.knownClips) have their system first, \(counts.rightCandidates) as a candidate, "
        + "\(counts.twinCandidates) name a near-twin",
      "False candidates: \(counts.falseCandidates); clips against libraries without their system: \(counts.unrelatedClips)",
      "",
      "Cllr: \(number(document.costs.raw, 3)) as scored, "
        + "\(document.costs.calibrated.map { number($0, 3) } ?? "not measurable") calibrated (each clip left out), "
        + "\(number(document.costs.least, 3)) at best (PAV); equal error rate \(number(document.costs.equalErrorRate, 3))",
      "Line: log10 LR = \(number(document.line.offset, 2)) + \(number(document.line.slope, 2)) × score, between "
        + "\(number(document.line.least, 2)) and \(number(document.line.greatest, 2)): so few trials support no more",
      "",
      "threshold  found  false   share      promised   clips  share     95 % bound",
    ]
    lines += document.thresholds.filter {
      $0.threshold >= -1 && $0.threshold == $0.threshold.rounded() && $0.threshold <= 8
    }.map { row in
      column(number(row.threshold, 1), 9) + column("\(row.same)", 7) + column("\(row.different)", 7)
        + "  " + leading(number(row.falseMatchRate, 5), 11) + leading(number(row.promised, 5), 9)
        + column("\(row.clips)", 7)
        + "  " + leading(number(row.clipRate, 5), 10) + number(row.clipBound, 5)
    }
    lines += ["", "decoy rate at most   unrelated clips   share"]
    lines += document.decoys.map { row in
      let share = row.asked > 0 ? Double(row.reached) / Double(row.asked) : 0
      return column(number(row.rate, 2), 18) + column("\(row.reached) of \(row.asked)", 18)
        + column(number(share, 3), 8)
    }
    lines += ["", "log10 LR          same  different  said   observed"]
    lines += document.reliability.map { row in
      let range = "\(row.from.map { number($0, 1) } ?? "…") to \(row.below.map { number($0, 1) } ?? "…")"
      return leading(range, 14) + column("\(row.same)", 8) + column("\(row.different)", 11)
        + column(number(row.said, 3), 7)
        + column(number(row.observed, 3), 9)
    }
    lines += ["", "Unrelated comparisons that agree most:"]
    lines += document.outliers.map { "  \(number($0.score, 2))  \($0.clip) with \($0.system)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double, _ decimals: Int) -> String {
    "\(JSONRounding.round(value, decimals: decimals))"
  }

  private static func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func leading(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
