/// Limits that an image must keep to be decoded.
public struct DecodingOptions: Hashable, Sendable {
  /// The largest number of pixels, checked before anything is allocated. At least 1; default 200 million, which is above
  /// any camera's frame and takes 200 MB of luma.
  public var maxPixels = 200_000_000

  /// The longest side in pixels. libjpeg ends at 65,500; PNG keeps the same limit, so that both kinds refuse alike.
  public static let maxSide = 65_500

  /// Makes the default limits.
  public init() {}

  /// The largest file that is read, in bytes. A 16-bit RGBA image of `maxPixels` without compression takes 8 bytes a
  /// pixel; the constant leaves room for metadata beside small images.
  var maxByteCount: Int {
    let (bytes, overflow) = maxPixels.multipliedReportingOverflow(by: 8)
    return overflow ? .max : bytes.addingReportingOverflow(64 << 20).overflow ? .max : bytes + (64 << 20)
  }
}
