import ImagePlanes

/// A homography on which more correspondences agree than chance explains.
public struct HomographyEstimate: Sendable {
  /// Maps points of image A to points of image B. Its elements are scaled to Frobenius norm 1 in the images' normalised
  /// coordinates, with a positive determinant.
  public let targetFromSource: Homography
  /// Indices of the correspondences that agree with the map, ascending.
  public let inliers: [Int]
  /// The number of inliers that count as independent evidence: of a bunch that starts and ends at nearly the same
  /// places, one counts.
  public let independentInlierCount: Int
  /// The number of correspondences among which the independent inliers were found, counted the same way.
  public let independentCount: Int
  /// log10 of the number of false alarms: an upper bound on how many agreements as good as this one are expected in one
  /// pair of unrelated pictures under the background model. See <doc:Geometry>.
  public let logNFA: Double
  /// log10 of an odds factor in favour of "these pictures share a surface", derived from ``logNFA``. See ``Evidence``.
  public let logOdds: Double
  /// Localisation noise of a keypoint of the reference size, one standard deviation a coordinate, in pixels.
  public let noiseScale: Double
  /// The largest residual of an inlier, in the unit of ``noiseScale``.
  public let tolerance: Double
}
