import Foundation
import Testing

@Suite struct ReportTests {
  @Test func aReportHoldsAPageAClipAndPicturesAndIsTheSameEachTime() throws {
    let workshop = try Workshop()
    try workshop.match()
    let outcome = try workshop.run("report", "out", "--threads", "1")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.text == "out/report/index.html\n")
    let first = try workshop.tree("out/report")
    #expect(
      first.keys.filter { $0.hasSuffix(".html") }.sorted() == [
        "clips/0001.html", "clips/0002.html", "index.html", "inputs.html", "method.html",
      ])
    #expect(first["pictures/0001/1-registered.jpg"] != nil && first["pictures/0001/overlay-1.jpg"] != nil)
    #expect(first.keys.contains { $0.hasPrefix("pictures/0001/1-detail-") })

    #expect(try workshop.run("report", "out", "--threads", "3").status == 0)
    #expect(try workshop.tree("out/report") == first)
    // Nothing is left beside it, and every file that a page names is there.
    #expect(try workshop.names("out").filter { $0.hasPrefix(".") } == [])
    for (name, page) in first where name.hasSuffix(".html") {
      let folder = workshop.url.appending(path: "out/report/\(name)").deletingLastPathComponent()
      for link in String(decoding: page, as: UTF8.self).matches(of: #/ (?:src|href)="([^"#]+)/#).map(\.1) {
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: String(link)).path), "\(name): \(link)")
      }
    }
  }

  @Test func missingAndChangedOriginalsAreSaidAndNeverShown() throws {
    let workshop = try Workshop()
    try workshop.match()
    try FileManager.default.removeItem(at: workshop.url.appending(path: "footage/other/1.png"))
    try workshop.write("references/alpha/a.png", try workshop.read("references/beta/b.png"))
    let outcome = try workshop.run("report", "out")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("alpha/a.png has changed since it was matched"))
    let page = String(decoding: try workshop.read("out/report/clips/0001.html"), as: UTF8.self)
    #expect(page.contains("alpha/a.png has changed since it was matched"))
    #expect(!page.contains("1-registered.jpg"))

    // In another place, under another root, they are found again.
    try workshop.write("moved/alpha/a.png", Workshop.picture("references/alpha/a.png"))
    let again = try workshop.run("report", "out", "--references", "moved", "--footage", "footage")
    #expect(again.status == 0 && again.errors.isEmpty)
    #expect(try workshop.names("out/report/pictures/0001").contains("1-registered.jpg"))
  }

  @Test func namesOfAnyBytesAreShownAndTheirFilesFound() throws {
    let workshop = try Workshop()
    let name = "\"><script>alert(1)</script>\n'\u{301}"
    try workshop.write("footage/\(name.replacing("/", with: "∕"))/1.png", Workshop.picture("footage/debris/1.png"))
    // Bytes that are no text.
    let odd = Array(workshop.url.path.utf8) + Array("/footage/debris/".utf8) + [0xFF, 0xFE] + Array(".png".utf8)
    let picture = [UInt8](Workshop.picture("footage/debris/1.png"))
    let file = fopen(odd.map { CChar(bitPattern: $0) } + [0], "w")
    #expect(fwrite(picture, 1, picture.count, file) == picture.count)
    fclose(file)
    try workshop.match()
    let outcome = try workshop.run("report", "out", "--frames", "9")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    for (name, page) in try workshop.tree("out/report") where name.hasSuffix(".html") {
      #expect(!String(decoding: page, as: UTF8.self).contains("alert(1)</script>"))
    }
  }

  @Test func damageIsNamedAndTheRestIsShown() throws {
    let workshop = try Workshop()
    try workshop.match()
    let results = try workshop.read("out/results.jsonl")
    try workshop.write("out/results.jsonl", results.dropLast(40))
    let outcome = try workshop.run("report", "out")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("results.jsonl, line 3: cannot be read"))
    #expect(try workshop.names("out/report").contains("index.html"))

    try workshop.write("out/summary.json", Data("{".utf8))
    let damaged = try workshop.run("report", "out")
    #expect(damaged.status == 65)
    #expect(damaged.errors.contains("summary.json: is not the summary"))
    try FileManager.default.removeItem(at: workshop.url.appending(path: "out/summary.json"))
    #expect(try workshop.run("report", "out").status == 66)
    #expect(try workshop.run("report", "footage").status == 66)
    #expect(try workshop.run("report", "nowhere").status == 66)
    // The report of before is still whole.
    #expect(try workshop.names("out/report").contains("index.html"))
  }

  @Test func whatIsNoReportStaysAsItIs() throws {
    let workshop = try Workshop()
    try workshop.match()
    try workshop.write("out/report/index.html", Data("<p>My own notes".utf8))
    let outcome = try workshop.run("report", "out")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("is not a report of Remnant's"))
    #expect(try workshop.read("out/report/index.html") == Data("<p>My own notes".utf8))
  }
}

extension Workshop {
  fileprivate func match() throws {
    #expect(try run("match", "footage", "--references", "references", "--output", "out").status == 0)
  }

  fileprivate func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path)
  }

  /// Every file below `folder`, by its path there.
  fileprivate func tree(_ folder: String) throws -> [String: Data] {
    let root = url.appending(path: folder).path
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder)
      if !isFolder.boolValue { files[name] = try read("\(folder)/\(name)") }
    }
    return files
  }
}
