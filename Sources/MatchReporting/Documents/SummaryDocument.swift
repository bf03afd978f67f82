import FeatureMatching

/// `remnant.summary/1`: `summary.json`, what each clip of the footage comes to.
public struct SummaryDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  public static let schema = "remnant.summary/1"

  /// ``schema``.
  public var schema = Self.schema
  /// True where the run was stopped before its end, so that frames and clips may be missing; absent otherwise.
  public var interrupted: Bool?
  /// One entry a clip, in the footage's order.
  public var footage: [ClipDocument]

  /// Makes a summary of its clips.
  public init(footage: [ClipDocument], interrupted: Bool = false) {
    self.footage = footage
    self.interrupted = interrupted ? true : nil
  }
}

/// A clip in a summary.
public struct ClipDocument: Codable, Hashable, Sendable {
  /// What may be said of a clip. There is no "identified": that is a person's judgement.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// At least one reference agrees with the clip beyond chance.
    case candidate
    /// None does, which says nothing against any of them.
    case inconclusive
  }

  /// The clip's name.
  public var name: String
  /// What may be said of it.
  public var verdict: Verdict
  /// Frames examined.
  public var frames: Int
  /// Frames that could not be examined.
  public var failedFrames: Int
  /// Frames that were skipped, as they repeat others; absent where none were.
  public var skippedFrames: Int?
  /// References that agree, best first.
  public var candidates: [ClipCandidateDocument]
  /// The overlays of the frames that agree most, best first, relative to the results' folder.
  public var overlays: [String]
  /// The verdict's reason, in a sentence or two.
  public var reason: String?
  /// Decades between the first candidate and the next, 3 decimals; absent where fewer than two agree.
  public var margin: Double?
  /// Systems that the clip does not tell from the first candidate; absent where there are none.
  public var twins: [String]?

  /// Makes a clip's entry.
  public init(
    name: String, verdict: Verdict, frames: Int, failedFrames: Int, candidates: [ClipCandidateDocument],
    overlays: [String] = [], skippedFrames: Int = 0, reason: String? = nil, margin: Double? = nil, twins: [String] = []
  ) {
    self.name = name
    self.verdict = verdict
    self.frames = frames
    self.failedFrames = failedFrames
    self.candidates = candidates
    self.overlays = overlays
    self.skippedFrames = skippedFrames > 0 ? skippedFrames : nil
    self.reason = reason
    self.margin = margin.map(JSONRounding.logOdds)
    self.twins = twins.isEmpty ? nil : twins
  }
}

/// A reference that agrees with a clip.
public struct ClipCandidateDocument: Codable, Hashable, Sendable {
  /// The system: the name of the reference's folder.
  public var reference: String
  /// Log-odds over the clip, 3 decimals, within ±1,000,000.
  public var logOdds: Double
  /// The number of frames that agree.
  public var frames: Int
  /// The best frame's log-odds by the kind of detail, corrected for the number of comparisons as `logOdds` is; absent where
  /// unknown.
  public var evidence: EvidenceDocument?
  /// The frame that agrees most, as in `results.jsonl`; absent where none is named.
  public var bestFrame: String?
  /// The view with which it agrees.
  public var bestView: String?
  /// How often made-up patterns agree as well; only of a clip's first candidate, and absent where none were asked.
  public var decoys: DecoysDocument?

  /// Makes a candidate's entry.
  public init(
    reference: String, logOdds: Double, frames: Int, evidence: EvidenceDocument? = nil, bestFrame: String? = nil,
    bestView: String? = nil, decoys: DecoysDocument? = nil
  ) {
    self.reference = reference
    self.logOdds = JSONRounding.logOdds(logOdds)
    self.frames = frames
    self.evidence = evidence
    self.bestFrame = bestFrame
    self.bestView = bestView
    self.decoys = decoys
  }
}

/// Where an agreement stands among those of made-up patterns with the same frame.
public struct DecoysDocument: Codable, Hashable, Sendable {
  /// Patterns that were compared.
  public var count: Int
  /// Patterns that agree at least as well.
  public var atLeastAsGood: Int
  /// (1 + `atLeastAsGood`) / (1 + `count`), 4 decimals: the probability of standing this high by chance.
  public var rate: Double

  /// Makes the document of `standing`.
  public init(_ standing: DecoyStanding) {
    count = standing.count
    atLeastAsGood = standing.atLeastAsGood
    rate = JSONRounding.round(standing.rate, decimals: 4)
  }
}
