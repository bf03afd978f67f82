/// Binary descriptors of an image's most significant lines: what lies beside each, in bands parallel to it.
///
/// A line does not tell its own scale: its ends move from picture to picture. So each is described at several scales, and lines are compared
/// at whichever of them agree best.
public struct LineBands: Hashable, Sendable {
  /// Level-0 pixels from a row of samples to the next, scale by scale. Steps of a third to a half, over which bands that
  /// grow wider away from the line still meet each other; together they bridge pictures that differ in scale by up to three.
  public static let scales = [1.5, 2, 3, 4]

  /// For each of ``scales``, from the finest on, a descriptor a line, for as many of the first lines as ``count``. An image too small for a
  /// scale ends the list before it.
  public private(set) var descriptors: [DescriptorSet]

  /// No lines described.
  public static let none = LineBands(descriptors: [])

  /// Makes descriptors of their parts: as many at every scale.
  public init(descriptors: [DescriptorSet]) {
    precondition(descriptors.count <= Self.scales.count, "one set a scale, at most")
    precondition(descriptors.allSatisfy { $0.count == descriptors[0].count }, "as many lines at every scale")
    self.descriptors = descriptors
  }

  /// The lines described: the first ones of ``EdgeFeatures/lines``.
  public var count: Int { descriptors.first?.count ?? 0 }

  /// The same where only some lines are left, whose indices these are, in ascending order.
  package func limited(toLines kept: [Int]) -> LineBands {
    LineBands(descriptors: descriptors.map { $0.subset(kept.filter { $0 < count }) })
  }
}
