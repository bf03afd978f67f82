extension LibraryFile {
  /// Copies pictures of another library with their features as they are, in one transaction. What is here already, by digest, is left.
  ///
  /// - Parameter moved: The provenance with which a picture comes: its paths are relative to another folder.
  /// - Returns: Labels of the pictures that came, and of those that were here.
  /// - Throws: ``LibraryError/labelTaken(label:picture:)`` where another picture has the label; nothing comes then.
  public func copy(
    from other: LibraryFile, moved: (Provenance) -> Provenance
  ) throws(LibraryError) -> (added: [String], present: [String]) {
    var new: [NewReference] = []
    var present: [String] = []
    for record in try other.references() {
      if try reference(sha256: record.picture.sha256) != nil {
        present.append(record.provenance.label)
      } else {
        new.append(
          NewReference(
            provenance: moved(record.provenance), picture: record.picture, extractor: record.extractor,
            features: try other.storedFeatures(of: record.id)))
      }
    }
    try add(new)
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
