import Foundation
import Testing

@Suite struct MatchTests {
  @Test func aRunNamesTheCandidateAndLeavesItsRecord() throws {
    let workshop = try Workshop()
    let outcome = try workshop.run("match", "footage", "--references", "references", "--output", "out")
    #expect(outcome.status == 0)
    // Off a terminal: no progress, no colour.
    #expect(outcome.errors.isEmpty)
    #expect(!outcome.text.contains("\u{1B}"))

    let rows = try workshop.rows("out/results.jsonl")
    #expect(rows.map { $0["frame"] as? String } == ["debris/1.png", "debris/2.png", "other/1.png"])
    #expect(rows.allSatisfy { $0["status"] as? String == "ok" && ($0["sha256"] as? String)?.count == 64 })
    let best = try #require((rows[0]["candidates"] as? [[String: Any]])?.first)
    #expect(best["reference"] as? String == "alpha")
    #expect((best["frameFromReference"] as? [Double])?.count == 9)
    #expect((rows[1]["candidates"] as? [Any])?.isEmpty == true)

    let summary = try workshop.object("out/summary.json")
    #expect(summary["schema"] as? String == "remnant.summary/1")
    #expect(summary["interrupted"] == nil)
    let clips = try #require(summary["footage"] as? [[String: Any]])
    #expect(clips.map { $0["name"] as? String } == ["debris", "other"])
    #expect(clips.map { $0["verdict"] as? String } == ["candidate", "inconclusive"])
    let candidate = try #require((clips[0]["candidates"] as? [[String: Any]])?.first)
    #expect(candidate["reference"] as? String == "alpha")
    #expect(candidate["frames"] as? Int == 1)
    let overlays = try #require(clips[0]["overlays"] as? [String])
    #expect(overlays.count == 1)
    for overlay in overlays { #expect(try workshop.read("out/" + overlay).starts(with: [0x89, 0x50, 0x4E, 0x47])) }

    let run = try workshop.object("out/run.json")
    #expect(run["status"] as? String == "complete")
    #expect(run["version"] as? String == "0.1.0")
    #expect((run["references"] as? [[String: Any]])?.count == 2)
    #expect((run["inputs"] as? [[String: Any]])?.count == 3)
  }

  @Test func resultsAreTheSameForAnyThreadsAndInstructionSet() throws {
    let workshop = try Workshop()
    let settings: [(String, [String: String])] = [
      ("1", [:]), ("2", [:]), ("5", [:]), ("2", ["REMNANT_ISA": "baseline"]), ("1", ["REMNANT_ISA": "v3"]),
    ]
    var first: (Data, Data)?
    for (index, (threads, environment)) in settings.enumerated() {
      let outcome = try workshop.run(
        "match", "footage", "--references", "references", "--output", "out\(index)", "--threads", threads,
        "--overlays", "none", environment: environment)
      if outcome.status == 64, outcome.errors.contains("lacks") { continue }
      #expect(outcome.status == 0)
      let files = (try workshop.read("out\(index)/results.jsonl"), try workshop.read("out\(index)/summary.json"))
      if let first {
        #expect(files.0 == first.0)
        #expect(files.1 == first.1)
      }
      first = first ?? files
    }
  }

  @Test func badFramesAreRowsAndEndInOne() throws {
    let workshop = try Workshop()
    try workshop.write("footage/debris/0.jpg", Data("not a picture".utf8))
    let outcome = try workshop.run("match", "footage", "--references", "references", "--output", "out")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("0.jpg"))
    let rows = try workshop.rows("out/results.jsonl")
    #expect(rows.map { $0["status"] as? String } == ["failed", "ok", "ok", "ok"])
    #expect((rows[0]["error"] as? [String: Any])?["message"] is String)
    let clips = try #require(try workshop.object("out/summary.json")["footage"] as? [[String: Any]])
    #expect(clips[0]["failedFrames"] as? Int == 1)
    #expect(clips[0]["verdict"] as? String == "candidate")
  }

  @Test func aBadReferenceIsNamedAndTheRestIsUsed() throws {
    let workshop = try Workshop()
    try workshop.write("references/alpha/broken.png", Data("junk".utf8))
    let outcome = try workshop.run("match", "footage", "--references", "references", "--output", "out")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("broken.png"))
    #expect(try workshop.rows("out/results.jsonl").count == 3)
  }

  @Test func mistakesEndTheRunBeforeItStarts() throws {
    let workshop = try Workshop()
    func status(_ footage: String, _ references: String, _ output: String) throws -> Int32 {
      try workshop.run("match", footage, "--references", references, "--output", output).status
    }
    #expect(try status("nothing", "references", "out") == 66)
    #expect(try status("footage", "nothing", "out") == 66)
    #expect(try status("footage", "footage/debris", "out") == 66)
    try workshop.write("bad/x/junk.png", Data("junk".utf8))
    #expect(try status("footage", "bad", "out-bad") == 65)
    #expect(try status("footage", "references", "references/alpha/a.png") == 74)
    #expect(!FileManager.default.fileExists(atPath: workshop.url.appending(path: "out").path))
  }

  @Test func earlierResultsStayUnlessForced() throws {
    let workshop = try Workshop()
    let arguments = ["match", "footage", "--references", "references", "--output", "out", "--quiet"]
    #expect(try Program.run(arguments, in: workshop.url).status == 0)
    let before = try workshop.read("out/run.json")
    let refused = try Program.run(arguments, in: workshop.url)
    #expect(refused.status == 64)
    #expect(refused.errors.contains("--force"))
    #expect(try workshop.read("out/run.json") == before)
    #expect(try Program.run(arguments + ["--force"], in: workshop.url).status == 0)
  }

  @Test func listsComeOnStandardInput() throws {
    let workshop = try Workshop()
    let list = "footage/debris/1.png\r\n\nfootage/debris/missing.png\nfootage/other\n"
    let outcome = try workshop.run(
      "match", "-", "--references", "references", "--output", "out", input: list)
    #expect(outcome.status == 1)
    let rows = try workshop.rows("out/results.jsonl")
    #expect(rows.map { $0["status"] as? String } == ["ok", "failed", "ok"])
    let second = try workshop.run(
      "match", "-", "--null", "--references", "references", "--output", "out2",
      input: "footage/other/1.png\u{0}footage/debris/2.png\u{0}")
    #expect(second.status == 0)
    #expect(try workshop.rows("out2/results.jsonl").count == 2)
    #expect(try workshop.run("match", "-", "--references", "references", "--output", "out3", input: "").status == 66)
  }

  @Test func progressCanBeReadByPrograms() throws {
    let workshop = try Workshop()
    let outcome = try workshop.run(
      "match", "footage", "--references", "references", "--output", "out", "--progress", "json")
    let lines = outcome.errors.split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["done"] is Int)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aSignalStopsTheRunAndLeavesValidFiles(signal: Int32) throws {
    let workshop = try Workshop()
    let list = String(repeating: "footage/debris/1.png\nfootage/other/1.png\n", count: 5000)
    let running = try Program.start(
      ["match", "-", "--references", "references", "--output", "out"], input: Data(list.utf8), in: workshop.url)
    let results = workshop.url.appending(path: "out/results.jsonl")
    // Some rows must be there first; the run itself would take minutes.
    let deadline = Date.now.addingTimeInterval(120)
    while Date.now < deadline, running.process.isRunning {
      if let data = try? Data(contentsOf: results), data.filter({ $0 == UInt8(ascii: "\n") }).count >= 3 { break }
      usleep(20_000)
    }
    kill(running.process.processIdentifier, signal)
    let outcome = try running.finish()
    #expect(outcome.status == 130)
    let rows = try workshop.rows("out/results.jsonl")
    #expect(rows.count >= 3 && rows.count < 10_000)
    #expect(rows.allSatisfy { $0["status"] as? String == "ok" })
    #expect(try workshop.object("out/summary.json")["interrupted"] as? Bool == true)
    let run = try workshop.object("out/run.json")
    #expect(run["interrupted"] as? Bool == true)
    #expect(run["frames"] as? Int == rows.count)
  }
}
