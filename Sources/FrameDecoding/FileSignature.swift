import ImagePlanes

/// What the first bytes of a file say it is, whatever its name says.
enum FileSignature: Hashable {
  /// A kind that Remnant decodes.
  case image(ImageKind)
  /// A format that is known by name only.
  case other(String)

  /// Recognises the signature at the start of `bytes`, or returns nil.
  init?(_ bytes: UnsafeRawBufferPointer) {
    func starts(_ signature: [UInt8], at offset: Int = 0) -> Bool {
      bytes.count >= offset + signature.count && bytes[offset..<offset + signature.count].elementsEqual(signature)
    }
    func starts(_ text: String, at offset: Int = 0) -> Bool { starts(Array(text.utf8), at: offset) }

    if starts(Self.png) {
      self = .image(.png)
    } else if starts(Self.jpeg) {
      self = .image(.jpeg)
    } else if starts("GIF87a") || starts("GIF89a") {
      self = .other("GIF")
    } else if starts("RIFF") && starts("WEBP", at: 8) {
      self = .other("WebP")
    } else if starts("RIFF") && starts("AVI ", at: 8) {
      self = .other("AVI video")
    } else if starts([0x49, 0x49, 0x2A, 0x00]) || starts([0x4D, 0x4D, 0x00, 0x2A]) || starts([0x49, 0x49, 0x2B, 0x00]) {
      self = .other("TIFF (or a camera's raw format)")
    } else if starts("ftyp", at: 4) {
      self = .other(Self.nameOfISOMedia(brand: Array(bytes.dropFirst(8).prefix(4))))
    } else if starts([0x00, 0x00, 0x00, 0x0C]) && starts("jP  ", at: 4) || starts([0xFF, 0x4F, 0xFF, 0x51]) {
      self = .other("JPEG 2000")
    } else if starts([0xFF, 0x0A]) || starts([0x00, 0x00, 0x00, 0x0C]) && starts("JXL ", at: 4) {
      self = .other("JPEG XL")
    } else if starts([0x1A, 0x45, 0xDF, 0xA3]) {
      self = .other("Matroska or WebM video")
    } else if starts([0x8A, 0x4D, 0x4E, 0x47]) {
      self = .other("MNG")
    } else if starts("8BPS") {
      self = .other("Photoshop (PSD)")
    } else if starts("%PDF-") {
      self = .other("PDF")
    } else if starts("BM") && bytes.count >= 14 && starts([0, 0, 0, 0], at: 6) {
      self = .other("BMP")
    } else if bytes.count >= 3 && bytes[0] == UInt8(ascii: "P") && (0x31...0x37).contains(bytes[1]) && bytes[2] <= 0x20
    {
      self = .other("Netpbm (PBM, PGM, PPM)")
    } else if starts([0x76, 0x2F, 0x31, 0x01]) {
      self = .other("OpenEXR")
    } else if starts("qoif") {
      self = .other("QOI")
    } else {
      return nil
    }
  }

  /// Whether `bytes` are the first few of a PNG's or JPEG's signature and nothing more.
  static func isBeginning(_ bytes: UnsafeRawBufferPointer) -> Bool {
    png.starts(with: bytes) || jpeg.starts(with: bytes)
  }

  /// Whether `bytes` go on as a PNG does, though its signature is damaged: a copy in text mode changes line ends.
  static func isDamagedPNG(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let header = Array("IHDR".utf8)
    return (11...13).contains { bytes.count >= $0 + 4 && bytes[$0..<$0 + 4].elementsEqual(header) }
  }

  /// The start-of-image marker. The byte after it begins another marker, or the file is corrupt.
  static let jpeg: [UInt8] = [0xFF, 0xD8]

  /// The signature that PNG chose so that damage by text-mode copying shows.
  static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private static func nameOfISOMedia(brand: [UInt8]) -> String {
    switch String(decoding: brand, as: UTF8.self) {
    case "avif", "avis": "AVIF"
    case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1": "HEIC"
    default: "MP4 or QuickTime video"
    }
  }
}
