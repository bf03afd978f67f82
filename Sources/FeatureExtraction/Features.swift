import ImagePlanes

/// What the extractor found in one image.
public struct Features: Sendable {
  /// The size of the image, in pixels.
  public let size: ImageSize
  /// Keypoints, strongest first; ties broken by y, x, size.
  public let keypoints: [Keypoint]
  /// One descriptor a keypoint, in the same order.
  public let descriptors: DescriptorSet
  /// Bolts and the groups that they make.
  public let patterns: BoltPatterns
  /// Lines and ellipses.
  public let edges: EdgeFeatures

  /// Makes a set of features; `keypoints` and `descriptors` go in pairs.
  public init(
    size: ImageSize, keypoints: [Keypoint], descriptors: DescriptorSet, patterns: BoltPatterns = .none,
    edges: EdgeFeatures = .none
  ) {
    precondition(keypoints.count == descriptors.count, "one descriptor a keypoint")
    self.size = size
    self.keypoints = keypoints
    self.descriptors = descriptors
    self.patterns = patterns
    self.edges = edges
  }
  /// The same without the points of edges, which take more memory than everything else: for whoever keeps features of many frames.
  package var withoutEdgeSamples: Features {
    Features(
      size: size, keypoints: keypoints, descriptors: descriptors, patterns: patterns,
      edges: EdgeFeatures(lines: edges.lines, ellipses: edges.ellipses, axis: edges.axis))
  }
}
