import ImagePlanes

/// Where a reference picture comes from and what it shows.
public struct Provenance: Hashable, Sendable {
  /// The system that the picture shows: a type of missile.
  public var system: String
  /// The part of the system; empty where the picture shows all of it, or nobody said.
  public var component: String
  /// The view: what of the part is seen. Several pictures may share one.
  public var view: String
  /// The picture's name in results, as `system/view.png`.
  public var label: String
  /// The file, as bytes: a name need not be UTF-8.
  public var path: [UInt8]
  /// Who published the picture, and where; empty where unknown.
  public var source: String
  /// Its licence; empty where unknown.
  public var licence: String
  /// A remark; may be empty.
  public var note: String
  /// The mask that limits the features, a file.
  public var maskPath: [UInt8]?

  /// Makes a provenance.
  public init(
    system: String, component: String = "", view: String, label: String, path: [UInt8], source: String = "",
    licence: String = "", note: String = "", maskPath: [UInt8]? = nil
  ) {
    self.system = system
    self.component = component
    self.view = view
    self.label = label
    self.path = path
    self.source = source
    self.licence = licence
    self.note = note
    self.maskPath = maskPath
  }
}

/// A picture as its file was when its features were found.
public struct PictureIdentity: Hashable, Sendable {
  /// SHA-256 of the file, 64 lower-case hexadecimal digits.
  public var sha256: String
  /// Length of the file in bytes.
  public var byteCount: Int
  /// Size of the upright picture, in pixels.
  public var size: ImageSize
  /// The EXIF orientation that was applied, 1...8.
  public var orientation: Int
  /// SHA-256 of the mask's file; nil without a mask.
  public var maskSHA256: String?

  /// Makes an identity.
  public init(sha256: String, byteCount: Int, size: ImageSize, orientation: Int, maskSHA256: String? = nil) {
    self.sha256 = sha256
    self.byteCount = byteCount
    self.size = size
    self.orientation = orientation
    self.maskSHA256 = maskSHA256
  }
}

/// What found the features of a picture.
public struct ExtractorRecord: Hashable, Sendable {
  /// The extractor's fingerprint: see ``ExtractorFingerprint``.
  public var version: String
  /// The options that bear on the features, as `keypoints=1000`.
  public var options: String

  /// Makes a record.
  public init(version: String, options: String) {
    self.version = version
    self.options = options
  }
}

/// A picture in a library.
public struct ReferenceRecord: Hashable, Sendable {
  /// Its number in this library; never given twice.
  public let id: Int
  /// Where it comes from.
  public let provenance: Provenance
  /// Its file.
  public let picture: PictureIdentity
  /// What found its features.
  public let extractor: ExtractorRecord
  /// Bytes of its encoded features.
  public let storedByteCount: Int

  /// Makes a record.
  public init(
    id: Int, provenance: Provenance, picture: PictureIdentity, extractor: ExtractorRecord, storedByteCount: Int
  ) {
    self.id = id
    self.provenance = provenance
    self.picture = picture
    self.extractor = extractor
    self.storedByteCount = storedByteCount
  }
}
