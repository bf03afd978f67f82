/// A decoded picture with what must be known to find and check its source again.
public struct Frame: Sendable {
  /// Luma, after the EXIF orientation has been applied: JPEG's Y as stored, BT.601 weights for RGB.
  public let luma: Plane
  /// Where the bytes came from, as the user gave it.
  public let path: String
  /// SHA-256 of the file's bytes, 64 lower-case hexadecimal digits.
  public let sha256: String
  /// The file's length in bytes.
  public let byteCount: Int
  /// The format that the bytes show, whatever the file's name says.
  public let kind: ImageKind
  /// The EXIF orientation that was applied, 1 (upright, or none stated) to 8.
  public let orientation: Int
  /// How a JPEG's luma is quantised; nil for other formats.
  public let quantization: LumaQuantization?

  /// Makes a frame of its parts.
  public init(
    luma: Plane, path: String, sha256: String, byteCount: Int, kind: ImageKind, orientation: Int,
    quantization: LumaQuantization? = nil
  ) {
    self.luma = luma
    self.path = path
    self.sha256 = sha256
    self.byteCount = byteCount
    self.kind = kind
    self.orientation = orientation
    self.quantization = quantization
  }

  /// The size of the upright picture, in pixels.
  public var size: ImageSize { luma.size }
}

/// The image formats that Remnant reads.
public enum ImageKind: String, Sendable, Hashable, CaseIterable {
  /// Portable Network Graphics, ISO/IEC 15948.
  case png
  /// JPEG, ITU-T T.81.
  case jpeg
}
