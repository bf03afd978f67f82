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
  /// The most keypoints a frame; at least 1, default 2,000. References of a folder get half as many. More find weaker
  /// agreements, at a cost in time that grows with the square.
  public var keypointCount = ExtractionOptions().keypointCount
  /// The largest picture in pixels; at least 1, default 200 million.
  public var maxPixels = DecodingOptions().maxPixels
  /// Overlays drawn for a clip, best frames first; at least 0, default 1.
  public var overlaysPerClip = 1
  /// Frames taken from a second of a film; above 0, default 2: neighbouring frames of a film show nearly the same.
  public var framesPerSecond = 2.0
  /// log10 odds that a clip's best system must reach, after the correction for the number of comparisons, to be called
  /// a candidate where bolts carry it and decoys confirm them; at least 0, default 1. What that score is worth was measured: a calibrated
  /// likelihood ratio of 300, and of 474 clips of unrelated footage none came within 1.4 decades of it by its bolts
  /// (`Documentation/calibration.md`). The odds by themselves promise only that at most one in ten does.
  public var candidateLogOdds = 1.0
  /// Whether frames that show what an earlier frame of their clip shows are skipped (see `LumaFingerprint`); default false.
  public var skipsDuplicates = false

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
  /// What is to be merged does not belong together.
  case merge(MergeError)
  /// The references or options are not the ones expected.
  case identity(IdentityError)
}

extension MatchRunError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .footage(let error): error.description
    case .references(let error): error.description
    case .video(let error): error.description
    case .output(let error): error.description
    case .merge(let error): error.description
    case .identity(let error): error.description
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
  /// Pictures among `done` that were not examined, but taken over from an earlier attempt.
  public let takenOver: Int

  init(phase: Phase, done: Int, total: Int?, failed: Int, takenOver: Int = 0) {
    self.phase = phase
    self.done = done
    self.total = total
    self.failed = failed
    self.takenOver = takenOver
  }
}

/// Matches footage with references.
public struct MatchRun: Sendable {
  private let footage: [FootageArgument]
  private let referenceLocation: ReferenceLocation
  private let outputFolder: SourcePath
  private let earlier: EarlierResults
  private let shard: ShardSelection?
  private let options: MatchRunOptions
  private let interrupt: InterruptFlag
  private let logger: Logger

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - references: Where the reference views are.
  ///   - output: The folder for the results; made where it is missing.
  ///   - earlier: What to do with results of an earlier run in `output`.
  ///   - shard: The share of the frames to examine, for `MergeRun` to put together; nil for all.
  ///   - interrupt: Once raised, no new frame is begun.
  public init(
    footage: [FootageArgument], references: ReferenceLocation, output: SourcePath, earlier: EarlierResults = .keep,
    shard: ShardSelection? = nil, options: MatchRunOptions = .init(), interrupt: InterruptFlag = .init(), logger: Logger
  ) {
    precondition(options.threads >= 1, "at least one thread")
    self.footage = footage
    self.referenceLocation = references
    self.outputFolder = output
    self.earlier = earlier
    self.shard = shard
    self.options = options
    self.interrupt = interrupt
    self.logger = logger
  }

  /// Runs to the end, or to an interrupt.
  ///
  /// Results are written while the run goes on: a line a frame in `results.jsonl`. The summary and the record of the run
  /// follow at the end, interrupted or not. Both are the same, byte for byte, whatever the number of threads, and whether or
  /// not the run was interrupted and resumed, by whatever means; times are in `run.json` only.
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
    let earlierRun: RunJournal.Found?
    do {
      folder = try OutputFolder(preparing: outputFolder, earlier: earlier)
      // What can be refused before the references have been read, is.
      earlierRun = try earlierJournal(in: folder)
    } catch { throw .output(error) }

    let references: ReferenceSet
    do {
      references = try await ReferenceReader(
        listing: listing, location: referenceLocation, options: options, interrupt: interrupt, logger: logger
      ).read(progress: progress)
    } catch { throw .references(error) }
    // Without all references nothing may be written down as compared with them.
    if interrupt.isRaised { return .interruptedBeforeTheFirstFrame }

    return try await match(plan, references, earlierRun, folder, progress)
  }

  private func match(
    _ plan: FootagePlan, _ references: ReferenceSet, _ earlierRun: RunJournal.Found?, _ folder: OutputFolder,
    _ progress: (RunProgress) -> Void
  ) async throws(MatchRunError) -> MatchRunReport {
    let assembly: RunAssembly
    let recorder: RunRecorder
    do {
      let journal = try openJournal(in: folder, earlier: earlierRun, references: references)
      try folder.removeDerived()
      recorder = try RunRecorder(folder: folder, options: options, references: references.digests)
      recorder.locations = RunLocationsDocument(footage: footage, references: referenceLocation.path)
      assembly = RunAssembly(
        plan: plan, clips: clipAssembly(references, folder), recorder: recorder, journal: journal, logger: logger)
    } catch { throw .output(error) }
    try await matchFrames(of: plan, references, earlierRun?.index, assembly) {
      progress(
        RunProgress(
          phase: .frames, done: recorder.frameCount, total: plan.frameCount(of: shard),
          failed: recorder.failedCount, takenOver: recorder.takenOverCount))
    }
    do {
      let interrupted = interrupt.isRaised
      try assembly.finish(interrupted: interrupted)
      return try recorder.finish(
        interrupted: interrupted,
        shard: shard.map { shard in
          { summaries in
            ShardDocument(
              shard, identity: RunIdentity(options: options, references: references.digests),
              clips: plan.clips.map(\.name), summaries: summaries, locations: recorder.locations)
          }
        })
    } catch { throw .output(error) }
  }

  /// The journal to go on with, checked as far as it can be without the references; nil where the run starts anew.
  private func earlierJournal(in folder: OutputFolder) throws(OutputError) -> RunJournal.Found? {
    guard earlier == .resume, let found = try RunJournal.find(in: folder) else { return nil }
    try check(found, against: RunIdentity(options: options), comparingReferences: false)
    return found
  }

  private func openJournal(
    in folder: OutputFolder, earlier: RunJournal.Found?, references: ReferenceSet
  ) throws(OutputError) -> RunJournal {
    let identity = RunIdentity(options: options, references: references.digests)
    guard let earlier else { return try RunJournal(creatingIn: folder, identity: identity, shard: shard) }
    try check(earlier, against: identity, comparingReferences: true)
    return try RunJournal(continuing: earlier, in: folder)
  }

  private func check(
    _ found: RunJournal.Found, against identity: RunIdentity, comparingReferences: Bool
  ) throws(OutputError) {
    func words(_ shard: String?) -> String { shard.map { "share \($0)" } ?? "all frames" }
    var difference = found.identity.difference(from: identity, comparingReferences: comparingReferences)
    if found.index.shard != shard?.description {
      difference = "it was about \(words(found.index.shard)), and this is about \(words(shard?.description))"
    }
    if let difference { throw .differs(path: outputFolder.display, difference: difference) }
  }

  private func clipAssembly(_ references: ReferenceSet, _ folder: OutputFolder) -> ClipAssembly {
    ClipAssembly(
      references: references.views, options: options,
      artist: OverlayArtist(
        references: references.views, reader: FrameReader(maxPixels: options.maxPixels), folder: folder),
      logger: logger)
  }

  private func matchFrames(
    of plan: FootagePlan, _ references: ReferenceSet, _ earlier: JournalIndex?, _ assembly: RunAssembly,
    progress: () -> Void
  ) async throws(MatchRunError) {
    let reader = FrameReader(maxPixels: options.maxPixels)
    let matcher = FrameMatcher(
      reader: reader, extractor: options.extractor, pairMatcher: PairMatcher(), references: references.views)
    let feed = FrameFeed(
      plan: plan, framesPerSecond: options.framesPerSecond, maxPixels: options.maxPixels, interrupt: interrupt,
      shard: shard, earlier: { earlierClip($1, index: $0, earlier, assembly) })
    func deliver(_ event: RunEvent) throws {
      // What a library failed to give was compared as if it were empty: none of that may be written down.
      if let fault = references.views.fault { throw ReferenceError.library(fault) }
      try assembly.take(event)
      progress()
    }
    do {
      if options.skipsDuplicates {
        var filter = DuplicateFilter()
        try await OrderedPipeline.run(
          threads: options.threads, window: options.pipelineWindow, next: { try feed.next() },
          prepare: { DuplicateFilter.prepare($0, reader: reader) }, decide: { filter.decide($0) },
          work: { matcher.event(of: $0) }, deliver: deliver)
      } else {
        try await OrderedPipeline.run(
          threads: options.threads, window: options.pipelineWindow, next: { try feed.next() },
          work: { input -> RunEvent in
            switch input {
            case .frame(let job): matcher.event(of: job)
            case .finished(let clip): .finished(clip)
            }
          }, deliver: deliver)
      }
      if let fault = references.views.fault { throw ReferenceError.library(fault) }
    } catch let error as OutputError {
      throw .output(error)
    } catch let error as ReferenceError {
      throw .references(error)
    } catch {
      preconditionFailure("the pipeline throws what it is given to throw: \(error)")
    }
  }

  /// What an earlier attempt has made of a clip; nil where it has to be examined: it is new, or has changed, or an overlay of it
  /// is missing.
  private func earlierClip(
    _ clip: Clip, index: Int, _ earlier: JournalIndex?, _ assembly: RunAssembly
  ) -> EarlierClip? {
    guard let earlier else { return nil }
    if let begun = earlier.begunClip(index, name: clip.name),
      let carried = CarriedClip(clip, index: index, begun: begun, tally: assembly.newTally())
    {
      return .begun(carried)
    }
    guard earlier.count > 0, let finished = earlier.finishedClip(key: ClipKey.of(clip, index: index), clip: index),
      finished.document.overlays.allSatisfy({
        if case .success = PathStatus.of(outputFolder.appending($0)) { true } else { false }
      })
    else { return nil }
    return .finished(finished)
  }
}

extension FrameMatcher {
  /// Examines a frame, unless an earlier attempt has and no more is needed of it.
  fileprivate func event(of job: FrameJob) -> RunEvent {
    guard let carried = job.carried else { return .examined(outcome(of: job)) }
    return .carried(carried, again: carried.isNeeded ? outcome(of: job) : nil)
  }
}

extension FootagePlan {
  /// Whether ffmpeg will be needed.
  fileprivate var holdsVideo: Bool {
    clips.contains { if case .video = $0.content { true } else { false } }
  }

  /// The number of frames of a share, or nil where a film is in it.
  fileprivate func frameCount(of shard: ShardSelection?) -> Int? {
    var sum = 0
    for (index, clip) in clips.enumerated() where shard?.owns(clip: index) ?? true {
      guard let count = clip.frameCount else { return nil }
      sum += count
    }
    return sum
  }
}
