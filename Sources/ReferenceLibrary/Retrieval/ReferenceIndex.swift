// A frame's way to the few references of a large library that are worth comparing with.

import FeatureExtraction
import FeatureMatching
import Synchronization

/// The index of a library, opened to be asked. Any number of threads may ask.
///
/// Two ways lead to a reference: the structure of its bolts (see ``StructureIndex``) and its descriptors (see ``DescriptorVotes``). What
/// either finds goes to full verification, and so do pictures that are not indexed yet. The same library and the same features give the
/// same shortlist.
public final class ReferenceIndex: Sendable {
  private let library: LibraryFile
  private let options: RetrievalOptions
  /// Positions of the library's pictures by their numbers. Looked up by key only.
  private let positions: [Int: Int]
  private let structure: StructureIndex
  private let codebook: DescriptorCodebook?
  private let unindexed: [Int]
  private let cells: Mutex<[DescriptorCell?]>

  /// Opens the index of `library`.
  ///
  /// - Parameter ids: The numbers of the library's pictures; the index speaks of them by their positions in this list.
  /// - Returns: nil where the library is small enough to be compared picture by picture.
  /// - Complexity: O(n) for n pictures: some hundred bytes each are read. Descriptors are read when they are asked for.
  public init?(of library: LibraryFile, ids: [Int], options: RetrievalOptions = .init()) throws(LibraryError) {
    guard ids.count > options.exhaustiveCount else { return nil }
    self.library = library
    self.options = options
    var positions: [Int: Int] = [:]
    positions.reserveCapacity(ids.count)
    for (position, id) in ids.enumerated() { positions[id] = position }
    self.positions = positions
    let (codes, codebook) = try library.withConnection { (database) throws(LibraryError) in
      let statement = try database.statement("SELECT image, code FROM structure_codes")
      defer { statement.reset() }
      var codes = [StructureCode?](repeating: nil, count: ids.count)
      while try statement.step() {
        let id = statement.integer(0)
        guard let position = positions[id] else { continue }
        codes[position] = try statement.withBytes(1) { (bytes) throws(LibraryError) in
          do throws(EncodingFault) { return try StructureCode(bytes) } catch { throw library.damage(error, id: id) }
        }
      }
      return (codes, try library.codebook(database))
    }
    structure = StructureIndex(codes)
    self.codebook = codebook
    unindexed = codes.indices.filter { codes[$0] == nil }
    cells = Mutex(Array(repeating: nil, count: DescriptorCodebook.wordCount))
  }

  /// The positions, ascending, of the pictures that `features` are worth comparing with.
  ///
  /// - Complexity: See ``StructureIndex/best(for:limit:)`` and ``DescriptorVotes``.
  public func shortlist(for features: Features) throws(LibraryError) -> [Int] {
    var chosen = Set(unindexed)
    chosen.formUnion(alike(features, limit: options.structureCount))
    chosen.formUnion(try similar(to: features, limit: options.descriptorCount))
    return chosen.sorted()
  }

  /// The pictures whose rings, rows and grids resemble those of `features` most, best first.
  package func alike(_ features: Features, limit: Int) -> [Int] {
    limit > 0 ? structure.best(for: features, limit: limit) : []
  }

  /// The pictures that most descriptors of `features` speak for, best first.
  package func similar(to features: Features, limit: Int) throws(LibraryError) -> [Int] {
    guard limit > 0 else { return [] }
    let votes = try votes(of: features.descriptors.strongest(DescriptorVotes.mostQueries))
    return TopPositions.of(votes.scores(positions: positions), limit: limit)
  }

  /// The distance from each descriptor to the nearest that the index finds, or 257 where it finds none near enough to count.
  package func nearestDistances(of queries: DescriptorSet) throws(LibraryError) -> [Int] {
    try votes(of: queries).nearestDistances
  }

  private func votes(of queries: DescriptorSet) throws(LibraryError) -> DescriptorVotes {
    let search = TwoNearestSearch()
    var votes = DescriptorVotes(queryCount: queries.count, search: search)
    guard let codebook else { return votes }
    var queriesOfCell = [[Int32]](repeating: [], count: DescriptorCodebook.wordCount)
    for (query, probes) in codebook.probes(of: queries, search).enumerated() {
      for cell in probes { queriesOfCell[cell].append(Int32(query)) }
    }
    for (number, asking) in queriesOfCell.enumerated() where !asking.isEmpty {
      votes.look(for: asking, of: queries, in: try cell(number))
    }
    return votes
  }

  /// A cell's entries, read once.
  private func cell(_ number: Int) throws(LibraryError) -> DescriptorCell {
    if let cell = cells.withLock({ $0[number] }) { return cell }
    let read = try library.withConnection { (database) throws(LibraryError) in try library.cell(number, database) }
    cells.withLock { $0[number] = read }
    return read
  }
}
