import FeatureExtraction
import ImagePlanes

extension LibraryFile {
  /// Every picture, in the order in which they were added.
  ///
  /// - Complexity: O(n): a few hundred bytes each; features stay on the disk.
  public func references() throws(LibraryError) -> [ReferenceRecord] {
    try records(where: "1 = 1", nil)
  }

  /// The picture whose file has the digest `sha256`, or nil.
  public func reference(sha256: String) throws(LibraryError) -> ReferenceRecord? {
    try records(where: "images.sha256 = ?", sha256).first
  }

  /// The pictures that `name` stands for: a label, the beginning of a digest (at least ``leastDigestDigits`` digits), or a system with
  /// all its pictures.
  ///
  /// - Throws: ``LibraryError/unknown(name:path:)`` where there is none, ``LibraryError/ambiguous(name:count:)`` where a digest's
  ///   beginning stands for several.
  public func references(named name: String) throws(LibraryError) -> [ReferenceRecord] {
    let labelled = try records(where: "images.label = ?", name)
    if !labelled.isEmpty { return labelled }
    let ofSystem = try records(where: "systems.name = ?", name)
    if !ofSystem.isEmpty { return ofSystem }
    let digits = name.lowercased()
    if digits.utf8.count >= Self.leastDigestDigits, digits.utf8.allSatisfy(Self.isHexadecimal) {
      let found = try records(where: "images.sha256 LIKE ? || '%'", digits)
      if found.count > 1 { throw .ambiguous(name: name, count: found.count) }
      if !found.isEmpty { return found }
    }
    throw .unknown(name: name, path: path)
  }

  /// Fewer digits of a digest name nothing: they would soon be ambiguous.
  public static let leastDigestDigits = 6

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  /// The features of picture `id`.
  ///
  /// - Complexity: O(size of the features): about 50 kB are read and decoded.
  public func features(of id: Int) throws(LibraryError) -> Features {
    try withConnection { (database) throws(LibraryError) in
      let statement = try database.statement("SELECT structure, keypoints FROM features WHERE image = ?")
      defer { statement.reset() }
      try statement.bind(id, 1)
      guard try statement.step() else { throw .unknown(name: "picture \(id)", path: path) }
      return try statement.withBytes(0) { (structure) throws(LibraryError) in
        try statement.withBytes(1) { (keypoints) throws(LibraryError) in
          do throws(EncodingFault) {
            return try StoredFeatures.decode(structure: structure, keypoints: keypoints)
          } catch { throw damage(error, id: id) }
        }
      }
    }
  }

  /// The encoded features of picture `id`, as they are.
  public func storedFeatures(of id: Int) throws(LibraryError) -> StoredFeatures {
    try withConnection { (database) throws(LibraryError) in
      let statement = try database.statement("SELECT structure, keypoints FROM features WHERE image = ?")
      defer { statement.reset() }
      try statement.bind(id, 1)
      guard try statement.step() else { throw .unknown(name: "picture \(id)", path: path) }
      let structure = try statement.withBytes(0) { (bytes) throws(LibraryError) in Array(bytes) }
      return StoredFeatures(
        structure: structure, keypoints: try statement.withBytes(1) { (bytes) throws(LibraryError) in Array(bytes) })
    }
  }

  /// The bolt patterns and edges of picture `id`, without its keypoints: about 8 kB are read.
  public func structure(of id: Int) throws(LibraryError) -> Features {
    try decodedStructure(of: id) { (bytes) throws(EncodingFault) in
      try StoredFeatures.decode(structure: bytes, keypoints: nil)
    }
  }

  /// The bolts of picture `id` and their groups alone.
  package func patterns(of id: Int) throws(LibraryError) -> Features {
    try decodedStructure(of: id) { (bytes) throws(EncodingFault) in
      try StoredFeatures.decodePatterns(structure: bytes)
    }
  }

  private func decodedStructure(
    of id: Int, _ decode: (UnsafeRawBufferPointer) throws(EncodingFault) -> Features
  ) throws(LibraryError) -> Features {
    try withConnection { (database) throws(LibraryError) in
      let statement = try database.statement("SELECT structure FROM features WHERE image = ?")
      defer { statement.reset() }
      try statement.bind(id, 1)
      guard try statement.step() else { throw .unknown(name: "picture \(id)", path: path) }
      return try statement.withBytes(0) { (structure) throws(LibraryError) in
        do throws(EncodingFault) { return try decode(structure) } catch { throw damage(error, id: id) }
      }
    }
  }

  /// What SQLite says of the file's own consistency, broken references among tables included; empty where all is well.
  ///
  /// - Complexity: Reads the whole file.
  public func integrityFaults() throws(LibraryError) -> [String] {
    try withConnection { (database) throws(LibraryError) in
      var faults: [String] = []
      let integrity = try database.statement("PRAGMA integrity_check")
      defer { integrity.reset() }
      while try integrity.step() {
        if let text = integrity.text(0), text != "ok" { faults.append(text) }
      }
      let keys = try database.statement("PRAGMA foreign_key_check")
      defer { keys.reset() }
      while try keys.step() {
        faults.append("table \(keys.text(0) ?? "?"), row \(keys.integer(1)): names a row that is not there")
      }
      return faults
    }
  }

  private func records(where condition: String, _ value: String?) throws(LibraryError) -> [ReferenceRecord] {
    try withConnection { (database) throws(LibraryError) in
      let statement = try database.statement(
        """
        SELECT images.id, systems.name, components.name, views.name, images.label, images.path, images.source,
          images.licence, images.note, images.mask_path IS NOT NULL, images.mask_path, images.sha256,
          images.byte_count, images.width, images.height, images.orientation, images.mask_sha256,
          extractors.version, extractors.options, length(features.structure) + length(features.keypoints)
        FROM images
        JOIN views ON views.id = images.view
        JOIN components ON components.id = views.component
        JOIN systems ON systems.id = components.system
        JOIN features ON features.image = images.id
        JOIN extractors ON extractors.id = features.extractor
        WHERE \(condition) ORDER BY images.id
        """)
      defer { statement.reset() }
      if let value { try statement.bind(value, 1) }
      var records: [ReferenceRecord] = []
      while try statement.step() { records.append(try Self.record(statement)) }
      return records
    }
  }

  private static func record(_ row: SQLiteStatement) throws(LibraryError) -> ReferenceRecord {
    let copy: (UnsafeRawBufferPointer) throws(LibraryError) -> [UInt8] = { Array($0) }
    let provenance = Provenance(
      system: row.text(1) ?? "", component: row.text(2) ?? "", view: row.text(3) ?? "", label: row.text(4) ?? "",
      path: try row.withBytes(5, copy), source: row.text(6) ?? "", licence: row.text(7) ?? "",
      note: row.text(8) ?? "", maskPath: row.integer(9) != 0 ? try row.withBytes(10, copy) : nil)
    let picture = PictureIdentity(
      sha256: row.text(11) ?? "", byteCount: row.integer(12),
      size: ImageSize(width: row.integer(13), height: row.integer(14)), orientation: row.integer(15),
      maskSHA256: row.text(16))
    return ReferenceRecord(
      id: row.integer(0), provenance: provenance, picture: picture,
      extractor: ExtractorRecord(version: row.text(17) ?? "", options: row.text(18) ?? ""),
      storedByteCount: row.integer(19))
  }
}
