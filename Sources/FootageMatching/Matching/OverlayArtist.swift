// Overlays for the frames worth looking at. The drawing itself is MatchReporting's.

import FrameDecoding
import ImagePlanes
import MatchReporting

/// Why an overlay is missing.
struct OverlayFailure: Error {
  let message: String
}

/// Draws frames beside the reference views that they agree with best.
///
/// Pictures are decoded once more: keeping the pixels of every frame until its clip has ended would take memory without
/// bounds. Frames of a film have no file of their own and bring their pixels along.
struct OverlayArtist {
  let references: [ReferenceView]
  let reader: FrameReader
  let folder: OutputFolder

  /// Draws the overlay of `outcome` and returns its path within the output folder.
  ///
  /// - Parameters:
  ///   - threshold: The corrected log-odds from which a system is called a candidate.
  ///   - correction: What the clip's number of comparisons takes off the log-odds.
  func draw(
    _ outcome: FrameOutcome, clip: String, verdict: ClipDocument.Verdict, correction: Double, threshold: Double
  ) throws(OverlayFailure) -> String {
    guard case .success(let findings) = outcome.result, let agreement = findings.agreements.first else {
      throw OverlayFailure(message: "\(outcome.label): nothing to draw.")
    }
    let view = references[agreement.viewIndex]
    let name = OverlayNaming.name(
      clip: outcome.clip, clipName: clip, frame: outcome.indexInClip, system: agreement.system)
    let relativePath = OutputFolder.overlaysName + "/" + name
    do {
      let reference = try reader.frame(at: view.entry.path)
      let luma = try outcome.videoLuma ?? reader.frame(at: outcome.path).luma
      // The files were read a while ago: what has changed meanwhile must not be shown under old marks.
      guard reference.luma.size == view.features.size, luma.size == findings.size else {
        throw OverlayFailure(message: "\(outcome.label): no overlay, as a picture has changed since it was matched.")
      }
      let corrected = JSONRounding.round(agreement.logOdds - correction, decimals: 1)
      let content = PairOverlayContent(
        a: PairOverlayContent.Picture(
          role: "Reference", name: agreement.view, luma: reference.luma,
          keypointCount: view.features.keypoints.count),
        b: PairOverlayContent.Picture(
          role: "Frame", name: outcome.label, luma: luma, keypointCount: findings.keypointCount),
        bFromA: agreement.frameFromView, inliers: agreement.inliers, putativeCount: agreement.putativeCount,
        logOdds: agreement.logOdds, bolts: agreement.bolts, edges: agreement.edges, subject: agreement.system,
        captions: [
          "Clip \(clip): \(verdict.rawValue). Corrected for the clip's number of comparisons, this frame's log-odds "
            + "are \(corrected); a candidate needs \(JSONRounding.round(threshold, decimals: 1))."
        ])
      let path = folder.path.appending(OutputFolder.overlaysName).appending(name)
      try folder.write(PairOverlay(content).png(), to: path)
      return relativePath
    } catch let failure as OverlayFailure {
      throw failure
    } catch {
      throw OverlayFailure(message: "\(outcome.label): no overlay. \(error)")
    }
  }
}
