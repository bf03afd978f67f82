import FeatureMatching
import MatchReporting

/// What may be said of a clip, and why.
package struct ClipVerdict: Hashable, Sendable {
  /// Why a clip is inconclusive, or that it is not.
  package enum Finding: Hashable, Sendable {
    /// The first system agrees beyond chance and beyond every other.
    case candidate
    /// No frame could be read.
    case unreadable
    /// No frame shows bolts in groups, and nothing else agrees.
    case tooLittleDetail
    /// There was something to compare, and it agrees with nothing.
    case noAgreement
    /// Something agrees, as unrelated hardware also may.
    case tooCommon
    /// The odds are there, but made-up patterns agree with the same frame as well, too often.
    case decoysAgree
    /// The named systems' references show what agrees, too.
    case tie(with: [String])
  }

  /// The finding.
  package let finding: Finding
  /// Decades between the first system and the next, where both agree.
  package let margin: Double?
  /// Where the first system's agreement stands among made-up patterns'; nil where none were asked.
  package let decoys: DecoyStanding?
  /// The finding in a sentence or two for people.
  package let reason: String

  /// The verdict's word in results.
  package var word: ClipDocument.Verdict { finding == .candidate ? .candidate : .inconclusive }

  /// Systems that the clip does not tell from the first.
  package var twins: [String] {
    guard case .tie(let rivals) = finding else { return [] }
    return rivals
  }

  /// Decades by which a system must lead another that agrees too: ten to one.
  package static let leastMargin = 1.0

  /// The greatest rate of decoys at which odds are believed: one in twenty. Odds foretell far rarer coincidences; where one in twenty
  /// made-up patterns does as well, the model that they rest on does not hold for this frame.
  package static let greatestDecoyRate = 0.05

  /// Decades more that a system must reach where no decoys confirm the agreement: keypoints have none, and of 474 unrelated clips one a run has come
  /// to 1.6 to 2.7 decades by keypoints alone, none by bolts to 0.
  package static let unconfirmedSurcharge = 2.0

  /// Judges a clip.
  ///
  /// - Parameters:
  ///   - tally: The clip's frames.
  ///   - threshold: log10 odds that the first system must reach where decoys confirm its agreement.
  ///   - decoys: Where the first system's agreement stands among made-up patterns'.
  ///   - twins: Systems whose references show what an agreement rests on; asked only where the first is believed.
  package init(_ tally: ClipTally, threshold: Double, decoys: DecoyStanding? = nil, twins: (ViewAgreement) -> [String])
  {
    let candidates = tally.candidates
    let first = candidates.first
    let next = candidates.dropFirst().first
    let needed = threshold + (decoys == nil ? Self.unconfirmedSurcharge : 0)
    margin = first.flatMap { leader in next.map { leader.logOdds - $0.logOdds } }
    if tally.failedCount == tally.frameCount {
      finding = .unreadable
    } else if let first {
      if first.logOdds < needed {
        finding = .tooCommon
      } else if let decoys, decoys.rate > Self.greatestDecoyRate {
        finding = .decoysAgree
      } else {
        finding = Self.finding(of: first, candidates, twins: twins(first.bestAgreement))
      }
    } else {
      finding = tally.comparableCount == 0 ? .tooLittleDetail : .noAgreement
    }
    self.decoys = decoys
    reason =
      VerdictSentence(tally: tally, candidates: candidates, finding: finding, threshold: needed, decoys: decoys).text
  }

  /// A candidate, unless another system explains the clip as well: one nearly as strong, or a near-twin that the clip does not tell
  /// from it by that margin.
  private static func finding(
    of first: SystemSummary, _ candidates: [SystemSummary], twins: [String]
  ) -> Finding {
    let near = candidates.dropFirst().filter { first.logOdds - $0.logOdds < leastMargin }.map(\.system)
    let silent = twins.filter { twin in !candidates.contains { $0.system == twin } }
    let rivals = near + silent.filter { !near.contains($0) }
    return rivals.isEmpty ? .candidate : .tie(with: rivals)
  }
}
