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

  /// An empty tally like that of each clip.
  func newTally() -> ClipTally { clipAssembly.newTally() }

  /// Takes what comes next.
  func take(_ event: RunEvent) throws(OutputError) {
    switch event {
    case .examined(let outcome): try take(outcome)
    case .repeated(let frame): try take(frame)
    case .carried(let frame, let again): try take(frame, again)
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
    var clip = try openClip(outcome.clip)
    clip.tally.add(outcome)
    let row = ResultDocument(outcome, clipName: plan.clips[outcome.clip].name)
    addToKey(of: &clip, indexInClip: outcome.indexInClip, sha256: row.sha256)
    open = clip
    try append(row, trace: FrameTrace(outcome))
    if case .success = outcome.result { recorder.note(outcome.times, ofFilm: outcome.seconds != nil) }
    if case .failure(let failure) = outcome.result { logger.error("\(failure.message)") }
  }

  private func take(_ frame: RepeatedFrame) throws(OutputError) {
    var clip = try openClip(frame.clip)
    clip.skipped += 1
    addToKey(of: &clip, indexInClip: frame.indexInClip, sha256: frame.sha256)
    open = clip
    try append(frame.row(clipName: plan.clips[frame.clip].name))
  }

  /// The journal has the row already.
  private func take(_ frame: CarriedFrame, _ again: FrameOutcome?) throws(OutputError) {
    var clip = try openClip(frame.clip, carried: frame.segments)
    if let outcome = again ?? frame.outcome { clip.tally.add(outcome) } else { clip.skipped += 1 }
    addToKey(of: &clip, indexInClip: frame.indexInClip, sha256: frame.row.sha256)
    clip.rows += 1
    open = clip
    try recorder.append(frame.row, examined: again != nil)
    if let again { recorder.note(again.times, ofFilm: again.seconds != nil) }
  }

  /// Takes the clip of the next frame out of `open`, so that its tally has one owner and adding copies nothing; begun where it is new.
  private func openClip(_ index: Int, carried: [JournalSegment] = []) throws(OutputError) -> OpenClip {
    if open?.index != index { try closeOpenClip() }
    if let clip = open {
      open = nil
      return clip
    }
    let name = plan.clips[index].name
    try journal.beginClip(index, name: name, carried: carried)
    return OpenClip(index: index, tally: clipAssembly.newTally(), key: ClipKey(clip: index, name: name))
  }

  /// First the journal, as the results can be made from it.
  private func append(_ row: ResultDocument, trace: FrameTrace? = nil) throws(OutputError) {
    open?.rows += 1
    try journal.append(row, trace: trace)
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
