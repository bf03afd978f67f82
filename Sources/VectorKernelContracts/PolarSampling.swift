/// The samples round a bolt: rings of growing radius, each of `angleCount` samples.
public enum PolarGeometry {
  /// Samples round each ring, at multiples of 22.5° from the x axis towards the y axis.
  @inlinable public static var angleCount: Int {
    @inline(__always) get { 16 }
  }
  /// Rings.
  @inlinable public static var ringCount: Int {
    @inline(__always) get { 12 }
  }
  /// All samples, ring by ring from the innermost.
  @inlinable public static var sampleCount: Int {
    @inline(__always) get { angleCount * ringCount }
  }
  /// Binary digits behind the point of centres, scales and offsets.
  @inlinable public static var fractionBits: Int32 {
    @inline(__always) get { 12 }
  }
}

/// Samples a plane bilinearly at `center` + `scale` · offset, for `PolarGeometry.sampleCount` offsets.
///
/// All coordinates are in 1/4096: `scale` · offset is shifted right by 12 bits, towards minus infinity, and must fit 32 bits before
/// that. Interpolation weights are in 1/128, and a sample is rounded once. Samples outside the plane are those of its edge, the last
/// column and row 1/4096 short of it. The plane has at least two columns and two rows.
package typealias SamplePolar =
  @Sendable (
    _ source: KernelPlane, _ centerX: Int32, _ centerY: Int32, _ scale: Int32, _ offsetsX: UnsafePointer<Int32>,
    _ offsetsY: UnsafePointer<Int32>, _ target: UnsafeMutablePointer<UInt8>
  ) -> Void
