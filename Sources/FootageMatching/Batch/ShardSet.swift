// The results of all shares of a run, as one sequence of frames.

import FoundationEssentials
import MatchReporting

/// Why shares cannot be merged.
public enum MergeError: Error, Hashable, Sendable {
  /// The folder holds no complete share.
  case notAShard(path: String, begun: Bool)
  /// Some shares were not named.
  case missing(shards: [Int], of: Int)
  /// One share was named twice.
  case twice(shard: Int, first: String, second: String)
  /// Two shares are not of the same run.
  case differs(path: String, other: String, difference: String)
  /// The folder's files contradict each other.
  case damaged(path: String, reason: String)
}

extension MergeError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .notAShard(let path, true):
      "\(path): holds a share that is not complete. Finish it with the same command and --resume, then merge again."
    case .notAShard(let path, false):
      "\(path): holds no share of a run (\(OutputFolder.shardName)). Name folders that match --shard has written."
    case .missing(let shards, let count):
      "Of \(count) shares, \(shards.count == 1 ? "one is" : "\(shards.count) are") missing: number "
        + shards.prefix(10).map(String.init).joined(separator: ", ") + (shards.count > 10 ? ", …" : "")
        + ". Name the folders of all of them."
    case .twice(let shard, let first, let second):
      "\(second): is share \(shard) again, which \(first) is already. Name each share once."
    case .differs(let path, let other, let difference):
      "\(path): does not belong to the same run as \(other): \(difference). Run one of them again."
    case .damaged(let path, let reason):
      "\(path): \(reason). Run this share again with --resume, then merge again."
    }
  }
}

/// All shares of a run, checked to belong together. Used from one task at a time.
///
/// Memory: a buffer a share, and the summaries of all clips.
final class ShardSet {
  /// A clip, and the share that it comes from.
  struct ShardClip {
    let summary: ClipDocument
    fileprivate let shard: Int
  }

  private let folders: [SourcePath]  // In the order of the shares.
  private let rows: [LineReader]
  private var summaries: [ArraySlice<ClipDocument>]
  private let clipNames: [String]
  private var clip = 0

  let identity: RunIdentity
  let options: MatchRunOptions
  /// Frames in all.
  let frameCount: Int
  /// Where the shares found their pictures; nil where none says.
  let locations: RunLocationsDocument?

  /// Reads the indexes of `shardFolders` and opens their rows.
  init(reading shardFolders: [SourcePath]) throws(MergeError) {
    var documents: [Int: (document: ShardDocument, folder: SourcePath)] = [:]
    for folder in shardFolders {
      let document = try ShardSet.document(in: folder)
      if let other = documents[document.shard] {
        throw .twice(shard: document.shard, first: other.folder.display, second: folder.display)
      }
      documents[document.shard] = (document, folder)
    }
    let shards = documents.keys.sorted().compactMap { documents[$0] }
    guard let (first, firstFolder) = shards.first else { throw .missing(shards: [1], of: 1) }
    for (document, folder) in shards.dropFirst() {
      if let difference = ShardSet.difference(first, document) {
        throw .differs(path: folder.display, other: firstFolder.display, difference: difference)
      }
    }
    let missing = (1...max(1, first.of)).filter { documents[$0] == nil }
    guard missing.isEmpty else { throw .missing(shards: missing, of: first.of) }
    guard let options = MatchRunOptions(recorded: first.identity.options) else {
      throw .damaged(path: firstFolder.display, reason: "its options cannot be read")
    }
    folders = shards.map(\.folder)
    identity = first.identity
    self.options = options
    locations = RunLocationsDocument(joining: shards.compactMap(\.document.locations))
    clipNames = first.clips
    summaries = shards.map { $0.document.summaries[...] }
    frameCount = shards.reduce(0) { $0 + $1.document.summaries.reduce(0) { $0 + $1.rowCount } }
    var rows: [LineReader] = []
    for folder in folders {
      do {
        rows.append(try LineReader(path: folder.appending(OutputFolder.resultsName)))
      } catch {
        throw .damaged(path: folder.display, reason: "\(OutputFolder.resultsName) cannot be read (\(error))")
      }
    }
    self.rows = rows
  }

  /// The next clip of the footage that has frames; nil after the last.
  func nextClip() throws(MergeError) -> ShardClip? {
    while clip < clipNames.count {
      let owner = ShardSelection.owner(of: clip, count: folders.count)
      let name = clipNames[clip]
      clip += 1
      if let summary = summaries[owner].first, summary.name == name {
        summaries[owner].removeFirst()
        return ShardClip(summary: summary, shard: owner)
      }
    }
    return nil
  }

  /// The next row of a clip.
  func nextRow(of clip: ShardClip) throws(MergeError) -> ResultDocument {
    let folder = folders[clip.shard].display
    let line: [UInt8]?
    do { line = try rows[clip.shard].next() } catch {
      throw .damaged(path: folder, reason: "\(OutputFolder.resultsName) cannot be read (\(error))")
    }
    guard let line, let row = try? JSONDecoder().decode(ResultDocument.self, from: Data(line)),
      row.clip == clip.summary.name
    else {
      throw .damaged(path: folder, reason: "\(OutputFolder.resultsName) does not hold the frames that it should")
    }
    return row
  }

  /// The picture `name`, a path within the folder of the clip's share.
  func overlay(_ name: String, of clip: ShardClip) throws(MergeError) -> [UInt8] {
    let folder = folders[clip.shard]
    // A share's index may come from anywhere: nothing outside of the folders of overlays is read or written for it.
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == OutputFolder.overlaysName[...],
      OverlayNaming.isOverlay(SourcePath(String(parts[1])))
    else { throw .damaged(path: folder.display, reason: "\(OutputFolder.shardName) names an overlay \(name)") }
    switch FolderListing.content(of: folder.appending(name), atMost: .max) {
    case .success(let bytes): return bytes
    case .failure(let error): throw .damaged(path: folder.display, reason: "\(name) cannot be read (\(error))")
    }
  }

  /// Checks that nothing of any share is left.
  func checkEnds() throws(MergeError) {
    for index in folders.indices {
      let row = try? rows[index].next()
      guard summaries[index].isEmpty, row == nil else {
        throw .damaged(path: folders[index].display, reason: "it holds more than the footage has")
      }
    }
  }

  private static func document(in folder: SourcePath) throws(MergeError) -> ShardDocument {
    let path = folder.appending(OutputFolder.shardName)
    switch FolderListing.content(of: path, atMost: .max) {
    case .failure:
      func holds(_ name: String) -> Bool {
        if case .success = PathStatus.of(folder.appending(name)) { true } else { false }
      }
      let begun = holds(RunJournal.name) && !holds(OutputFolder.summaryName)
      throw .notAShard(path: folder.display, begun: begun)
    case .success(let bytes):
      guard let document = try? JSONDecoder().decode(ShardDocument.self, from: Data(bytes)),
        document.schema == ShardDocument.schema, (1...max(1, document.of)).contains(document.shard),
        document.summaries.allSatisfy({ $0.frames >= 0 && $0.failedFrames >= 0 && $0.skippedFrames ?? 0 >= 0 })
      else { throw .damaged(path: folder.display, reason: "\(OutputFolder.shardName) cannot be read") }
      return document
    }
  }

  /// How `second` differs from `first` in what shares of a run have in common; nil where it does not.
  private static func difference(_ first: ShardDocument, _ second: ShardDocument) -> String? {
    if first.of != second.of { return "one is of \(first.of) shares, the other of \(second.of)" }
    if let difference = first.identity.difference(from: second.identity, comparingReferences: true) {
      return difference
    }
    for (left, right) in zip(first.clips, second.clips) where left != right {
      return "one saw a clip \(left) where the other saw \(right)"
    }
    return first.clips.count == second.clips.count ? nil : "they saw different footage"
  }
}
