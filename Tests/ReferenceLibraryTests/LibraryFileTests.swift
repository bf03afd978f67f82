import Foundation
import ImagePlanes
import ReferenceLibrary
import Testing

/// A folder that goes away with the test.
final class ScratchFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "remnant-library-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }
}

@Suite struct LibraryFileTests {
  static func reference(_ index: Int, system: String = "alpha") -> LibraryFile.NewReference {
    let features = MadeFeatures.make(seed: UInt64(index), keypoints: 50)
    let digits = String(index, radix: 16)
    let provenance = Provenance(
      system: system, component: "engine", view: "view \(index)", label: "\(system)/\(index).png",
      path: Array("\(system)/\(index).png".utf8), source: "archive", licence: "CC0", note: "ü\u{0}x")
    let picture = PictureIdentity(
      sha256: String(repeating: "0", count: 64 - digits.count) + digits, byteCount: 10 + index, size: features.size,
      orientation: 6)
    return LibraryFile.NewReference(
      provenance: provenance, picture: picture, extractor: ExtractorRecord(version: "v", options: "keypoints=50"),
      features: StoredFeatures(features))
  }

  @Test func whatIsAddedIsReadBack() throws {
    let folder = try ScratchFolder()
    let path = folder.path("library.remnant")
    let library = try LibraryFile(making: path)
    for index in 1...3 { try library.add(Self.reference(index)) }
    let again = try LibraryFile(opening: path)
    let records = try again.references()
    #expect(records.map(\.provenance) == (1...3).map { Self.reference($0).provenance })
    #expect(records.map(\.picture) == (1...3).map { Self.reference($0).picture })
    #expect(records[0].extractor == ExtractorRecord(version: "v", options: "keypoints=50"))
    let kept = StoredFeatures.kept(of: MadeFeatures.make(seed: 2, keypoints: 50))
    #expect(try again.features(of: records[1].id).isSame(as: kept))
    #expect(try again.structure(of: records[1].id).patterns == kept.patterns)
    #expect(try again.integrityFaults() == [])
    // One file: no log or journal stays beside it.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["library.remnant"])
  }

  @Test func namesAreLabelsDigestsAndSystems() throws {
    let folder = try ScratchFolder()
    let library = try LibraryFile(making: folder.path("l"))
    for (index, system) in [(1, "alpha"), (2, "alpha"), (3, "beta")] {
      try library.add(Self.reference(index, system: system))
    }
    #expect(try library.references(named: "beta/3.png").count == 1)
    #expect(try library.references(named: "alpha").count == 2)
    let digest = Self.reference(3).picture.sha256
    #expect(try library.references(named: digest).map(\.provenance.label) == ["beta/3.png"])
    #expect(throws: LibraryError.ambiguous(name: "000000", count: 3)) { try library.references(named: "000000") }
    for name in ["gamma", "00000", "%", "______"] {
      #expect(throws: LibraryError.unknown(name: name, path: library.path)) { try library.references(named: name) }
    }
  }

  @Test func duplicatesAreNamedAndNothingOfTheirBatchIsAdded() throws {
    let folder = try ScratchFolder()
    let library = try LibraryFile(making: folder.path("l"))
    try library.add(Self.reference(1))
    var copy = Self.reference(1)
    copy.provenance.label = "beta/copy.png"
    copy.provenance.system = "beta"
    #expect(
      throws: LibraryError.duplicate(picture: "alpha/1.png", existing: "alpha/1.png", sha256: copy.picture.sha256)
    ) { try library.add([Self.reference(2), copy]) }
    #expect(try library.references().map(\.provenance.label) == ["alpha/1.png"])
    var other = Self.reference(7)
    other.provenance.label = "alpha/1.png"
    #expect(throws: LibraryError.labelTaken(label: "alpha/1.png", picture: "alpha/7.png")) { try library.add(other) }
  }

  @Test func removingTakesEmptySystemsAlongAndNumbersAreNotGivenTwice() throws {
    let folder = try ScratchFolder()
    let library = try LibraryFile(making: folder.path("l"))
    for (index, system) in [(1, "alpha"), (2, "beta")] { try library.add(Self.reference(index, system: system)) }
    let last = try #require(try library.references().last)
    try library.remove(ids: [last.id])
    #expect(try library.references().map(\.provenance.system) == ["alpha"])
    #expect(throws: LibraryError.unknown(name: "beta", path: library.path)) { try library.references(named: "beta") }
    #expect(throws: LibraryError.self) { try library.features(of: last.id) }
    #expect(try library.add(Self.reference(2, system: "beta")) != last.id)
    #expect(try library.integrityFaults() == [])
  }

  @Test func otherFilesAreRefusedWithTheReason() throws {
    let folder = try ScratchFolder()
    #expect(throws: LibraryError.missing(path: folder.path("none"))) { try LibraryFile(opening: folder.path("none")) }
    let text = folder.path("text")
    try Data(String(repeating: "no database, but long enough for a head. ", count: 20).utf8).write(
      to: URL(filePath: text))
    #expect(throws: LibraryError.notALibrary(path: text)) { try LibraryFile(opening: text) }
    #expect(throws: LibraryError.notALibrary(path: text)) { try LibraryFile(making: text) }
    let empty = folder.path("empty")
    try Data().write(to: URL(filePath: empty))
    #expect(throws: LibraryError.notALibrary(path: empty)) { try LibraryFile(opening: empty) }
    let foreign = folder.path("foreign")
    try SQLiteConnection(path: foreign, access: .making).execute("CREATE TABLE t(x)")
    #expect(throws: LibraryError.notALibrary(path: foreign)) { try LibraryFile(opening: foreign) }
    #expect(throws: LibraryError.notALibrary(path: foreign)) { try LibraryFile(making: foreign) }
    let newer = folder.path("newer")
    _ = try LibraryFile(making: newer)
    try SQLiteConnection(path: newer, access: .changing).execute("PRAGMA user_version = 99")
    #expect(throws: LibraryError.newer(path: newer, version: 99, supported: LibrarySchema.version)) {
      try LibraryFile(opening: newer)
    }
  }

  @Test func filesCutShortAreFound() throws {
    let folder = try ScratchFolder()
    let path = folder.path("l")
    let library = try LibraryFile(making: path)
    for index in 1...4 { try library.add(Self.reference(index)) }
    let whole = try Data(contentsOf: URL(filePath: path))
    for length in [20, 512, 4096, whole.count / 2, whole.count - 1] {
      let cut = folder.path("cut\(length)")
      try whole.prefix(length).write(to: URL(filePath: cut))
      do throws(LibraryError) {
        _ = try LibraryFile(opening: cut)
        Issue.record("\(length) bytes were taken for a library")
      } catch {
        switch error {
        case .damaged, .notALibrary: break
        default: Issue.record("\(length) bytes: \(error)")
        }
      }
    }
  }

  @Test func overwrittenFeaturesAreFound() throws {
    let folder = try ScratchFolder()
    let library = try LibraryFile(making: folder.path("l"))
    let id = try library.add(Self.reference(1))
    try SQLiteConnection(path: folder.path("l"), access: .changing).execute("UPDATE features SET structure = x'0207'")
    #expect(throws: LibraryError.damaged(path: library.path, reason: "picture \(id): the features end too early")) {
      try library.features(of: id)
    }
  }

  @Test func aLibraryThatMayNotBeWrittenCanBeRead() throws {
    let folder = try ScratchFolder()
    let path = folder.path("l")
    try LibraryFile(making: path).add(Self.reference(1))
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    #expect(try LibraryFile(opening: path).references().count == 1)
  }
}
