import ImagePlanes
import MatchReporting

/// A frame that was skipped, as it shows what an earlier frame of its clip shows.
package struct RepeatedFrame: Sendable, Hashable {
  package let clip: Int
  /// Position in its clip, from 0.
  package let indexInClip: Int
  package let label: String
  /// Seconds from the film's beginning; nil for a picture.
  package let seconds: Double?
  package let sha256: String
  package let size: ImageSize
  package let orientation: Int
  /// The name of the frame that it repeats.
  package let original: String

  /// The frame of a decoded `job`; nil where the job has not been decoded.
  package init?(_ job: FrameJob, original: String) {
    clip = job.clip
    indexInClip = job.indexInClip
    label = job.label
    self.original = original
    switch job.source {
    case .file, .failed: return nil
    case .decoded(let frame, _):
      (sha256, size, orientation, seconds) = (frame.sha256, frame.luma.size, frame.orientation, nil)
    case .video(let frame, let digest):
      (sha256, size, orientation, seconds) = (digest, frame.luma.size, 1, frame.seconds)
    }
  }

  /// Its row in the results.
  package func row(clipName: String) -> ResultDocument {
    var row = ResultDocument(
      frame: label, clip: clipName, sha256: sha256, size: size, orientation: orientation, duplicateOf: original)
    row.time = seconds.map { JSONRounding.round($0, decimals: FrameFeed.timeDecimals) }
    return row
  }
}
