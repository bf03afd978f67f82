// What became of one frame.

import ImagePlanes

/// The agreement of one frame with one reference view.
package struct ViewAgreement: Sendable {
  /// The system that the view shows.
  package let system: String
  /// The view's path within the reference folder.
  package let view: String
  /// Position of the view in the reference set.
  package let viewIndex: Int
  /// log10 of the odds factor for this pair alone, before any correction.
  package let logOdds: Double
  /// Descriptor matches that the geometry was sought among.
  package let putativeCount: Int
  /// Maps frame pixels to pixels of the view.
  package let viewFromFrame: Homography
  /// The agreeing places, best match first.
  package let inliers: [PointPair]

  package init(
    system: String, view: String, viewIndex: Int, logOdds: Double, putativeCount: Int, viewFromFrame: Homography,
    inliers: [PointPair]
  ) {
    self.system = system
    self.view = view
    self.viewIndex = viewIndex
    self.logOdds = logOdds
    self.putativeCount = putativeCount
    self.viewFromFrame = viewFromFrame
    self.inliers = inliers
  }

  /// Best evidence first; among equals, the order of the references.
  package static func precedes(_ left: ViewAgreement, _ right: ViewAgreement) -> Bool {
    left.logOdds != right.logOdds ? left.logOdds > right.logOdds : left.viewIndex < right.viewIndex
  }
}

/// A place in the frame and the place in the view that it agrees with.
package struct PointPair: Hashable, Sendable {
  /// In the frame.
  package let frame: Point
  /// In the reference view.
  package let view: Point

  package init(frame: Point, view: Point) {
    self.frame = frame
    self.view = view
  }
}

/// A frame on its way in.
package struct FrameJob: Sendable {
  /// Where a frame's pixels come from.
  package enum Source: Sendable {
    /// A picture file, to be decoded.
    case file(SourcePath)
    /// A decoded frame of a film, and the digest of the film.
    case video(SourcePath, VideoFrame, sha256: String)
    /// Nothing: a sentence says why.
    case failed(SourcePath, String)
  }

  /// Position in the run, from 0.
  package let index: Int
  /// Position of its clip in the plan.
  package let clip: Int
  /// Position in its clip, from 0.
  package let indexInClip: Int
  package let source: Source

  package init(index: Int, clip: Int, indexInClip: Int, source: Source) {
    self.index = index
    self.clip = clip
    self.indexInClip = indexInClip
    self.source = source
  }

  package var path: SourcePath {
    switch source {
    case .file(let path), .video(let path, _, _), .failed(let path, _): path
    }
  }
}

/// A frame on its way out: small, apart from a film frame's pixels.
package struct FrameOutcome: Sendable {
  /// What was found, where the frame could be read.
  package struct Findings: Sendable {
    package var sha256: String
    package var size: ImageSize
    package var orientation: Int
    package var keypointCount: Int
    /// Agreements beyond chance, best first; at most one a view.
    package var agreements: [ViewAgreement]

    package init(
      sha256: String, size: ImageSize, orientation: Int, keypointCount: Int, agreements: [ViewAgreement]
    ) {
      self.sha256 = sha256
      self.size = size
      self.orientation = orientation
      self.keypointCount = keypointCount
      self.agreements = agreements
    }
  }

  package let index: Int
  package let clip: Int
  package let indexInClip: Int
  package let path: SourcePath
  /// Seconds from the film's beginning; nil for a picture.
  package let seconds: Double?
  package let result: Result<Findings, FrameFailure>
  /// A film frame's pixels, as no file holds them; only where there is an agreement to draw.
  package let videoLuma: Plane?
  package let times: StageTimes

  package init(
    job: FrameJob, result: Result<Findings, FrameFailure>, times: StageTimes = StageTimes()
  ) {
    index = job.index
    clip = job.clip
    indexInClip = job.indexInClip
    path = job.path
    self.result = result
    guard case .video(_, let frame, _) = job.source else {
      seconds = nil
      videoLuma = nil
      self.times = times
      return
    }
    seconds = frame.seconds
    if case .success(let findings) = result, !findings.agreements.isEmpty {
      videoLuma = frame.luma
    } else {
      videoLuma = nil
    }
    self.times = times
  }
}

/// Why a frame has no findings: the stage and its sentence.
package struct FrameFailure: Error, Hashable, Sendable {
  package let message: String

  package init(_ message: String) { self.message = message }
}

/// Seconds of one thread's time that stages took, summed over frames.
package struct StageTimes: Sendable, Hashable {
  package var decode = 0.0
  package var extract = 0.0
  package var match = 0.0

  package init() {}

  package static func += (left: inout StageTimes, right: StageTimes) {
    left.decode += right.decode
    left.extract += right.extract
    left.match += right.match
  }

  /// Runs `body` and adds the time it took to `stage`.
  package mutating func measure<Value, Failure: Error>(
    _ stage: WritableKeyPath<StageTimes, Double>, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let start = ContinuousClock.now
    defer { self[keyPath: stage] += start.duration(to: .now) / .seconds(1) }
    return try body()
  }
}
