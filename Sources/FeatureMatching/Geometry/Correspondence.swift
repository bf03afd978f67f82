import ImagePlanes
import ReproducibleMath

/// A place in image A and the place in image B that is believed to show the same thing, each with the frame (scale and
/// direction) of its keypoint.
///
/// Lists of correspondences are ordered: the most trustworthy first. The order steers the search (PROSAC).
public struct Correspondence: Hashable, Sendable {
  /// Position in image A, in pixels.
  public var a: Point
  /// Position in image B, in pixels.
  public var b: Point
  /// Diameter of the keypoint's region in image A, in pixels. 0 where the keypoint has no scale and direction.
  public var scaleA: Double
  /// Diameter of the keypoint's region in image B, in pixels. 0 where the keypoint has no scale and direction.
  public var scaleB: Double
  /// Direction of the keypoint in image A, in radians from the x axis towards the y axis.
  public var angleA: Double
  /// Direction of the keypoint in image B, in radians from the x axis towards the y axis.
  public var angleB: Double

  /// Pairs two places. Leave the scales at 0 for points without frames.
  public init(
    a: Point, b: Point, scaleA: Double = 0, scaleB: Double = 0, angleA: Double = 0, angleB: Double = 0
  ) {
    self.a = a
    self.b = b
    self.scaleA = scaleA
    self.scaleB = scaleB
    self.angleA = angleA
    self.angleB = angleB
  }
}

extension SeededGenerator {
  /// A seed that depends on every position, in order.
  package static func seed(of correspondences: [Correspondence]) -> UInt64 {
    var hash: UInt64 = UInt64(correspondences.count)
    for item in correspondences {
      for value in [item.a.x, item.a.y, item.b.x, item.b.y] {
        hash = mix(hash ^ value.bitPattern) &+ 0x9E37_79B9_7F4A_7C15
      }
    }
    return hash
  }
}
