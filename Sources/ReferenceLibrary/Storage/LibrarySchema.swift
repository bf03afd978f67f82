/// The tables of a library, and what tells its file from others.
///
///     systems ─< components ─< views ─< images ── features >── extractors
///                                         └────── structure_codes      the index of bolts: see StructureIndex
///     codebook, cells ─────────────────────────── the index of descriptors: see DescriptorCodebook, DescriptorCell
package enum LibrarySchema {
  /// SQLite's `application_id`: "RMNT".
  static let applicationID = 0x524D_4E54
  /// SQLite's `user_version`: the form of the tables and of the encoded features. Raise it with any change that this code would
  /// misread, and add the conversion from the form before. Forms 1 and 2 were never released.
  package static let version = 3

  /// Makes the tables in an empty file. Runs in a transaction.
  static func create(_ database: SQLiteConnection) throws(LibraryError) {
    try database.execute(tables)
    try database.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
  }

  /// Texts that are not known are '', digests are lower-case hexadecimal, lengths are in bytes and pixels.
  private static let tables = """
    CREATE TABLE systems(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE components(
      id INTEGER PRIMARY KEY,
      system INTEGER NOT NULL REFERENCES systems(id),
      name TEXT NOT NULL,
      UNIQUE(system, name)
    ) STRICT;
    CREATE TABLE extractors(
      id INTEGER PRIMARY KEY,
      version TEXT NOT NULL,
      options TEXT NOT NULL,
      UNIQUE(version, options)
    ) STRICT;
    CREATE TABLE views(
      id INTEGER PRIMARY KEY,
      component INTEGER NOT NULL REFERENCES components(id),
      name TEXT NOT NULL,
      UNIQUE(component, name)
    ) STRICT;
    CREATE INDEX views_by_component ON views(component);
    CREATE TABLE images(
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      view INTEGER NOT NULL REFERENCES views(id),
      label TEXT NOT NULL UNIQUE,
      path BLOB NOT NULL,
      sha256 TEXT NOT NULL UNIQUE,
      byte_count INTEGER NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      orientation INTEGER NOT NULL,
      source TEXT NOT NULL,
      licence TEXT NOT NULL,
      note TEXT NOT NULL,
      mask_path BLOB,
      mask_sha256 TEXT
    ) STRICT;
    CREATE INDEX images_by_view ON images(view);
    CREATE TABLE features(
      image INTEGER PRIMARY KEY REFERENCES images(id) ON DELETE CASCADE,
      extractor INTEGER NOT NULL REFERENCES extractors(id),
      structure BLOB NOT NULL,
      keypoints BLOB NOT NULL
    ) STRICT;
    CREATE TABLE structure_codes(
      image INTEGER PRIMARY KEY REFERENCES images(id) ON DELETE CASCADE,
      code BLOB NOT NULL
    ) STRICT;
    CREATE TABLE codebook(
      id INTEGER PRIMARY KEY CHECK(id = 0),
      words BLOB NOT NULL
    ) STRICT;
    CREATE TABLE cells(
      cell INTEGER NOT NULL,
      batch INTEGER NOT NULL,
      entries BLOB NOT NULL,
      PRIMARY KEY(cell, batch)
    ) STRICT, WITHOUT ROWID;
    """
}
