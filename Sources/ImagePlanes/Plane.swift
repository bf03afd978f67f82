// Luma planes are the one currency between decoding and extraction.

/// One channel of an image: 8-bit samples in rows, immutable once made, shared without copying.
///
/// Rows start on 64-byte boundaries, so a kernel may use aligned vector loads, and every row is followed by padding up
/// to `rowStride` that may be read (its content is unspecified) but says nothing about the picture.
public struct Plane: Sendable {
  /// Columns, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// Bytes from the start of one row to the start of the next: a multiple of 64.
  public let rowStride: Int

  private let storage: Storage

  /// Allocates a plane of `width` × `height` samples and lets `fill` write every one of them.
  ///
  /// - Parameters:
  ///   - fill: Receives the first sample of row 0 and the row stride in bytes. The samples are uninitialised beforehand.
  /// - Throws: What `fill` throws; the memory is then released.
  public init<Failure: Error>(
    width: Int, height: Int, fill: (_ pixels: UnsafeMutablePointer<UInt8>, _ rowStride: Int) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(width > 0 && height > 0, "a plane has at least one pixel")
    self.width = width
    self.height = height
    self.rowStride = (width + 63) & ~63
    self.storage = Storage(byteCount: rowStride * height)
    try fill(storage.pixels, rowStride)
  }

  /// The size in pixels.
  public var size: ImageSize { ImageSize(width: width, height: height) }

  /// The sample in column `x` of row `y`. For tests and rare access: loops should use `withUnsafePixels`.
  public subscript(x x: Int, y y: Int) -> UInt8 {
    precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel outside the plane")
    return storage.pixels[y * rowStride + x]
  }

  /// Calls `body` with the first sample of row 0. Row `y` starts `y * rowStride` bytes after it.
  public func withUnsafePixels<Result, Failure: Error>(
    _ body: (UnsafePointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafePointer(storage.pixels))
  }
}

extension Plane {
  /// Owner of the samples. Written only while the plane is made, read-only afterwards: hence safe to share.
  private final class Storage: @unchecked Sendable {
    let pixels: UnsafeMutablePointer<UInt8>

    init(byteCount: Int) {
      // A vector of slack behind the last row: kernels may load a whole vector from any pixel.
      let raw = UnsafeMutableRawPointer.allocate(byteCount: byteCount + 64, alignment: 64)
      // Not cleared: the samples are about to be written, and clearing costs a frame's worth of memory traffic.
      pixels = raw.bindMemory(to: UInt8.self, capacity: byteCount + 64)
    }

    deinit { UnsafeMutableRawPointer(pixels).deallocate() }
  }
}
