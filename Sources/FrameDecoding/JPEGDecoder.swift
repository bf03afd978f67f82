internal import CJPEG
import ImagePlanes

/// One JPEG file being decoded.
struct JPEGDecoder: ~Copyable {
  let size: ImageSize
  private let path: String
  private let bytes: UnsafeRawBufferPointer
  private let decoder: OpaquePointer
  private let info: remnant_jpeg_info

  /// Reads the header of `bytes`, which must outlive the decoder. Nothing is allocated in proportion to the image.
  init(bytes: UnsafeRawBufferPointer, path: String) throws(DecodingError) {
    guard let decoder = remnant_jpeg_create(bytes.baseAddress, bytes.count) else { throw .outOfMemory(path: path) }
    var info = remnant_jpeg_info()
    let status = remnant_jpeg_read_header(decoder, &info)
    if status != REMNANT_JPEG_OK {
      let error = Self.error(status, decoder: decoder, path: path)
      remnant_jpeg_destroy(decoder)
      throw error
    }
    self.path = path
    self.bytes = bytes
    self.decoder = decoder
    self.info = info
    self.size = ImageSize(width: Int(info.width), height: Int(info.height))
  }

  deinit { remnant_jpeg_destroy(decoder) }

  /// The orientation that the EXIF block states.
  var orientation: EXIFOrientation {
    guard info.exif_length > 0 else { return .upright }
    return EXIFOrientation(tiff: UnsafeRawBufferPointer(rebasing: bytes[info.exif_offset...].prefix(info.exif_length)))
  }

  /// How the luma is quantised; nil where the file does not say before its first scan, or where luma is made of other components.
  var quantization: LumaQuantization? {
    guard info.cmyk == 0 else { return nil }
    let steps = withUnsafeBytes(of: info.luma_steps) { Array($0.bindMemory(to: UInt16.self)) }
    return steps.contains { $0 > 0 } ? LumaQuantization(steps: steps) : nil
  }

  /// Decodes the luma plane as stored. Call once.
  func luma() throws(DecodingError) -> Plane {
    try checkLength()
    if info.cmyk != 0 { return try lumaFromCMYK() }
    try check(remnant_jpeg_start_luma(decoder, Int32(maxScans)))
    let plane = try Plane(width: size.width, height: size.height) { pixels, rowStride throws(DecodingError) in
      try check(remnant_jpeg_read_luma(decoder, pixels, rowStride))
    }
    try check(remnant_jpeg_finish(decoder))
    return plane
  }

  /// Decodes RGB samples as stored, three bytes a pixel. Call once.
  func color() throws(DecodingError) -> [UInt8] {
    try checkLength()
    try check(remnant_jpeg_start_color(decoder, Int32(maxScans)))
    let rowBytes = 3 * size.width
    var samples = [UInt8](repeating: 0, count: rowBytes * size.height)
    try samples.withUnsafeMutableBufferPointer { buffer throws(DecodingError) in
      guard let rgb = buffer.baseAddress else { return }
      if info.cmyk != 0 {
        try forEachCMYKRow { cmyk, y in
          Luma.convertCMYK(cmyk, count: size.width, inverted: info.adobe_inverted != 0, toRGB: rgb + y * rowBytes)
        }
      } else {
        try check(remnant_jpeg_read_rows(decoder, rgb, rowBytes, info.height))
      }
    }
    try check(remnant_jpeg_finish(decoder))
    return samples
  }

  private func lumaFromCMYK() throws(DecodingError) -> Plane {
    try check(remnant_jpeg_start_color(decoder, Int32(maxScans)))
    var rgb = [UInt8](repeating: 0, count: 3 * size.width)
    let plane = try Plane(width: size.width, height: size.height) { pixels, rowStride throws(DecodingError) in
      try forEachCMYKRow { cmyk, y in
        Luma.convertCMYK(cmyk, count: size.width, inverted: info.adobe_inverted != 0, toRGB: &rgb)
        Luma.convertRGB(rgb, count: size.width, to: pixels + y * rowStride)
      }
    }
    try check(remnant_jpeg_finish(decoder))
    return plane
  }

  private func forEachCMYKRow(_ body: (UnsafePointer<UInt8>, _ y: Int) -> Void) throws(DecodingError) {
    var row = [UInt8](repeating: 0, count: 4 * size.width)
    for y in 0..<size.height {
      try check(remnant_jpeg_read_rows(decoder, &row, row.count, 1))
      body(row, y)
    }
  }

  /// Refuses a file that is too short for its stated size, before memory of that size is taken. Huffman coding spends at
  /// least a bit on every block of 64 samples; arithmetic coding has no such bound.
  private func checkLength() throws(DecodingError) {
    if info.arithmetic == 0 && info.luma_blocks / 8 > UInt64(bytes.count) {
      throw .truncated(
        path: path, reason: "\(bytes.count) bytes cannot hold \(size.width) × \(size.height) pixels")
    }
  }

  /// The most scans that a progressive file may have. Encoders write about ten, the standard's finest subdivision some
  /// hundreds; each one costs a pass over all coefficients, so large images get fewer, never less than a careful encoder uses.
  private var maxScans: Int { max(32, min(500, 1_000_000_000 / size.area)) }

  private func check(_ status: remnant_jpeg_status) throws(DecodingError) {
    if status != REMNANT_JPEG_OK { throw Self.error(status, decoder: decoder, path: path) }
  }

  private static func error(_ status: remnant_jpeg_status, decoder: OpaquePointer, path: String) -> DecodingError {
    let message = String(cString: remnant_jpeg_message(decoder))
    return switch status {
    case REMNANT_JPEG_TRUNCATED: .truncated(path: path, reason: message)
    case REMNANT_JPEG_UNSUPPORTED: .unsupported(path: path, feature: "JPEG with \(message)")
    case REMNANT_JPEG_OUT_OF_MEMORY: .outOfMemory(path: path)
    default: .corrupt(path: path, reason: message)
    }
  }
}
