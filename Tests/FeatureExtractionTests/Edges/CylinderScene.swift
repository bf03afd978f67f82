import Foundation
import ImagePlanes
import TestSupport

/// A round body before a pinhole camera, cast ray by ray: radius 1, bands round it, a raceway along it.
struct CylinderScene {
  var width = 480
  var height = 360
  /// Focal length, in pixels.
  var focalLength = 700.0
  /// Distance of the body's middle, in radii.
  var distance = 9.0
  /// Angle of the axis out of the image plane, towards the camera at the positive end, in radians.
  var tilt = 0.0
  /// Angle of the axis in the image, in radians.
  var roll = 0.0
  /// The body's ends, in radii from its middle.
  var ends = -2.2...2.2
  /// Where the surface changes its grey: bands between the first and the second, the third and the fourth …
  var stations: [Double] = [-1.5, -1.2, 0.1, 0.3, 1.4]
  /// The raceway's angles round the body from the line nearest to the camera, and its ends.
  var raceway: (angles: ClosedRange<Double>, ends: ClosedRange<Double>)?
  var noise = 2.0

  /// The picture.
  func plane(seed: UInt64) -> Plane {
    var generator = SplitMix64(seed: seed)
    // Four rays a pixel: edges blur as optics blur them.
    let offsets = [(-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)]
    return Plane.made(width: width, height: height) { x, y in
      var grey = 0.0
      for (dx, dy) in offsets { grey += self.grey(Double(x) + dx, Double(y) + dy) / 4 }
      var sum = -6.0
      for _ in 0..<12 { sum += .random(in: 0..<1, using: &generator) }
      return UInt8(min(max((grey + noise * sum).rounded(), 0), 255))
    }
  }

  /// Axis, the direction across it in the image, and the direction from it to the camera.
  private var frame: (axis: SIMD3<Double>, across: SIMD3<Double>, outward: SIMD3<Double>) {
    let (c, s) = (cos(roll), sin(roll))
    let axis = SIMD3(cos(tilt) * c, cos(tilt) * s, -sin(tilt))
    return (axis, SIMD3(-s, c, 0), SIMD3(-sin(tilt) * c, -sin(tilt) * s, -cos(tilt)))
  }

  private func grey(_ x: Double, _ y: Double) -> Double {
    let ray = SIMD3((x - Double(width - 1) / 2) / focalLength, (y - Double(height - 1) / 2) / focalLength, 1)
    let (axis, across, outward) = frame
    let origin = SIMD3(0, 0, -distance)
    func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }
    // |p − (p·axis) axis| = 1 for p = origin + k · ray.
    let (ra, oa) = (ray - dot(ray, axis) * axis, origin - dot(origin, axis) * axis)
    let (a, b, c) = (dot(ra, ra), dot(ra, oa), dot(oa, oa) - 1)
    guard b * b > a * c else { return 60 }
    let point = origin + (-b - (b * b - a * c).squareRoot()) / a * ray
    let place = dot(point, axis)
    guard ends.contains(place) else { return 60 }
    if let raceway, raceway.ends.contains(place),
      raceway.angles.contains(atan2(dot(point, across), dot(point, outward)))
    {
      return 100
    }
    return stations.count { $0 < place } % 2 == 0 ? 150 : 190
  }
}
