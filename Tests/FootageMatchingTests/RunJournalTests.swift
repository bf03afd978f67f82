import FootageMatching
import Foundation
import ImagePlanes
import MatchReporting
import Testing

@Suite struct RunJournalTests {
  private let identity = RunIdentity(
    options: MatchRunOptions(),
    references: [ReferenceDigestDocument(reference: "alpha", view: "alpha/a.png", sha256: "aa")])

  private func row(_ number: Int) -> ResultDocument {
    ResultDocument(
      frame: "f\(number)", clip: "clip", sha256: "digest-\(number)", size: ImageSize(width: 4, height: 3),
      orientation: 1,
      keypointCount: number,
      candidates: [
        CandidateDocument(
          reference: "alpha", view: "alpha/a.png", logOdds: 1.125, inlierCount: 7,
          frameFromReference: Homography([1, 0.1, 3, 0, 1.7, 2, 1e-5, 0, 1]),
          evidence: EvidenceDocument(keypoints: 2.25, bolts: -0.5))
      ])
  }

  private func document(_ name: String) -> ClipDocument {
    ClipDocument(
      name: name, verdict: .inconclusive, frames: 2, failedFrames: 0, candidates: [], reason: "because", margin: 0.5)
  }

  /// A journal of two finished clips of two frames each and a third clip's first frame.
  private func journal() throws -> (folder: TemporaryFolder, output: OutputFolder, file: URL) {
    let folder = try TemporaryFolder()
    let output = try OutputFolder(preparing: folder.path, earlier: .keep)
    let journal = try RunJournal(creatingIn: output, identity: identity, shard: nil)
    for clip in 0..<2 {
      try journal.beginClip(clip, name: "clip-\(clip)")
      for frame in 0..<2 { try journal.append(row(2 * clip + frame)) }
      try journal.finishClip(key: "key-\(clip)", rows: 2, document: document("clip-\(clip)"))
    }
    try journal.beginClip(2, name: "clip-2")
    try journal.append(row(9))
    return (folder, output, folder.url.appending(path: RunJournal.name))
  }

  private func rows(_ clip: FinishedClip?) throws -> [ResultDocument] {
    var rows: [ResultDocument] = []
    try clip?.forEachRow { rows.append($0) }
    return rows
  }

  @Test func finishedClipsComeBackWhole() throws {
    let (folder, output, _) = try journal()
    do {
      // The clip that was under way begins again; what it left before does not count.
      let going = try RunJournal(continuing: try #require(try RunJournal.find(in: output)), in: output)
      try going.beginClip(2, name: "clip-2")
      for number in 4..<6 { try going.append(row(number)) }
      try going.finishClip(key: "key-2", rows: 2, document: document("clip-2"))
    }
    let index = try #require(try RunJournal.find(in: output)).index
    #expect(index.count == 3)
    for clip in 0..<3 {
      let finished = try #require(index.finishedClip(key: "key-\(clip)", clip: 7))
      #expect(finished.document == document("clip-\(clip)"))
      #expect(finished.clip == 7)
      #expect(try rows(finished) == [row(2 * clip), row(2 * clip + 1)])
    }
    #expect(index.finishedClip(key: "key-3", clip: 0) == nil)
    withExtendedLifetime(folder) {}
  }

  @Test func aBegunClipGoesOnFromWhereItsRowsStand() throws {
    let (folder, output, _) = try journal()
    var carried = [9]
    // Each attempt takes over what all before it have left, and is killed after two more rows.
    for attempt in 0..<3 {
      let found = try #require(try RunJournal.find(in: output))
      let begun = try #require(found.index.begunClip(2, name: "clip-2"))
      #expect(begun.count == carried.count)
      #expect(found.index.begunClip(1, name: "clip-1") == nil, "it was finished")
      #expect(found.index.begunClip(2, name: "another") == nil)
      let going = try RunJournal(continuing: found, in: output)
      try going.beginClip(2, name: "clip-2", carried: begun.segments)
      for number in 0..<2 {
        carried.append(10 + 2 * attempt + number)
        try going.append(row(carried[carried.count - 1]))
      }
    }
    let found = try #require(try RunJournal.find(in: output))
    let begun = try #require(found.index.begunClip(2, name: "clip-2"))
    let going = try RunJournal(continuing: found, in: output)
    try going.beginClip(2, name: "clip-2", carried: begun.segments)
    try going.finishClip(key: "key-2", rows: carried.count, document: document("clip-2"))
    let index = try JournalIndex(path: folder.path.appending(SourcePath(RunJournal.name)))
    #expect(try rows(index.finishedClip(key: "key-2", clip: 2)) == carried.map(row))
    #expect(index.begunClip(2, name: "clip-2") == nil)
  }

  @Test func whereverItIsTornWhatIsWholeCounts() throws {
    let (folder, output, file) = try journal()
    let whole = try Data(contentsOf: file)
    for length in stride(from: 0, through: whole.count, by: 3) {
      try whole.prefix(length).write(to: file)
      let lines = whole.prefix(length).count { $0 == UInt8(ascii: "\n") }
      let found = try RunJournal.find(in: output)
      #expect((found != nil) == (lines >= 1), "cut at \(length)")
      guard let found else { continue }
      #expect(found.index.count == (lines - 1) / 4, "cut at \(length)")
      // What is appended next must not be glued to the torn line.
      let going = try RunJournal(continuing: found, in: output)
      try going.beginClip(5, name: "new")
      try going.append(row(8))
      try going.finishClip(key: "new", rows: 1, document: document("new"))
      let again = try JournalIndex(path: SourcePath(file.path))
      #expect(again.count == (lines - 1) / 4 + 1, "cut at \(length)")
      #expect(try rows(again.finishedClip(key: "new", clip: 0)) == [row(8)], "cut at \(length)")
    }
    withExtendedLifetime(folder) {}
  }

  @Test func damageCostsTheClipThatItHits() throws {
    let (folder, output, file) = try journal()
    let whole = try Data(contentsOf: file)
    let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }
    for position in stride(from: 0, to: ends[8], by: 7) {
      var damaged = whole
      // As a block that never reached the disk reads.
      damaged[position] = 0
      try damaged.write(to: file)
      let found = try RunJournal.find(in: output)
      guard position > ends[0] else {
        #expect(found == nil, "at \(position)")
        continue
      }
      let index = try #require(found).index
      #expect(
        (index.finishedClip(key: "key-0", clip: 0) == nil) == (position >= ends[1] && position <= ends[4]),
        "at \(position)")
      // A lost line end spoils the line behind it too. Without its first line a finished clip is still whole.
      let second = position >= ends[5] && position <= ends[8]
      #expect((index.finishedClip(key: "key-1", clip: 0) == nil) == second, "at \(position)")
    }
    withExtendedLifetime(folder) {}
  }

  @Test func twoProcessesDoNotShareAJournal() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder(preparing: folder.path, earlier: .keep)
    let journal = try RunJournal(creatingIn: output, identity: identity, shard: nil)
    let path = folder.path.appending(SourcePath(RunJournal.name)).display
    #expect(throws: OutputError.inUse(path: path)) { try RunJournal.find(in: output) }
    try journal.finish()
  }

  @Test func whatDiffersIsNamed() {
    func difference(_ change: (inout RunIdentity, inout MatchRunOptions) -> Void) -> String {
      var (current, options) = (identity, MatchRunOptions())
      change(&current, &options)
      current.options = options.recorded
      return identity.difference(from: current, comparingReferences: true) ?? "none"
    }
    #expect(difference { _, _ in } == "none")
    #expect(difference { _, options in options.threads = 64 } == "none")
    #expect(difference { _, options in options.keypointCount = 5 } == "its option features was 2000 and is 5 now")
    #expect(difference { current, _ in current.version = "9" }.contains("version 9"))
    #expect(difference { current, _ in current.references[0].sha256 = "bb" }.contains("a.png is another picture"))
    #expect(difference { current, _ in current.references = [] }.contains("a.png is missing"))
    #expect(
      difference { current, _ in
        current.references.append(ReferenceDigestDocument(reference: "b", view: "b/c.png", sha256: "cc"))
      }.contains("b/c.png was not there"))
  }

  @Test func optionsComeBackFromTheirRecord() throws {
    var options = MatchRunOptions()
    options.keypointCount = 321
    options.framesPerSecond = 2.5
    options.candidateLogOdds = 4
    options.overlaysPerClip = 0
    options.skipsDuplicates = true
    let text = try JSONDocument.line(options.recorded)
    let read = try JSONDecoder().decode(NamedValues<JSONValue>.self, from: Data(text.utf8))
    #expect(try #require(MatchRunOptions(recorded: read)).recorded == options.recorded)
    #expect(MatchRunOptions(recorded: [:]) == nil)
  }
}
