import FeatureExtraction
import ImagePlanes

extension LibraryFile {
  /// A picture to be added.
  public struct NewReference: Sendable {
    /// Where it comes from.
    public var provenance: Provenance
    /// Its file.
    public var picture: PictureIdentity
    /// What found its features.
    public var extractor: ExtractorRecord
    /// Its features.
    public var features: StoredFeatures

    /// Makes one of its parts.
    public init(
      provenance: Provenance, picture: PictureIdentity, extractor: ExtractorRecord, features: StoredFeatures
    ) {
      self.provenance = provenance
      self.picture = picture
      self.extractor = extractor
      self.features = features
    }
  }

  /// Adds a picture; on return it is on the disk.
  ///
  /// - Returns: Its number.
  /// - Throws: ``LibraryError/duplicate(picture:existing:sha256:)`` where the library has a picture of the same bytes,
  ///   ``LibraryError/labelTaken(label:picture:)`` where it has another of the same label.
  @discardableResult public func add(_ reference: NewReference) throws(LibraryError) -> Int {
    try withConnection { (database) throws(LibraryError) in
      try database.transaction { () throws(LibraryError) in try Self.insert(reference, into: database) }
    }
  }

  /// Adds pictures in one transaction: all, or none.
  public func add(_ references: [NewReference]) throws(LibraryError) {
    try withConnection { (database) throws(LibraryError) in
      try database.transaction { () throws(LibraryError) in
        for reference in references { try Self.insert(reference, into: database) }
      }
    }
  }

  @discardableResult static func insert(
    _ reference: NewReference, into database: SQLiteConnection
  ) throws(LibraryError) -> Int {
    let (provenance, picture) = (reference.provenance, reference.picture)
    let same = try database.statement("SELECT label FROM images WHERE sha256 = ?")
    try same.bind(picture.sha256, 1)
    if try same.step() {
      let existing = same.text(0) ?? ""
      same.reset()
      throw .duplicate(
        picture: String(decoding: provenance.path, as: UTF8.self), existing: existing, sha256: picture.sha256)
    }
    same.reset()
    let labelled = try database.statement("SELECT 1 FROM images WHERE label = ?")
    try labelled.bind(provenance.label, 1)
    let isTaken = try labelled.step()
    labelled.reset()
    if isTaken {
      throw .labelTaken(label: provenance.label, picture: String(decoding: provenance.path, as: UTF8.self))
    }
    let view = try view(provenance, in: database)
    let extractor = try extractor(reference.extractor, in: database)
    let image = try database.statement(
      """
      INSERT INTO images(view, label, path, sha256, byte_count, width, height, orientation, source, licence, note,
        mask_path, mask_sha256) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    try image.bind(view, 1)
    try image.bind(provenance.label, 2)
    try image.bind(provenance.path, 3)
    try image.bind(picture.sha256, 4)
    try image.bind(picture.byteCount, 5)
    try image.bind(picture.size.width, 6)
    try image.bind(picture.size.height, 7)
    try image.bind(picture.orientation, 8)
    try image.bind(provenance.source, 9)
    try image.bind(provenance.licence, 10)
    try image.bind(provenance.note, 11)
    if let mask = provenance.maskPath { try image.bind(mask, 12) }
    try image.bind(picture.maskSHA256, 13)
    try image.run()
    let id = database.lastRow
    let features = try database.statement(
      "INSERT INTO features(image, extractor, structure, keypoints) VALUES(?, ?, ?, ?)")
    try features.bind(id, 1)
    try features.bind(extractor, 2)
    try features.bind(reference.features.structure, 3)
    try features.bind(reference.features.keypoints, 4)
    try features.run()
    return id
  }

  /// The number of the view that `provenance` names, with its part and system; made where it is missing.
  static func view(_ provenance: Provenance, in database: SQLiteConnection) throws(LibraryError) -> Int {
    let system = try row(
      database, "INSERT OR IGNORE INTO systems(name) VALUES(?)", "SELECT id FROM systems WHERE name = ?",
      [.text(provenance.system)])
    let component = try row(
      database, "INSERT OR IGNORE INTO components(system, name) VALUES(?, ?)",
      "SELECT id FROM components WHERE system = ? AND name = ?", [.integer(system), .text(provenance.component)])
    return try row(
      database, "INSERT OR IGNORE INTO views(component, name) VALUES(?, ?)",
      "SELECT id FROM views WHERE component = ? AND name = ?", [.integer(component), .text(provenance.view)])
  }

  /// Bolts, groups and edges of a picture that take the place of those it has.
  public struct ChangedStructure: Sendable {
    /// The picture's number.
    public var id: Int
    /// The features, of which the keypoints are left alone.
    public var features: StoredFeatures
    /// What they come from.
    public var extractor: ExtractorRecord

    /// Makes one of its parts.
    public init(id: Int, features: StoredFeatures, extractor: ExtractorRecord) {
      self.id = id
      self.features = features
      self.extractor = extractor
    }
  }

  /// Changes the structure of pictures, and what the index says of it. One transaction.
  public func changeStructures(_ changes: [ChangedStructure]) throws(LibraryError) {
    try withConnection { (database) throws(LibraryError) in
      try database.transaction { () throws(LibraryError) in
        let structure = try database.statement("UPDATE features SET structure = ?, extractor = ? WHERE image = ?")
        // A picture that is not indexed has no code to change.
        let code = try database.statement("UPDATE structure_codes SET code = ? WHERE image = ?")
        for change in changes {
          try structure.bind(change.features.structure, 1)
          try structure.bind(try Self.extractor(change.extractor, in: database), 2)
          try structure.bind(change.id, 3)
          try structure.run()
          try code.bind(StructureCode(try self.patterns(of: change).patterns).bytes, 1)
          try code.bind(change.id, 2)
          try code.run()
        }
        try Self.removeOrphans(database)
      }
    }
  }

  private func patterns(of change: ChangedStructure) throws(LibraryError) -> Features {
    let decoded = change.features.structure.withUnsafeBytes { bytes in
      Result { () throws(EncodingFault) in try StoredFeatures.decodePatterns(structure: bytes) }
    }
    do throws(EncodingFault) { return try decoded.get() } catch { throw damage(error, id: change.id) }
  }

  private static func extractor(
    _ extractor: ExtractorRecord, in database: SQLiteConnection
  ) throws(LibraryError) -> Int {
    try row(
      database, "INSERT OR IGNORE INTO extractors(version, options) VALUES(?, ?)",
      "SELECT id FROM extractors WHERE version = ? AND options = ?",
      [.text(extractor.version), .text(extractor.options)])
  }

  /// Removes views, parts, systems and extractors that no picture has any more.
  static func removeOrphans(_ database: SQLiteConnection) throws(LibraryError) {
    try database.execute(
      """
      DELETE FROM views WHERE id NOT IN (SELECT view FROM images);
      DELETE FROM components WHERE id NOT IN (SELECT component FROM views);
      DELETE FROM systems WHERE id NOT IN (SELECT system FROM components);
      DELETE FROM extractors WHERE id NOT IN (SELECT extractor FROM features);
      """)
  }

  /// A value of a key.
  private enum KeyPart {
    case text(String)
    case integer(Int)
  }

  /// The number of the row that `key` names; inserted where it is missing.
  private static func row(
    _ database: SQLiteConnection, _ insert: String, _ select: String, _ key: [KeyPart]
  ) throws(LibraryError) -> Int {
    let select = try database.statement(select)
    try bind(key, to: select)
    defer { select.reset() }
    if try select.step() { return select.integer(0) }
    let insert = try database.statement(insert)
    try bind(key, to: insert)
    try insert.run()
    return database.lastRow
  }

  private static func bind(_ key: [KeyPart], to statement: SQLiteStatement) throws(LibraryError) {
    for (index, part) in key.enumerated() {
      switch part {
      case .text(let text): try statement.bind(text, Int32(index + 1))
      case .integer(let number): try statement.bind(number, Int32(index + 1))
      }
    }
  }

  /// Removes pictures by number, and the views, parts and systems that have none left. One transaction.
  public func remove(ids: [Int]) throws(LibraryError) {
    try withConnection { (database) throws(LibraryError) in
      try database.transaction { () throws(LibraryError) in
        let delete = try database.statement("DELETE FROM images WHERE id = ?")
        for id in ids {
          try delete.bind(id, 1)
          try delete.run()
        }
        try Self.removeOrphans(database)
      }
    }
  }
}
