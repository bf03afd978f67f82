import FeatureMatching
import ImagePlanes

/// What a ``PairOverlay`` shows: two pictures and what is thought to agree between them.
///
/// A stands on the left (the reference), B on the right (the frame).
public struct PairOverlayContent: Sendable {
  /// One of the two pictures.
  public struct Picture: Sendable {
    /// What the picture is, such as "Reference" or "Frame".
    public var role: String
    /// Its name as a reader should see it: a path, or system and view.
    public var name: String
    /// Its luma, upright, in its full size.
    public var luma: Plane
    /// Keypoints found in it; nil leaves their number out.
    public var keypointCount: Int?

    /// Makes a picture.
    public init(role: String, name: String, luma: Plane, keypointCount: Int? = nil) {
      self.role = role
      self.name = name
      self.luma = luma
      self.keypointCount = keypointCount
    }
  }

  /// The left picture.
  public var a: Picture
  /// The right picture.
  public var b: Picture
  /// The map from pixels of A to pixels of B; nil where the pictures do not agree beyond chance.
  public var bFromA: Homography?
  /// Matches that agree with the map, best first, in pixels of each picture.
  public var inliers: [PointPair]
  /// Matches that do not agree with it, best first; they are drawn faintly. May be empty.
  public var outliers: [PointPair]
  /// Descriptor matches before the geometry was asked; nil leaves their number out.
  public var putativeCount: Int?
  /// How far the agreement exceeds chance.
  public var logOdds: Double
  /// What the bolts of both pictures have in common; nil where there are none to compare.
  public var bolts: BoltAgreement?
  /// How the edges of A are met in B; nil where that was not asked.
  public var edges: EdgeAgreement?
  /// Lines that match; nil where that was not asked.
  public var lines: MatchedLines?
  /// What the left picture stands for, as in "Consistent with <subject>"; nil where the pictures are just two pictures.
  public var subject: String?
  /// Lines under the scores, such as a clip's name or a warning.
  public var captions: [String]

  /// Makes the content of an overlay.
  public init(
    a: Picture, b: Picture, bFromA: Homography?, inliers: [PointPair], outliers: [PointPair] = [],
    putativeCount: Int? = nil, logOdds: Double, bolts: BoltAgreement? = nil, edges: EdgeAgreement? = nil,
    lines: MatchedLines? = nil, subject: String? = nil, captions: [String] = []
  ) {
    self.a = a
    self.b = b
    self.bFromA = bFromA
    self.inliers = inliers
    self.outliers = outliers
    self.putativeCount = putativeCount
    self.logOdds = logOdds
    self.bolts = bolts
    self.edges = edges
    self.lines = lines
    self.subject = subject
    self.captions = captions
  }
}

extension PairOverlayContent {
  /// Whether anything agrees beyond chance.
  package var agrees: Bool { bFromA != nil || bolts?.isBeyondChance == true }

  /// The verdict in words. Never more than "consistent with": that two things agree does not say that they are one.
  package var verdict: String {
    switch (agrees, subject) {
    case (true, let subject?): return "Consistent with \(subject)"
    case (true, nil) where bFromA == nil: return "Consistent with one bolt pattern in both pictures"
    case (true, nil): return "Consistent with one surface seen in both pictures"
    case (false, let subject?): return "No agreement beyond chance with \(subject)"
    case (false, nil): return "No agreement beyond chance"
    }
  }

  /// Scores and counts, in one line.
  package var scores: String {
    var parts = ["log-odds \(DisplayText.oneDecimal(logOdds))"]
    let matches = putativeCount.map { DisplayText.counted($0, "match", "matches") }
    if bFromA != nil, !restsOnBolts {
      parts.append(DisplayText.inliers(inliers.count, of: putativeCount))
    } else if let matches {
      parts.append("\(matches)\(restsOnBolts ? " of keypoints" : ""), none of them confirmed by geometry")
    }
    if let countA = a.keypointCount, let countB = b.keypointCount {
      parts.append("\(DisplayText.grouped(countA)) and \(DisplayText.grouped(countB)) keypoints")
    }
    return parts.joined(separator: "   ·   ")
  }

  /// Lines under the scores: what bolts, edges and lines say, then the captions.
  package var notes: [String] {
    var notes: [String] = []
    if let bolts { notes.append("Bolts: \(bolts.summary) (log-odds \(DisplayText.oneDecimal(bolts.logOdds))).") }
    if let edges { notes.append("Edges: \(edges.summary) (log-odds \(DisplayText.oneDecimal(edges.logOdds))).") }
    if let lines, lines.isDrawn {
      notes.append("Lines: \(lines.summary) (log-odds \(DisplayText.oneDecimal(lines.logOdds)), not counted).")
    }
    return notes + captions
  }

  /// Whether the inliers are the bolts themselves.
  package var restsOnBolts: Bool {
    guard let bolts, let first = bolts.pairs.first, !inliers.isEmpty else { return false }
    return inliers.count == bolts.pairs.count && inliers[0].a == first.a.center && inliers[0].b == first.b.center
  }

  /// Keypoint inliers: those that are no bolts.
  package var keypointInliers: [PointPair] { bFromA == nil || restsOnBolts ? [] : inliers }
}
