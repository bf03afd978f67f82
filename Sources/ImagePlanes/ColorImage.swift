/// An RGB picture for drawing on: 8-bit samples, three bytes a pixel, rows without padding, immutable once made.
///
/// Remnant measures on luma only. Colour serves people who look at overlays.
public struct ColorImage: Sendable {
  /// Columns, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// R, G, B of every pixel, row by row: `3 * width * height` bytes.
  public let samples: [UInt8]

  /// Makes a picture of `3 * width * height` samples.
  public init(width: Int, height: Int, samples: [UInt8]) {
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    precondition(samples.count == 3 * width * height, "a picture has three samples a pixel")
    self.width = width
    self.height = height
    self.samples = samples
  }

  /// The size in pixels.
  public var size: ImageSize { ImageSize(width: width, height: height) }

  /// Bytes from the start of one row to the start of the next.
  public var rowStride: Int { 3 * width }

  /// Red, green and blue of the pixel in column `x` of row `y`.
  public subscript(x x: Int, y y: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel outside the picture")
    let first = y * rowStride + 3 * x
    return (samples[first], samples[first + 1], samples[first + 2])
  }
}
