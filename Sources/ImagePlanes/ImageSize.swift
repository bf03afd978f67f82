/// The width and height of an image, in pixels.
public struct ImageSize: Hashable, Sendable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Makes a size of `width` × `height` pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The number of pixels.
  public var area: Int { width * height }

  /// The four corners in the order top-left, top-right, bottom-right, bottom-left: the outer edges of the corner
  /// pixels, so the top-left one is (-0.5, -0.5).
  public var corners: [Point] {
    let right = Double(width) - 0.5
    let bottom = Double(height) - 0.5
    return [
      Point(x: -0.5, y: -0.5), Point(x: right, y: -0.5), Point(x: right, y: bottom), Point(x: -0.5, y: bottom),
    ]
  }
}
