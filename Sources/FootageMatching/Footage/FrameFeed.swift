// The frames of a plan, one after another, no more in memory than asked for.

/// Hands out the frames of a plan in order; films are opened when their turn comes. Used from one task at a time.
package final class FrameFeed {
  private let plan: FootagePlan
  private let framesPerSecond: Double
  private let maxPixels: Int
  private let interrupt: InterruptFlag

  private var clip = 0
  private var indexInClip = 0
  private var index = 0
  private var film: (frames: VideoFrames, sha256: String)?

  /// Prepares to read `plan`.
  package init(plan: FootagePlan, framesPerSecond: Double, maxPixels: Int, interrupt: InterruptFlag) {
    self.plan = plan
    self.framesPerSecond = framesPerSecond
    self.maxPixels = maxPixels
    self.interrupt = interrupt
  }

  /// The next frame; nil at the end, and for ever once the interrupt is raised.
  package func next() -> FrameJob? {
    while !interrupt.isRaised, clip < plan.clips.count {
      switch plan.clips[clip].content {
      case .images(let entries):
        if indexInClip < entries.count {
          let entry = entries[indexInClip]
          return job(entry.failure.map { .failed(entry.path, $0) } ?? .file(entry.path))
        }
      case .video(let path):
        if let job = nextOfFilm(path) { return job }
      }
      clip += 1
      indexInClip = 0
    }
    film?.frames.stop()
    film = nil
    return nil
  }

  private func nextOfFilm(_ path: SourcePath) -> FrameJob? {
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
        return empty ? job(.failed(path, "\(path.display): the film has no frames.")) : nil
      }
      return job(.video(path, frame, sha256: sha256))
    } catch let error as VideoError {
      film = nil
      return job(.failed(path, error.description))
    } catch {
      film = nil
      return job(.failed(path, "\(path.display): cannot be read (\(error)). Check its permissions."))
    }
  }

  private func job(_ source: FrameJob.Source) -> FrameJob {
    defer {
      index += 1
      indexInClip += 1
    }
    return FrameJob(index: index, clip: clip, indexInClip: indexInClip, source: source)
  }
}
