// What merging has to know of a share's results.

import MatchReporting

/// `remnant.shard/1`: `shard.json`, written when a share is complete.
package struct ShardDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  package static let schema = "remnant.shard/1"

  /// ``schema``.
  package var schema = Self.schema
  /// Which share, from 1.
  package var shard: Int
  /// How many shares there are.
  package var of: Int
  /// Version, options and references.
  package var identity: RunIdentity
  /// The names of all clips of the footage, in order, whoever examined them.
  package var clips: [String]
  /// What the clips of this share came to, in order; as many rows of `results.jsonl` belong to each as it has frames.
  package var summaries: [ClipDocument]
  /// Where the share found its pictures; absent where nobody said. Shares may differ in it: each machine has its own paths.
  package var locations: RunLocationsDocument?

  package init(
    _ selection: ShardSelection, identity: RunIdentity, clips: [String], summaries: [ClipDocument],
    locations: RunLocationsDocument? = nil
  ) {
    shard = selection.index + 1
    of = selection.count
    self.identity = identity
    self.clips = clips
    self.summaries = summaries
    self.locations = locations
  }
}

extension ClipDocument {
  /// Rows of `results.jsonl` that are the clip's.
  var rowCount: Int { frames + failedFrames + (skippedFrames ?? 0) }
}

extension SourcePath {
  /// The absolute path as text that gives the same bytes back: as it is, or, where it is not UTF-8, `hex:` and its bytes.
  /// An absolute path starts with a slash, so that the two cannot be confused.
  package var recordedText: String {
    let path = resolved ?? self
    if path.isUTF8 { return path.display }
    return "hex:" + path.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The path of a text from ``recordedText``.
  package init(recordedText text: String) {
    guard text.hasPrefix("hex:") else {
      self.init(text)
      return
    }
    let digits = Array(text.dropFirst(4))
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    self.init(bytes: bytes.filter { $0 != 0 })
  }
}
