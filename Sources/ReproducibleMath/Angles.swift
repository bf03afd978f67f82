/// The angle of the vector (x, y) in radians, in [0, 2π): to 1e-7, and with the same bits on every machine, which the
/// C library's `atan2` does not promise.
///
/// Octant reduction and a polynomial for the arctangent on [0, 1]
/// (Abramowitz & Stegun, Handbook of Mathematical Functions, 4.4.49: error at most 2e-8).
package func angleOf(x: Double, y: Double) -> Double {
  let ax = abs(x)
  let ay = abs(y)
  guard ax > 0 || ay > 0 else { return 0 }
  let isSteep = ay > ax
  let t = isSteep ? ax / ay : ay / ax
  let s = t * t
  var angle = 0.002_866_225_7
  angle = angle * s - 0.016_165_736_7
  angle = angle * s + 0.042_909_613_8
  angle = angle * s - 0.075_289_640_0
  angle = angle * s + 0.106_562_639_3
  angle = angle * s - 0.142_088_994_4
  angle = angle * s + 0.199_935_508_5
  angle = angle * s - 0.333_331_452_8
  angle = (angle * s + 1) * t
  if isSteep { angle = Double.pi / 2 - angle }
  if x < 0 { angle = Double.pi - angle }
  if y < 0 { angle = 2 * Double.pi - angle }
  return angle < 2 * Double.pi ? angle : 0
}

/// `angle`, in [0, 2π), in single precision and still below 2π: the nearest `Float` to an angle just below 2π lies above it.
package func singlePrecisionAngle(_ angle: Double) -> Float {
  let rounded = Float(angle)
  // `Float.pi` is rounded towards zero, so twice that is the greatest angle below 2π.
  return rounded <= 2 * Float.pi ? rounded : 0
}
