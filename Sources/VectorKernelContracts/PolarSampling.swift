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

/// Puts the samples of `BoltFeature.lanes` places side by side: `samples` holds `PolarGeometry.sampleCount` bytes a place, place by place;
/// `target` receives as many rows of `lanes` bytes.
package typealias InterleavePolar =
  @Sendable (_ samples: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>) -> Void

/// The square cut out round a candidate.
public enum CutGeometry {
  /// Samples along each side.
  @inlinable public static var side: Int {
    @inline(__always) get { 16 }
  }
  /// All samples, row by row.
  @inlinable public static var sampleCount: Int {
    @inline(__always) get { side * side }
  }
}

/// Interpolates the rings of samples of `BoltFeature.lanes` places from squares cut out round them.
///
/// `cuts` holds `CutGeometry.sampleCount` bytes a place, place by place. Sample k of every place is the sum of four neighbours times their
/// weights, in 1/128, rounded: `corners[k]` is the index of the upper left one in the square, at most 238, and `weights[4 k ...]` belong
/// to it, its right neighbour, the one below and the one below that neighbour; they add up to 128. `target` receives
/// `PolarGeometry.sampleCount` rows of `lanes` bytes; `scratch` has room for `CutGeometry.sampleCount` · `lanes` bytes.
package typealias RingsOfCuts =
  @Sendable (
    _ cuts: UnsafePointer<UInt8>, _ corners: UnsafePointer<Int16>, _ weights: UnsafePointer<Int16>,
    _ target: UnsafeMutablePointer<UInt8>, _ scratch: UnsafeMutablePointer<UInt8>
  ) -> Void
