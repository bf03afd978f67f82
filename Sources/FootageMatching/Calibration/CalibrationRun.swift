// Every labelled clip against every library: scores whose answers are known.

import FeatureExtraction
import FeatureMatching
import FrameDecoding
import Logging
import ScoreCalibration

/// A clip compared with one system of a library.
public struct SystemTrial: Sendable {
  /// What the two have to do with each other.
  public enum Relation: String, Hashable, Sendable, CaseIterable {
    /// The clip shows the system.
    case same
    /// The clip shows another of the system's family: a near-twin, whose details mostly agree.
    case nearTwin
    /// The clip shows something else.
    case different
  }

  /// The clip, as `set/clip`.
  public let clip: String
  /// The clip's number among all.
  public let clipIndex: Int
  /// The system, as `set/system`.
  public let system: String
  /// The relation.
  public let relation: Relation
  /// log10 odds as `match` gives them, with what does not agree in the mean as well: always finite.
  public let score: Double
}

/// A clip compared with a library as `match` does it.
public struct ClipTrial: Sendable {
  /// The clip, as `set/clip`.
  public let clip: String
  /// The set whose references it was compared with.
  public let library: String
  /// The first system of the library.
  public let first: String
  /// What it has to do with the clip.
  public let relation: SystemTrial.Relation
  /// Whether the library holds what the clip shows, or its near-twin.
  public let isInLibrary: Bool
  /// Its score.
  public let score: Double
  /// Where it stands among decoys; nil where bolts do not speak.
  public let decoys: DecoyStanding?
  /// Whether `match` calls it a candidate at the threshold in use.
  public let isCandidate: Bool
}

/// What a set consists of, for the record.
public struct CalibrationSetDigest: Sendable, Hashable {
  /// The set's name.
  public let name: String
  /// SHA-256 over the SHA-256s of its views and frames, in order.
  public let sha256: String
  /// Clips with a label.
  public let clips: Int
  /// Frames that could be read.
  public let frames: Int
  /// Views that could be read.
  public let views: Int
}

/// The scores of sets.
public struct CalibrationTrials: Sendable {
  /// What they were made from.
  public var sets: [CalibrationSetDigest] = []
  /// Every clip against every system.
  public var systems: [SystemTrial] = []
  /// Every clip against every library.
  public var clips: [ClipTrial] = []
  /// Pairs of a frame and a view that have nothing in common.
  public var unrelatedImagePairs = 0

  /// The trials that calibration is fitted to; near-twins are none of either kind.
  public var calibration: [CalibrationTrial] {
    systems.filter { $0.relation != .nearTwin }.map {
      CalibrationTrial(score: $0.score, isSameSource: $0.relation == .same, group: $0.clipIndex)
    }
  }
}

/// Runs the comparison on labelled sets.
public struct CalibrationRun: Sendable {
  private let folders: [SourcePath]
  private let isCrossed: Bool
  private let options: MatchRunOptions
  private let interrupt: InterruptFlag
  private let logger: Logger

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - sets: Folders, see ``LabelledSet``.
  ///   - crossed: Whether each set's footage is compared with the other sets' references too, all of it unrelated, whatever the names.
  public init(
    sets: [SourcePath], crossed: Bool, options: MatchRunOptions = .init(), interrupt: InterruptFlag = .init(),
    logger: Logger
  ) {
    folders = sets
    isCrossed = crossed
    self.options = options
    self.interrupt = interrupt
    self.logger = logger
  }

  /// Scores everything. The same sets give the same scores for any number of threads.
  ///
  /// - Complexity: frames × views matches, over all sets where crossed; memory holds the views' features and one clip.
  public func run(
    progress: (RunProgress) -> Void = { _ in }
  ) async throws(CalibrationError) -> CalibrationTrials {
    var sets: [LabelledSet] = []
    for folder in folders { sets.append(try LabelledSet(folder: folder)) }
    for notice in sets.flatMap(\.notices) { logger.warning("\(notice)") }
    var result = CalibrationTrials()
    var libraries: [[ReferenceView]] = []
    var digests: [ContentDigest] = []
    for set in sets {
      let digest = ContentDigest()
      libraries.append(await views(of: set, digest, progress))
      digests.append(digest)
      if interrupt.isRaised { throw .interrupted }
      if libraries[libraries.count - 1].isEmpty {
        throw .references(.noneUsable(path: set.name, first: "see above"))
      }
    }
    let scorers = zip(sets, libraries).map { LibraryScorer(name: $0.name, views: $1, options: options) }
    let total = sets.reduce(0) { $0 + $1.clips.reduce(0) { $0 + ($1.clip.frameCount ?? 0) } }
    var done = 0
    var failed = 0
    var clipIndex = 0
    for (index, set) in sets.enumerated() {
      let asked = isCrossed ? Array(scorers.indices) : [index]
      var frames = 0
      for labelled in set.clips {
        guard case .images(let entries) = labelled.clip.content else { continue }
        var tallies = asked.map { scorers[$0].tally() }
        await score(entries, by: asked.map { scorers[$0] }) { outcome, perLibrary in
          for (place, frame) in perLibrary.enumerated() { tallies[place].add(frame) }
          done += 1
          switch outcome {
          case .success(let sha256):
            digests[index].append(sha256)
            frames += 1
          case .failure(let failure):
            failed += 1
            logger.error("\(failure.message)")
          }
          progress(RunProgress(phase: .frames, done: done, total: total, failed: failed))
        }
        if interrupt.isRaised { throw .interrupted }
        for (place, library) in asked.enumerated() where tallies[place].failedCount < tallies[place].frameCount {
          let truth = index == library ? labelled.system : nil
          scorers[library].judge(
            &tallies[place], clip: "\(set.name)/\(labelled.clip.name)", clipIndex: clipIndex, truth: truth,
            into: &result)
        }
        clipIndex += 1
      }
      result.sets.append(
        CalibrationSetDigest(
          name: set.name, sha256: digests[index].hexadecimal, clips: set.clips.count, frames: frames,
          views: libraries[index].count))
    }
    return result
  }

  private var extractor: FeatureExtractor {
    FeatureExtractor(options: .ofRuns(keypointCount: options.keypointCount))
  }

  private func views(
    of set: LabelledSet, _ digest: ContentDigest, _ progress: (RunProgress) -> Void
  ) async -> [ReferenceView] {
    let extraction = ReferenceExtraction(
      keypointCount: ReferenceExtraction.keypointCount(besideFramesOf: options.keypointCount),
      maxPixels: options.maxPixels)
    var entries = set.references.entries[...]
    var views: [ReferenceView] = []
    var failed = 0
    try? await OrderedPipeline.run(
      threads: options.threads, window: 2 * options.threads,
      next: { interrupt.isRaised ? nil : entries.popFirst() },
      work: { entry -> Result<ReferenceView, DecodingError> in
        do throws(DecodingError) {
          let reading = try extraction.reading(at: entry.path, mask: entry.mask)
          return .success(
            ReferenceView(entry: entry, sha256: reading.picture.sha256, features: reading.features))
        } catch {
          return .failure(error)
        }
      },
      deliver: { result in
        switch result {
        case .success(let view):
          views.append(view)
          digest.append(view.sha256)
        case .failure(let error):
          failed += 1
          logger.error("\(error.description) This reference view is left out.")
        }
        progress(
          RunProgress(
            phase: .references, done: views.count + failed, total: set.references.entries.count, failed: failed))
      })
    return views
  }

  /// Decodes, extracts and compares the frames of a clip, and delivers them in order: the digest, and an outcome a library.
  private func score(
    _ entries: [Clip.ImageEntry], by scorers: [LibraryScorer],
    deliver: (Result<String, FrameFailure>, [FrameOutcome]) -> Void
  ) async {
    let reader = FrameReader(maxPixels: options.maxPixels)
    let extractor = self.extractor
    var remaining = Array(entries.enumerated())[...]
    try? await OrderedPipeline.run(
      threads: options.threads, window: 2 * options.threads,
      next: { interrupt.isRaised ? nil : remaining.popFirst() },
      work: { index, entry -> (Result<String, FrameFailure>, [FrameOutcome]) in
        let job = FrameJob(
          index: index, clip: 0, indexInClip: index, path: entry.path, label: entry.label, source: .file)
        do throws(DecodingError) {
          let frame = try reader.frame(at: entry.path)
          let features = extractor.extract(from: frame.luma, quantization: frame.quantization)
          return (
            .success(frame.sha256), scorers.map { $0.outcome(of: job, sha256: frame.sha256, features: features) }
          )
        } catch {
          let failure = FrameFailure(error)
          return (.failure(failure), scorers.map { _ in FrameOutcome(job: job, result: .failure(failure)) })
        }
      },
      deliver: { deliver($0.0, $0.1) })
  }
}
