/// A plane of 8-bit samples as kernels see it: bare memory that the caller keeps alive.
///
/// At least 64 bytes behind the last sample of the last row may be read; they say nothing about the picture.
@frozen
public struct KernelPlane {
  /// The first sample of row 0.
  public var pixels: UnsafePointer<UInt8>
  /// Bytes from row to row.
  public var rowStride: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Makes a view of `width` × `height` samples.
  @inlinable @inline(__always)
  public init(pixels: UnsafePointer<UInt8>, rowStride: Int, width: Int, height: Int) {
    self.pixels = pixels
    self.rowStride = rowStride
    self.width = width
    self.height = height
  }
}
