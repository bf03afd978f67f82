import FootageMatching
import Foundation
import Testing

@Suite struct ClipGroupingTests {
  private func labels(_ clip: Clip) -> [String] {
    switch clip.content {
    case .images(let entries): entries.map(\.label)
    case .video(_, let label): ["film \(label)"]
    }
  }

  private func failures(_ clip: Clip) -> [String?] {
    guard case .images(let entries) = clip.content else { return [] }
    return entries.map { $0.failure?.kind }
  }

  @Test func eachFolderWithPicturesIsAClipInNaturalOrder() throws {
    let folder = try TemporaryFolder()
    for name in ["clip10/a.png", "clip2/f10.png", "clip2/f9.png", "clip2/deep/x.jpg", "empty/note.txt"] {
      try folder.write(name)
    }
    try folder.write("empty/note.txt", Array("text".utf8))
    let plan = try ClipGrouping.plan([.named(folder.path)])
    #expect(plan.clips.map(\.name) == ["clip2", "clip2/deep", "clip10"])
    #expect(labels(plan.clips[0]) == ["clip2/f9.png", "clip2/f10.png"])
    #expect(plan.frameCount == 4)
  }

  @Test func aFolderOfPicturesIsNamedAfterItself() throws {
    let folder = try TemporaryFolder()
    try folder.write("launch/1.png")
    let plan = try ClipGrouping.plan([.named(folder.path.appending("launch/"))])
    #expect(plan.clips.map(\.name) == ["launch"])
    #expect(labels(plan.clips[0]) == ["1.png"])
  }

  @Test func picturesAreToldByTheirBytesAndBrokenOnesByTheirNames() throws {
    let folder = try TemporaryFolder()
    try folder.write("c/nameless")
    try folder.write("c/empty.jpg", [])
    try folder.write("c/readme.md", Array("# hello".utf8))
    try folder.write("c/.hidden.png")
    try folder.write("c/film.bin", TemporaryFolder.filmHead)
    let plan = try ClipGrouping.plan([.named(folder.path)])
    #expect(plan.clips.map(\.name) == ["c", "c/film.bin"])
    #expect(labels(plan.clips[0]) == ["c/empty.jpg", "c/nameless"])
    #expect(plan.frameCount == nil)
  }

  @Test func picturesNamedOneByOneShareTheClipOfTheirFolder() throws {
    let folder = try TemporaryFolder()
    let names = ["a/1.png", "b/1.png", "a/2.png"]
    let paths = try names.map { try folder.write($0) }
    let plan = try ClipGrouping.plan(paths.map { .named($0) })
    #expect(plan.clips.map(\.name) == ["a", "b"])
    #expect(plan.clips.map { labels($0).count } == [2, 1])
  }

  @Test func whatIsNamedTwiceIsCountedOnceAndSaidSo() throws {
    let folder = try TemporaryFolder()
    let picture = try folder.write("a/1.png")
    let plan = try ClipGrouping.plan([.named(picture), .named(picture), .named(folder.path), .named(folder.path)])
    #expect(plan.frameCount == 1)
    #expect(plan.notices.count == 2)
  }

  @Test func aListMayNameAPictureOftenAndMissingOnesBecomeRows() throws {
    let folder = try TemporaryFolder()
    let picture = try folder.write("a/1.png")
    let missing = folder.path.appending("a/2.png")
    let plan = try ClipGrouping.plan([.listed(picture), .listed(missing), .listed(picture)])
    #expect(plan.clips.count == 1)
    #expect(failures(plan.clips[0]) == [nil, "not-found", nil])
  }

  @Test func loopingLinksEnd() throws {
    let folder = try TemporaryFolder()
    try folder.write("a/1.png")
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "a/back"), withDestinationURL: folder.url)
    let plan = try ClipGrouping.plan([.named(folder.path)])
    #expect(plan.frameCount == 1)
    #expect(plan.notices.count == 1)
  }

  @Test func theRunsOwnFoldersAreNoFootage() throws {
    let folder = try TemporaryFolder()
    try folder.write("footage/1.png")
    try folder.write("references/x/1.png")
    let plan = try ClipGrouping.plan([.named(folder.path)], excluding: [folder.path.appending("references")])
    #expect(plan.clips.map(\.name) == ["footage"])
  }

  @Test func namesAreUnique() throws {
    let folder = try TemporaryFolder()
    try folder.write("x/clip/1.png")
    try folder.write("y/clip/1.png")
    let plan = try ClipGrouping.plan(["x/clip", "y/clip"].map { .named(folder.path.appending($0)) })
    #expect(Set(plan.clips.map(\.name)).count == 2)
  }

  @Test func mistakesInTheCommandAreErrors() throws {
    let folder = try TemporaryFolder()
    let missing = folder.path.appending("nothing")
    #expect(throws: FootageError.missing(path: missing.display)) { try ClipGrouping.plan([.named(missing)]) }
    #expect(throws: FootageError.noImages(path: folder.path.display)) { try ClipGrouping.plan([.named(folder.path)]) }
    #expect(throws: FootageError.emptyList) { try ClipGrouping.plan([]) }
  }

  @Test(.enabled(if: NonUTF8.isAllowed, "this file system takes UTF-8 names only"))
  func namesOfAnyBytesAreKept() throws {
    let folder = try TemporaryFolder()
    let odd = folder.path.appending(SourcePath(bytes: [0x66, 0xFF, 0x0A] + Array(".png".utf8)))
    try #require(NonUTF8.write(odd, TemporaryFolder.pngHead))
    let plan = try ClipGrouping.plan([.named(folder.path)])
    guard case .images(let entries) = plan.clips[0].content else {
      Issue.record("no pictures")
      return
    }
    #expect(entries.map(\.path) == [odd])
    #expect(entries[0].label == "f\u{FFFD}\n.png")
  }
}

/// Files whose names are not text.
enum NonUTF8 {
  static func write(_ path: SourcePath, _ bytes: [UInt8]) -> Bool {
    path.withCString { name in
      guard let file = fopen(name, "wb") else { return false }
      defer { fclose(file) }
      return fwrite(bytes, 1, bytes.count, file) == bytes.count
    }
  }

  static var isAllowed: Bool {
    guard let folder = try? TemporaryFolder() else { return false }
    return write(folder.path.appending(SourcePath(bytes: [0xFF])), [1])
  }
}
