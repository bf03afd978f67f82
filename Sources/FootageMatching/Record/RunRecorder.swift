// Everything that a run leaves on disk but its pictures.

import FoundationEssentials
import ImagePlanes
import MatchReporting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes `results.jsonl` as frames arrive, and `summary.json` and `run.json` at the end.
///
/// Used from one task at a time. Whenever the process ends, `results.jsonl` holds whole lines, but for the one that a full disk
/// cut short; `run.json` says `running` until `finish` has been called. Memory: a few hundred bytes a frame, for the list of
/// inputs.
package final class RunRecorder {
  private let folder: OutputFolder
  private let options: MatchRunOptions
  private let references: [ReferenceDigestDocument]
  private let results: OutputFile
  private let started = Date.now
  private let startedInstant = ContinuousClock.now
  /// Where the pictures are, for the record of the run.
  package var locations: RunLocationsDocument?
  private var inputs: [InputDigestDocument] = []
  private var clips: [ClipDocument] = []
  private var decodeTimes = DurationHistogram()
  private var extractTimes = DurationHistogram()
  private var matchTimes = DurationHistogram()

  /// Frames recorded, failed ones included.
  package private(set) var frameCount = 0
  /// Frames recorded that failed.
  package private(set) var failedCount = 0
  /// Frames recorded that were skipped.
  package private(set) var skippedCount = 0
  /// Frames recorded that were taken over from records.
  package private(set) var takenOverCount = 0

  /// Starts the record of a run in `folder`.
  ///
  /// - Parameter references: The views that frames are compared with, and those that could not be read.
  package init(
    folder: OutputFolder, options: MatchRunOptions, references: [ReferenceDigestDocument] = []
  ) throws(OutputError) {
    self.folder = folder
    self.options = options
    self.references = references
    results = try OutputFile(creating: folder.path.appending(OutputFolder.resultsName))
    try write(document(.running), to: OutputFolder.runName)
  }

  /// Writes a frame's line. It is with the system when this returns.
  ///
  /// - Parameter examined: Whether the frame was examined just now, not taken over.
  package func append(_ row: ResultDocument, examined: Bool = true) throws(OutputError) {
    do {
      try results.append(Array(try JSONDocument.line(row).utf8))
    } catch let error as OutputError {
      throw error
    } catch {
      throw .notWritable(path: folder.path.appending(OutputFolder.resultsName).display, reason: "\(error)")
    }
    frameCount += 1
    if !examined { takenOverCount += 1 }
    if row.status == .failed { failedCount += 1 }
    if row.status == .skipped { skippedCount += 1 }
    // A film is one input, however many frames it gives.
    if row.time == nil || row.time == 0 {
      inputs.append(InputDigestDocument(path: row.inputLabel, sha256: row.sha256))
    }
  }

  /// Notes how long a frame that was examined has taken.
  package func note(_ times: StageTimes, ofFilm: Bool) {
    if !ofFilm { decodeTimes.add(times.decode * 1e3) }
    extractTimes.add(times.extract * 1e3)
    matchTimes.add(times.match * 1e3)
  }

  /// Notes what a clip came to.
  package func append(clip: ClipDocument) { clips.append(clip) }

  /// Writes the summary and the record of the run.
  ///
  /// - Parameter shard: In a share, what merging has to know, from the clips; it takes the summary's place.
  package func finish(
    interrupted: Bool, shard: (([ClipDocument]) -> ShardDocument)? = nil
  ) throws(OutputError) -> MatchRunReport {
    try results.finish()
    if let shard {
      if !interrupted { try write(shard(clips), to: OutputFolder.shardName) }
    } else {
      try write(SummaryDocument(footage: clips, interrupted: interrupted), to: OutputFolder.summaryName)
    }
    try folder.removeOverlays(except: Set(clips.flatMap(\.overlays)))
    try write(document(interrupted ? .interrupted : .complete), to: OutputFolder.runName)
    return MatchRunReport(
      clips: clips, frames: frameCount, failed: failedCount, skipped: skippedCount, takenOver: takenOverCount,
      failedReferences: references.filter { $0.error != nil }.count, interrupted: interrupted,
      seconds: elapsed)
  }

  private var elapsed: Double { startedInstant.duration(to: .now) / .seconds(1) }

  private func document(_ status: RunDocument.Status) -> RunDocument {
    var times: [(String, StageTimeDocument)] = []
    for (name, histogram) in [("decode", decodeTimes), ("extract", extractTimes), ("match", matchTimes)] {
      guard let median = histogram.percentile(0.5), let high = histogram.percentile(0.95) else { continue }
      times.append((name, StageTimeDocument(p50Milliseconds: median, p95Milliseconds: high)))
    }
    return RunDocument(
      version: RemnantVersion.current, status: status,
      options: options.recorded,
      libraries: [:], references: references, inputs: inputs,
      frames: frameCount - failedCount - skippedCount, failedFrames: failedCount, skippedFrames: skippedCount,
      execution: ExecutionDocument(
        started: started.ISO8601Format(), finished: Date.now.ISO8601Format(), seconds: elapsed,
        isa: RunEnvironment.instructionSet, threads: options.threads, takenOver: takenOverCount,
        peakMegabytes: RunEnvironment.peakMegabytes, stages: times.isEmpty ? nil : NamedValues(times),
        command: RunEnvironment.command, locations: locations),
      calibration: ShippedCalibration.record)
  }

  private func write(_ document: some Encodable, to name: String) throws(OutputError) {
    do {
      try folder.write(Array(try JSONDocument.pretty(document).utf8), to: name)
    } catch let error as OutputError {
      throw error
    } catch {
      throw .notWritable(path: folder.path.appending(name).display, reason: "\(error)")
    }
  }
}

extension ResultDocument {
  /// The name of the file that the frame is from.
  fileprivate var inputLabel: String {
    guard time != nil, let mark = frame.lastIndex(of: "#") else { return frame }
    return String(frame[..<mark])
  }

  /// The row of a frame that was examined, or failed.
  init(_ outcome: FrameOutcome, clipName: String) {
    switch outcome.result {
    case .failure(let failure):
      self.init(frame: outcome.label, clip: clipName, error: ErrorDocument(failure))
    case .success(let findings):
      self.init(
        frame: outcome.label, clip: clipName, sha256: findings.sha256, size: findings.size,
        orientation: findings.orientation, keypointCount: findings.keypointCount,
        candidates: findings.agreements.map { agreement in
          CandidateDocument(
            reference: agreement.system, view: agreement.view, logOdds: agreement.logOdds,
            inlierCount: agreement.inliers.count, frameFromReference: agreement.frameFromView,
            evidence: EvidenceDocument(agreement.evidence), bolts: agreement.bolts, places: agreement.inliers)
        })
    }
    time = outcome.seconds.map { JSONRounding.round($0, decimals: FrameFeed.timeDecimals) }
  }
}

extension ErrorDocument {
  /// A frame's failure in a document.
  init(_ failure: FrameFailure) {
    self.init(kind: failure.kind, message: failure.message)
  }
}

extension ClipDocument {
  /// What a clip came to.
  init(name: String, tally: ClipTally, verdict: ClipVerdict, overlays: [String], skippedFrames: Int) {
    self.init(
      name: name, verdict: verdict.word, frames: tally.frameCount - tally.failedCount,
      failedFrames: tally.failedCount,
      candidates: tally.candidates.enumerated().map { rank, candidate in
        ClipCandidateDocument(
          reference: candidate.system, logOdds: candidate.logOdds, frames: candidate.agreeingFrames,
          evidence: EvidenceDocument(candidate.evidence, correction: tally.correction),
          bestFrame: candidate.bestLabel, bestView: candidate.bestView,
          decoys: rank == 0 ? verdict.decoys.map(DecoysDocument.init) : nil)
      }, overlays: overlays, skippedFrames: skippedFrames, reason: verdict.reason, margin: verdict.margin,
      twins: verdict.twins)
  }
}

/// What a run came to.
public struct MatchRunReport: Sendable {
  /// The clips, in order.
  public let clips: [ClipDocument]
  /// Frames, failed ones included.
  public let frames: Int
  /// Frames that failed.
  public let failed: Int
  /// Frames skipped, as they repeat others.
  public let skipped: Int
  /// Frames taken over from an earlier attempt, or from shares.
  public let takenOver: Int
  /// Reference views that could not be read.
  public let failedReferences: Int
  /// Whether the run was stopped before its end.
  public let interrupted: Bool
  /// Its duration.
  public let seconds: Double

  /// The report of a run that was stopped while it read the references: nothing was written.
  static let interruptedBeforeTheFirstFrame = MatchRunReport(
    clips: [], frames: 0, failed: 0, skipped: 0, takenOver: 0, failedReferences: 0, interrupted: true, seconds: 0)
}
