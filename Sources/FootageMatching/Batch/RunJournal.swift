// The journal: what makes a run that was killed go on where it stopped.
//
//   9f86d081 {"schema":"remnant.journal/2","identity":{…}}       what the run is: version, options, references
//   1c0b2b3f {"begin":{"clip":0,"name":"…","carried":[]}}        the rows that follow belong to this clip
//   60303ae2 {"row":{…},"trace":{…}}                             a frame's row of the results, and what the clip needs of it beside
//   6c5b7d1a {"row":{…},"trace":{…}}
//   b1d0fa2e {"clip":{"key":"…","rows":2,"document":{…}}}        the clip is finished
//
// It only grows, a line at a time, each with a checksum of its own. So whatever ends the process or the machine costs at
// most the lines that were not written whole, and those are told from the others. `results.jsonl` and the summary are made from
// it, each time anew: nothing in them has to be repaired. A clip that was begun and never finished is gone on with: a later `begin` says
// where in the journal its rows stand (see `CarriedClip`).

import MatchReporting

/// A line of the journal, but the first: a row with its trace, the beginning of a clip, or its end.
struct JournalEntry: Codable {
  var row: ResultDocument?
  var trace: FrameTrace?
  var begin: BegunClipEntry?
  var clip: FinishedClipEntry?
}

/// The beginning of a clip.
struct BegunClipEntry: Codable {
  /// Its position in the plan.
  let clip: Int
  /// Its name.
  let name: String
  /// Where earlier attempts have left rows that still count.
  let carried: [JournalSegment]
}

/// The end of a clip.
struct FinishedClipEntry: Codable {
  /// What the clip is: see `ClipKey`.
  let key: String
  /// Rows of the clip, carried ones included; the last of them stand directly before this line.
  let rows: Int
  /// What the clip came to.
  let document: ClipDocument
}

/// The journal's first line.
struct JournalHeader: Codable {
  static let schema = "remnant.journal/2"

  var schema = Self.schema
  let identity: RunIdentity
  /// The part of the footage that the run takes, as `2/8`; absent where it takes all.
  var shard: String?
}

/// The journal of a run in its output folder. Used from one task at a time.
package final class RunJournal {
  /// The journal's name in the output folder.
  package static let name = "journal.jsonl"

  /// Seconds of work that may be lost when the machine goes down. A process that is killed loses nothing that was appended:
  /// what the system was given it writes.
  private static let secondsBetweenSyncs = 5.0

  /// A journal that was found, locked and read; nothing in it has been changed.
  package struct Found {
    fileprivate let file: OutputFile
    /// Its finished clips.
    package let index: JournalIndex
    /// What the run is.
    package let identity: RunIdentity
  }

  private let file: OutputFile
  private let path: SourcePath
  private var lastSync = ContinuousClock.now

  /// Starts the journal of a new run.
  ///
  /// - Parameter shard: The part of the footage that the run takes; nil for all.
  package init(creatingIn folder: OutputFolder, identity: RunIdentity, shard: ShardSelection?) throws(OutputError) {
    path = folder.path.appending(RunJournal.name)
    file = try OutputFile(creating: path)
    try file.lock()
    try append(JournalHeader(identity: identity, shard: shard?.description))
    try file.finish()
  }

  /// The journal in `folder`; nil where there is none, or none whose first line was written whole: its run never began.
  package static func find(in folder: OutputFolder) throws(OutputError) -> Found? {
    guard folder.holds(RunJournal.name) else { return nil }
    let path = folder.path.appending(RunJournal.name)
    guard case .success(let status) = PathStatus.of(path), status.kind == .file else {
      throw .notWritable(path: path.display, reason: "it is not a file")
    }
    let file = try OutputFile(continuing: path)
    // Locked before it is read: another process that still writes would be taken for one that was killed.
    try file.lock()
    let index: JournalIndex
    do { index = try JournalIndex(path: path) } catch {
      throw .notWritable(path: path.display, reason: error.description)
    }
    return index.identity.map { Found(file: file, index: index, identity: $0) }
  }

  /// Goes on with a journal: what was torn at its end is cut off.
  package init(continuing found: Found, in folder: OutputFolder) throws(OutputError) {
    path = folder.path.appending(RunJournal.name)
    file = found.file
    try file.truncate(to: found.index.soundLength)
  }

  /// Begins a clip: the rows that follow belong to it.
  ///
  /// - Parameter carried: Where rows of its first frames stand already.
  package func beginClip(_ clip: Int, name: String, carried: [JournalSegment] = []) throws(OutputError) {
    try append(JournalEntry(begin: BegunClipEntry(clip: clip, name: name, carried: carried)))
  }

  /// Adds a frame's row. Its line is with the system when this returns, and on the disk a few seconds later.
  ///
  /// - Parameter trace: What its clip needs of the frame beside the row; nil of one that failed or was skipped.
  package func append(_ row: ResultDocument, trace: FrameTrace? = nil) throws(OutputError) {
    try append(JournalEntry(row: row, trace: trace))
    try syncNowAndThen()
  }

  /// Notes that the clip of the last `rows` rows, carried ones included, is finished, its overlays included.
  package func finishClip(key: String, rows: Int, document: ClipDocument) throws(OutputError) {
    try append(JournalEntry(clip: FinishedClipEntry(key: key, rows: rows, document: document)))
    try syncNowAndThen()
  }

  /// Waits until everything is on the disk.
  package func finish() throws(OutputError) { try file.finish() }

  private func syncNowAndThen() throws(OutputError) {
    guard lastSync.duration(to: .now) / .seconds(1) > RunJournal.secondsBetweenSyncs else { return }
    try file.finish()
    lastSync = .now
  }

  private func append(_ document: some Encodable) throws(OutputError) {
    let text: String
    do { text = try JSONDocument.line(document) } catch {
      throw .notWritable(path: path.display, reason: error.description)
    }
    try file.append(JournalLine.line(of: Array(text.utf8.dropLast())))
  }
}
