extension LibraryFile {
  /// Copies pictures of another library with their features as they are, in one transaction. What is here already, by digest, is left.
  ///
  /// - Parameter moved: The provenance with which a picture comes: its paths are relative to another folder.
  /// - Returns: Labels of the pictures that came, and of those that were here.
  /// - Throws: ``LibraryError/labelTaken(label:picture:)`` where another picture has the label; nothing comes then.
  public func copy(
    from other: LibraryFile, moved: (Provenance) -> Provenance
  ) throws(LibraryError) -> (added: [String], present: [String]) {
    let known = Set(try references().map(\.picture.sha256))
    let records = try other.references()
    let new = records.filter { !known.contains($0.picture.sha256) }
    let present = records.filter { known.contains($0.picture.sha256) }.map(\.provenance.label)
    try withConnection { (database) throws(LibraryError) in
      try database.transaction { () throws(LibraryError) in
        // One by one: a library need not fit into memory.
        for record in new {
          try Self.insert(
            NewReference(
              provenance: moved(record.provenance), picture: record.picture, extractor: record.extractor,
              features: try other.storedFeatures(of: record.id)), into: database)
        }
      }
    }
    return (new.map(\.provenance.label), present)
  }

  /// Replaces what is known of pictures; their files and features stay. One transaction.
  public func update(_ changes: [(id: Int, provenance: Provenance)]) throws(LibraryError) {
    try withConnection { (database) throws(LibraryError) in
      try database.transaction { () throws(LibraryError) in
        for (id, provenance) in changes {
          let view = try Self.view(provenance, in: database)
          let statement = try database.statement(
            "UPDATE images SET view = ?, source = ?, licence = ?, note = ? WHERE id = ?")
          try statement.bind(view, 1)
          try statement.bind(provenance.source, 2)
          try statement.bind(provenance.licence, 3)
          try statement.bind(provenance.note, 4)
          try statement.bind(id, 5)
          try statement.run()
        }
        try Self.removeOrphans(database)
      }
    }
  }
}
