// Which frames of a clip are skipped because they show what an earlier one shows.

import FrameDecoding
import ImagePlanes

/// What comes next, decoded where it is a frame.
enum PreparedInput: Sendable {
  /// A frame, and what duplicates are told by; nil where it could not be decoded.
  case frame(FrameJob, LumaFingerprint?)
  /// A frame that an earlier attempt has skipped.
  case skipped(CarriedFrame)
  /// A clip that an earlier attempt has finished.
  case finished(FinishedClip)
}

/// Decides frame by frame, in order.
///
/// A frame is compared with the last frame of its clip that was kept, so that slow changes add up until one is kept.
struct DuplicateFilter {
  private struct Kept {
    let clip: Int
    let label: String
    let fingerprint: LumaFingerprint
  }

  private var kept: Kept?

  /// Decodes a frame. Any number of threads may.
  static func prepare(_ input: RunInput, reader: FrameReader) -> PreparedInput {
    guard case .frame(let job) = input else {
      guard case .finished(let clip) = input else { preconditionFailure("there are two kinds of input") }
      return .finished(clip)
    }
    if let carried = job.carried, carried.row.status == .skipped { return .skipped(carried) }
    switch job.source {
    case .failed: return .frame(job, nil)
    case .video(let frame, _): return .frame(job, LumaFingerprint(frame.luma))
    case .decoded(let frame, _): return .frame(job, LumaFingerprint(frame.luma))
    case .file:
      var times = StageTimes()
      do {
        let frame = try times.measure(\.decode) { () throws(DecodingError) in try reader.frame(at: job.path) }
        return .frame(job.with(.decoded(frame, seconds: times.decode)), LumaFingerprint(frame.luma))
      } catch {
        return .frame(job.with(.failed(FrameFailure(error))), nil)
      }
    }
  }

  /// What becomes of the next one: work, or at once the word that nothing is to be done.
  mutating func decide(_ input: PreparedInput) -> PipelineStep<FrameJob, RunEvent> {
    switch input {
    case .finished(let clip): return .done(.finished(clip))
    case .skipped(let frame): return .done(.carried(frame, again: nil))
    case .frame(let job, nil): return .work(job)
    case .frame(let job, let fingerprint?):
      if let kept, kept.clip == job.clip, fingerprint.isNearDuplicate(of: kept.fingerprint),
        let repeated = RepeatedFrame(job, original: kept.label)
      {
        return .done(.repeated(repeated))
      }
      kept = Kept(clip: job.clip, label: job.label, fingerprint: fingerprint)
      return .work(job)
    }
  }
}

extension FrameJob {
  /// The same frame from another source.
  fileprivate func with(_ source: Source) -> FrameJob {
    var job = FrameJob(
      index: index, clip: clip, indexInClip: indexInClip, path: path, label: label, source: source)
    job.carried = carried
    return job
  }
}
