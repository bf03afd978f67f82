// A clip that an earlier attempt was in the middle of, and how far its frames count.
//
//   rows of the journal → still the same frames? → how many from the first on
//                       → whose details does the verdict rest on? → these are examined once more
//
// A verdict needs more of some frames than their rows: the best agreement of each system in full, the features of those that are put
// together, what is drawn. Which these are follows from the odds and the counts in the traces, so only they are examined again; of all
// others the sums are enough. Examining is deterministic, so the clip ends with the same bytes as one that was never stopped.

import FeatureExtraction
import ImagePlanes
import MatchReporting

/// A frame that an earlier attempt has finished, of a clip that it has not.
package struct CarriedFrame: Sendable {
  /// Its row.
  package let row: ResultDocument
  /// The frame as far as sums need it; nil where it was skipped.
  package let outcome: FrameOutcome?
  /// Whether the verdict rests on its details: then it is examined again.
  package let isNeeded: Bool
  /// Position of its clip in the plan.
  package let clip: Int
  /// Position in its clip, from 0.
  package let indexInClip: Int
  /// Where the rows of all carried frames of its clip stand.
  let segments: [JournalSegment]
}

/// The frames of a clip that need not all be examined again. Used from one task at a time.
final class CarriedClip {
  private let reader: BegunRows
  private let needed: Set<Int>
  private let clip: Int
  private var index = 0

  /// Frames that are carried, from the clip's first on.
  let count: Int

  /// Checks which frames of `clip` are still what they were.
  ///
  /// - Parameters:
  ///   - index: Position of the clip in the plan.
  ///   - begun: What the journal has of it.
  ///   - tally: An empty tally like the run's.
  /// - Returns: nil where not one frame can be carried. A frame that failed, and all behind it, is examined again.
  /// - Complexity: reads every file of the clip as far as frames are carried.
  init?(_ clip: Clip, index: Int, begun: BegunClip, tally: ClipTally) {
    var tally = tally
    var count = 0
    let film: String? = if case .video(let path, _) = clip.content { ClipKey.digest(of: path) } else { nil }
    do throws(OutputError) {
      let rows = BegunRows(begun)
      while let (row, trace) = try rows.next() {
        guard Self.isSame(row, as: count, of: clip, film: film) else { break }
        if row.status == .ok {
          guard let trace, var outcome = FrameOutcome(row, trace, clip: index, indexInClip: count) else { break }
          if trace.hasBolts { outcome.features = .placeholder }
          tally.add(outcome)
        }
        count += 1
      }
    } catch { return nil }
    guard count > 0 else { return nil }
    self.count = count
    self.clip = index
    needed = tally.framesThatMatter
    reader = BegunRows(begun.prefix(count))
  }

  private static func isSame(_ row: ResultDocument, as index: Int, of clip: Clip, film: String?) -> Bool {
    guard row.status != .failed, row.clip == clip.name, let sha256 = row.sha256 else { return false }
    switch clip.content {
    case .images(let entries):
      guard index < entries.count else { return false }
      let entry = entries[index]
      return entry.failure == nil && entry.label == row.frame && ClipKey.digest(of: entry.path) == sha256
    case .video(_, let label):
      return sha256 == film && row.frame.hasPrefix(label + "#t=")
    }
  }

  /// The next carried frame; nil after the last.
  ///
  /// - Throws: Where the journal has changed since it was checked.
  func next() throws(OutputError) -> CarriedFrame? {
    guard index < count, let (row, trace) = try reader.next() else { return nil }
    defer { index += 1 }
    return CarriedFrame(
      row: row, outcome: trace.flatMap { FrameOutcome(row, $0, clip: clip, indexInClip: index) },
      isNeeded: needed.contains(index), clip: clip, indexInClip: index, segments: reader.segments)
  }
}

extension Features {
  /// Of a frame whose own features are not at hand.
  fileprivate static let placeholder = Features(
    size: ImageSize(width: 1, height: 1), keypoints: [], descriptors: DescriptorSet())
}
