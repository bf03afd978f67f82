import Foundation
import ImagePlanes
import Testing

@Suite struct ExtractAndPairTests {
  @Test func extractWritesTheFeaturesForm() throws {
    let workshop = try Workshop()
    let outcome = try workshop.run("extract", "references/alpha/a.png", "--json")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let object = try outcome.object()
    #expect(object["schema"] as? String == "remnant.features/1")
    let image = try #require(object["image"] as? [String: Any])
    #expect(image["width"] as? Int == Scene.width)
    #expect(image["height"] as? Int == Scene.height)
    #expect((image["sha256"] as? String)?.count == 64)
    let keypoints = try #require(object["keypoints"] as? [[String: Any]])
    #expect(keypoints.count > 50)
    #expect(Set(keypoints[0].keys).isSuperset(of: ["x", "y", "size", "angle", "response"]))
    for key in ["bolts", "rings", "rows", "grids", "lines", "ellipses"] { #expect(object[key] is [Any], "\(key)") }
  }

  @Test func severalImagesAreAnArrayAndFailuresAreNamedInIt() throws {
    let workshop = try Workshop()
    try workshop.write("junk.png", Data("junk".utf8))
    let outcome = try workshop.run("extract", "references/alpha/a.png", "junk.png", "references/beta/b.png", "--json")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("junk.png"))
    let array = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]])
    #expect(array.count == 3)
    #expect(array[1]["keypoints"] == nil)
    #expect((array[1]["error"] as? [String: Any])?["kind"] is String)
    #expect(array[2]["keypoints"] != nil)
  }

  @Test func theNumberOfKeypointsIsAtMostWhatIsAskedFor() throws {
    let workshop = try Workshop()
    let outcome = try workshop.run("extract", "references/alpha/a.png", "--json", "--keypoints", "20")
    #expect((try outcome.object()["keypoints"] as? [Any])?.count == 20)
  }

  @Test func exitCodesTellWhatIsWrong() throws {
    let workshop = try Workshop()
    try workshop.write("junk.png", Data("junk".utf8))
    #expect(try workshop.run("extract", "missing.png").status == 66)
    #expect(try workshop.run("extract", "junk.png").status == 65)
    #expect(try workshop.run("pair", "references/alpha/a.png", "missing.png").status == 66)
    #expect(try workshop.run("pair", "junk.png", "references/alpha/a.png").status == 65)
    #expect(try workshop.run("extract", "references/alpha/a.png", "--max-pixels", "100").status == 65)
    #expect(try workshop.run("extract").status == 64)
    #expect(try workshop.run("extract", "a.png", "--no-such-option").status == 64)
    #expect(try workshop.run("extract", "a.png", "--threads", "0").status == 64)
    #expect(try workshop.run("extract", "a.png", "b.png", "--overlay", "o.png").status == 64)
    #expect(try workshop.run("extract", "references/alpha/a.png", "--overlay", "no/such/folder.png").status == 74)
    #expect(try workshop.run("extract", "references/alpha/a.png", environment: ["REMNANT_ISA": "z80"]).status == 64)
    #expect(try workshop.run("--version").text == "0.1.0\n")
    #expect(try workshop.run("--help").status == 0)
  }

  @Test func pairFindsTheHomographyAndDrawsIt() throws {
    let workshop = try Workshop()
    let outcome = try workshop.run(
      "pair", "references/alpha/a.png", "footage/debris/1.png", "--json", "--overlay", "check.png")
    #expect(outcome.status == 0)
    let object = try outcome.object()
    #expect(object["schema"] as? String == "remnant.pair/1")
    let elements = try #require(object["homography"] as? [Double])
    let found = Homography(elements)
    // Inside the part that the warped picture shows.
    for point in [Point(x: 60, y: 60), Point(x: 340, y: 80), Point(x: 200, y: 200), Point(x: 300, y: 300)] {
      let truth = Scene.warpedFromStraight.apply(to: point)
      #expect(found.apply(to: point).distance(to: truth) < 1.5)
    }
    let inliers = try #require(object["inliers"] as? [[String: Double]])
    #expect(inliers.count > 20)
    #expect(inliers.allSatisfy { Set($0.keys) == ["ax", "ay", "bx", "by"] })
    #expect((object["logOdds"] as? Double ?? 0) > 3)
    #expect((object["evidence"] as? [String: Any])?["keypoints"] is Double)
    // Told where both pictures show lines, with nothing added to the evidence.
    if let lines = object["lines"] as? [String: Any] {
      let matches = try #require(lines["matches"] as? [[String: Any]])
      #expect(matches.allSatisfy { Set($0.keys) == ["a", "b", "distance", "consistent"] })
      #expect(lines["consistent"] as? Int == matches.count { $0["consistent"] as? Bool == true })
    }
    #expect(try workshop.read("check.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test func unrelatedPicturesHaveNoHomography() throws {
    let workshop = try Workshop()
    let outcome = try workshop.run("pair", "references/alpha/a.png", "footage/other/1.png", "--json")
    #expect(outcome.status == 0)
    let object = try outcome.object()
    #expect(object["homography"] is NSNull)
    #expect((object["inliers"] as? [Any])?.isEmpty == true)
  }

  @Test func theAnswerIsTheSameOnEveryInstructionSet() throws {
    let workshop = try Workshop()
    let reference = try workshop.run("extract", "footage/debris/1.png", "references/beta/b.png", "--json")
    #expect(reference.status == 0)
    for set in ["baseline", "v3", "v4"] {
      let outcome = try workshop.run(
        "extract", "footage/debris/1.png", "references/beta/b.png", "--json", "--threads", "1",
        environment: ["REMNANT_ISA": set])
      // A processor that lacks the set says so, with the code for usage.
      #expect(outcome.status == 0 || (outcome.status == 64 && outcome.errors.contains("lacks")))
      if outcome.status == 0 { #expect(outcome.output == reference.output) }
    }
  }

  @Test func benchWritesTheFormThatItsReadersNeed() throws {
    let workshop = try Workshop()
    let outcome = try workshop.run(
      "bench", "references/alpha/a.png", "--threads", "1", "--rounds", "1", "--features", "500", "--json")
    #expect(outcome.status == 0)
    let object = try outcome.object()
    let stages = try #require(object["stages"] as? [String: [String: Double]])
    #expect(Set(stages.keys).isSuperset(of: ["decode", "keypoints", "extract", "match"]))
    #expect(stages.values.allSatisfy { ($0["p50_ms"] ?? 0) > 0 && ($0["p95_ms"] ?? 0) >= ($0["p50_ms"] ?? 0) })
    #expect(object["isa"] is String)
    #expect(object["allThreads"] == nil)
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let workshop = try Workshop()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "\"$0\" extract references/alpha/a.png references/beta/b.png --json 2>err | head -c 1 >/dev/null",
      Program.url.path,
    ]
    shell.currentDirectoryURL = workshop.url
    try shell.run()
    shell.waitUntilExit()
    #expect(try workshop.read("err").isEmpty)
  }
}
