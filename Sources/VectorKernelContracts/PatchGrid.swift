/// The canonical patch: `side` × `side` samples of a neighbourhood that is brought into one form.
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
/// Sample (i, j) lies at (originX + i·stepX + j·downX, originY + i·stepY + j·downY).
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
  /// Columns from a sample to the one below it in the patch.
  public var downX: Int32
  /// Rows from a sample to the one below it in the patch.
  public var downY: Int32

  /// Makes a grid of its origin and its steps.
  @inlinable @inline(__always)
  public init(originX: Int32, originY: Int32, stepX: Int32, stepY: Int32, downX: Int32, downY: Int32) {
    self.originX = originX
    self.originY = originY
    self.stepX = stepX
    self.stepY = stepY
    self.downX = downX
    self.downY = downY
  }

  /// Makes a square grid, a similarity: its columns run down at right angles to its rows.
  @inlinable @inline(__always)
  public init(originX: Int32, originY: Int32, stepX: Int32, stepY: Int32) {
    self.init(originX: originX, originY: originY, stepX: stepX, stepY: stepY, downX: 0 &- stepY, downY: stepX)
  }
}
