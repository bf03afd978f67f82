import ImagePlanes

/// What two images have in common.
public struct PairMatch: Sendable {
  /// Maps image A to image B, in pixels. nil where the keypoints agree no better than chance.
  public let homography: Homography?
  /// The matches that agree with the homography, those found along it included; best first. Empty where there is none.
  public let inliers: [DescriptorMatch]
  /// Matches by descriptor alone, before geometry.
  public let putativeCount: Int
  /// log10 of the odds factor in favour of a common surface. Made of the descriptor matches alone: matches found along the
  /// homography are no evidence for it.
  public let logOdds: Double
  /// The same, by kind of feature.
  public let evidence: Evidence
  /// log10 of the number of false alarms, 0 where there is no homography. See ``HomographyEstimate/logNFA``.
  public let logNFA: Double
  /// Localisation noise of the inliers, in pixels. See ``HomographyEstimate/noiseScale``. 0 where there is no homography.
  public let noiseScale: Double
}
