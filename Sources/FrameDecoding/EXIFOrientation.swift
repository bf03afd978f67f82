internal import CExif

/// How a picture's rows and columns are stored: EXIF 2.32, tag 0x0112.
enum EXIFOrientation: Int, CaseIterable {
  case upright = 1
  case mirrored = 2
  case rotated180 = 3
  case flipped = 4
  case transposed = 5
  /// Rotate clockwise by 90° to show.
  case rotated90 = 6
  case transversed = 7
  /// Rotate counter-clockwise by 90° to show.
  case rotated270 = 8

  /// The orientation that a TIFF structure states for its first image. Anything unreadable counts as upright: a frame with
  /// broken metadata is still a frame.
  init(tiff: UnsafeRawBufferPointer) {
    self = Self.stated(in: tiff).flatMap(Self.init(rawValue:)) ?? .upright
  }

  /// Whether rows become columns.
  var swapsAxes: Bool { rawValue >= 5 }

  // The first image's directory stands at the start; what lies beyond the size of a JPEG marker cannot matter.
  private static let maxTIFFBytes = 65_527

  private static func stated(in tiff: UnsafeRawBufferPointer) -> Int? {
    guard tiff.count >= 8, let data = exif_data_new() else { return nil }
    defer { exif_data_unref(data) }
    // Neither repairs nor maker notes: one entry is wanted.
    exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION)
    exif_data_set_option(data, EXIF_DATA_OPTION_DONT_CHANGE_MAKER_NOTE)
    let block = Array("Exif\0\0".utf8) + tiff.prefix(maxTIFFBytes)
    exif_data_load_data(data, block, UInt32(block.count))
    guard let directory = data.pointee.ifd.0,
      let entry = exif_content_get_entry(directory, EXIF_TAG_ORIENTATION),
      entry.pointee.format == EXIF_FORMAT_SHORT, entry.pointee.components >= 1, entry.pointee.size >= 2,
      let value = entry.pointee.data
    else { return nil }
    return Int(exif_get_short(value, exif_data_get_byte_order(data)))
  }
}
