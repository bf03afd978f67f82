// From the frames of a clip to a verdict on the clip.
//
// Frames of one clip show the same thing a moment later, often nearly the same pixels: their evidence may not be added
// up. So a system's evidence in a clip is that of its best frame with its best view, and as the best of many
// comparisons was chosen, the number of comparisons is paid for: log10(views × frames) is taken off. The odds factors are
// e-values (see `Evidence`), the merged factor of keypoints and bolts too: their mean is one as well, however the comparisons depend on each other, and the greatest
// divided by their number is never above the mean. By Markov's inequality a clip of unrelated footage reaches a factor of
// 10^t with a probability of at most 10^-t under the background model. The number of agreeing frames is stated beside
// it, but decides nothing.

import FeatureMatching
import MatchReporting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a clip says about one system.
package struct SystemSummary: Sendable, Hashable {
  /// The system's name: its folder among the references.
  package let system: String
  /// log10 odds of the best frame with the best view, corrected for the number of comparisons.
  package let logOdds: Double
  /// The same frame's and view's by kind of feature, before the correction.
  package let evidence: Evidence
  /// Frames that agree beyond chance with some view of the system.
  package let agreeingFrames: Int
  /// The best frame's position in the clip.
  package let bestFrame: Int
  /// The best frame's name in the results.
  package let bestLabel: String
  /// The view that the best frame agrees with.
  package let bestView: String
}

/// Gathers a clip's frames, in order. Memory: one entry a system and the frames kept for overlays.
package struct ClipTally: Sendable {
  private struct Best: Sendable {
    var agreement: ViewAgreement
    var frame: Int
    var label: String
    var agreeingFrames: Int
  }

  private let viewCount: Int
  private let overlayCount: Int
  private var best: [String: Best] = [:]  // Sorted before it is shown.

  /// Frames counted, failed ones included.
  package private(set) var frameCount = 0
  /// Frames without findings.
  package private(set) var failedCount = 0
  /// The frames with the strongest agreements, best first: at most as many as overlays are wanted.
  package private(set) var overlayFrames: [FrameOutcome] = []

  /// Starts a clip.
  ///
  /// - Parameters:
  ///   - viewCount: Reference views that every frame is compared with.
  ///   - overlayCount: Frames to keep for overlays.
  package init(viewCount: Int, overlayCount: Int) {
    self.viewCount = viewCount
    self.overlayCount = overlayCount
  }

  /// Adds the next frame.
  ///
  /// - Complexity: O(agreements + overlays).
  package mutating func add(_ frame: FrameOutcome) {
    frameCount += 1
    guard case .success(let findings) = frame.result else {
      failedCount += 1
      return
    }
    var seen: Set<String> = []
    for agreement in findings.agreements where seen.insert(agreement.system).inserted {
      // Best first: the first agreement of a system is its best in this frame.
      if var current = best[agreement.system] {
        current.agreeingFrames += 1
        if agreement.logOdds > current.agreement.logOdds {
          current.agreement = agreement
          current.frame = frame.indexInClip
          current.label = frame.label
        }
        best[agreement.system] = current
      } else {
        best[agreement.system] = Best(
          agreement: agreement, frame: frame.indexInClip, label: frame.label, agreeingFrames: 1)
      }
    }
    keepForOverlay(frame, strength: findings.agreements.first?.logOdds)
  }

  private mutating func keepForOverlay(_ frame: FrameOutcome, strength: Double?) {
    guard let strength, overlayCount > 0 else { return }
    // Strictly weaker ones give way, so that of equal frames the earlier one stays.
    let position = overlayFrames.firstIndex { ($0.strength ?? -.infinity) < strength } ?? overlayFrames.count
    guard position < overlayCount else { return }
    overlayFrames.insert(frame, at: position)
    if overlayFrames.count > overlayCount { overlayFrames.removeLast() }
  }

  /// log10 of the number of comparisons that the best one was chosen from.
  package var correction: Double { log10(Double(max(1, viewCount * (frameCount - failedCount)))) }

  /// Every system that some frame agrees with, best first; equals by the order of their best views.
  package var candidates: [SystemSummary] {
    best.values.sorted { ViewAgreement.precedes($0.agreement, $1.agreement) }.map { entry in
      SystemSummary(
        system: entry.agreement.system, logOdds: entry.agreement.logOdds - correction,
        evidence: entry.agreement.evidence, agreeingFrames: entry.agreeingFrames, bestFrame: entry.frame,
        bestLabel: entry.label,
        bestView: entry.agreement.view)
    }
  }

  /// The verdict: a candidate where the best system's corrected odds reach `threshold` (log10).
  package func verdict(threshold: Double) -> ClipDocument.Verdict {
    guard let first = candidates.first, first.logOdds >= threshold else { return .inconclusive }
    return .candidate
  }
}

extension FrameOutcome {
  /// The strongest agreement's log-odds, where there is one.
  fileprivate var strength: Double? {
    guard case .success(let findings) = result else { return nil }
    return findings.agreements.first?.logOdds
  }
}
