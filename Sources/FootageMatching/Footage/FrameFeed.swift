// The frames of a plan, one after another, no more in memory than asked for.

import MatchReporting

/// Hands out the frames of a plan in order; films are opened when their turn comes. Used from one task at a time.
package final class FrameFeed {
  private let plan: FootagePlan
  private let framesPerSecond: Double
  private let maxPixels: Int
  private let interrupt: InterruptFlag
  private let shard: ShardSelection?
  private let earlier: (Int, Clip) -> EarlierClip?
  private var carried: CarriedClip?
  private var clip = 0
  private var indexInClip = 0
  private var index = 0
  private var film: (frames: VideoFrames, sha256: String)?

  /// Prepares to read `plan`.
  ///
  /// - Parameters:
  ///   - shard: The share of the clips to hand out; nil for all.
  ///   - earlier: What an earlier attempt has made of a clip; a finished one is handed out whole.
  init(
    plan: FootagePlan, framesPerSecond: Double, maxPixels: Int, interrupt: InterruptFlag, shard: ShardSelection? = nil,
    earlier: @escaping (Int, Clip) -> EarlierClip? = { _, _ in nil }
  ) {
    self.shard = shard
    self.earlier = earlier
    self.plan = plan
    self.framesPerSecond = framesPerSecond
    self.maxPixels = maxPixels
    self.interrupt = interrupt
  }

  /// The next frame or finished clip; nil at the end, and for ever once the interrupt is raised.
  ///
  /// - Throws: Where an earlier attempt's frames cannot be read any more, or a film gives others than it did then.
  func next() throws(OutputError) -> RunInput? {
    while !interrupt.isRaised, clip < plan.clips.count {
      if indexInClip == 0, film == nil {
        if let shard, !shard.owns(clip: clip) {
          clip += 1
          continue
        }
        carried = nil
        switch earlier(clip, plan.clips[clip]) {
        case .finished(let earlier):
          clip += 1
          return .finished(earlier)
        case .begun(let begun): carried = begun
        case nil: break
        }
      }
      switch plan.clips[clip].content {
      case .images(let entries):
        if indexInClip < entries.count {
          let entry = entries[indexInClip]
          return .frame(try job(entry.path, entry.label, entry.failure.map { .failed($0) } ?? .file))
        }
      case .video(let path, let label):
        if let job = try nextOfFilm(path, label) { return .frame(job) }
      }
      clip += 1
      indexInClip = 0
    }
    film?.frames.stop()
    film = nil
    return nil
  }

  private func nextOfFilm(_ path: SourcePath, _ label: String) throws(OutputError) -> FrameJob? {
    // A film that failed gives its error as its last frame.
    if indexInClip > 0, film == nil { return nil }
    switch frameOfFilm(path) {
    case .success(let (frame, sha256)?):
      let time = JSONRounding.round(frame.seconds, decimals: FrameFeed.timeDecimals)
      return try job(path, "\(label)#t=\(FrameFeed.decimal(time))", .video(frame, sha256: sha256))
    case .success(nil):
      let empty = indexInClip == 0 && !interrupt.isRaised
      film = nil
      guard empty else { return nil }
      let reason = "\(path.display): the film has no frames."
      return try job(path, label, .failed(FrameFailure(kind: "bad-film", message: reason)))
    case .failure(let failure):
      film = nil
      return try job(path, label, .failed(failure))
    }
  }

  /// The next frame of the film at `path`, which is opened where it is not; nil at its end and after an interrupt.
  private func frameOfFilm(_ path: SourcePath) -> Result<(VideoFrame, sha256: String)?, FrameFailure> {
    do {
      if film == nil {
        guard let sha256 = try ContentDigest.ofFile(path, interrupt: interrupt) else { return .success(nil) }
        film = (
          try VideoFrames(
            path: path, framesPerSecond: framesPerSecond, maxPixels: maxPixels, interrupt: interrupt), sha256
        )
      }
      guard let (frames, sha256) = film, let frame = try frames.next() else { return .success(nil) }
      return .success((frame, sha256))
    } catch let error as VideoError {
      return .failure(FrameFailure(error))
    } catch {
      return .failure(FrameFailure(FootageError.unreadable(path: path.display, reason: "\(error)")))
    }
  }

  /// Decimals of times in films: microseconds.
  package static let timeDecimals = 6

  private static func decimal(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private func job(
    _ path: SourcePath, _ label: String, _ source: FrameJob.Source
  ) throws(OutputError) -> FrameJob {
    defer {
      index += 1
      indexInClip += 1
    }
    var job = FrameJob(index: index, clip: clip, indexInClip: indexInClip, path: path, label: label, source: source)
    job.carried = try carried?.next()
    if let earlier = job.carried, earlier.row.frame != label {
      throw .differs(
        path: path.display, difference: "it gives the frame \(label) where it gave \(earlier.row.frame) then")
    }
    return job
  }
}
