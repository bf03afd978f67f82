// Overlays for the frames worth looking at. The drawing itself is MatchReporting's.

import ImagePlanes
import MatchReporting

/// Why an overlay is missing.
struct OverlayFailure: Error {
  let message: String
}

/// Draws a frame beside the reference view that it agrees with best.
struct OverlayArtist {
  let references: [ReferenceView]
  let maxPixels: Int
  let folder: OutputFolder

  /// Draws the overlay of `outcome` and returns its path within the output folder.
  func draw(_ outcome: FrameOutcome, clip: String, verdict: ClipDocument.Verdict, correction: Double) throws -> String {
    throw OverlayFailure(message: "overlays are not drawn yet")
  }
}
