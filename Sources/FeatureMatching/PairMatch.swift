import FeatureExtraction
import ImagePlanes

/// What two images have in common.
public struct PairMatch: Sendable {
  /// What a homography rests on.
  public enum Basis: String, Hashable, Sendable {
    /// Keypoints that agree beyond chance.
    case keypoints
    /// Bolts that agree beyond chance, where keypoints do not or agree less.
    case bolts
  }

  /// Maps image A to image B, in pixels. nil where neither keypoints nor bolts agree better than chance on a surface.
  public let homography: Homography?
  /// What the homography rests on; nil where there is none.
  public let basis: Basis?
  /// The keypoint matches that agree with the homography, those found along it included; best first. Empty where it does not rest
  /// on keypoints.
  public let inliers: [DescriptorMatch]
  /// Matches by descriptor alone, before geometry.
  public let putativeCount: Int
  /// log10 of the odds factor in favour of common hardware, all kinds of feature together. Keypoints found along the homography
  /// are no evidence for it.
  public let logOdds: Double
  /// The same, by kind of feature.
  public let evidence: Evidence
  /// What the bolt patterns have in common.
  public let constellation: ConstellationMatch
  /// How A's edges are met in B under the homography; nil where there is none, or where too few edges can be compared.
  public let edges: EdgeAgreement?
  /// log10 of the number of false alarms of the keypoints, 0 where they do not agree. See ``HomographyEstimate/logNFA``.
  public let logNFA: Double
  /// Localisation noise of the inliers, in pixels. See ``HomographyEstimate/noiseScale``. 0 where there are none.
  public let noiseScale: Double

  /// log10 of the odds from which bolts that agree are worth a person's look: ten to one.
  public static let notableLogOdds = 1.0

  /// Whether something agrees: keypoints beyond chance, or bolts at ten to one or better.
  public var isNotable: Bool {
    basis == .keypoints || (evidence.bolts ?? 0) >= Self.notableLogOdds && constellation.bFromA != nil
  }

  /// The places that agree with the homography: keypoints or the centres of bolts, best first.
  public func agreeingPlaces(_ a: Features, _ b: Features) -> [(a: Point, b: Point)] {
    switch basis {
    case .keypoints:
      inliers.map { inlier in
        let (left, right) = (a.keypoints[inlier.indexA], b.keypoints[inlier.indexB])
        return (Point(x: Double(left.x), y: Double(left.y)), Point(x: Double(right.x), y: Double(right.y)))
      }
    case .bolts:
      constellation.bolts.map { (a.patterns.bolts[$0.indexA].center, b.patterns.bolts[$0.indexB].center) }
    case nil: []
    }
  }
}
