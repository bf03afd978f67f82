internal import CPNG

/// Turns rows of any PNG colour type, at 8 bits a sample, into luma or RGB. Alpha is ignored.
struct PNGRowConverter {
  /// Bytes of the widest pixel, RGBA.
  static let maxPixelBytes = 4

  private let layout: remnant_png_layout
  private let paletteCount: Int
  private var paletteLuma = [UInt8](repeating: 0, count: 256)
  private var paletteRGB = [UInt8](repeating: 0, count: 768)

  /// Makes a converter for the layout and the palette that `info` states.
  init(_ info: remnant_png_info) {
    layout = info.layout
    paletteCount = Int(info.palette_count)
    withUnsafeBytes(of: info.palette) { palette in
      for i in 0..<paletteCount {
        let (red, green, blue) = (palette[3 * i], palette[3 * i + 1], palette[3 * i + 2])
        paletteLuma[i] = Luma.of(red: red, green: green, blue: blue)
        (paletteRGB[3 * i], paletteRGB[3 * i + 1], paletteRGB[3 * i + 2]) = (red, green, blue)
      }
    }
  }

  /// Whether rows hold luma already.
  var isGray: Bool { layout == REMNANT_PNG_GRAY }

  /// Writes the luma of pixel i to `target[i * step]`. False where an index lies outside the palette.
  func luma(of row: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>, step: Int) -> Bool {
    switch layout {
    case REMNANT_PNG_RGB:
      Luma.convertRGB(row, count: count, to: target, step: step)
    case REMNANT_PNG_RGBA:
      Luma.convertRGBA(row, count: count, to: target, step: step)
    case REMNANT_PNG_INDEX:
      for i in 0..<count {
        let index = Int(row[i])
        guard index < paletteCount else { return false }
        target[i &* step] = paletteLuma[index]
      }
    case REMNANT_PNG_GRAY_ALPHA:
      for i in 0..<count { target[i &* step] = row[2 &* i] }
    default:
      for i in 0..<count { target[i &* step] = row[i] }
    }
    return true
  }

  /// Writes the RGB of pixel i to `target[3 * i * step]` and the two bytes after it. False where an index lies outside
  /// the palette.
  func rgb(of row: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>, step: Int) -> Bool {
    for i in 0..<count {
      let pixel = target + 3 &* i &* step
      switch layout {
      case REMNANT_PNG_RGB:
        (pixel[0], pixel[1], pixel[2]) = (row[3 &* i], row[3 &* i &+ 1], row[3 &* i &+ 2])
      case REMNANT_PNG_RGBA:
        (pixel[0], pixel[1], pixel[2]) = (row[4 &* i], row[4 &* i &+ 1], row[4 &* i &+ 2])
      case REMNANT_PNG_INDEX:
        let index = Int(row[i])
        guard index < paletteCount else { return false }
        (pixel[0], pixel[1], pixel[2]) = (paletteRGB[3 * index], paletteRGB[3 * index + 1], paletteRGB[3 * index + 2])
      case REMNANT_PNG_GRAY_ALPHA:
        (pixel[0], pixel[1], pixel[2]) = (row[2 &* i], row[2 &* i], row[2 &* i])
      default:
        (pixel[0], pixel[1], pixel[2]) = (row[i], row[i], row[i])
      }
    }
    return true
  }
}
