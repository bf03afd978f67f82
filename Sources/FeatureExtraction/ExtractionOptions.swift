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

  /// What counts as an edge.
  public var edges = EdgeOptions()

  /// The stages that run; what the others would find is left empty.
  public var stages: ExtractionStages = .all

  /// Makes the default options.
  public init() {}
}

/// The stages of an extraction.
public struct ExtractionStages: OptionSet, Hashable, Sendable {
  /// One bit a stage.
  public let rawValue: UInt8

  /// Makes a set of its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Keypoints and their descriptors.
  public static let keypoints = ExtractionStages(rawValue: 1)
  /// Bolts and their groups.
  public static let bolts = ExtractionStages(rawValue: 2)
  /// Lines and ellipses.
  public static let edges = ExtractionStages(rawValue: 4)
  /// Every stage.
  public static let all: ExtractionStages = [.keypoints, .bolts, .edges]
}
