// The frames of a plan, one after another, no more in memory than asked for.

import MatchReporting

/// Hands out the frames of a plan in order; films are opened when their turn comes. Used from one task at a time.
package final class FrameFeed {
  private let plan: FootagePlan
  private let framesPerSecond: Double
  private let maxPixels: Int
  private let interrupt: InterruptFlag
  private let shard: ShardSelection?
  private let finished: (Int, Clip) -> FinishedClip?
  private var clip = 0
  private var indexInClip = 0
  private var index = 0
  private var film: (frames: VideoFrames, sha256: String)?

  /// Prepares to read `plan`.
  ///
  /// - Parameters:
  ///   - shard: The share of the clips to hand out; nil for all.
  ///   - finished: What an earlier attempt has made of a clip; such a clip is handed out whole.
  package init(
    plan: FootagePlan, framesPerSecond: Double, maxPixels: Int, interrupt: InterruptFlag, shard: ShardSelection? = nil,
    finished: @escaping (Int, Clip) -> FinishedClip? = { _, _ in nil }
  ) {
    self.shard = shard
    self.finished = finished
    self.plan = plan
    self.framesPerSecond = framesPerSecond
    self.maxPixels = maxPixels
    self.interrupt = interrupt
  }

  /// The next frame or finished clip; nil at the end, and for ever once the interrupt is raised.
  func next() -> RunInput? {
    while !interrupt.isRaised, clip < plan.clips.count {
      if indexInClip == 0, film == nil {
        if let shard, !shard.owns(clip: clip) {
          clip += 1
          continue
        }
        if let earlier = finished(clip, plan.clips[clip]) {
          clip += 1
          return .finished(earlier)
        }
      }
      switch plan.clips[clip].content {
      case .images(let entries):
        if indexInClip < entries.count {
          let entry = entries[indexInClip]
          return .frame(job(entry.path, entry.label, entry.failure.map { .failed($0) } ?? .file))
        }
      case .video(let path, let label):
        if let job = nextOfFilm(path, label) { return .frame(job) }
      }
      clip += 1
      indexInClip = 0
    }
    film?.frames.stop()
    film = nil
    return nil
  }

  private func nextOfFilm(_ path: SourcePath, _ label: String) -> FrameJob? {
    // A film that failed gives its error as its last frame.
    if indexInClip > 0, film == nil { return nil }
    do {
      if film == nil {
        guard let sha256 = try ContentDigest.ofFile(path, interrupt: interrupt) else { return nil }
        film = (
          try VideoFrames(
            path: path, framesPerSecond: framesPerSecond, maxPixels: maxPixels, interrupt: interrupt), sha256
        )
      }
      guard let (frames, sha256) = film, let frame = try frames.next() else {
        let empty = indexInClip == 0 && !interrupt.isRaised
        film = nil
        guard empty else { return nil }
        let reason = "\(path.display): the film has no frames."
        return job(path, label, .failed(FrameFailure(kind: "bad-film", message: reason)))
      }
      let time = JSONRounding.round(frame.seconds, decimals: FrameFeed.timeDecimals)
      return job(path, "\(label)#t=\(FrameFeed.decimal(time))", .video(frame, sha256: sha256))
    } catch let error as VideoError {
      film = nil
      return job(path, label, .failed(FrameFailure(error)))
    } catch {
      film = nil
      let reason = FootageError.unreadable(path: path.display, reason: "\(error)")
      return job(path, label, .failed(FrameFailure(reason)))
    }
  }

  /// Decimals of times in films: microseconds.
  package static let timeDecimals = 6

  private static func decimal(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private func job(_ path: SourcePath, _ label: String, _ source: FrameJob.Source) -> FrameJob {
    defer {
      index += 1
      indexInClip += 1
    }
    return FrameJob(index: index, clip: clip, indexInClip: indexInClip, path: path, label: label, source: source)
  }
}
