import FeatureExtraction
import MatchReporting
import ReferenceLibrary

/// `remnant.library/1`: what `library list --json` and `library show --json` say.
public struct LibraryDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  public static let schema = "remnant.library/1"

  /// ``schema``.
  public var schema = Self.schema
  /// The pictures.
  public var images: [LibraryImageDocument]

  /// Describes pictures.
  public init(_ records: [ReferenceRecord]) { images = records.map(LibraryImageDocument.init) }
}

/// A picture of a library in a document. What is not known is absent.
public struct LibraryImageDocument: Codable, Hashable, Sendable {
  /// Its name in results.
  public var label: String
  /// The system that it shows.
  public var system: String
  /// The part of the system.
  public var component: String?
  /// The view.
  public var view: String
  /// The file, from the library's folder where it lies below that.
  public var path: String
  /// SHA-256 of the file.
  public var sha256: String
  /// Its length.
  public var bytes: Int
  /// Columns of the upright picture.
  public var width: Int
  /// Rows of the upright picture.
  public var height: Int
  /// The EXIF orientation that was applied.
  public var orientation: Int
  /// Who published it, and where.
  public var source: String?
  /// Its licence.
  public var licence: String?
  /// A remark.
  public var note: String?
  /// The mask's file.
  public var mask: String?
  /// SHA-256 of the mask's file.
  public var maskSha256: String?
  /// The fingerprint of the extractor.
  public var extractor: String
  /// Its options.
  public var extractorOptions: String
  /// Bytes of the features in the library.
  public var featureBytes: Int
  /// The features.
  public var features: FeaturesDocument?

  /// Describes a picture.
  public init(_ record: ReferenceRecord) {
    func known(_ text: String) -> String? { text.isEmpty ? nil : text }
    let (provenance, picture) = (record.provenance, record.picture)
    label = provenance.label
    system = provenance.system
    component = known(provenance.component)
    view = provenance.view
    path = String(decoding: provenance.path, as: UTF8.self)
    sha256 = picture.sha256
    bytes = picture.byteCount
    width = picture.size.width
    height = picture.size.height
    orientation = picture.orientation
    source = known(provenance.source)
    licence = known(provenance.licence)
    note = known(provenance.note)
    mask = provenance.maskPath.map { String(decoding: $0, as: UTF8.self) }
    maskSha256 = picture.maskSHA256
    extractor = record.extractor.version
    extractorOptions = record.extractor.options
    featureBytes = record.storedByteCount
  }
}

extension ImageDocument {
  /// Describes a picture of a library.
  public init(_ record: ReferenceRecord) {
    self.init(
      path: String(decoding: record.provenance.path, as: UTF8.self), sha256: record.picture.sha256,
      width: record.picture.size.width, height: record.picture.size.height, orientation: record.picture.orientation)
  }
}

/// A library's pictures for people.
public enum LibraryListing {
  /// The pictures in the order in which a folder of them would be listed.
  public static func records(of library: LibraryFile) throws(LibraryError) -> [ReferenceRecord] {
    let records = try library.references()
    let keys = records.map(LibraryViews.key)
    return records.indices.sorted { LibraryViews.precedes(keys[$0], keys[$1]) }.map { records[$0] }
  }

  /// What is known of a picture, fact by fact.
  public static func facts(of record: ReferenceRecord, features: Features) -> [(name: String, value: String)] {
    let (provenance, picture) = (record.provenance, record.picture)
    let facts = [
      ("label", provenance.label), ("system", provenance.system), ("component", provenance.component),
      ("view", provenance.view), ("file", String(decoding: provenance.path, as: UTF8.self)),
      ("sha256", picture.sha256),
      (
        "picture",
        "\(picture.size.width) × \(picture.size.height) px, \(picture.byteCount) bytes, orientation \(picture.orientation)"
      ),
      ("source", provenance.source), ("licence", provenance.licence), ("note", provenance.note),
      ("mask", provenance.maskPath.map { String(decoding: $0, as: UTF8.self) } ?? ""),
      ("extractor", "\(record.extractor.version) (\(record.extractor.options))"),
      (
        "features",
        "\(features.keypoints.count) keypoints, \(PatternWords.counts(features.patterns)), \(features.edges.lines.count) lines, "
          + "\(features.edges.ellipses.count) ellipses: \(record.storedByteCount) bytes"
      ),
    ]
    return facts.filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
  }
}
