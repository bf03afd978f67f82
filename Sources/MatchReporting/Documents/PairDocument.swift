import FeatureMatching
import ImagePlanes

/// `remnant.pair/1`: what `pair --json` says of two images, A and B.
public struct PairDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  public static let schema = "remnant.pair/1"

  /// ``schema``.
  public var schema = Self.schema
  /// The first image.
  public var a: ImageDocument?
  /// The second image.
  public var b: ImageDocument?
  /// Nine elements, row by row, of the map from pixels of A to pixels of B; null where the images do not agree beyond
  /// chance. The last element is 1 unless the map sends A's origin to infinity.
  public var homography: [Double]?
  /// The places that agree with the homography, keypoints or bolts, in the matcher's order.
  public var inliers: [PointPairDocument]
  /// Descriptor matches before the geometry was asked.
  public var putativeCount: Int?
  /// How far the agreement exceeds chance: the logarithm of the odds, 3 decimals, within ±1,000,000.
  public var logOdds: Double
  /// The same by the kind of detail it rests on.
  public var evidence: EvidenceDocument
  /// What the homography rests on, `keypoints` or `bolts`; absent where there is none.
  public var basis: String?
  /// What the bolt patterns have in common; absent where one of the images shows none that could be compared.
  public var constellation: ConstellationDocument?
  /// What the axes of the bodies have in common; absent where one of the images shows none that could be compared.
  public var axis: AxisAgreementDocument?
  /// What the lines have in common; absent where one of the images shows none.
  public var lines: LineAgreementDocument?

  /// Makes a document of a pair's result.
  ///
  /// - Parameter bFromA: The map from A to B. Nil, or one with elements that are not finite, is written as null.
  public init(
    a: ImageDocument? = nil, b: ImageDocument? = nil, bFromA: Homography?, inliers: [PointPair],
    putativeCount: Int? = nil, logOdds: Double, evidence: EvidenceDocument, basis: PairMatch.Basis? = nil,
    constellation: ConstellationDocument? = nil
  ) {
    self.a = a
    self.b = b
    self.homography = bFromA.flatMap(JSONRounding.elements)
    self.inliers = inliers.map(PointPairDocument.init)
    self.putativeCount = putativeCount
    self.logOdds = JSONRounding.logOdds(logOdds)
    self.evidence = evidence
    self.basis = basis?.rawValue
    self.constellation = constellation
  }

  private enum CodingKeys: String, CodingKey {
    case schema, a, b, homography, inliers, putativeCount, logOdds, evidence, basis, constellation, axis, lines
  }

  /// Writes the document. By hand, for one reason: `homography` is null, not absent, where there is none.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encodeIfPresent(a, forKey: .a)
    try container.encodeIfPresent(b, forKey: .b)
    try container.encode(homography, forKey: .homography)
    try container.encode(inliers, forKey: .inliers)
    try container.encodeIfPresent(putativeCount, forKey: .putativeCount)
    try container.encode(logOdds, forKey: .logOdds)
    try container.encode(evidence, forKey: .evidence)
    try container.encodeIfPresent(basis, forKey: .basis)
    try container.encodeIfPresent(constellation, forKey: .constellation)
    try container.encodeIfPresent(axis, forKey: .axis)
    try container.encodeIfPresent(lines, forKey: .lines)
  }
}

/// A point of image A and the point of image B that it matches, in pixels.
public struct PointPair: Hashable, Sendable {
  /// The point in A.
  public var a: Point
  /// The point in B.
  public var b: Point

  /// Makes a pair.
  public init(a: Point, b: Point) {
    self.a = a
    self.b = b
  }
}

/// A matched pair of points in a document, in pixels with 3 decimals.
public struct PointPairDocument: Codable, Hashable, Sendable {
  /// Column in A.
  public var ax: Double
  /// Row in A.
  public var ay: Double
  /// Column in B.
  public var bx: Double
  /// Row in B.
  public var by: Double

  /// Rounds `pair`.
  public init(_ pair: PointPair) {
    ax = JSONRounding.round(pair.a.x, decimals: JSONRounding.pixelDecimals)
    ay = JSONRounding.round(pair.a.y, decimals: JSONRounding.pixelDecimals)
    bx = JSONRounding.round(pair.b.x, decimals: JSONRounding.pixelDecimals)
    by = JSONRounding.round(pair.b.y, decimals: JSONRounding.pixelDecimals)
  }
}

/// Log-odds by the kind of detail they rest on. A kind that was not examined is absent, not zero.
public struct EvidenceDocument: Codable, Hashable, Sendable {
  /// Log-odds from keypoints.
  public var keypoints: Double?
  /// Log-odds from bolt patterns.
  public var bolts: Double?
  /// Log-odds from edges under the proposed map.
  public var edges: Double?

  /// Makes evidence of its parts.
  public init(keypoints: Double?, bolts: Double? = nil, edges: Double? = nil) {
    self.keypoints = keypoints.map(JSONRounding.logOdds)
    self.bolts = bolts.map(JSONRounding.logOdds)
    self.edges = edges.map(JSONRounding.logOdds)
  }

  /// Rounds `evidence`, each channel less `correction`.
  public init(_ evidence: Evidence, correction: Double = 0) {
    self.init(
      keypoints: evidence.keypoints - correction, bolts: evidence.bolts.map { $0 - correction },
      edges: evidence.edges.map { $0 - correction })
  }
}
