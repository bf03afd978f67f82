import ImagePlanes
import ReproducibleMath

/// Ellipses that circles about one axis could make: a body's rims, joints and nozzles.
public struct CoaxialGroup: Hashable, Sendable {
  /// Indices into the ellipses of the features, most significant first; at least two.
  public var ellipses: [Int]
  /// The axis's direction in the image, a unit vector along the ellipses' minor axes; the sign means nothing.
  public var axis: Point

  /// Makes a group of its parts.
  public init(ellipses: [Int], axis: Point) {
    self.ellipses = ellipses
    self.axis = axis
  }
}

extension EdgeFeatures {
  /// Ellipses grouped by the axis that they share.
  ///
  /// Seen from far, circles about one axis have one shape and one direction, and their centres lie on a line along
  /// their minor axes. Perspective bends each of these by the depth between them over the distance: the tolerances
  /// allow what a body shows that is seen from three times its length. The most significant ellipse leads a group, and
  /// each other one joins the first leader that it fits.
  ///
  /// - Complexity: O(ellipses · groups).
  public func coaxialGroups() -> [CoaxialGroup] {
    var groups: [CoaxialGroup] = []
    for index in ellipses.indices where ellipses[index].ellipse.semiMinor >= Self.leastRim {
      let ellipse = ellipses[index].ellipse
      if let group = groups.firstIndex(where: { Self.areCoaxial(ellipses[$0.ellipses[0]].ellipse, ellipse) }) {
        groups[group].ellipses.append(index)
      } else {
        let (cosine, sine) = Elementary.direction(ellipse.angle)
        groups.append(CoaxialGroup(ellipses: [index], axis: Point(x: -sine, y: cosine)))
      }
    }
    return groups.filter { $0.ellipses.count >= 2 }
  }

  /// Axis ratios of circles about one axis differ by less.
  private static let ratioTolerance = 0.08
  /// Their centres lie off the line along the minor axis by less, as a share of the larger semi-major axis.
  private static let offsetTolerance = 0.06
  /// Outlines turned against each other part by less, as a share of the smaller semi-major axis: near a circle, the
  /// angle says nothing and this allows any.
  private static let turnTolerance = 0.04

  private static func areCoaxial(_ a: Ellipse, _ b: Ellipse) -> Bool {
    let ratio = (a.semiMinor / a.semiMajor, b.semiMinor / b.semiMajor)
    guard abs(ratio.0 - ratio.1) <= ratioTolerance else { return false }
    let (cosine, sine) = Elementary.direction(a.angle)
    let (otherCosine, otherSine) = Elementary.direction(b.angle)
    let turn = abs(cosine * otherSine - sine * otherCosine)
    guard turn * (1 - min(ratio.0, ratio.1)) <= turnTolerance else { return false }
    let dx = b.center.x - a.center.x
    let dy = b.center.y - a.center.y
    let size = max(a.semiMajor, b.semiMajor)
    guard abs(dx * cosine + dy * sine) <= offsetTolerance * size else { return false }
    // Circles that are seen along their axis have their centres near each other: the axis is short in the image by as
    // much as the circles are round.
    let tilt = max(1 - ratio.0 * ratio.0, 0).squareRoot()
    return abs(dy * cosine - dx * sine) <= (longestBody * tilt + offsetTolerance) * size
  }

  /// A body is no longer than this many of its radii.
  private static let longestBody = 12.0
}
