/// `remnant.calibration/1`: how well scores keep what they promise, measured on footage whose answer is known.
public struct CalibrationDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  public static let schema = "remnant.calibration/1"

  /// A labelled set.
  public struct LabelledSet: Codable, Hashable, Sendable {
    /// The set's name.
    public var name: String
    /// SHA-256 over the SHA-256s of its views and frames, in order.
    public var sha256: String
    /// Clips with a label, their frames, and views, as far as they could be read.
    public var clips: Int
    /// Their frames that could be read.
    public var frames: Int
    /// Reference views that could be read.
    public var views: Int

    /// Makes an entry.
    public init(name: String, sha256: String, clips: Int, frames: Int, views: Int) {
      self.name = name
      self.sha256 = sha256
      self.clips = clips
      self.frames = frames
      self.views = views
    }
  }

  /// How many comparisons there were.
  public struct Counts: Codable, Hashable, Sendable {
    /// Clips against the system they show.
    public var same = 0
    /// Clips against near-twins of the system they show.
    public var nearTwins = 0
    /// Clips against other systems.
    public var different = 0
    /// Clips against libraries that hold neither their system nor its near-twin.
    public var unrelatedClips = 0
    /// Of these, those that are called candidates.
    public var falseCandidates = 0
    /// Clips against the library that holds their system.
    public var knownClips = 0
    /// Of these, those whose system comes first, and those called candidates for it.
    public var rightFirst = 0
    /// Of the known clips, those called candidates for their system.
    public var rightCandidates = 0
    /// Candidates for the near-twin of what a clip shows.
    public var twinCandidates = 0
    /// Pairs of a frame and a view that have nothing in common.
    public var unrelatedImagePairs = 0

    /// No comparisons.
    public init() {}
  }

  /// The fitted line: log10 LR = offset + slope · score, within what the trials support.
  public struct Line: Codable, Hashable, Sendable {
    /// log10 LR at score 0.
    public var offset: Double
    /// Decades of LR a decade of score.
    public var slope: Double
    /// The least and greatest log10 LR that so few trials support.
    public var least: Double
    /// The greatest.
    public var greatest: Double

    /// Makes a line; numbers are kept to 4 decimals.
    public init(offset: Double, slope: Double, least: Double, greatest: Double) {
      self.offset = JSONRounding.round(offset, decimals: 4)
      self.slope = JSONRounding.round(slope, decimals: 4)
      self.least = JSONRounding.round(least, decimals: 4)
      self.greatest = JSONRounding.round(greatest, decimals: 4)
    }
  }

  /// What likelihood ratios lose, in bits: 0 is perfect, 1 is saying nothing.
  public struct Costs: Codable, Hashable, Sendable {
    /// Scores taken as log10 LR as they are.
    public var raw: Double
    /// After the line, each clip by a line fitted without it; absent where a clip cannot be left out.
    public var calibrated: Double?
    /// After the best monotone map: what no calibration can mend.
    public var least: Double
    /// The rate at which both errors are equal.
    public var equalErrorRate: Double

    /// Makes an entry; numbers are kept to 4 decimals.
    public init(raw: Double, calibrated: Double?, least: Double, equalErrorRate: Double) {
      self.raw = JSONRounding.round(raw, decimals: 4)
      self.calibrated = calibrated.map { JSONRounding.round($0, decimals: 4) }
      self.least = JSONRounding.round(least, decimals: 4)
      self.equalErrorRate = JSONRounding.round(equalErrorRate, decimals: 4)
    }
  }

  /// A row of the reliability table.
  public struct Reliability: Codable, Hashable, Sendable {
    /// log10 LR from, and below; absent where open.
    public var from: Double?
    /// log10 LR below; absent where open.
    public var below: Double?
    /// Trials.
    public var same: Int
    /// The same for different sources.
    public var different: Int
    /// Mean probability said at even prior odds, and the share that was so; 4 decimals.
    public var said: Double
    /// The share that was so, weighted alike.
    public var observed: Double

    /// Makes a row.
    public init(from: Double?, below: Double?, same: Int, different: Int, said: Double, observed: Double) {
      self.from = from
      self.below = below
      self.same = same
      self.different = different
      self.said = JSONRounding.round(said, decimals: 4)
      self.observed = JSONRounding.round(observed, decimals: 4)
    }
  }

  /// What a threshold does: a point of the ROC and of the Tippett curves.
  public struct Threshold: Codable, Hashable, Sendable {
    /// Scores at least this high count.
    public var threshold: Double
    /// Trials of the same and of different sources that do.
    public var same: Int
    /// The same for different sources.
    public var different: Int
    /// Shares of all.
    public var hitRate: Double
    /// Share of different sources.
    public var falseMatchRate: Double
    /// Unrelated clips whose first system does, the share, and the 95 % bound that so many clips can vouch for.
    public var clips: Int
    /// Their share.
    public var clipRate: Double
    /// The 95 % bound of that share that so many clips can vouch for.
    public var clipBound: Double
    /// What Markov's inequality promises for one system of a library: 10^-threshold, at most 1.
    public var promised: Double

    /// Makes a row; shares are kept to 6 decimals.
    public init(
      threshold: Double, same: Int, different: Int, hitRate: Double, falseMatchRate: Double, clips: Int,
      clipRate: Double, clipBound: Double, promised: Double
    ) {
      self.threshold = threshold
      self.same = same
      self.different = different
      self.hitRate = JSONRounding.round(hitRate, decimals: 6)
      self.falseMatchRate = JSONRounding.round(falseMatchRate, decimals: 6)
      self.clips = clips
      self.clipRate = JSONRounding.round(clipRate, decimals: 6)
      self.clipBound = JSONRounding.round(clipBound, decimals: 6)
      self.promised = JSONRounding.round(promised, decimals: 6)
    }
  }

  /// How often unrelated clips stand out from their decoys, against what the decoys promise.
  public struct DecoyRate: Codable, Hashable, Sendable {
    /// A rate or less.
    public var rate: Double
    /// Unrelated clips with a first system that decoys were made of.
    public var asked: Int
    /// Of these, those with such a rate.
    public var reached: Int

    /// Makes a row.
    public init(rate: Double, asked: Int, reached: Int) {
      self.rate = rate
      self.asked = asked
      self.reached = reached
    }
  }

  /// An unrelated comparison that agrees.
  public struct Outlier: Codable, Hashable, Sendable {
    /// The clip and the system, each with its set.
    public var clip: String
    /// The system, with its set.
    public var system: String
    /// Its score, 3 decimals.
    public var score: Double

    /// Makes an entry.
    public init(clip: String, system: String, score: Double) {
      self.clip = clip
      self.system = system
      self.score = JSONRounding.logOdds(score)
    }
  }

  /// ``schema``.
  public var schema = Self.schema
  /// Remnant's version.
  public var version: String
  /// What it was measured on.
  public var sets: [LabelledSet]
  /// Whether footage was compared with other sets' references too.
  public var crossed: Bool
  /// Counts.
  public var counts: Counts
  /// The fitted line.
  public var line: Line
  /// Costs.
  public var costs: Costs
  /// Calibrated ratios against what was so, each clip by a line fitted without it; empty where a clip cannot be left out.
  public var reliability: [Reliability]
  /// Thresholds, ascending.
  public var thresholds: [Threshold]
  /// Decoys.
  public var decoys: [DecoyRate]
  /// The unrelated comparisons that agree most.
  public var outliers: [Outlier]

  /// Makes a document of its parts.
  public init(
    version: String, sets: [LabelledSet], crossed: Bool, counts: Counts, line: Line, costs: Costs,
    reliability: [Reliability], thresholds: [Threshold], decoys: [DecoyRate], outliers: [Outlier]
  ) {
    self.version = version
    self.sets = sets
    self.crossed = crossed
    self.counts = counts
    self.line = line
    self.costs = costs
    self.reliability = reliability
    self.thresholds = thresholds
    self.decoys = decoys
    self.outliers = outliers
  }
}

/// A calibration in a run's record: what it was fitted on, and what came of it.
public struct CalibrationRecordDocument: Codable, Hashable, Sendable {
  /// A labelled set.
  public struct LabelledSet: Codable, Hashable, Sendable {
    /// The set's name.
    public var name: String
    /// As in ``CalibrationDocument/LabelledSet/sha256``.
    public var sha256: String

    /// Makes an entry.
    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// The version of Remnant that was measured.
  public var version: String
  /// Whether footage was compared with other sets' references too.
  public var crossed: Bool
  /// What it was measured on.
  public var sets: [LabelledSet]
  /// Comparisons of a clip with its system, and with unrelated ones.
  public var same: Int
  /// The same for different sources.
  public var different: Int
  /// The fitted line.
  public var line: CalibrationDocument.Line
  /// Cllr after the line, each clip by a line fitted without it.
  public var cost: Double

  /// Makes a record.
  public init(
    version: String, crossed: Bool, sets: [LabelledSet], same: Int, different: Int, line: CalibrationDocument.Line,
    cost: Double
  ) {
    self.version = version
    self.crossed = crossed
    self.sets = sets
    self.same = same
    self.different = different
    self.line = line
    self.cost = cost
  }
}
