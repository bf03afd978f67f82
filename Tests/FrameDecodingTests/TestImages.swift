import CImageWriters
import Foundation

/// A smooth coloured picture, so that JPEG keeps it well: three bytes a pixel.
func smoothRGB(width: Int, height: Int) -> [UInt8] {
  var rgb: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      let red = 40 + 150 * x / width
      let green = 60 + 120 * y / height
      let blue = 200 - 90 * (x + y) / (width + height)
      rgb.append(UInt8(red))
      rgb.append(UInt8(green))
      rgb.append(UInt8(blue))
    }
  }
  return rgb
}

/// BT.601 luma by the textbook: real arithmetic, then rounding. Independent of the decoder's integers.
func textbookLuma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
  let weighted: [Double] = [0.299 * Double(red), 0.587 * Double(green), 0.114 * Double(blue)]
  return Int(weighted.reduce(0, +).rounded())
}

/// A PNG to write: see `writers_png_spec`.
struct PNGSpec {
  var width = 13
  var height = 11
  var colorType = 2
  var bitDepth = 8
  var interlaced = false
  var palette: [UInt8] = []
  var paletteAlpha: [UInt8] = []
  var exif: [UInt8] = []

  /// Samples a pixel.
  var channels: Int {
    switch colorType {
    case 2: 3
    case 4: 2
    case 6: 4
    default: 1
    }
  }

  /// Bytes of one packed row.
  var rowBytes: Int { (width * channels * bitDepth + 7) / 8 }

  /// Encodes packed `rows`.
  func encode(_ rows: [UInt8]) throws -> [UInt8] {
    precondition(rows.count == rowBytes * height)
    var count = 0
    let bytes = palette.withUnsafeBufferPointer { palette in
      paletteAlpha.withUnsafeBufferPointer { alpha in
        exif.withUnsafeBufferPointer { exif in
          var spec = writers_png_spec()
          (spec.width, spec.height) = (UInt32(width), UInt32(height))
          (spec.bit_depth, spec.color_type) = (Int32(bitDepth), Int32(colorType))
          spec.interlaced = interlaced ? 1 : 0
          (spec.palette, spec.palette_count) = (palette.baseAddress, Int32(palette.count / 3))
          (spec.palette_alpha, spec.palette_alpha_count) = (alpha.baseAddress, Int32(alpha.count))
          (spec.exif, spec.exif_count) = (exif.baseAddress, exif.count)
          return writers_png(&spec, rows, &count)
        }
      }
    }
    guard let file = taken(bytes, count: count) else { throw WriterRefused() }
    return file
  }
}

/// A JPEG to write: see `writers_jpeg_spec`.
struct JPEGSpec {
  var width = 37
  var height = 29
  var color = WRITERS_JPEG_YCC
  var quality = 95
  var progressive = false
  var arithmetic = false
  var separateScans = false
  var restartRows = 0
  var adobeMarker = true
  var sampling: [(horizontal: Int, vertical: Int)] = []
  var app1: [UInt8] = []

  /// Encodes rows of grey, RGB or CMYK samples.
  func encode(_ rows: [UInt8]) throws -> [UInt8] {
    var count = 0
    let bytes = app1.withUnsafeBufferPointer { app1 in
      var spec = writers_jpeg_spec()
      (spec.width, spec.height) = (UInt32(width), UInt32(height))
      (spec.color, spec.quality) = (color, Int32(quality))
      (spec.progressive, spec.arithmetic) = (progressive ? 1 : 0, arithmetic ? 1 : 0)
      (spec.separate_scans, spec.restart_rows) = (separateScans ? 1 : 0, Int32(restartRows))
      spec.no_adobe_marker = adobeMarker ? 0 : 1
      (spec.app1, spec.app1_count) = (app1.baseAddress, app1.count)
      withUnsafeMutableBytes(of: &spec.horizontal) { factors in
        let factors = factors.bindMemory(to: Int32.self)
        for (i, factor) in sampling.enumerated() { factors[i] = Int32(factor.horizontal) }
      }
      withUnsafeMutableBytes(of: &spec.vertical) { factors in
        let factors = factors.bindMemory(to: Int32.self)
        for (i, factor) in sampling.enumerated() { factors[i] = Int32(factor.vertical) }
      }
      return writers_jpeg(&spec, rows, &count)
    }
    guard let file = taken(bytes, count: count) else { throw WriterRefused() }
    return file
  }
}

/// The library refused to write what a test asked for.
struct WriterRefused: Error {}

/// A TIFF structure that states `orientation`, little-endian or big-endian.
func tiff(orientation: UInt16, bigEndian: Bool = false) -> [UInt8] {
  var bytes: [UInt8] = []
  func short(_ value: UInt16) {
    let high = UInt8(value >> 8)
    let low = UInt8(value & 0xFF)
    bytes.append(bigEndian ? high : low)
    bytes.append(bigEndian ? low : high)
  }
  func long(_ value: UInt16) {
    if bigEndian { short(0) }
    short(value)
    if !bigEndian { short(0) }
  }
  bytes.append(contentsOf: bigEndian ? "MM".utf8 : "II".utf8)
  short(42)
  long(8)  // The first directory follows at once.
  short(1)  // It has one entry: tag, SHORT, one value, left-justified in four bytes.
  short(0x0112)
  short(3)
  long(1)
  short(orientation)
  short(0)
  long(0)  // There is no further directory.
  return bytes
}

/// The APP1 payload of an EXIF block.
func exifMarker(_ tiff: [UInt8]) -> [UInt8] { Array("Exif\0\0".utf8) + tiff }

private func taken(_ bytes: UnsafeMutablePointer<UInt8>?, count: Int) -> [UInt8]? {
  guard let bytes else { return nil }
  defer { free(bytes) }
  return Array(UnsafeBufferPointer(start: bytes, count: count))
}

/// RGB of a PNG by libpng's own high-level reader, or nil where it refuses.
func libpngRGB(_ png: [UInt8]) -> (width: Int, height: Int, rgb: [UInt8])? {
  var width: UInt32 = 0
  var height: UInt32 = 0
  let bytes = writers_read_png_rgb(png, png.count, &width, &height)
  return taken(bytes, count: 3 * Int(width) * Int(height)).map { (Int(width), Int(height), $0) }
}
