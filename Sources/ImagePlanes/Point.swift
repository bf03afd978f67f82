/// A position in an image, in pixels: x grows to the right, y downwards, and the centre of the top-left pixel is (0, 0).
public struct Point: Hashable, Sendable {
  /// Column coordinate, in pixels.
  public var x: Double
  /// Row coordinate, in pixels.
  public var y: Double

  /// Makes the point (`x`, `y`), both in pixels.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The Euclidean distance to `other`, in pixels.
  public func distance(to other: Point) -> Double {
    squaredDistance(to: other).squareRoot()
  }

  /// The squared Euclidean distance to `other`, in square pixels.
  public func squaredDistance(to other: Point) -> Double {
    let dx = x - other.x
    let dy = y - other.y
    return dx * dx + dy * dy
  }
}
