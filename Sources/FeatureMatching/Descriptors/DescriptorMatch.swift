/// Two descriptors that agree: one of the first image, one of the second.
public struct DescriptorMatch: Hashable, Sendable {
  /// Index of the descriptor in the first image.
  public var indexA: Int
  /// Index of the descriptor in the second image.
  public var indexB: Int
  /// Their Hamming distance, in bits.
  public var distance: Int
  /// The distance to the descriptor of the second image that comes next, in bits.
  public var secondDistance: Int

  /// Makes a match of its parts.
  public init(indexA: Int, indexB: Int, distance: Int, secondDistance: Int) {
    self.indexA = indexA
    self.indexB = indexB
    self.distance = distance
    self.secondDistance = secondDistance
  }
}

extension DescriptorMatch {
  /// Whether `a` comes before `b`: by the ratio of the two distances, then the distance, then the indices. A total order.
  ///
  /// The ratio says how much the match stands out from what else the image offers, hence how likely it is right (Lowe, "Distinctive
  /// image features from scale-invariant keypoints", 2004, section 7.1); PROSAC draws from the front. Ratios are compared as
  /// products of integers, exactly.
  static func precedes(_ a: DescriptorMatch, _ b: DescriptorMatch) -> Bool {
    let left = a.distance * b.secondDistance
    let right = b.distance * a.secondDistance
    if left != right { return left < right }
    if a.distance != b.distance { return a.distance < b.distance }
    if a.indexA != b.indexA { return a.indexA < b.indexA }
    return a.indexB < b.indexB
  }
}
