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
/// Used from one task at a time. Whenever the process ends, `results.jsonl` holds whole lines; `run.json` says `running`
/// until `finish` has been called. Memory: a few hundred bytes a frame, for the list of inputs.
package final class RunRecorder {
  private let folder: OutputFolder
  private let options: MatchRunOptions
  private let results: OutputFile
  private let started = Date.now
  private let startedInstant = ContinuousClock.now
  /// Where the pictures are, for the record of the run.
  package var locations: RunLocationsDocument?
  private var references: [ReferenceDigestDocument] = []
  private var inputs: [InputDigestDocument] = []
  private var clips: [ClipDocument] = []
  private var decodeTimes = DurationHistogram()
  private var extractTimes = DurationHistogram()
  private var matchTimes = DurationHistogram()

  /// Frames recorded, failed ones included.
  package private(set) var frameCount = 0
  /// Frames recorded that failed.
  package private(set) var failedCount = 0

  /// Starts the record of a run in `folder`.
  package init(folder: OutputFolder, options: MatchRunOptions) throws(OutputError) {
    self.folder = folder
    self.options = options
    results = try OutputFile(creating: folder.path.appending(OutputFolder.resultsName))
    try write(document(.running), to: OutputFolder.runName)
  }

  /// Notes a view that frames are compared with, or why it is not.
  package func note(reference entry: ReferenceEntry, sha256: String? = nil, failure: FrameFailure? = nil) {
    references.append(
      ReferenceDigestDocument(
        reference: entry.system, view: entry.view, sha256: sha256, error: failure.map(ErrorDocument.init)))
  }

  /// Writes a frame's line. It is with the system when this returns.
  package func append(_ outcome: FrameOutcome, clipName: String) throws(OutputError) {
    var row: ResultDocument
    switch outcome.result {
    case .failure(let failure):
      row = ResultDocument(frame: outcome.label, clip: clipName, error: ErrorDocument(failure))
      failedCount += 1
    case .success(let findings):
      row = ResultDocument(
        frame: outcome.label, clip: clipName, sha256: findings.sha256, size: findings.size,
        orientation: findings.orientation, keypointCount: findings.keypointCount,
        candidates: findings.agreements.map { agreement in
          CandidateDocument(
            reference: agreement.system, view: agreement.view, logOdds: agreement.logOdds,
            inlierCount: agreement.inliers.count, frameFromReference: agreement.frameFromView,
            evidence: EvidenceDocument(agreement.evidence), bolts: agreement.bolts, places: agreement.inliers)
        })
      if outcome.seconds == nil { decodeTimes.add(outcome.times.decode * 1e3) }
      extractTimes.add(outcome.times.extract * 1e3)
      matchTimes.add(outcome.times.match * 1e3)
    }
    row.time = outcome.seconds.map { JSONRounding.round($0, decimals: FrameFeed.timeDecimals) }
    do {
      try results.append(Array(try JSONDocument.line(row).utf8))
    } catch let error as OutputError {
      throw error
    } catch {
      throw .notWritable(path: folder.path.appending(OutputFolder.resultsName).display, reason: "\(error)")
    }
    frameCount += 1
    // A film is one input, however many frames it gives.
    if outcome.seconds == nil || outcome.seconds == 0 {
      inputs.append(InputDigestDocument(path: outcome.inputLabel, sha256: row.sha256))
    }
  }

  /// Notes what a clip came to.
  package func append(clip: Clip, tally: ClipTally, verdict: ClipVerdict, overlays: [String]) {
    clips.append(
      ClipDocument(
        name: clip.name, verdict: verdict.word, frames: tally.frameCount - tally.failedCount,
        failedFrames: tally.failedCount,
        candidates: tally.candidates.enumerated().map { rank, candidate in
          ClipCandidateDocument(
            reference: candidate.system, logOdds: candidate.logOdds, frames: candidate.agreeingFrames,
            evidence: EvidenceDocument(candidate.evidence, correction: tally.correction),
            bestFrame: candidate.bestLabel, bestView: candidate.bestView,
            decoys: rank == 0 ? verdict.decoys.map(DecoysDocument.init) : nil)
        }, overlays: overlays, reason: verdict.reason, margin: verdict.margin, twins: verdict.twins))
  }

  /// Writes the summary and the record of the run.
  package func finish(interrupted: Bool) throws(OutputError) -> MatchRunReport {
    try results.finish()
    try write(SummaryDocument(footage: clips, interrupted: interrupted), to: OutputFolder.summaryName)
    try write(document(interrupted ? .interrupted : .complete), to: OutputFolder.runName)
    return MatchRunReport(
      clips: clips, frames: frameCount, failed: failedCount,
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
      options: NamedValues([
        ("features", .integer(options.keypointCount)), ("maxPixels", .integer(options.maxPixels)),
        ("framesPerSecond", .number(options.framesPerSecond)), ("overlays", .integer(options.overlaysPerClip)),
        ("candidateLogOdds", .number(options.candidateLogOdds)),
      ]),
      libraries: [:], references: references, inputs: inputs, frames: frameCount - failedCount,
      failedFrames: failedCount,
      execution: ExecutionDocument(
        started: started.ISO8601Format(), finished: Date.now.ISO8601Format(), seconds: elapsed,
        isa: RunEnvironment.instructionSet, threads: options.threads, peakMegabytes: RunEnvironment.peakMegabytes,
        stages: times.isEmpty ? nil : NamedValues(times), command: RunEnvironment.command, locations: locations),
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

extension ErrorDocument {
  /// A frame's failure in a document.
  init(_ failure: FrameFailure) {
    self.init(kind: failure.kind, message: failure.message)
  }
}

extension FrameOutcome {
  /// The name of the file that the frame is from.
  fileprivate var inputLabel: String {
    guard seconds != nil, let mark = label.lastIndex(of: "#") else { return label }
    return String(label[..<mark])
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
  /// Reference views that could not be read.
  public let failedReferences: Int
  /// Whether the run was stopped before its end.
  public let interrupted: Bool
  /// Its duration.
  public let seconds: Double
}
