import ImagePlanes

/// Why a file gave no frame. `description` is a sentence with the file, the reason and what to do.
public enum DecodingError: Error, Hashable, Sendable {
  /// There is no such file.
  case notFound(path: String)
  /// The system refuses to open or read the file, for its stated reason.
  case unreadable(path: String, reason: String)
  /// The path names something that is not a regular file: `what` says what, as "a folder".
  case notAFile(path: String, what: String)
  /// The file has no bytes.
  case empty(path: String)
  /// The bytes are no image that Remnant has heard of.
  case notAnImage(path: String)
  /// An image of a kind that Remnant does not decode: `feature` names the format or the coding.
  case unsupported(path: String, feature: String)
  /// The file ends before the image does.
  case truncated(path: String, reason: String)
  /// The bytes contradict the format, so that samples would be lost or invented.
  case corrupt(path: String, reason: String)
  /// The image states more pixels, or a longer side, than the limits allow. Nothing was allocated.
  case tooManyPixels(path: String, size: ImageSize, maxPixels: Int)
  /// The file is too long for any image within the limits. Nothing was read.
  case tooManyBytes(path: String, byteCount: Int, maxByteCount: Int)
  /// The system had no memory for the image.
  case outOfMemory(path: String)
}

extension DecodingError: CustomStringConvertible {
  /// One sentence or two for a person: the file, what is wrong, what to do.
  public var description: String {
    switch self {
    case .notFound(let path):
      "\(path): no such file. Check the name and the folder."
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason). Check the file's permissions and its disk."
    case .notAFile(let path, let what):
      "\(path): is \(what), not an image file. Name a PNG or JPEG file."
    case .empty(let path):
      "\(path): the file is empty. Copy it again from its source."
    case .notAnImage(let path):
      "\(path): not an image: its first bytes are neither PNG nor JPEG. Check that this is the right file."
    case .unsupported(let path, let feature):
      "\(path): \(feature) is not supported. Convert the image to PNG or to an ordinary 8-bit JPEG."
    case .truncated(let path, let reason):
      "\(path): the image is truncated: \(reason). Copy it again from its source."
    case .corrupt(let path, let reason):
      "\(path): the image is corrupt: \(reason). Copy it again from its source."
    case .tooManyPixels(let path, let size, let maxPixels):
      """
      \(path): the image states \(size.width) × \(size.height) pixels; the limits are \(maxPixels) pixels \
      and \(DecodingOptions.maxSide) a side. Raise --max-pixels or scale the image down.
      """
    case .tooManyBytes(let path, let byteCount, let maxByteCount):
      "\(path): the file has \(byteCount) bytes; the limit is \(maxByteCount). Raise --max-pixels if it is an image."
    case .outOfMemory(let path):
      "\(path): not enough memory for the image. Free memory or use fewer threads."
    }
  }
}

extension DecodingError {
  /// A short name of the case for machine-readable output: stable, lower case.
  public var code: String {
    switch self {
    case .notFound: "not-found"
    case .unreadable: "unreadable"
    case .notAFile: "not-a-file"
    case .empty: "empty"
    case .notAnImage: "not-an-image"
    case .unsupported: "unsupported"
    case .truncated: "truncated"
    case .corrupt: "corrupt"
    case .tooManyPixels: "too-many-pixels"
    case .tooManyBytes: "too-many-bytes"
    case .outOfMemory: "out-of-memory"
    }
  }
}
