import FoundationEssentials

/// A finished run as its documents tell it: what a report is made from.
///
/// Reading is lenient on purpose. Documents of another version may lack keys that this one writes and hold keys that it does not
/// know; only what a report cannot do without is demanded. A line of `results.jsonl` that cannot be read costs that line.
package struct RunRecord: Sendable {
  /// Clips, in the footage's order.
  package let clips: [RecordedClip]
  /// Whether the run was stopped before its end.
  package let isInterrupted: Bool
  /// The frames of each clip, in order, by the clip's name.
  package let frames: [String: [RecordedFrame]]  // Looked up only: its order plays no part.
  /// Version, options, digests and times; nil where `run.json` is missing or damaged.
  package let run: RecordedRun?
  /// What could not be read, in sentences for people.
  package let notices: [String]
  /// Whether a document is missing or damaged in part.
  package let hasDamage: Bool

  /// Lines of `results.jsonl` named one by one where they cannot be read; of more, only the number is said.
  private static let greatestNamedLineCount = 3

  /// Reads the three documents.
  ///
  /// - Parameters:
  ///   - results: The bytes of `results.jsonl`; nil where there is no such file.
  ///   - run: The bytes of `run.json`; nil where there is no such file.
  /// - Throws: ``RunRecordError/damagedSummary(reason:)``.
  /// - Complexity: O(bytes).
  package init(summary: [UInt8], results: [UInt8]?, run: [UInt8]?) throws(RunRecordError) {
    let decoder = JSONDecoder()
    do {
      let document = try decoder.decode(Summary.self, from: Data(summary))
      guard document.schema.hasPrefix("remnant.summary/") else { throw RunRecordError.otherSummary }
      clips = document.footage
      isInterrupted = document.interrupted ?? false
    } catch let error as RunRecordError {
      throw error
    } catch {
      throw .damagedSummary(reason: Self.place(of: error))
    }

    var notices: [String] = []
    self.run = run.flatMap { try? decoder.decode(RecordedRun.self, from: Data($0)) }
    switch (run, self.run) {
    case (nil, _): notices.append("run.json is missing: version, options and digests are not known.")
    case (_, nil): notices.append("run.json is damaged: version, options and digests are not known.")
    default: break
    }
    if results == nil { notices.append("results.jsonl is missing: nothing is known of single frames.") }

    var frames: [String: [RecordedFrame]] = [:]
    var damaged: [Int] = []
    var number = 0
    for line in (results ?? []).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { continue }
      if let frame = try? decoder.decode(RecordedFrame.self, from: Data(line)) {
        frames[frame.clip, default: []].append(frame)
      } else {
        damaged.append(number)
      }
    }
    self.frames = frames
    for number in damaged.prefix(Self.greatestNamedLineCount) {
      notices.append("results.jsonl, line \(number): cannot be read, so its frame is not shown.")
    }
    if damaged.count > Self.greatestNamedLineCount {
      notices.append(
        "results.jsonl: \(damaged.count - Self.greatestNamedLineCount) more lines cannot be read; their frames are not shown."
      )
    }
    hasDamage = !notices.isEmpty
    if isInterrupted { notices.append("The run was stopped before its end: frames and clips may be missing.") }
    self.notices = notices
  }

  /// Where a document departs from its form, in a clause.
  private static func place(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "the key “\(key.stringValue)” is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "the value at “\(context.codingPath.map(\.stringValue).joined(separator: "."))” has an unexpected form"
    default: "it is not JSON"
    }
  }

  private struct Summary: Decodable {
    var schema: String
    var interrupted: Bool?
    var footage: [RecordedClip]
  }
}

/// Why no report can be made of a run's documents.
package enum RunRecordError: Error, Hashable, Sendable {
  /// `summary.json` is not what a run writes.
  case damagedSummary(reason: String)
  /// It is a document of another kind.
  case otherSummary
}

/// A clip, as `summary.json` tells it.
package struct RecordedClip: Decodable, Hashable, Sendable {
  /// The clip's name.
  package var name: String
  /// What may be said of it.
  package var verdict: ClipDocument.Verdict
  /// Frames examined.
  package var frames: Int
  /// Frames that could not be examined.
  package var failedFrames: Int?
  /// Systems that agree, best first.
  package var candidates: [RecordedClipCandidate]?
  /// Overlays, relative to the results' folder.
  package var overlays: [String]?
  /// The verdict's reason in a sentence or two.
  package var reason: String?
  /// Decades between the first system and the next.
  package var margin: Double?
  /// Systems that the clip does not tell from the first.
  package var twins: [String]?
  /// How the decoys fared, in whatever form.
  package var decoys: JSONValue?
}

/// A system that agrees with a clip.
package struct RecordedClipCandidate: Decodable, Hashable, Sendable {
  /// The system's name.
  package var reference: String
  /// Log-odds over the clip.
  package var logOdds: Double
  /// Frames that agree.
  package var frames: Int?
  /// Log-odds by the kind of detail.
  package var evidence: RecordedEvidence?
  /// The frame that agrees most.
  package var bestFrame: String?
  /// The view with which it does.
  package var bestView: String?
}

/// Log-odds by the kind of detail; a kind that was not examined is nil.
package struct RecordedEvidence: Decodable, Hashable, Sendable {
  /// From the surface's small marks.
  package var keypoints: Double?
  /// From the pattern of bolts.
  package var bolts: Double?
  /// From lines, rims and their stations.
  package var edges: Double?
}

/// A frame, as its line of `results.jsonl` tells it.
package struct RecordedFrame: Decodable, Hashable, Sendable {
  /// Its name.
  package var frame: String
  /// Its clip's name.
  package var clip: String
  /// SHA-256 of its file.
  package var sha256: String?
  /// Whether it could be examined.
  package var status: ResultDocument.Status
  /// Seconds from the film's beginning.
  package var time: Double?
  /// Columns.
  package var width: Int?
  /// Rows.
  package var height: Int?
  /// Keypoints found.
  package var keypoints: Int?
  /// Reference views that agree, best first.
  package var candidates: [RecordedCandidate]?
  /// Why it could not be examined.
  package var error: ErrorDocument?
}

/// A reference view that agrees with a frame.
package struct RecordedCandidate: Decodable, Hashable, Sendable {
  /// The system's name.
  package var reference: String
  /// The view: system and file.
  package var view: String
  /// Log-odds of this pair alone.
  package var logOdds: Double
  /// Places that agree with the map.
  package var inliers: Int?
  /// Nine elements of the map from the view's pixels to the frame's.
  package var frameFromReference: [Double]?
  /// Log-odds by the kind of detail.
  package var evidence: RecordedEvidence?
  /// The bolts in common.
  package var bolts: BoltAgreementDocument?
  /// The best places that agree.
  package var places: [PointPairDocument]?
}

/// A run, as `run.json` tells it.
package struct RecordedRun: Decodable, Hashable, Sendable {
  /// Remnant's version.
  package var version: String?
  /// How the run ended.
  package var status: String?
  /// Options by name.
  package var options: NamedValues<JSONValue>?
  /// Versions of libraries.
  package var libraries: NamedValues<String>?
  /// Reference views and their digests.
  package var references: [ReferenceDigestDocument]?
  /// Pictures and films and their digests.
  package var inputs: [InputDigestDocument]?
  /// When, on what and how fast.
  package var execution: RecordedExecution?
}

/// When, on what and how fast a run went.
package struct RecordedExecution: Decodable, Hashable, Sendable {
  /// Start, ISO 8601.
  package var started: String?
  /// End, ISO 8601.
  package var finished: String?
  /// Duration in seconds.
  package var seconds: Double?
  /// Instruction set.
  package var isa: String?
  /// Worker threads.
  package var threads: Int?
  /// The command line.
  package var command: [String]?
  /// Where the pictures were.
  package var locations: RunLocationsDocument?
}
