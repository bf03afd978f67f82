import FeatureExtraction

extension LibraryFile {
  /// Descriptors of a picture that are indexed, strongest first: 9 kB.
  static let indexedDescriptors = 256
  /// Pictures that are indexed together, which bounds memory to some 10 MB.
  private static let chunkSize = 1000
  /// Rows of a cell beyond which they are joined: each is read apart.
  private static let mostBatches = 12

  /// Brings the index up to date, where the library has more pictures than are compared one by one. Interrupted, it goes on the next
  /// time: pictures that are not indexed yet are always compared with.
  ///
  /// - Complexity: Some milliseconds for each new picture; now and then the whole index is read and written.
  public func updateIndex(options: RetrievalOptions = .init()) throws(LibraryError) {
    try withConnection { (database) throws(LibraryError) in
      guard try database.integer("SELECT count(*) FROM images") > options.exhaustiveCount else { return }
      guard try !Self.unindexed(database).isEmpty else { return }
      let codebook = try database.transaction { () throws(LibraryError) -> DescriptorCodebook? in
        if let codebook = try self.codebook(database) { return codebook }
        return try self.makeCodebook(database)
      }
      let pending = try Self.unindexed(database)
      for start in stride(from: 0, to: pending.count, by: Self.chunkSize) {
        try database.transaction { () throws(LibraryError) in
          try self.index(Array(pending[start..<min(start + Self.chunkSize, pending.count)]), codebook, database)
        }
      }
      try database.transaction { () throws(LibraryError) in try joinBatches(database) }
    }
  }

  /// The numbers of pictures that are not indexed.
  static func unindexed(_ database: SQLiteConnection) throws(LibraryError) -> [Int] {
    let statement = try database.statement(
      "SELECT id FROM images WHERE id NOT IN (SELECT image FROM structure_codes) ORDER BY id")
    defer { statement.reset() }
    var ids: [Int] = []
    while try statement.step() { ids.append(statement.integer(0)) }
    return ids
  }

  /// The codebook, where there is one.
  func codebook(_ database: SQLiteConnection) throws(LibraryError) -> DescriptorCodebook? {
    let statement = try database.statement("SELECT words FROM codebook")
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    let words = try statement.withBytes(0) { (bytes) throws(LibraryError) in
      (0..<bytes.count / 8).map { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
    }
    guard words.count == DescriptorCodebook.wordCount * DescriptorSet.wordsPerDescriptor,
      let codebook = DescriptorCodebook(DescriptorSet(words: words))
    else { throw .damaged(path: path, reason: "the index's codebook is cut short") }
    return codebook
  }

  /// Makes a codebook of the pictures' descriptors and keeps it; nil where there are too few descriptors for one.
  private func makeCodebook(_ database: SQLiteConnection) throws(LibraryError) -> DescriptorCodebook? {
    let statement = try database.statement("SELECT image, structure, keypoints FROM features ORDER BY image")
    defer { statement.reset() }
    var words: [UInt64] = []
    var pictures = 0
    // As many pictures as a thousand fill the codebook many times over.
    while pictures < Self.chunkSize, try statement.step() {
      words += try decode(statement).descriptors.strongest(Self.indexedDescriptors).words
      pictures += 1
    }
    guard let codebook = DescriptorCodebook(trainedOn: DescriptorSet(words: words)) else { return nil }
    var writer = ByteWriter()
    for word in codebook.words.words { writer.append(word) }
    let insert = try database.statement("INSERT INTO codebook(id, words) VALUES(0, ?)")
    try insert.bind(writer.bytes, 1)
    try insert.run()
    // What was indexed without one is indexed anew.
    try database.execute("DELETE FROM structure_codes")
    return codebook
  }

  private func decode(_ row: SQLiteStatement) throws(LibraryError) -> Features {
    try row.withBytes(1) { (structure) throws(LibraryError) in
      try row.withBytes(2) { (keypoints) throws(LibraryError) in
        do throws(EncodingFault) {
          return try StoredFeatures.decode(structure: structure, keypoints: keypoints)
        } catch { throw damage(error, id: row.integer(0)) }
      }
    }
  }

  private func index(
    _ ids: [Int], _ codebook: DescriptorCodebook?, _ database: SQLiteConnection
  ) throws(LibraryError) {
    let select = try database.statement("SELECT image, structure, keypoints FROM features WHERE image = ?")
    let code = try database.statement("INSERT INTO structure_codes(image, code) VALUES(?, ?)")
    var cells = [DescriptorCell](repeating: DescriptorCell(), count: DescriptorCodebook.wordCount)
    var entries = [[(picture: UInt32, words: ArraySlice<UInt64>)]](repeating: [], count: cells.count)
    for id in ids {
      select.reset()
      try select.bind(id, 1)
      guard try select.step() else { continue }
      let features = try decode(select)
      try code.bind(id, 1)
      try code.bind(StructureCode(features.patterns).bytes, 2)
      try code.run()
      guard let codebook else { continue }
      let descriptors = features.descriptors.strongest(Self.indexedDescriptors)
      let size = DescriptorSet.wordsPerDescriptor
      for (index, cell) in codebook.cells(of: descriptors).enumerated() {
        entries[cell].append((UInt32(truncatingIfNeeded: id), descriptors.words[index * size..<(index + 1) * size]))
      }
    }
    select.reset()
    let batch = try database.integer("SELECT coalesce(max(batch), 0) + 1 FROM cells")
    let insert = try database.statement("INSERT INTO cells(cell, batch, entries) VALUES(?, ?, ?)")
    for cell in cells.indices where !entries[cell].isEmpty {
      cells[cell].pictures = entries[cell].map(\.picture)
      cells[cell].descriptors = DescriptorSet(words: entries[cell].flatMap(\.words))
      try insert.bind(cell, 1)
      try insert.bind(batch, 2)
      try insert.bind(cells[cell].bytes, 3)
      try insert.run()
    }
  }

  /// Joins the rows of each cell where there are many.
  private func joinBatches(_ database: SQLiteConnection) throws(LibraryError) {
    guard try database.integer("SELECT count(DISTINCT batch) FROM cells") > Self.mostBatches else { return }
    let last = try database.integer("SELECT max(batch) FROM cells")
    let present = Set(try Self.numbers("SELECT id FROM images", database))
    for cell in 0..<DescriptorCodebook.wordCount {
      // Entries of pictures that were removed go here.
      let all = try self.cell(cell, database)
      var kept = DescriptorCell()
      var words: [UInt64] = []
      for (index, picture) in all.pictures.enumerated() where present.contains(Int(picture)) {
        kept.pictures.append(picture)
        let start = index * DescriptorSet.wordsPerDescriptor
        words += all.descriptors.words[start..<start + DescriptorSet.wordsPerDescriptor]
      }
      kept.descriptors = DescriptorSet(words: words)
      let delete = try database.statement("DELETE FROM cells WHERE cell = ?")
      try delete.bind(cell, 1)
      try delete.run()
      guard !kept.pictures.isEmpty else { continue }
      let insert = try database.statement("INSERT INTO cells(cell, batch, entries) VALUES(?, ?, ?)")
      try insert.bind(cell, 1)
      try insert.bind(last, 2)
      try insert.bind(kept.bytes, 3)
      try insert.run()
    }
  }

  static func numbers(_ sql: String, _ database: SQLiteConnection) throws(LibraryError) -> [Int] {
    let statement = try database.statement(sql)
    defer { statement.reset() }
    var numbers: [Int] = []
    while try statement.step() { numbers.append(statement.integer(0)) }
    return numbers
  }

  /// The entries of a cell, in the order in which they were added.
  func cell(_ cell: Int, _ database: SQLiteConnection) throws(LibraryError) -> DescriptorCell {
    let statement = try database.statement("SELECT entries FROM cells WHERE cell = ? ORDER BY batch")
    defer { statement.reset() }
    try statement.bind(cell, 1)
    var result = DescriptorCell()
    while try statement.step() {
      try statement.withBytes(0) { (bytes) throws(LibraryError) in
        do throws(EncodingFault) { try result.append(bytes) } catch {
          throw .damaged(path: path, reason: "\(error.reason)")
        }
      }
    }
    return result
  }
}

extension DescriptorSet {
  /// The first `count` descriptors: of the strongest keypoints.
  func strongest(_ count: Int) -> DescriptorSet {
    DescriptorSet(words: Array(words.prefix(count * DescriptorSet.wordsPerDescriptor)))
  }
}
