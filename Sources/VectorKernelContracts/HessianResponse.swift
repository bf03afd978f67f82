/// Writes the coded determinant of the Hessian of a plane that is first smoothed by 1 4 6 4 1 / 16 (σ = 1).
///
/// Second differences are those of neighbouring samples; the mixed one is a quarter of the difference of the diagonals. `target`
/// receives a code a sample, `targetStride` elements a row; samples within `HessianResponse.margin` of the plane's edge
/// get 0. `scratch` has room for 4 × (width + 64) elements. Time: the plane's samples.
package typealias HessianResponses =
  @Sendable (
    _ source: KernelPlane, _ target: UnsafeMutablePointer<Int16>, _ targetStride: Int,
    _ scratch: UnsafeMutablePointer<Int16>
  ) -> Void

/// The code in which determinants of the Hessian are stored: 16 bits, monotonic, near-logarithmic.
///
/// Determinants span six decades between noise and a full-contrast crossing of edges. The code keeps their order in half the
/// memory of a float: it is the top of the float's own bits (exponent and 10 bits of significand), counted from a floor. Equal
/// steps of the code are equal ratios of the determinant to within 0.1 %.
public enum HessianResponse {
  /// Samples next to the plane's edge without a response: the smoothing and the differences reach this far.
  @inlinable public static var margin: Int {
    @inline(__always) get { 3 }
  }
  /// Units a squared grey level: the kernel works in 1/32 grey levels.
  @inlinable public static var unitsPerSquaredGreyLevel: Int32 {
    @inline(__always) get { 1024 }
  }
  /// The determinant whose code is 0, as is that of all below: an eighth of a squared grey level.
  @inlinable public static var floor: Int32 {
    @inline(__always) get { 128 }
  }
  /// Bits of the float that the code drops.
  @inlinable public static var codeShift: Int32 {
    @inline(__always) get { 13 }
  }
  /// The bit pattern of `floor` as a float: 2⁷.
  @inlinable public static var codeBias: Int32 {
    @inline(__always) get { (127 + 7) << 23 }
  }

  /// The code of `determinant`, 0...22,528.
  @inlinable @inline(__always)
  public static func code(determinant: Int32) -> Int16 {
    let bits = Int32(bitPattern: Float(max(determinant, floor)).bitPattern)
    return Int16(truncatingIfNeeded: (bits &- codeBias) &>> codeShift)
  }

  /// The least determinant of that code.
  @inlinable @inline(__always)
  public static func determinant(code: Int16) -> Float {
    Float(bitPattern: UInt32(bitPattern: Int32(code) &<< codeShift &+ codeBias))
  }
}
