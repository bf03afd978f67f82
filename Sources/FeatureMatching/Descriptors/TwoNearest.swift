/// The two descriptors of a set that are nearest to a query, by Hamming distance; of equal distances the lower index is nearer.
public struct TwoNearest: Hashable, Sendable {
  /// Index of the nearest; nil where the set is empty.
  public var index: Int?
  /// Distance of the nearest, in bits; 257, one more than any distance, where there is none.
  public var distance: Int
  /// Index of the second nearest; nil where the set has fewer than two.
  public var secondIndex: Int?
  /// Distance of the second nearest, in bits; 257 where there is none.
  public var secondDistance: Int

  /// Makes a pair of neighbours of its parts.
  public init(index: Int?, distance: Int, secondIndex: Int?, secondDistance: Int) {
    self.index = index
    self.distance = distance
    self.secondIndex = secondIndex
    self.secondDistance = secondDistance
  }
}
