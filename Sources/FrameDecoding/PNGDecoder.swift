internal import CPNG
import ImagePlanes

/// One PNG file being decoded.
struct PNGDecoder: ~Copyable {
  let size: ImageSize
  /// The orientation that the eXIf chunk states. Known once the samples are decoded, because it may follow them.
  private(set) var orientation = EXIFOrientation.upright
  private let path: String
  private let byteCount: Int
  private let decoder: OpaquePointer
  private let info: remnant_png_info

  /// Reads the header of `bytes`, which must outlive the decoder. Nothing is allocated in proportion to the image.
  init(bytes: UnsafeRawBufferPointer, path: String) throws(DecodingError) {
    guard let decoder = remnant_png_create(bytes.baseAddress, bytes.count) else { throw .outOfMemory(path: path) }
    var info = remnant_png_info()
    let status = remnant_png_read_header(decoder, &info)
    if status != REMNANT_PNG_OK {
      let error = Self.error(status, decoder: decoder, path: path)
      remnant_png_destroy(decoder)
      throw error
    }
    self.path = path
    self.byteCount = bytes.count
    self.decoder = decoder
    self.info = info
    self.size = ImageSize(width: Int(info.width), height: Int(info.height))
  }

  deinit { remnant_png_destroy(decoder) }

  /// Decodes the luma plane as stored. Call once.
  mutating func luma() throws(DecodingError) -> Plane {
    try start()
    let converter = PNGRowConverter(info)
    let plane = try Plane(width: size.width, height: size.height) { pixels, rowStride throws(DecodingError) in
      if converter.isGray && info.interlaced == 0 {
        try check(remnant_png_read_rows(decoder, pixels, rowStride, info.height))
        return
      }
      try forEachRow { row, count, y, x, stepX throws(DecodingError) in
        guard converter.luma(of: row, count: count, to: pixels + (y * rowStride + x), step: stepX) else {
          throw .corrupt(path: path, reason: Self.indexMessage)
        }
      }
    }
    try finish()
    return plane
  }

  /// Decodes RGB samples as stored, three bytes a pixel. Call once.
  mutating func color() throws(DecodingError) -> [UInt8] {
    try start()
    let converter = PNGRowConverter(info)
    let rowBytes = 3 * size.width
    var samples = [UInt8](repeating: 0, count: rowBytes * size.height)
    try samples.withUnsafeMutableBufferPointer { buffer throws(DecodingError) in
      guard let rgb = buffer.baseAddress else { return }
      try forEachRow { row, count, y, x, stepX throws(DecodingError) in
        guard converter.rgb(of: row, count: count, to: rgb + (y * rowBytes + 3 * x), step: stepX) else {
          throw .corrupt(path: path, reason: Self.indexMessage)
        }
      }
    }
    try finish()
    return samples
  }

  private static let indexMessage = "a pixel uses a colour that the palette lacks"

  private func start() throws(DecodingError) {
    // DEFLATE packs at most 1032 bytes into one: a shorter file cannot hold the image, so no memory is taken for it.
    if info.packed_bytes / 1032 > UInt64(byteCount) {
      throw .truncated(path: path, reason: "\(byteCount) bytes cannot hold \(size.width) × \(size.height) pixels")
    }
    if info.layout == REMNANT_PNG_INDEX && info.palette_count == 0 {
      throw .corrupt(path: path, reason: "the palette is missing")
    }
    try check(remnant_png_start(decoder))
  }

  private mutating func finish() throws(DecodingError) {
    var exif: UnsafePointer<UInt8>?
    var length = 0
    try check(remnant_png_finish(decoder, &exif, &length))
    if let exif { orientation = EXIFOrientation(tiff: UnsafeRawBufferPointer(start: exif, count: length)) }
  }

  /// Reads every row of every pass. Pixel i of a row belongs in column `x + i * stepX` of row `y`.
  private func forEachRow(
    _ body: (UnsafePointer<UInt8>, _ count: Int, _ y: Int, _ x: Int, _ stepX: Int) throws(DecodingError) -> Void
  ) throws(DecodingError) {
    var row = [UInt8](repeating: 0, count: size.width * PNGRowConverter.maxPixelBytes)
    for pass in info.interlaced == 0 ? [Adam7Pass.whole] : Adam7Pass.all {
      let count = (size.width - pass.x + pass.stepX - 1) / pass.stepX
      guard count > 0 else { continue }
      for y in stride(from: pass.y, to: size.height, by: pass.stepY) {
        try check(remnant_png_read_rows(decoder, &row, row.count, 1))
        try body(row, count, y, pass.x, pass.stepX)
      }
    }
  }

  private func check(_ status: remnant_png_status) throws(DecodingError) {
    if status != REMNANT_PNG_OK { throw Self.error(status, decoder: decoder, path: path) }
  }

  private static func error(_ status: remnant_png_status, decoder: OpaquePointer, path: String) -> DecodingError {
    let message = String(cString: remnant_png_message(decoder))
    return switch status {
    case REMNANT_PNG_TRUNCATED: .truncated(path: path, reason: message)
    case REMNANT_PNG_OUT_OF_MEMORY: .outOfMemory(path: path)
    default: .corrupt(path: path, reason: message)
    }
  }
}

/// The grid of pixels that one pass of an interlaced PNG sends (PNG specification, section 8.2).
private struct Adam7Pass {
  var x: Int
  var y: Int
  var stepX: Int
  var stepY: Int

  static let whole = Adam7Pass(x: 0, y: 0, stepX: 1, stepY: 1)

  static let all = [
    Adam7Pass(x: 0, y: 0, stepX: 8, stepY: 8), Adam7Pass(x: 4, y: 0, stepX: 8, stepY: 8),
    Adam7Pass(x: 0, y: 4, stepX: 4, stepY: 8), Adam7Pass(x: 2, y: 0, stepX: 4, stepY: 4),
    Adam7Pass(x: 0, y: 2, stepX: 2, stepY: 4), Adam7Pass(x: 1, y: 0, stepX: 2, stepY: 2),
    Adam7Pass(x: 0, y: 1, stepX: 1, stepY: 2),
  ]
}
