// Files into frames, whatever bytes their names are made of.

import FrameDecoding
import ImagePlanes

/// Decodes picture files named by bytes.
public struct FrameReader: Sendable {
  private let decoder: FrameDecoder

  /// Makes a reader that refuses pictures of more than `maxPixels` pixels.
  public init(maxPixels: Int) {
    var options = DecodingOptions()
    options.maxPixels = maxPixels
    decoder = FrameDecoder(options: options)
  }

  /// The luma of the picture at `path`.
  public func frame(at path: SourcePath) throws(DecodingError) -> Frame {
    if path.isUTF8 { return try decoder.decode(path: path.display) }
    return try decoder.decode(bytes: try bytes(of: path), path: path.display)
  }

  /// The picture at `path` in colour, for drawing on.
  public func color(at path: SourcePath) throws(DecodingError) -> ColorImage {
    if path.isUTF8 { return try decoder.decodeColor(path: path.display) }
    return try decoder.decodeColor(bytes: try bytes(of: path), path: path.display)
  }

  /// The content of a file whose name no text can hold.
  private func bytes(of path: SourcePath) throws(DecodingError) -> [UInt8] {
    // A picture of `maxPixels` in 16-bit RGBA without compression, and metadata beside it.
    let (pixelBytes, overflow) = decoder.options.maxPixels.multipliedReportingOverflow(by: 8)
    let limit = overflow ? Int.max : max(pixelBytes, 64 << 20)
    switch FolderListing.content(of: path, atMost: limit) {
    case .success(let bytes): return bytes
    case .failure(let error):
      if error.isMissing { throw .notFound(path: path.display) }
      throw .unreadable(path: path.display, reason: error.description)
    }
  }
}
