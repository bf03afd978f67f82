/// Lists the edge points of a plane that is first smoothed by 1 4 6 4 1 / 16 (σ = 1).
///
/// Gradients are central differences. A sample is an edge point where its `EdgeStrength.code` exceeds its threshold and
/// peaks along the gradient's main axis: it is greater than the neighbour's before it and at least the neighbour's
/// behind it. The threshold is `columnThresholds[x]` where the gradient lies along x, else `rowThresholds[y]`; both are
/// at least 0, one an axis sample, and 64 bytes behind the last column threshold may be read. Samples within
/// `EdgeStrength.pointMargin` of the plane's edge are none.
///
/// Points lie at the peak of the parabola through the three strengths. They are listed in strips of
/// `EdgeBlock.stripColumns` columns from left to right, each in reading order; `points` has room for width × height / 2
/// + 64. `blocks` receives `EdgeBlock.perRow` blocks for every row, row by row. The number of points is returned.
/// `scratch` has room for `edgeScratchCount` elements. Time: the plane's samples.
package typealias EdgePoints =
  @Sendable (
    _ source: KernelPlane, _ columnThresholds: UnsafePointer<Int16>, _ rowThresholds: UnsafePointer<Int16>,
    _ points: UnsafeMutablePointer<EdgePoint>, _ blocks: UnsafeMutablePointer<EdgeBlock>,
    _ scratch: UnsafeMutablePointer<Int16>
  ) -> Int

/// Writes the `EdgeStrength.code` of every sample of one row, smoothed and differentiated as for `EdgePoints`.
///
/// `strengths` has room for width + 64 elements; within `EdgeStrength.gradientMargin` of the plane's left and right
/// edge they mean nothing, and the row lies that far inside. `scratch` has room for `edgeScratchCount` elements.
package typealias EdgeStrengths =
  @Sendable (
    _ source: KernelPlane, _ row: Int, _ strengths: UnsafeMutablePointer<Int16>, _ scratch: UnsafeMutablePointer<Int16>
  ) -> Void

/// Elements of scratch that the edge kernels need: eight rows of a strip, of its neighbours' columns and of a vector's
/// overhang.
package let edgeScratchCount = 8 * (256 + 128)
