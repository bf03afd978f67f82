// From frames in order to the files of a run.

import Logging
import MatchReporting

/// Takes a run's frames in order, judges clips, and writes the journal and the results. Used from one task at a time.
final class RunAssembly {
  /// The clip whose frames are arriving.
  private struct OpenClip {
    let index: Int
    var tally: ClipTally
    var key: ClipKey
    var rows = 0
    var skipped = 0
    var filmIsInKey = false
  }

  private let plan: FootagePlan
  private let clipAssembly: ClipAssembly
  private let recorder: RunRecorder
  private let journal: RunJournal
  private let logger: Logger
  private var open: OpenClip?

  init(plan: FootagePlan, clips: ClipAssembly, recorder: RunRecorder, journal: RunJournal, logger: Logger) {
    self.plan = plan
    clipAssembly = clips
    self.recorder = recorder
    self.journal = journal
    self.logger = logger
  }

  /// Takes what comes next.
  func take(_ event: RunEvent) throws(OutputError) {
    switch event {
    case .examined(let outcome): try take(outcome)
    case .repeated(let frame): try take(frame)
    case .finished(let clip):
      try closeOpenClip()
      try clip.forEachRow { row throws(OutputError) in try recorder.append(row, examined: false) }
      recorder.append(clip: clip.document)
    }
  }

  /// Ends the last clip, and the journal.
  ///
  /// - Parameter interrupted: Whether frames of the last clip may be missing: then it counts as not finished.
  func finish(interrupted: Bool) throws(OutputError) {
    try closeOpenClip(isWhole: !interrupted)
    try journal.finish()
  }

  private func take(_ outcome: FrameOutcome) throws(OutputError) {
    if open?.index != outcome.clip { try closeOpenClip() }
    let name = plan.clips[outcome.clip].name
    var clip =
      open
      ?? OpenClip(
        index: outcome.clip, tally: clipAssembly.newTally(), key: ClipKey(clip: outcome.clip, name: name))
    open = nil  // Leaves the tally one owner, so that adding copies nothing.
    clip.tally.add(outcome)
    let row = ResultDocument(outcome, clipName: name)
    addToKey(of: &clip, indexInClip: outcome.indexInClip, sha256: row.sha256)
    open = clip
    try append(row)
    if case .success = outcome.result { recorder.note(outcome.times, ofFilm: outcome.seconds != nil) }
    if case .failure(let failure) = outcome.result { logger.error("\(failure.message)") }
  }

  /// A clip's first frame is never skipped, so its clip is open.
  private func take(_ frame: RepeatedFrame) throws(OutputError) {
    guard var clip = open else { preconditionFailure("a skipped frame follows the one that it repeats") }
    open = nil
    clip.skipped += 1
    addToKey(of: &clip, indexInClip: frame.indexInClip, sha256: frame.sha256)
    open = clip
    try append(frame.row(clipName: plan.clips[frame.clip].name))
  }

  /// First the journal, as the results can be made from it.
  private func append(_ row: ResultDocument) throws(OutputError) {
    open?.rows += 1
    try journal.append(row)
    try recorder.append(row)
  }

  /// Gives the key the same as `ClipKey.of` does, without reading files again.
  private func addToKey(of clip: inout OpenClip, indexInClip: Int, sha256: String?) {
    switch plan.clips[clip.index].content {
    case .images(let entries):
      let entry = entries[indexInClip]
      let digest = sha256 ?? (entry.failure == nil ? ClipKey.digest(of: entry.path) : nil)
      clip.key.add(label: entry.label, sha256: digest)
    case .video(let path, let label):
      if !clip.filmIsInKey { clip.key.add(label: label, sha256: sha256 ?? ClipKey.digest(of: path)) }
      clip.filmIsInKey = true
    }
  }

  private func closeOpenClip(isWhole: Bool = true) throws(OutputError) {
    guard let clip = open else { return }
    open = nil
    let document = try clipAssembly.document(
      of: clip.tally, name: plan.clips[clip.index].name, skippedFrames: clip.skipped)
    // What ended a film early may be gone the next time; a picture's failure is part of its content.
    let filmFailed = clip.filmIsInKey && document.failedFrames > 0
    if isWhole, !filmFailed { try journal.finishClip(key: clip.key.text, rows: clip.rows, document: document) }
    recorder.append(clip: document)
  }
}
