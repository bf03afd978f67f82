// What became of one frame.

import FeatureExtraction
import FeatureMatching
import ImagePlanes
import MatchReporting

/// The agreement of one frame with one reference view.
package struct ViewAgreement: Sendable {
  /// The system that the view shows.
  package let system: String
  /// The view's path within the reference folder.
  package let view: String
  /// Position of the view in the reference set.
  package let viewIndex: Int
  /// log10 of the odds factors for this pair alone, by kind of feature, before any correction.
  package let evidence: Evidence
  /// Descriptor matches that the geometry was sought among.
  package let putativeCount: Int
  /// Maps pixels of the view to pixels of the frame; nil where the agreement is one of bolts on no common surface.
  package let frameFromView: Homography?
  /// The agreeing places: `a` in the view, `b` in the frame; best match first.
  package let inliers: [PointPair]
  /// What the bolts have in common; nil where nothing.
  package let bolts: BoltAgreement?
  /// The view's groups of bolts that carry the agreement.
  package let groups: AgreeingGroups
  /// How the view's edges are met; nil where that was not asked, or is not drawn.
  package var edges: EdgeAgreement?

  /// The same for all kinds of feature together.
  package var logOdds: Double { evidence.logOdds }

  /// Whether keypoints say more than bolts.
  package var restsOnKeypoints: Bool { evidence.keypoints > evidence.bolts ?? 0 }

  package init(
    system: String, view: String, viewIndex: Int, evidence: Evidence, putativeCount: Int, frameFromView: Homography?,
    inliers: [PointPair], bolts: BoltAgreement? = nil, groups: AgreeingGroups = .none, edges: EdgeAgreement? = nil
  ) {
    self.system = system
    self.view = view
    self.viewIndex = viewIndex
    self.evidence = evidence
    self.putativeCount = putativeCount
    self.frameFromView = frameFromView
    self.inliers = inliers
    self.bolts = bolts
    self.groups = groups
    self.edges = edges
  }

  /// Best evidence first; among equals, the order of the references.
  package static func precedes(_ left: ViewAgreement, _ right: ViewAgreement) -> Bool {
    left.logOdds != right.logOdds ? left.logOdds > right.logOdds : left.viewIndex < right.viewIndex
  }
}

/// A frame on its way in.
package struct FrameJob: Sendable {
  /// Where a frame's pixels come from.
  package enum Source: Sendable {
    /// A picture file, to be decoded.
    case file
    /// A decoded picture, and the seconds that decoding it took.
    case decoded(Frame, seconds: Double)
    /// A decoded frame of a film, and the digest of the film.
    case video(VideoFrame, sha256: String)
    /// Nothing, for a reason.
    case failed(FrameFailure)
  }

  /// Position in the run, from 0.
  package let index: Int
  /// Position of its clip in the plan.
  package let clip: Int
  /// Position in its clip, from 0.
  package let indexInClip: Int
  /// The file, and its name in the results.
  package let path: SourcePath
  /// The frame's name in the results. In a film, the time follows the film's name as a media fragment: `film.mp4#t=2.5`.
  package let label: String
  package let source: Source
  /// What an earlier attempt has made of it; nil where it is new.
  package var carried: CarriedFrame?

  package init(index: Int, clip: Int, indexInClip: Int, path: SourcePath, label: String, source: Source) {
    self.index = index
    self.clip = clip
    self.indexInClip = indexInClip
    self.path = path
    self.label = label
    self.source = source
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
    /// Rings, rows and grids of bolts in the frame.
    package var groupCount: Int
    /// Agreements beyond chance, best first; at most one a view.
    package var agreements: [ViewAgreement]

    package init(
      sha256: String, size: ImageSize, orientation: Int, keypointCount: Int, groupCount: Int = 0,
      agreements: [ViewAgreement]
    ) {
      self.sha256 = sha256
      self.size = size
      self.orientation = orientation
      self.keypointCount = keypointCount
      self.groupCount = groupCount
      self.agreements = agreements
    }

    /// Whether bolt patterns could be compared.
    package var isComparable: Bool { groupCount > 0 }
  }

  package let index: Int
  package let clip: Int
  package private(set) var indexInClip: Int
  package let path: SourcePath
  package let label: String
  /// Seconds from the film's beginning; nil for a picture.
  package let seconds: Double?
  package private(set) var result: Result<Findings, FrameFailure>
  /// A film frame's pixels, as no file holds them; only where there is an agreement to draw.
  package let videoLuma: Plane?
  package let times: StageTimes
  /// The frame's features, others' bolts included, while its clip is being judged; nil where it shows no bolts.
  package var features: Features?
  /// Whether the agreements are those of several frames' bolts, put together in this one.
  package private(set) var isFused = false

  /// The frame with what it agrees with once other frames' bolts have been added, and the features with them.
  package func fused(_ findings: Findings, features: Features) -> FrameOutcome {
    var outcome = self
    outcome.result = .success(findings)
    outcome.isFused = true
    outcome.features = features
    return outcome
  }

  /// The frame at another place of its clip, for who learns the place only after the frame was examined.
  package func at(indexInClip: Int) -> FrameOutcome {
    var moved = self
    moved.indexInClip = indexInClip
    return moved
  }

  package init(
    job: FrameJob, result: Result<Findings, FrameFailure>, times: StageTimes = StageTimes()
  ) {
    index = job.index
    clip = job.clip
    indexInClip = job.indexInClip
    path = job.path
    label = job.label
    self.result = result
    guard case .video(let frame, _) = job.source else {
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

/// Seconds of one thread's time that the stages of one frame took.
package struct StageTimes: Sendable, Hashable {
  package var decode = 0.0
  package var extract = 0.0
  package var match = 0.0

  package init() {}

  /// Runs `body` and adds the time it took to `stage`.
  package mutating func measure<Value, Failure: Error>(
    _ stage: WritableKeyPath<StageTimes, Double>, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let start = ContinuousClock.now
    defer { self[keyPath: stage] += start.duration(to: .now) / .seconds(1) }
    return try body()
  }
}
