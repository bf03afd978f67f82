/// What may be chosen about the estimation of a homography.
public struct HomographyEstimationOptions: Hashable, Sendable {
  /// The largest localisation noise that is believed, one standard deviation a coordinate for the smallest keypoints, in
  /// pixels; 0.1...20. Scores are marginalised over all noise levels up to it, so it need not be exact.
  public var maximumNoise = 2.5

  /// An agreement is reported only if log10 of its expected number of false alarms lies below this. -3: under the
  /// background model fewer than one unrelated pair in a thousand shows an agreement. Range: 0 and below.
  public var acceptedLogNFA = -3.0

  /// The most pairs of correspondences drawn; 0...1,000,000. Drawing is cheap (tens of nanoseconds): nearly all false pairs
  /// contradict their own keypoints' scales and directions and are dropped unscored.
  public var maximumPairDraws = 20_000

  /// The most samples of four correspondences drawn; 0...1,000,000.
  public var maximumQuadrupleDraws = 10_000

  /// Accepted risk that the search stops before it has drawn one sample of inliers only; 0 < value < 1.
  public var missProbability = 1e-3

  /// The largest change of length between the images, either way, at an inlier; above 1. Keypoints rarely survive a change
  /// of 8, so 16 leaves room.
  public var maximumScaleChange = 16.0

  /// The largest ratio of the two principal stretches at an inlier; above 1. 12 is a plane seen 85° off its normal.
  public var maximumAnisotropy = 12.0

  /// Correspondences both of whose ends lie nearer to one another than this many pixels are one piece of evidence; 0 and
  /// above. For large keypoints the distance is `independenceFraction` of their diameter.
  public var independenceDistance = 4.0

  /// Fraction of a keypoint's diameter within which another one looks at the same pixels; 0...1.
  public var independenceFraction = 0.25

  /// The default choices.
  public init() {}
}
