/// The canonical patch: `side` × `side` samples of a keypoint's rotated, scaled neighbourhood.
public enum PatchGeometry {
  /// Samples along each side.
  @inlinable public static var side: Int {
    @inline(__always) get { 32 }
  }
  /// Samples of the patch.
  @inlinable public static var sampleCount: Int {
    @inline(__always) get { side * side }
  }
  /// Binary digits behind the point of a grid's coordinates: planes may have 2¹⁹ columns and rows.
  @inlinable public static var fractionBits: Int32 {
    @inline(__always) get { 12 }
  }
}

/// Where a patch's samples lie on a plane, in 1/4096 pixel.
///
/// Sample (i, j) lies at (originX + i·stepX − j·stepY, originY + i·stepY + j·stepX): a similarity.
@frozen
public struct PatchGrid {
  /// Column of sample (0, 0).
  public var originX: Int32
  /// Row of sample (0, 0).
  public var originY: Int32
  /// Columns from a sample to the next in its row.
  public var stepX: Int32
  /// Rows from a sample to the next in its row.
  public var stepY: Int32

  /// Makes a grid of its origin and its step.
  @inlinable @inline(__always)
  public init(originX: Int32, originY: Int32, stepX: Int32, stepY: Int32) {
    self.originX = originX
    self.originY = originY
    self.stepX = stepX
    self.stepY = stepY
  }
}
