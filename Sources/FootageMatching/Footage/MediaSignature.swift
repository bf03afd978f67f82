// Which files of a folder are pictures or films: told from their first bytes.

/// What the first bytes of a file say it is.
package enum MediaSignature: Sendable, Hashable {
  /// A PNG or a JPEG.
  case image
  /// A film in a container that ffmpeg reads.
  case video
  /// Anything else.
  case unknown

  /// Bytes that `init(head:)` wants to see. An MPEG transport stream repeats its mark after 188.
  package static let headLength = 189

  /// Judges the first bytes of a file.
  package init(head: [UInt8]) {
    func has(_ mark: [UInt8], at offset: Int = 0) -> Bool {
      head.count >= offset + mark.count && head[offset..<offset + mark.count].elementsEqual(mark)
    }
    if has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) || has([0xFF, 0xD8, 0xFF]) {
      self = .image
    } else if has(Array("ftyp".utf8), at: 4)  // ISO base media: MP4, MOV, 3GP
      || has([0x1A, 0x45, 0xDF, 0xA3])  // Matroska, WebM
      || (has(Array("RIFF".utf8)) && has(Array("AVI ".utf8), at: 8))
      || has([0x00, 0x00, 0x01, 0xBA]) || has([0x00, 0x00, 0x01, 0xB3])  // MPEG program and video streams
      || (has([0x47]) && has([0x47], at: 188))  // MPEG transport stream
      || has(Array("FLV".utf8)) || has(Array("OggS".utf8))
      || has([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11])  // ASF: WMV
    {
      // HEIF and AVIF pictures share MP4's container; a decoder's error names them better than ffmpeg's would.
      let stillBrands = ["heic", "heix", "heim", "heis", "mif1", "avif", "msf1"].map { Array($0.utf8) }
      self = stillBrands.contains { has($0, at: 8) } ? .unknown : .video
    } else {
      self = .unknown
    }
  }

  /// Whether a file's name claims that it is a PNG or a JPEG, so that a broken one is reported and not overlooked.
  package static func nameClaimsImage(_ name: SourcePath) -> Bool {
    guard let dot = name.bytes.lastIndex(of: UInt8(ascii: ".")) else { return false }
    let suffix = String(decoding: name.bytes[(dot + 1)...], as: UTF8.self).lowercased()
    return ["png", "jpg", "jpeg", "jpe", "jfif"].contains(suffix)
  }
}
