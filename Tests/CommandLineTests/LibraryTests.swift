import Foundation
import ImagePlanes
import TestSupport
import Testing

@Suite struct LibraryTests {
  /// The same pictures give the same results from a folder and from a library, whatever the order in which they were added.
  @Test func aLibraryMatchesAsItsFolderDoes() throws {
    let workshop = try Workshop()
    try workshop.write("references/alpha/a10.png", Scene.png(Scene.surface(seed: 6)))
    try workshop.write("references/alpha/a9.png", Scene.png(Scene.surface(seed: 7)))
    #expect(try workshop.run("library", "add", "l.remnant", "references/beta", "--system", "beta").status == 0)
    let added = try workshop.run("library", "add", "l.remnant", "references")
    #expect(added.status == 0)
    #expect(added.text.contains("3 added, 1 unchanged, 0 failed. l.remnant: 4 pictures."))
    for (option, value) in [("--references", "references"), ("--library", "l.remnant")] {
      let outcome = try workshop.run("match", "footage", option, value, "--output", "out\(option)")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    for name in ["results.jsonl", "summary.json"] {
      #expect(try workshop.read("out--library/" + name) == workshop.read("out--references/" + name))
    }
    func references(_ folder: String) throws -> [[String: String]] {
      try workshop.object(folder + "/run.json")["references"] as? [[String: String]] ?? []
    }
    #expect(try references("out--library") == references("out--references"))
    #expect(
      try references("out--library").map { $0["view"] } == [
        "alpha/a.png", "alpha/a9.png", "alpha/a10.png", "beta/b.png",
      ])
    // The overlay is drawn from the picture that was added, where it still is.
    let overlays = try FileManager.default.contentsOfDirectory(
      atPath: workshop.url.appending(path: "out--library/overlays").path)
    #expect(overlays.count == 1)
  }

  @Test func masksLimitReferencesInFolderAndLibrary() throws {
    let workshop = try Workshop()
    try workshop.write("masked/alpha/a.png", Scene.png(Scene.surface(seed: 1)))
    try workshop.write(
      "masked/alpha/a.png.mask.png", Scene.png(.made(width: 480, height: 360) { x, _ in x < 200 ? 255 : 0 }))
    #expect(try workshop.run("library", "add", "l.remnant", "masked").status == 0)
    let shown = try workshop.run("library", "show", "l.remnant", "alpha/a.png", "--json").object()
    let image = try #require((shown["images"] as? [[String: Any]])?.first)
    #expect(image["mask"] as? String == "masked/alpha/a.png.mask.png")
    let features = try #require(image["features"] as? [String: Any])
    let keypoints = try #require(features["keypoints"] as? [[String: Double]])
    #expect(keypoints.count > 30)
    #expect(keypoints.allSatisfy { ($0["x"] ?? 999) + ($0["size"] ?? 999) / 2 <= 200 })
    for (option, value) in [("--references", "masked"), ("--library", "l.remnant")] {
      #expect(try workshop.run("match", "footage/debris", option, value, "--output", "out\(option)").status == 0)
    }
    #expect(try workshop.read("out--library/results.jsonl") == workshop.read("out--references/results.jsonl"))
    try workshop.write("masked/alpha/a.png.mask.png", Scene.png(.made(width: 48, height: 36) { _, _ in 255 }))
    let wrong = try workshop.run("library", "add", "other.remnant", "masked")
    #expect(wrong.status == 1 && wrong.errors.contains("the mask is 48 × 36 pixels"))
  }

  @Test func duplicatesAreRefusedAndNamed() throws {
    let workshop = try Workshop()
    #expect(try workshop.run("library", "add", "l.remnant", "references").status == 0)
    try workshop.write("again/gamma/copy.png", try workshop.read("references/alpha/a.png"))
    let outcome = try workshop.run("library", "add", "l.remnant", "again")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("again/gamma/copy.png: is in the library already, as alpha/a.png"))
    // Other bytes under a known name are no silent replacement.
    try workshop.write("references/alpha/a.png", Scene.png(Scene.surface(seed: 9)))
    let changed = try workshop.run("library", "add", "l.remnant", "references")
    #expect(changed.status == 1 && changed.errors.contains("another picture labelled alpha/a.png"))
    #expect(try workshop.run("library", "list", "l.remnant").text.split(separator: "\n").count == 2)
  }

  @Test func provenanceComesFromATableAndGoesToOne() throws {
    let workshop = try Workshop()
    let table = #"""
      path,system,component,view,source,licence,note,mask
      references/alpha/a.png,Alpha,"engine, aft",face,"Museum ""X""",CC0,,
      references/beta/b.png,,,,,,"two
      lines",
      """#
    try workshop.write("table.csv", Data(table.utf8))
    let added = try workshop.run("library", "add", "l.remnant", "--table", "table.csv", "--source", "archive")
    #expect(added.status == 0, "\(added.errors)")
    let images = try #require(
      try workshop.run("library", "list", "l.remnant", "--json").object()["images"] as? [[String: Any]])
    #expect(images.map { $0["label"] as? String } == ["Alpha/a.png", "beta/b.png"])
    #expect(images[0]["component"] as? String == "engine, aft" && images[0]["source"] as? String == "Museum \"X\"")
    #expect(images[1]["source"] as? String == "archive" && images[1]["note"] as? String == "two\nlines")
    #expect(images[0]["path"] as? String == "references/alpha/a.png")

    #expect(try workshop.run("library", "export", "l.remnant", "--format", "csv", "--output", "out.csv").status == 0)
    let exported = String(decoding: try workshop.read("out.csv"), as: UTF8.self)
    try workshop.write("edited.csv", Data(exported.replacing("archive", with: "Archive of Y").utf8))
    let imported = try workshop.run("library", "import", "l.remnant", "edited.csv")
    #expect(imported.text.contains("1 imported, 1 unchanged, 0 failed."))
    #expect(try workshop.run("library", "show", "l.remnant", "beta").text.contains("source: Archive of Y"))
    // A table that was exported adds the same pictures to another library.
    #expect(try workshop.run("library", "add", "m.remnant", "--table", "out.csv").status == 0)
    #expect(try workshop.run("library", "import", "m.remnant", "l.remnant").text.contains("0 imported, 2 unchanged"))
    #expect(try workshop.run("library", "import", "n.remnant", "l.remnant").text.contains("2 imported, 0 unchanged"))

    for (text, reason) in [
      ("path,sistem\nx,y\n", "sistem is no column"), ("path,path\nx,y\n", "two columns"), ("path,note\nx\n", "line 2"),
      ("path\n\"x\n", "not closed"), ("", "no row of column names"), ("system\nAlpha\n", "no path"),
    ] {
      try workshop.write("bad.csv", Data(text.utf8))
      let outcome = try workshop.run("library", "add", "l.remnant", "--table", "bad.csv")
      #expect(outcome.status == 65 && outcome.errors.contains(reason), "\(outcome.errors)")
    }
  }

  @Test func boltsAreCorrectedThroughAnAnnotationTool() throws {
    let workshop = try Workshop()
    #expect(try workshop.run("library", "add", "l.remnant", "references").status == 0)
    let pictures = try #require(
      try workshop.run("library", "list", "l.remnant", "--json").object()["images"] as? [[String: Any]])
    #expect(try workshop.run("library", "export", "l.remnant", "--format", "coco", "--output", "a.json").status == 0)
    // What comes back as it was changes nothing.
    let same = try workshop.run("library", "import", "l.remnant", "a.json")
    #expect(same.text.contains("0 imported, \(pictures.count) unchanged, 0 failed."))

    // A person draws eight boxes on a circle, and deletes everything else on that picture.
    var file = try workshop.object("a.json")
    let images = try #require(file["images"] as? [[String: Any]])
    let annotations = try #require(file["annotations"] as? [[String: Any]])
    let picture = try #require(images.first?["id"] as? Int)
    let label = try #require(images.first?["file_name"] as? String)
    let corners = [
      (1.0, 0.0), (0.7071, 0.7071), (0, 1), (-0.7071, 0.7071), (-1, 0), (-0.7071, -0.7071), (0, -1), (0.7071, -0.7071),
    ]
    let drawn = corners.enumerated().map { index, corner in
      [
        "id": 90_000 + index, "image_id": picture, "category_id": 1,
        "bbox": [116.0 + 60 * corner.0, 116.0 + 60 * corner.1, 8.0, 8.0],
      ] as [String: Any]
    }
    file["annotations"] = annotations.filter { $0["image_id"] as? Int != picture } + drawn
    try workshop.write("b.json", JSONSerialization.data(withJSONObject: file))
    let edited = try workshop.run("library", "import", "l.remnant", "b.json")
    #expect(edited.status == 0 && edited.text.contains("imported \(label)"), "\(edited.text) \(edited.errors)")
    let shown = try #require(
      (try workshop.run("library", "show", "--json", "l.remnant", label).object()["images"] as? [[String: Any]])?.first)
    let features = try #require(shown["features"] as? [String: Any])
    let bolts = try #require(features["bolts"] as? [[String: Any]])
    #expect(bolts.count == 8)
    #expect(bolts.allSatisfy { abs(($0["radius"] as? Double ?? 0) - 4) < 0.05 })
    let rings = try #require(features["rings"] as? [[String: Any]])
    #expect(rings.map { $0["slots"] as? Int } == [8])
    #expect((shown["extractorOptions"] as? String)?.contains("bolts=annotated") == true)
    #expect(try workshop.run("library", "verify", "l.remnant").status == 0)

    try workshop.write("c.json", Data("{}".utf8))
    #expect(try workshop.run("library", "import", "l.remnant", "c.json").status == 65)
  }

  @Test func verifyFindsWhatHasChanged() throws {
    let workshop = try Workshop()
    #expect(try workshop.run("library", "add", "l.remnant", "references").status == 0)
    #expect(try workshop.run("library", "verify", "l.remnant").text.contains("2 files unchanged, 0 no longer there"))
    try FileManager.default.removeItem(at: workshop.url.appending(path: "references/beta/b.png"))
    let gone = try workshop.run("library", "verify", "l.remnant")
    #expect(gone.status == 0 && gone.text.contains("b.png: is no longer there"))
    try workshop.write("references/alpha/a.png", Scene.png(Scene.surface(seed: 9)))
    let changed = try workshop.run("library", "verify", "l.remnant")
    #expect(changed.status == 65 && changed.text.contains("a.png: has changed since it was added"))
    let removed = try workshop.run("library", "remove", "l.remnant", "beta", "nothing")
    #expect(removed.status == 66)
    #expect(try workshop.run("library", "remove", "l.remnant", "beta/b.png").text == "removed beta/b.png\n")
    #expect(try workshop.run("library", "list", "l.remnant").text.split(separator: "\n").count == 1)
  }

  @Test func whatIsNoLibraryIsToldByTheExitCode() throws {
    let workshop = try Workshop()
    let missing = try workshop.run("match", "footage", "--library", "none.remnant", "--output", "out")
    #expect(missing.status == 66 && missing.errors.contains("there is no such library"))
    let picture = try workshop.run("library", "list", "references/alpha/a.png")
    #expect(picture.status == 65 && picture.errors.contains("is no reference library"))
    let both = try workshop.run("match", "footage", "--library", "l", "--references", "references", "--output", "out")
    #expect(both.status == 64)
    #expect(try workshop.run("library", "add", "l", "references/alpha/a.png").status == 64)
  }

  /// Where a write fails, as on a full disk, the program says so, and what was reported is there.
  @Test func aFailedWriteLeavesTheLibraryWhole() throws {
    let workshop = try Workshop()
    for seed in 0..<20 {
      try workshop.write("many/alpha/\(seed).png", Scene.png(Scene.surface(seed: 200 + UInt64(seed))))
    }
    #expect(try workshop.run("library", "add", "whole.remnant", "many").status == 0)
    // Room for the first sixteen pictures, which are one transaction, and not for all.
    let room = try workshop.read("whole.remnant").count * 9 / 10 / 1024
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    // The signal that would tell of a file's limit is ignored, so that writing fails instead.
    process.arguments = [
      "-c", "trap '' XFSZ; ulimit -f \(room); exec \"$0\" library add l.remnant many --threads 1 >out 2>err",
      Program.url.path,
    ]
    process.currentDirectoryURL = workshop.url
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    #expect(String(decoding: try workshop.read("err"), as: UTF8.self).hasPrefix("remnant: l.remnant: "))
    let reported = String(decoding: try workshop.read("out"), as: UTF8.self).split(separator: "\n").count
    #expect(try workshop.run("library", "verify", "l.remnant").status == 0)
    #expect(reported == 16)
    #expect(try workshop.run("library", "list", "l.remnant").text.split(separator: "\n").count == reported)
    #expect(try workshop.run("library", "add", "l.remnant", "many").status == 0)
  }

  /// Killed at any moment, a library is whole, holds what was reported, and goes on being filled.
  @Test func killedWhileAddingItStaysWhole() throws {
    let workshop = try Workshop()
    let surfaces = (0..<4).map { Scene.surface(seed: 100 + UInt64($0)) }
    for index in 0..<24 {
      let surface = surfaces[index % surfaces.count]
      let turned = Plane.made(width: surface.width, height: surface.height) { x, y in
        surface[x: (x + index) % surface.width, y: y]
      }
      try workshop.write("many/alpha/\(index).png", Scene.png(turned))
    }
    for milliseconds in [20, 60, 150, 300] {
      let running = try Program.start(["library", "add", "l.remnant", "many"], in: workshop.url)
      Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
      kill(running.process.processIdentifier, SIGKILL)
      let reported = try running.finish().text.split(separator: "\n").count { $0.hasPrefix("added ") }
      let verified = try workshop.run("library", "verify", "l.remnant")
      // Killed before the file was made, there is none.
      if verified.status == 66, reported == 0 { continue }
      #expect(verified.status == 0, "after \(milliseconds) ms: \(verified.text) \(verified.errors)")
      let listed = try workshop.run("library", "list", "l.remnant").text.split(separator: "\n").count
      #expect(listed >= reported, "after \(milliseconds) ms")
    }
    #expect(try workshop.run("library", "add", "l.remnant", "many").status == 0)
    #expect(try workshop.run("library", "add", "whole.remnant", "many").status == 0)
    let lists = try ["l.remnant", "whole.remnant"].map { try workshop.run("library", "list", $0, "--json").text }
    #expect(lists[0] == lists[1])
  }
}
