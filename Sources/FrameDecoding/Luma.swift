/// The one definition of luma: what libjpeg stores as Y when it makes a JPEG of an RGB picture.
///
/// Y = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601) in 16-bit fixed point, rounded half up, on the samples as stored: no
/// gamma, no colour profile, no alpha. The weights sum to 65536, so grey stays the same grey.
enum Luma {
  private static let redWeight: UInt32 = 19_595
  private static let greenWeight: UInt32 = 38_470
  private static let blueWeight: UInt32 = 7_471
  private static let half: UInt32 = 32_768

  /// The luma of one pixel.
  static func of(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
    let sum = redWeight &* UInt32(red) &+ greenWeight &* UInt32(green) &+ blueWeight &* UInt32(blue) &+ half
    return UInt8(truncatingIfNeeded: sum >> 16)
  }

  /// Converts `count` RGB pixels of three bytes; the luma of pixel i goes to `luma[i * step]`.
  static func convertRGB(_ rgb: UnsafePointer<UInt8>, count: Int, to luma: UnsafeMutablePointer<UInt8>, step: Int = 1) {
    for i in 0..<count {
      luma[i &* step] = of(red: rgb[3 &* i], green: rgb[3 &* i &+ 1], blue: rgb[3 &* i &+ 2])
    }
  }

  /// Converts `count` RGBA pixels of four bytes, whose alpha is ignored.
  static func convertRGBA(_ rgba: UnsafePointer<UInt8>, count: Int, to luma: UnsafeMutablePointer<UInt8>, step: Int = 1)
  {
    for i in 0..<count {
      luma[i &* step] = of(red: rgba[4 &* i], green: rgba[4 &* i &+ 1], blue: rgba[4 &* i &+ 2])
    }
  }

  /// Converts `count` CMYK pixels to RGB: the light that each ink lets pass, times that of black.
  static func convertCMYK(
    _ cmyk: UnsafePointer<UInt8>, count: Int, inverted: Bool, toRGB rgb: UnsafeMutablePointer<UInt8>
  ) {
    let flip: UInt8 = inverted ? 0 : 255
    for i in 0..<count {
      let black = UInt32(cmyk[4 &* i &+ 3] ^ flip)
      for channel in 0..<3 {
        let product = UInt32(cmyk[4 &* i &+ channel] ^ flip) &* black
        rgb[3 &* i &+ channel] = UInt8(truncatingIfNeeded: (product &+ 127) / 255)
      }
    }
  }
}
