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
  /// log10 odds: of the mean odds factor over all of the clip's comparisons.
  package let logOdds: Double
  /// Frames that agree beyond chance with some view of the system.
  package let agreeingFrames: Int
  /// The best frame's position in the clip.
  package let bestFrame: Int
  /// The best frame's name in the results.
  package let bestLabel: String
  /// The best frame's agreement with the best view.
  package let bestAgreement: ViewAgreement

  /// The system's name: its folder among the references.
  package var system: String { bestAgreement.system }
  /// The best agreement's evidence by kind of feature, before any correction.
  package var evidence: Evidence { bestAgreement.evidence }
  /// The view that the best frame agrees with.
  package var bestView: String { bestAgreement.view }
}

/// Gathers a clip's frames, in order. Memory: one entry a system and the frames kept for overlays.
package struct ClipTally: Sendable {
  private struct Best: Sendable {
    var agreement: ViewAgreement
    var frame: Int
    var label: String
    var agreeingFrames: Int
    var total = LogSum()
    var fusedTotal = LogSum()
  }

  private let viewCount: Int
  private let overlayCount: Int
  private var best: [String: Best] = [:]  // Sorted before it is shown.

  /// Frames counted, failed ones included.
  package private(set) var frameCount = 0
  /// Frames without findings.
  package private(set) var failedCount = 0
  /// Frames that the bolts of others were added to.
  package private(set) var fusedCount = 0
  private var kept: [(keyframe: Keyframe, groups: Int)] = []
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
    note(findings.agreements, of: frame)
    keepForFusion(frame, groups: findings.groupCount)
  }

  /// Adds a frame with the bolts of others, after all frames.
  package mutating func add(fused frame: FrameOutcome) {
    guard frame.isFused, case .success(let findings) = frame.result else { return }
    fusedCount += 1
    note(findings.agreements, of: frame)
  }

  private mutating func note(_ agreements: [ViewAgreement], of frame: FrameOutcome) {
    var seen: Set<String> = []
    for agreement in agreements {
      // Best first: the first agreement of a system is its best in this frame.
      let isFrameBest = seen.insert(agreement.system).inserted
      var entry =
        best[agreement.system]
        ?? Best(agreement: agreement, frame: frame.indexInClip, label: frame.label, agreeingFrames: 0)
      if isFrameBest, !frame.isFused { entry.agreeingFrames += 1 }
      if agreement.logOdds > entry.agreement.logOdds {
        entry.agreement = agreement
        entry.frame = frame.indexInClip
        entry.label = frame.label
      }
      if frame.isFused { entry.fusedTotal.add(agreement.logOdds) } else { entry.total.add(agreement.logOdds) }
      best[agreement.system] = entry
    }
    keepForOverlay(frame, strength: agreements.first?.logOdds)
  }

  private mutating func keepForFusion(_ frame: FrameOutcome, groups: Int) {
    guard let features = frame.features else { return }
    // Strictly fewer groups give way, so that of equal frames the earlier one stays.
    let position = kept.firstIndex { $0.groups < groups } ?? kept.count
    guard position < ClipFusion.frameCount else { return }
    var slim = frame
    slim.features = nil
    kept.insert((Keyframe(outcome: slim, features: features), groups), at: position)
    if kept.count > ClipFusion.frameCount { kept.removeLast() }
  }

  /// The frames to put together, in their order.
  package var keyframes: [Keyframe] {
    kept.map(\.keyframe).sorted { $0.outcome.indexInClip < $1.outcome.indexInClip }
  }

  /// Positions of the frames of which more than the odds are kept: the best of each system, those to put together, those to draw.
  package var framesThatMatter: Set<Int> {
    Set(best.values.map(\.frame)).union(kept.map(\.keyframe.outcome.indexInClip)).union(
      overlayFrames.map(\.indexInClip))
  }

  private mutating func keepForOverlay(_ frame: FrameOutcome, strength: Double?) {
    guard let strength, overlayCount > 0 else { return }
    var frame = frame
    frame.features = nil
    if let same = overlayFrames.firstIndex(where: { $0.indexInClip == frame.indexInClip }) {
      // A frame is drawn once: with other frames' bolts, where these make it stronger.
      guard (overlayFrames[same].strength ?? -.infinity) < strength else { return }
      overlayFrames.remove(at: same)
    }
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

  /// Of the mean over all comparisons of single frames; where bolts were put together, half of the weight is on the mean over those.
  private func logOdds(_ entry: Best) -> Double {
    let alone = entry.total.value - correction
    guard fusedCount > 0 else { return alone }
    var mean = LogSum()
    mean.add(alone)
    mean.add(entry.fusedTotal.value - Elementary.decimalLogarithm(Double(max(1, viewCount * fusedCount))))
    return mean.value - Evidence.logTwo
  }

  /// Every system that some frame agrees with, best first; equals by the order of their best views.
  package var candidates: [SystemSummary] {
    let summaries = best.values.map { entry in
      SystemSummary(
        logOdds: logOdds(entry), agreeingFrames: entry.agreeingFrames, bestFrame: entry.frame, bestLabel: entry.label,
        bestAgreement: entry.agreement)
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
