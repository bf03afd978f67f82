/// A distinctive, repeatable place in an image, with its scale and its direction.
public struct Keypoint: Hashable, Sendable {
  /// Column, in level-0 pixels; the centre of the top-left pixel is 0.
  public var x: Float
  /// Row, in level-0 pixels.
  public var y: Float
  /// Diameter of the region that the keypoint describes, in level-0 pixels.
  public var size: Float
  /// Direction of the region in radians, in [0, 2π), from the x axis towards the y axis (clockwise as seen).
  public var angle: Float
  /// Strength of the detector's answer, comparable among the levels of one image.
  public var response: Float

  /// Makes a keypoint of its parts.
  public init(x: Float, y: Float, size: Float, angle: Float, response: Float) {
    self.x = x
    self.y = y
    self.size = size
    self.angle = angle
    self.response = response
  }
}
