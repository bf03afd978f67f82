// From the frames of a clip to what it says about each system.
//
// Frames of one clip show the same thing a moment later, often nearly the same pixels: their evidence may not be added
// up. It is averaged. The odds factors are e-values (see `Evidence`), and their mean over all comparisons of a clip, frames × views,
// is one as well, however the comparisons depend on each other: by Markov's inequality a clip of unrelated footage reaches a
// mean factor of 10^t with a probability of at most 10^-t under the background model. So a pattern that is seen in every frame costs nothing
// for the frames, one that is seen in a single frame pays for having been looked for in all of them, and both pay for the number of views.

import FeatureMatching
import ReproducibleMath

/// What a clip says about one system.
package struct SystemSummary: Sendable {
  /// The system's name: its folder among the references.
  package let system: String
  /// log10 odds: of the mean odds factor over all of the clip's comparisons.
  package let logOdds: Double
  /// The best frame's with the best view, by kind of feature, before any correction.
  package let evidence: Evidence
  /// Frames that agree beyond chance with some view of the system.
  package let agreeingFrames: Int
  /// The best frame's position in the clip.
  package let bestFrame: Int
  /// The best frame's name in the results.
  package let bestLabel: String
  /// The view that the best frame agrees with.
  package let bestView: String
  /// That agreement.
  package let bestAgreement: ViewAgreement
}

/// Gathers a clip's frames, in order. Memory: one entry a system and the frames kept for overlays.
package struct ClipTally: Sendable {
  private struct Best: Sendable {
    var agreement: ViewAgreement
    var frame: Int
    var label: String
    var agreeingFrames: Int
    var total = LogSum()
  }

  private let viewCount: Int
  private let overlayCount: Int
  private var best: [String: Best] = [:]  // Sorted before it is shown.

  /// Frames counted, failed ones included.
  package private(set) var frameCount = 0
  /// Frames without findings.
  package private(set) var failedCount = 0
  /// Frames in which some group of bolts was found.
  package private(set) var comparableCount = 0
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
    comparableCount += findings.isComparable ? 1 : 0
    var seen: Set<String> = []
    for agreement in findings.agreements {
      // Best first: the first agreement of a system is its best in this frame.
      let isFrameBest = seen.insert(agreement.system).inserted
      var entry =
        best[agreement.system]
        ?? Best(agreement: agreement, frame: frame.indexInClip, label: frame.label, agreeingFrames: 0)
      if isFrameBest { entry.agreeingFrames += 1 }
      if agreement.logOdds > entry.agreement.logOdds {
        entry.agreement = agreement
        entry.frame = frame.indexInClip
        entry.label = frame.label
      }
      entry.total.add(agreement.logOdds)
      best[agreement.system] = entry
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

  /// log10 of the number of comparisons.
  package var correction: Double {
    Elementary.decimalLogarithm(Double(max(1, viewCount * (frameCount - failedCount))))
  }

  /// Every system that some frame agrees with, best first; equals by the order of their best views.
  package var candidates: [SystemSummary] {
    let correction = self.correction
    let summaries = best.values.map { entry in
      SystemSummary(
        system: entry.agreement.system, logOdds: entry.total.value - correction, evidence: entry.agreement.evidence,
        agreeingFrames: entry.agreeingFrames, bestFrame: entry.frame, bestLabel: entry.label,
        bestView: entry.agreement.view, bestAgreement: entry.agreement)
    }
    return summaries.sorted {
      $0.logOdds != $1.logOdds
        ? $0.logOdds > $1.logOdds : $0.bestAgreement.viewIndex < $1.bestAgreement.viewIndex
    }
  }
}

extension FrameOutcome {
  /// The strongest agreement's log-odds, where there is one.
  fileprivate var strength: Double? {
    guard case .success(let findings) = result else { return nil }
    return findings.agreements.first?.logOdds
  }
}
