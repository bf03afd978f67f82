/// Writes the weighted intensity moments of the samples within `MomentGeometry.radius` of (x, y), all inside the plane.
///
/// `columnWeights` and `rowWeights` each hold two rows of `MomentGeometry.rowCount`: a slope, then a bell; behind the
/// 2 · radius + 1 weights that count they are 0. Moment 0 is the sum of sample × column slope × row bell, moment 1 that of
/// sample × column bell × row slope. Both stay below 2³¹ for weights of at most 127 that fall off like a Gaussian's.
package typealias PatchMoments =
  @Sendable (
    _ source: KernelPlane, _ x: Int, _ y: Int, _ columnWeights: UnsafePointer<Int16>,
    _ rowWeights: UnsafePointer<Int16>,
    _ moments: UnsafeMutablePointer<Int32>
  ) -> Void

/// Resamples `PatchGeometry.side`² samples of a grid bilinearly into `target`, row by row.
///
/// Weights are in 1/128, rounded once. The plane has at least two columns and rows. Coordinates are held between 0 and 1/4096
/// below the last column and row: samples outside are those of the edge, on the right and below 1/128 short of it.
package typealias SamplePatch =
  @Sendable (_ source: KernelPlane, _ grid: PatchGrid, _ target: UnsafeMutablePointer<UInt8>) -> Void

/// Writes the binary descriptors of `count` patches.
///
/// `patches` holds `PatchGeometry.sampleCount` bytes a patch, and room for a multiple of `DescribeScratch.lanes` patches. `tests`
/// holds six numbers a test: x1, y1, x2, y2, radius, threshold. Bit t of a descriptor is set where the sum of the samples within
/// `radius` of (x1, y1) exceeds that round (x2, y2) by more than threshold × spread / 2¹⁶ (rounded down), with the patch's
/// `DescribeScratch.spread`. Radii are at most 7, boxes lie inside the patch, thresholds are at least 0. `testCount` is a
/// multiple of 64, at most 512; `descriptors` receives `testCount / 64` words a patch. `scratch` has room for
/// `DescribeScratch.elementCount` elements.
package typealias DescribePatches =
  @Sendable (
    _ patches: UnsafePointer<UInt8>, _ count: Int, _ tests: UnsafePointer<Int16>, _ testCount: Int,
    _ descriptors: UnsafeMutablePointer<UInt64>, _ scratch: UnsafeMutablePointer<UInt16>
  ) -> Void

/// The separable weights of a keypoint's intensity moments.
public enum MomentGeometry {
  /// Samples on each side of the middle.
  @inlinable public static var radius: Int {
    @inline(__always) get { 12 }
  }
  /// Weights a row: both sides, the middle, and zeros up to a whole number of vectors.
  @inlinable public static var rowCount: Int {
    @inline(__always) get { 32 }
  }
}
