/// Halves a plane along both axes with the taps 1 3 3 1 / 8, rounding once; samples outside the plane are those of its edge.
///
/// `target` receives (width / 2) × (height / 2) samples, `targetStride` bytes a row. `scratch` has room for `width + 64`
/// elements. Time: the plane's samples.
package typealias HalvePlane =
  @Sendable (
    _ source: KernelPlane, _ target: UnsafeMutablePointer<UInt8>, _ targetStride: Int,
    _ scratch: UnsafeMutablePointer<UInt16>
  ) -> Void

/// Shrinks a plane to two thirds along both axes: every 3 × 3 samples become 2 × 2, interpolated at the centres of the larger
/// samples (weights 3 1 0 and 0 1 3 of 4), rounded once.
///
/// `target` receives (width / 3 · 2) × (height / 3 · 2) samples, `targetStride` bytes a row; what is left over at the right and
/// below is dropped. `scratch` has room for `width + 64` elements. Time: the plane's samples.
package typealias ShrinkTwoThirds =
  @Sendable (
    _ source: KernelPlane, _ target: UnsafeMutablePointer<UInt8>, _ targetStride: Int,
    _ scratch: UnsafeMutablePointer<UInt16>
  ) -> Void
