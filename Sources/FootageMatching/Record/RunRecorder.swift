// Everything that a run leaves on disk but its pictures.

import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a run came to.
public struct MatchRunReport: Sendable {
  /// A clip and its best candidate.
  public struct ClipLine: Sendable {
    /// The clip's name.
    public let name: String
    /// Whether its best system is called a candidate.
    public let isCandidate: Bool
    /// The best system, with log10 odds after the correction and the number of frames that agree.
    public let best: (system: String, logOdds: Double, frames: Int)?
    /// Frames read.
    public let frames: Int
    /// Frames that failed.
    public let failed: Int
  }

  /// The clips, in order.
  public let clips: [ClipLine]
  /// Frames, failed ones included.
  public let frames: Int
  /// Frames that failed.
  public let failed: Int
  /// Reference views that could not be read.
  public let failedReferences: Int
  /// Whether the run was stopped before its end.
  public let interrupted: Bool
  /// Seconds by the clock on the wall.
  public let wallSeconds: Double
}

/// When a run began, for people and for measuring.
struct RunClock {
  let date = Date.now
  let instant = ContinuousClock.now

  /// Seconds since then.
  var elapsed: Double { instant.duration(to: .now) / .seconds(1) }
}

/// Writes `results.jsonl` as frames arrive, and `summary.json` and `run.json` at the end.
///
/// Used from one task at a time. Whenever the process ends, `results.jsonl` holds whole lines; `run.json` says
/// `"complete": false` until `finish` has been called.
package final class RunRecorder {
  private let folder: OutputFolder
  private let results: OutputFile
  private let started: RunClock
  private let inputs = ContentDigest()
  private let library = ContentDigest()
  private var run: RunDocument
  private var views: [RunDocument.References.View] = []
  private var entries: [SummaryDocument.Entry] = []
  private var times = StageTimes()

  package private(set) var frameCount = 0
  package private(set) var failedCount = 0

  init(folder: OutputFolder, options: MatchRunOptions, started: RunClock) throws(OutputError) {
    self.folder = folder
    self.started = started
    run = RunDocument(
      started: started.date.ISO8601Format(),
      options: RunDocument.Options(
        threads: options.threads, features: options.keypointCount, maxPixels: options.maxPixels,
        overlays: options.overlaysPerClip, framesPerSecond: options.framesPerSecond,
        candidateLogOdds: options.candidateLogOdds))
    results = try OutputFile(creating: folder.path.appending(OutputFolder.resultsName))
    try folder.write(JSONNumber.encode(run, pretty: true), to: OutputFolder.runName)
  }

  /// Starts the record of a run into `folder`.
  package convenience init(folder: OutputFolder, options: MatchRunOptions) throws(OutputError) {
    try self.init(folder: folder, options: options, started: RunClock())
  }

  /// Notes a view that frames are compared with, or why it is not.
  package func note(reference entry: ReferenceEntry, sha256: String? = nil, failure: String? = nil) {
    views.append(
      RunDocument.References.View(reference: entry.system, view: entry.view, sha256: sha256, error: failure))
    library.append("\(sha256 ?? "-")  \(entry.view)\n")
  }

  /// Writes a frame's line. It is with the system when this returns.
  package func append(_ outcome: FrameOutcome, clipName: String) throws(OutputError) {
    let row = FrameRow(outcome, clipName: clipName)
    try results.append(JSONNumber.encode(row, pretty: false))
    inputs.append("\(row.sha256 ?? "-")  \(row.path)\n")
    times += outcome.times
    frameCount += 1
    if case .failure = outcome.result { failedCount += 1 }
  }

  /// Notes what a clip came to.
  package func append(clip: Clip, tally: ClipTally, verdict: ClipVerdict, overlays: [String]) {
    entries.append(
      SummaryDocument.Entry(
        name: clip.name, verdict: verdict.rawValue, frames: tally.frameCount, failed: tally.failedCount,
        candidates: tally.candidates.map { candidate in
          SummaryDocument.Entry.Candidate(
            reference: candidate.system, logOdds: JSONNumber.rounded(candidate.logOdds, decimals: 4),
            frames: candidate.agreeingFrames, bestFrame: candidate.bestFrame, bestPath: candidate.bestPath,
            bestView: candidate.bestView)
        }, overlays: overlays))
  }

  /// Writes the summary and the record of the run.
  package func finish(interrupted: Bool) throws(OutputError) -> MatchRunReport {
    try results.finish()
    let summary = SummaryDocument(
      interrupted: interrupted, frames: frameCount, failed: failedCount, footage: entries)
    try folder.write(JSONNumber.encode(summary, pretty: true), to: OutputFolder.summaryName)
    let wall = started.elapsed
    run.finished = Date.now.ISO8601Format()
    run.complete = true
    run.interrupted = interrupted
    run.frames = frameCount
    run.failed = failedCount
    run.inputs = RunDocument.Inputs(frames: frameCount, sha256: inputs.hexadecimal)
    run.references = RunDocument.References(sha256: library.hexadecimal, views: views)
    run.times = RunDocument.Times(
      wallSeconds: JSONNumber.rounded(wall, decimals: 3),
      framesPerSecond: JSONNumber.rounded(wall > 0 ? Double(frameCount) / wall : 0, decimals: 3),
      decodeSeconds: JSONNumber.rounded(times.decode, decimals: 3),
      extractSeconds: JSONNumber.rounded(times.extract, decimals: 3),
      matchSeconds: JSONNumber.rounded(times.match, decimals: 3),
      peakMemoryMB: JSONNumber.rounded(RunRecorder.peakMemoryMB, decimals: 1))
    try folder.write(JSONNumber.encode(run, pretty: true), to: OutputFolder.runName)
    return MatchRunReport(
      clips: entries.map { entry in
        MatchRunReport.ClipLine(
          name: entry.name, isCandidate: entry.verdict == ClipVerdict.candidate.rawValue,
          best: entry.candidates.first.map { ($0.reference, $0.logOdds, $0.frames) }, frames: entry.frames,
          failed: entry.failed)
      },
      frames: frameCount, failed: failedCount, failedReferences: views.filter { $0.error != nil }.count,
      interrupted: interrupted, wallSeconds: wall)
  }

  /// The most memory that this process has had resident, in millions of bytes.
  private static var peakMemoryMB: Double {
    var usage = rusage()
    let ownProcess: Int32 = 0  // RUSAGE_SELF, which C libraries declare with different types.
    getrusage(ownProcess, &usage)
    #if os(Linux)
      let bytesPerUnit = 1024.0
    #else
      let bytesPerUnit = 1.0
    #endif
    return Double(usage.ru_maxrss) * bytesPerUnit / 1e6
  }
}
