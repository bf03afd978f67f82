/// Two lines that look alike: one of the first image, one of the second.
public struct LineMatch: Hashable, Sendable {
  /// Index of the line in the first image.
  public var indexA: Int
  /// Index of the line in the second image.
  public var indexB: Int
  /// The Hamming distance of their descriptors, in bits.
  public var distance: Int
  /// About how many times as large the second image shows what is beside the line: the ratio of the scales at which the two agree best.
  public var scale: Double
  /// Whether it lies to the other matches as one view of a scene does to another: see ``LineAgreement``.
  public var isConsistent: Bool

  /// Makes a match of its parts.
  public init(indexA: Int, indexB: Int, distance: Int, scale: Double, isConsistent: Bool = false) {
    self.indexA = indexA
    self.indexB = indexB
    self.distance = distance
    self.scale = scale
    self.isConsistent = isConsistent
  }
}
