/// What bounds the search of a large library. Chosen by reasoning on costs and chances; see <doc:Retrieval>.
public struct RetrievalOptions: Hashable, Sendable {
  /// Libraries of up to this many pictures are compared picture by picture; at least 1. 256 comparisons take about half a second.
  public var exhaustiveCount = 256
  /// Pictures that the structure of bolts brings to full comparison, at most; 0...10,000.
  public var structureCount = 48
  /// Pictures that descriptors bring to full comparison, at most; 0...10,000.
  public var descriptorCount = 32

  /// The default choices.
  public init() {}
}
