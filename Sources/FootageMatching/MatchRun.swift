// The batch: from arguments to a folder of results. The one place that knows every stage.

import FeatureExtraction
import FeatureMatching
import FrameDecoding
import ImagePlanes
import Logging
import MatchReporting

/// What may be chosen about a run. None but `threads` and `overlaysPerClip` changes any result.
public struct MatchRunOptions: Sendable {
  /// Frames worked on at once; at least 1. Default: the processors that this process may use.
  public var threads = ThreadBudget.available
  /// The most keypoints a picture; at least 1, default 2,000. More find weaker agreements, at a cost in time that grows
  /// with the square.
  public var keypointCount = ExtractionOptions().keypointCount
  /// The largest picture in pixels; at least 1, default 200 million.
  public var maxPixels = DecodingOptions().maxPixels
  /// Overlays drawn for a clip, best frames first; at least 0, default 1.
  public var overlaysPerClip = 1
  /// Frames taken from a second of a film; above 0, default 2: neighbouring frames of a film show nearly the same.
  public var framesPerSecond = 2.0
  /// log10 odds that a clip's best system must reach, after the correction for the number of comparisons, to be called
  /// a candidate; at least 0, default 3: of a thousand clips of unrelated footage, at most one is expected to get there.
  public var candidateLogOdds = 3.0

  /// The default choices.
  public init() {}
}

/// Why a run ended before it began, or could not go on.
public enum MatchRunError: Error, Sendable {
  /// There is no footage.
  case footage(FootageError)
  /// There are no references.
  case references(ReferenceError)
  /// There is a film, and nothing to read it with.
  case video(VideoError)
  /// The results cannot be written.
  case output(OutputError)
}

extension MatchRunError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .footage(let error): error.description
    case .references(let error): error.description
    case .video(let error): error.description
    case .output(let error): error.description
    }
  }
}

/// How far a run has come.
public struct RunProgress: Sendable {
  /// What is being read.
  public enum Phase: String, Sendable { case references, frames }

  /// What is being read.
  public let phase: Phase
  /// Pictures finished, failed ones included.
  public let done: Int
  /// Pictures in all, or nil while that is unknown.
  public let total: Int?
  /// Pictures that failed.
  public let failed: Int
}

/// Matches footage with references.
public struct MatchRun: Sendable {
  private let footage: [FootageArgument]
  private let referenceLocation: ReferenceLocation
  private let outputFolder: SourcePath
  private let replacing: Bool
  private let options: MatchRunOptions
  private let interrupt: InterruptFlag
  private let logger: Logger

  /// Frames that may wait for a slower one before them, for each thread. Outcomes are small; a film's frames hold their
  /// pixels only where there is an agreement to draw.
  private static let windowPerThread = 4

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - references: Where the reference views are.
  ///   - output: The folder for the results; made where it is missing.
  ///   - replacing: Whether results of an earlier run in `output` are deleted. Otherwise they end this run.
  ///   - interrupt: Once raised, no new frame is begun.
  public init(
    footage: [FootageArgument], references: ReferenceLocation, output: SourcePath, replacing: Bool = false,
    options: MatchRunOptions = .init(), interrupt: InterruptFlag = .init(), logger: Logger
  ) {
    precondition(options.threads >= 1, "at least one thread")
    self.footage = footage
    self.referenceLocation = references
    self.outputFolder = output
    self.replacing = replacing
    self.options = options
    self.interrupt = interrupt
    self.logger = logger
  }

  /// Runs to the end, or to an interrupt.
  ///
  /// Results are written while the run goes on: a line a frame in `results.jsonl`. The summary and the record of the run
  /// follow at the end, interrupted or not. Both are the same, byte for byte, whatever the number of threads; times are
  /// in `run.json` only.
  ///
  /// - Parameter progress: Called after each picture, in order, from one task at a time.
  /// - Complexity: O(frames × views) matches; memory does not grow with the number of frames, but for their paths.
  public func run(progress: (RunProgress) -> Void = { _ in }) async throws(MatchRunError) -> MatchRunReport {
    let listing: ReferenceListing
    do { listing = try ReferenceListing(referenceLocation) } catch { throw .references(error) }
    let plan: FootagePlan
    do {
      plan = try ClipGrouping.plan(footage, excluding: [referenceLocation.path, outputFolder])
    } catch { throw .footage(error) }
    for notice in listing.notices + plan.notices { logger.warning("\(notice)") }
    if plan.holdsVideo, !VideoFrames.isAvailable { throw .video(.noFFmpeg) }

    let folder: OutputFolder
    let recorder: RunRecorder
    do {
      folder = try OutputFolder(preparing: outputFolder, replacing: replacing)
      recorder = try RunRecorder(folder: folder, options: options)
      recorder.locations = RunLocationsDocument(footage: footage, references: referenceLocation.path)
    } catch { throw .output(error) }

    let references: ReferenceViews
    switch listing {
    case .folder(let plan):
      references = ReferenceViews(try await readReferences(plan, recorder: recorder, progress: progress))
    case .library(let views):
      for view in views.entries { recorder.note(reference: view.entry, sha256: view.sha256) }
      references = ReferenceViews(views)
    }
    let reader = FrameReader(maxPixels: options.maxPixels)
    let matcher = FrameMatcher(
      reader: reader, extractor: extractor, pairMatcher: PairMatcher(), references: references)
    let artist = OverlayArtist(references: references, reader: reader, folder: folder)
    let judge = ClipJudge(references: references)
    let feed = FrameFeed(
      plan: plan, framesPerSecond: options.framesPerSecond, maxPixels: options.maxPixels, interrupt: interrupt)
    var clips = ClipSequence(plan: plan, viewCount: references.count, options: options)
    let total = plan.frameCount
    do {
      try await OrderedPipeline.run(
        threads: options.threads, window: options.threads * MatchRun.windowPerThread,
        next: { feed.next() },
        work: { matcher.outcome(of: $0) },
        deliver: { outcome in
          if let fault = references.fault { throw ReferenceError.library(fault) }
          if let finished = clips.clipBefore(outcome) { close(finished, recorder, artist, judge) }
          clips.add(outcome)
          try recorder.append(outcome, clipName: plan.clips[outcome.clip].name)
          if case .failure(let failure) = outcome.result { logger.error("\(failure.message)") }
          progress(
            RunProgress(phase: .frames, done: recorder.frameCount, total: total, failed: recorder.failedCount))
        })
      if let last = clips.lastClip { close(last, recorder, artist, judge) }
      if let fault = references.fault { throw ReferenceError.library(fault) }
      return try recorder.finish(interrupted: interrupt.isRaised)
    } catch let error as OutputError {
      throw .output(error)
    } catch let error as ReferenceError {
      throw .references(error)
    } catch {
      preconditionFailure("the pipeline throws what it is given to throw: \(error)")
    }
  }

  private var extractor: FeatureExtractor {
    var extraction = ExtractionOptions()
    extraction.keypointCount = options.keypointCount
    return FeatureExtractor(options: extraction)
  }

  private func close(
    _ finished: (clip: Clip, index: Int, tally: ClipTally), _ recorder: RunRecorder, _ artist: OverlayArtist,
    _ judge: ClipJudge
  ) {
    var finished = finished
    let verdict = judge.verdict(on: &finished.tally, threshold: options.candidateLogOdds)
    var overlays: [String] = []
    for frame in finished.tally.overlayFrames {
      do throws(OverlayFailure) {
        overlays.append(
          try artist.draw(
            frame, clip: finished.clip.name, verdict: verdict.word, correction: finished.tally.correction,
            threshold: options.candidateLogOdds))
      } catch {
        // A picture for people is missing; what it would show is in the results all the same.
        logger.warning("\(error.message)")
      }
    }
    recorder.append(clip: finished.clip, tally: finished.tally, verdict: verdict, overlays: overlays)
  }

  /// Decodes and extracts the views, in order. A view that cannot be read is named and left out.
  private func readReferences(
    _ plan: ReferencePlan, recorder: RunRecorder, progress: (RunProgress) -> Void
  ) async throws(MatchRunError) -> [ReferenceView] {
    let extraction = ReferenceExtraction(
      keypointCount: min(options.keypointCount, ReferenceExtraction.keypointCount), maxPixels: options.maxPixels)
    var entries = plan.entries[...]
    var views: [ReferenceView] = []
    var failures: [String] = []
    do {
      try await OrderedPipeline.run(
        threads: options.threads, window: options.threads * MatchRun.windowPerThread,
        next: { interrupt.isRaised ? nil : entries.popFirst() },
        work: { entry -> (ReferenceEntry, Result<ReferenceView, DecodingError>) in
          do throws(DecodingError) {
            let reading = try extraction.reading(at: entry.path, mask: entry.mask)
            return (
              entry,
              .success(ReferenceView(entry: entry, sha256: reading.picture.sha256, features: reading.features))
            )
          } catch {
            return (entry, .failure(error))
          }
        },
        deliver: { entry, result in
          switch result {
          case .success(let view):
            views.append(view)
            recorder.note(reference: entry, sha256: view.sha256)
          case .failure(let error):
            failures.append(error.description)
            recorder.note(reference: entry, failure: FrameFailure(error))
            logger.error("\(error.description) This reference view is left out.")
          }
          progress(
            RunProgress(
              phase: .references, done: views.count + failures.count, total: plan.entries.count,
              failed: failures.count))
        })
    } catch {
      preconditionFailure("reading references throws nothing: \(error)")
    }
    if views.isEmpty, let first = failures.first, !interrupt.isRaised {
      throw .references(.noneUsable(path: referenceLocation.path.display, first: first))
    }
    return views
  }
}

extension FootagePlan {
  /// Whether ffmpeg will be needed.
  fileprivate var holdsVideo: Bool {
    clips.contains { if case .video = $0.content { true } else { false } }
  }
}
