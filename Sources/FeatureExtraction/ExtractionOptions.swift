/// What the extractor looks for, and how much of it.
public struct ExtractionOptions: Hashable, Sendable {
  /// Keypoints kept in an image, at most. Range: 1 to 100,000.
  public var keypointCount = 2000

  /// The least determinant of the Hessian that makes a keypoint, in squared grey levels a pixel⁴ of its level.
  ///
  /// The default is what a blob two grey levels above its surroundings answers: below it, 8-bit quantisation and
  /// compression decide, not the scene. Range: above 0.125, the finest value that is told from 0.
  public var minimumDeterminant: Float = 0.5

  /// What counts as a bolt.
  public var bolts = BoltDetectionOptions()

  /// Makes the default options.
  public init() {}
}
