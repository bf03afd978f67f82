import FeatureMatching
import MatchReporting

/// A verdict in plain words: what agrees, how often, what is against it, or why nothing can be said.
struct VerdictSentence {
  let tally: ClipTally
  let candidates: [SystemSummary]
  let finding: ClipVerdict.Finding
  let threshold: Double
  let decoys: DecoyStanding?

  var text: String {
    let read = tally.frameCount - tally.failedCount
    switch finding {
    case .unreadable:
      return tally.frameCount == 1
        ? "The only frame could not be read." : "None of the \(tally.frameCount) frames could be read."
    case .tooLittleDetail:
      return
        "No ring, row or grid of bolts was found in \(frames(read)), and no surface agrees: there is too little detail to compare."
    case .noAgreement:
      return
        "Bolt patterns were found in \(tally.comparableCount) of \(frames(read)), but nothing agrees with any reference. "
        + "That is no evidence against any of them: a clip shows a part."
    case .tooCommon:
      return best { first in
        "\(agreement(first, read)) But unrelated hardware may agree as much: the log-odds are \(decades(first.logOdds)) after "
          + "correction for every comparison, and a candidate needs \(decades(threshold))."
      }
    case .decoysAgree:
      return best { first in
        "\(agreement(first, read)) But that may be chance\(decoys.map { ": \(asGood($0))" } ?? ""), with this very frame."
      }
    case .tie(let rivals):
      return best { first in
        "A tie. \(agreement(first, read)) As far as this clip shows, all that is also consistent with \(list(rivals)); nothing that was "
          + "found tells them apart."
      }
    case .candidate:
      return best { first in
        let chance = decoys.map { " \(capitalized(asGood($0)))." } ?? ""
        return "Consistent with \(first.system). \(agreement(first, read))\(chance) \(runnerUp(first))"
      }
    }
  }

  private func best(_ sentence: (SystemSummary) -> String) -> String { candidates.first.map(sentence) ?? "" }

  private func agreement(_ first: SystemSummary, _ read: Int) -> String {
    "\(first.agreeingFrames) of \(frames(read)) \(first.agreeingFrames == 1 ? "agrees" : "agree") with \(first.system), "
      + "most of all \(first.bestLabel) with \(first.bestView): \(what(first))."
  }

  private func what(_ first: SystemSummary) -> String {
    let agreement = first.bestAgreement
    if agreement.restsOnKeypoints { return "\(agreement.inliers.count) keypoints of one surface agree" }
    return agreement.bolts?.summary ?? "the bolt pattern agrees"
  }

  private func runnerUp(_ first: SystemSummary) -> String {
    guard let next = candidates.dropFirst().first else { return "No other system agrees." }
    return "The next, \(next.system), is \(decades(first.logOdds - next.logOdds)) decades behind."
  }

  private func asGood(_ decoys: DecoyStanding) -> String {
    let count = decoys.atLeastAsGood
    return "of \(decoys.count) made-up patterns as common as this one, "
      + (count == 0 ? "none agrees as well" : "\(count) \(count == 1 ? "agrees" : "agree") as well")
  }

  private func capitalized(_ sentence: String) -> String { sentence.prefix(1).uppercased() + sentence.dropFirst() }

  private func list(_ names: [String]) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  private func frames(_ count: Int) -> String { count == 1 ? "1 frame" : "\(count) frames" }

  private func decades(_ value: Double) -> String { "\(JSONRounding.round(value, decimals: 1))" }
}
