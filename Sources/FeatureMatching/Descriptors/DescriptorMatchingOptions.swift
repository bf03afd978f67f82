/// What makes two descriptors a match.
public struct DescriptorMatchingOptions: Hashable, Sendable {
  /// The largest ratio of the nearest's distance to the second nearest's, in (0, 1]: below it a match is kept.
  ///
  /// Of 2,000 unrelated 256-bit descriptors whose bits were independent (mean distance 128, deviation 8) the nearest lies about 3.3
  /// deviations below the mean and passes 0.9 once in a hundred times; trained bits are correlated, and a few times as many pass.
  /// The robust estimate drops those, and cannot bring back what a stricter ratio (0.8 is common) loses.
  public var maximumRatio = 0.9

  /// Whether each must be the other's nearest. Leaves at most one match a descriptor of either image.
  public var requiresMutualNearest = true

  /// The defaults.
  public init() {}
}
