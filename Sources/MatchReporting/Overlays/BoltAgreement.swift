import FeatureExtraction
import FeatureMatching
import ImagePlanes

/// The bolts of two pictures that agree, as overlays show them.
public struct BoltAgreement: Hashable, Sendable {
  /// A bolt in its picture.
  public struct Mark: Hashable, Sendable {
    /// Its centre, in pixels.
    public var center: Point
    /// Its radius, in pixels.
    public var radius: Double

    /// Makes a mark.
    public init(center: Point, radius: Double) {
      self.center = center
      self.radius = radius
    }
  }

  /// A bolt that is in one picture and whose place in the other is empty.
  public struct Absence: Hashable, Sendable {
    /// The bolt, in the picture that shows it.
    public var bolt: Mark
    /// The empty place, in the other picture.
    public var place: Mark

    /// Makes a bolt and its empty place.
    public init(bolt: Mark, place: Mark) {
      self.bolt = bolt
      self.place = place
    }
  }

  /// A bolt in both pictures.
  public struct Pair: Hashable, Sendable {
    /// In A.
    public var a: Mark
    /// In B.
    public var b: Mark

    /// Makes a pair.
    public init(a: Mark, b: Mark) {
      self.a = a
      self.b = b
    }
  }

  /// log10 of the odds factor of the bolts.
  public var logOdds: Double
  /// The agreement in a sentence.
  public var summary: String
  /// Bolts that agree, the first ring's first.
  public var pairs: [Pair]
  /// Bolts of A missing in B.
  public var missing: [Absence]
  /// Bolts of B that A does not have.
  public var extra: [Absence]

  /// Makes an agreement of its parts.
  public init(logOdds: Double, summary: String, pairs: [Pair], missing: [Absence], extra: [Absence]) {
    self.logOdds = logOdds
    self.summary = summary
    self.pairs = pairs
    self.missing = missing
    self.extra = extra
  }

  /// Whether the bolts agree beyond chance by themselves.
  public var isBeyondChance: Bool { logOdds >= ConstellationMatcher.acceptedLogOdds && !pairs.isEmpty }
}

extension BoltAgreement {
  /// What `match` says of the bolts of `a` and `b`; nil where there was nothing to compare.
  public init?(_ match: ConstellationMatch, a: BoltPatterns, b: BoltPatterns) {
    guard match.isCompared else { return nil }
    func mark(_ bolt: Bolt) -> Mark { Mark(center: bolt.center, radius: bolt.radius) }
    let pairs = match.bolts.map { Pair(a: mark(a.bolts[$0.indexA]), b: mark(b.bolts[$0.indexB])) }
    // An empty place is drawn as large as the bolts that agree are in its picture.
    let sizeA = Self.median(pairs.map(\.a.radius))
    let sizeB = Self.median(pairs.map(\.b.radius))
    self.init(
      logOdds: match.logOdds, summary: match.summary, pairs: pairs,
      missing: match.missingInB.map {
        Absence(bolt: mark(a.bolts[$0.bolt]), place: Mark(center: $0.expected, radius: sizeB))
      },
      extra: match.extraInB.map {
        Absence(bolt: mark(b.bolts[$0.bolt]), place: Mark(center: $0.expected, radius: sizeA))
      })
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.filter(\.isFinite).sorted()
    return sorted.isEmpty ? 6 : sorted[sorted.count / 2]
  }
}
