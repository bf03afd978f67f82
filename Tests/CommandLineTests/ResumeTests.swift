import Foundation
import TestSupport
import Testing

/// Runs that were stopped by force and went on, beside one that was not stopped.
@Suite struct ResumeTests {
  /// Eleven clips, 28 frames of distinct content, one of them broken; and what an undisturbed run makes of them.
  private func workshop() throws -> Workshop {
    let workshop = try Workshop()
    let pictures = try ["footage/debris/1.png", "footage/debris/2.png", "footage/other/1.png"].map {
      try workshop.read($0)
    }
    for number in 0..<24 {
      // What follows a PNG's end is no part of the picture, but of the digest.
      try workshop.write("footage/many/\(number / 3)/\(number).png", pictures[number * 5 % 3] + Data("\(number)".utf8))
    }
    try workshop.write("footage/many/2/7b.png", Data("no picture".utf8))
    #expect(try workshop.run("match", "footage", "--references", "references", "--output", "undisturbed").status == 1)
    return workshop
  }

  private let command = ["match", "footage", "--references", "references", "--output", "out"]

  private func expectSameResults(_ workshop: Workshop, _ note: String) throws {
    func files(_ folder: String) throws -> [String: Data] {
      let root = workshop.url.appending(path: folder)
      var files: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
        var isFolder: ObjCBool = false
        let path = root.appending(path: name).path
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
          continue
        }
        if name == "run.json" {
          // Times differ, and stand apart.
          var run =
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
          run?["execution"] = nil
          files[name] = try JSONSerialization.data(withJSONObject: run ?? [:], options: .sortedKeys)
        } else if name != "journal.jsonl" {
          files[name] = try Data(contentsOf: URL(fileURLWithPath: path))
        }
      }
      return files
    }
    let (found, expected) = (try files("out"), try files("undisturbed"))
    #expect(found.keys.sorted() == expected.keys.sorted(), "\(note)")
    for (name, data) in expected { #expect(found[name] == data, "\(note): \(name) differs") }
  }

  @Test func aRunThatIsKilledAgainAndAgainEndsAsIfItHadNotBeen() throws {
    let workshop = try workshop()
    let seed = UInt64.random(in: 0..<1 << 32)
    var generator = SplitMix64(seed: seed)
    let journal = workshop.url.appending(path: "out/journal.jsonl")
    func lines() -> Int { ((try? Data(contentsOf: journal)) ?? Data()).count { $0 == UInt8(ascii: "\n") } }
    for _ in 0..<4 {
      let before = lines()
      let goal = before + Int(generator.next() % 5)
      let running = try Program.start(command + ["--resume"], in: workshop.url)
      let deadline = Date.now.addingTimeInterval(60)
      while Date.now < deadline, running.process.isRunning, lines() <= goal { usleep(1000) }
      kill(running.process.processIdentifier, SIGKILL)
      _ = try running.finish()
      #expect(lines() >= before, "seed \(seed)")
    }
    #expect(try Program.run(command + ["--resume"], in: workshop.url).status == 1)
    try expectSameResults(workshop, "seed \(seed)")
  }

  @Test(arguments: [1, 4, 9, 40]) func aFullDiskIsNamedAndLeavesARunToGoOnWith(blocks: Int) throws {
    let workshop = try workshop()
    // A limit on the length of files stands in for the end of a disk: writes end in the middle of a line just so.
    let limited = try Program.run(
      shell: "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\"", command + ["--resume"], in: workshop.url)
    #expect(limited.status == 74)
    #expect(limited.errors.contains("cannot be written"))
    #expect(limited.errors.contains("free space"))
    #expect(try Program.run(command + ["--resume"], in: workshop.url).status == 1)
    try expectSameResults(workshop, "\(blocks) blocks")
  }

  @Test func anInterruptedRunGoesOn() throws {
    let workshop = try workshop()
    let running = try Program.start(command, in: workshop.url)
    let results = workshop.url.appending(path: "out/results.jsonl")
    while running.process.isRunning, ((try? Data(contentsOf: results)) ?? Data()).isEmpty { usleep(1000) }
    kill(running.process.processIdentifier, SIGINT)
    _ = try running.finish()
    #expect(try Program.run(command, in: workshop.url).errors.contains("--resume"))
    #expect(try Program.run(command + ["--resume"], in: workshop.url).status == 1)
    try expectSameResults(workshop, "interrupted")
  }

  @Test func aClipThatChangedIsExaminedAgainAndTheRestIsNot() throws {
    let workshop = try workshop()
    #expect(try Program.run(command, in: workshop.url).status == 1)
    let url = workshop.url
    try FileManager.default.moveItem(
      at: url.appending(path: "footage/many/3/9.png"), to: url.appending(path: "footage/many/3/99.png"))
    try workshop.write("footage/many/8/new.png", try workshop.read("footage/other/1.png") + Data("new".utf8))
    let overlays = try FileManager.default.contentsOfDirectory(atPath: url.appending(path: "out/overlays").path)
    let lost = try #require(overlays.first { $0.contains("-many-1-") || $0.contains("many-1-frame") })
    try FileManager.default.removeItem(at: url.appending(path: "out/overlays/" + lost))
    #expect(try Program.run(command + ["--resume"], in: url).status == 1)
    let execution = try #require(try workshop.object("out/run.json")["execution"] as? [String: Any])
    // Of 29 frames, the changed clip's three, the new one's one, the three of the clip that lost its overlay, and the one of the clip
    // behind the new one, whose number has changed.
    #expect(execution["takenOver"] as? Int == 29 - 8)
    try FileManager.default.removeItem(at: url.appending(path: "undisturbed"))
    #expect(try workshop.run("match", "footage", "--references", "references", "--output", "undisturbed").status == 1)
    try expectSameResults(workshop, "changed")
  }

  @Test func whatDiffersIsRefusedAndLeftAlone() throws {
    let workshop = try workshop()
    #expect(try Program.run(command, in: workshop.url).status == 1)
    let before = try workshop.read("out/results.jsonl")
    func refusal(_ arguments: [String]) throws -> String {
      let outcome = try Program.run(command + ["--resume"] + arguments, in: workshop.url)
      #expect(outcome.status == 64)
      return outcome.errors
    }
    #expect(try refusal(["--features", "500"]).contains("features was 2000 and is 500"))
    #expect(try refusal(["--shard", "1/2"]).contains("share 1/2"))
    #expect(try refusal(["--force"]).contains("--force"))
    try workshop.write("references/alpha/new.png", try workshop.read("references/beta/b.png"))
    #expect(try refusal([]).contains("alpha/new.png was not there"))
    try FileManager.default.removeItem(at: workshop.url.appending(path: "references/alpha/new.png"))
    #expect(try workshop.read("out/results.jsonl") == before)
    try FileManager.default.removeItem(at: workshop.url.appending(path: "out/journal.jsonl"))
    #expect(try refusal([]).contains("no journal.jsonl"))
    #expect(try workshop.read("out/results.jsonl") == before)
  }

  @Test(arguments: [1, 3, 20]) func sharesMergeIntoTheSameBytes(count: Int) throws {
    let workshop = try workshop()
    let names = (1...count).map { "share-\($0)" }
    for (index, name) in names.enumerated() {
      let outcome = try workshop.run(
        "match", "footage", "--references", "references", "--output", name, "--shard", "\(index + 1)/\(count)")
      #expect(outcome.status == 0 || outcome.status == 1)
    }
    let merged = try Program.run(["merge"] + names.reversed() + ["--output", "out"], in: workshop.url)
    #expect(merged.status == 1)
    try expectSameResults(workshop, "\(count) shares")
    // Shares say where their pictures were, so that the report finds them.
    let report = try workshop.run("report", "out")
    #expect(report.status == 0 && report.errors.isEmpty, "\(report.errors)")
  }

  @Test func sharesThatDoNotBelongTogetherAreRefused() throws {
    let workshop = try workshop()
    func share(_ name: String, _ shard: String, _ more: String...) throws {
      _ = try Program.run(
        ["match", "footage", "--references", "references", "--output", name, "--shard", shard] + more,
        in: workshop.url)
    }
    try share("a", "1/2")
    try share("b", "2/2")
    try share("c", "2/2", "--features", "300")
    func merge(_ folders: String...) throws -> Program.Outcome {
      try Program.run(["merge"] + folders + ["--output", "out"], in: workshop.url)
    }
    #expect(try merge("a").errors.contains("number 2"))
    #expect(try merge("a", "a", "b").errors.contains("again"))
    #expect(try merge("a", "c").errors.contains("features"))
    #expect(try merge("a", "undisturbed").errors.contains("holds no share"))
    #expect(try merge("a", "references").status == 66)
    let rows = try workshop.read("b/results.jsonl")
    try rows.prefix(rows.count / 2).write(to: workshop.url.appending(path: "b/results.jsonl"))
    let damaged = try merge("a", "b")
    #expect(damaged.status == 65)
    #expect(damaged.errors.contains("b: "))
  }

  @Test func framesThatShowTheSameAreSkippedAndNamed() throws {
    let workshop = try Workshop()
    let first = try workshop.read("footage/debris/1.png")
    for number in 0..<6 { try workshop.write("footage/still/\(number).png", first + Data("\(number)".utf8)) }
    try workshop.write("footage/still/3.png", try workshop.read("footage/other/1.png"))
    let arguments = ["match", "footage", "--references", "references", "--skip-duplicates", "--output"]
    #expect(try Program.run(arguments + ["out"], in: workshop.url).status == 0)
    let rows = try workshop.rows("out/results.jsonl").filter { $0["clip"] as? String == "still" }
    #expect(rows.map { $0["status"] as? String } == ["ok", "skipped", "skipped", "ok", "ok", "skipped"])
    #expect(rows.map { $0["duplicateOf"] as? String } == [nil, "still/0.png", "still/0.png", nil, nil, "still/4.png"])
    let clips = try #require(try workshop.object("out/summary.json")["footage"] as? [[String: Any]])
    let still = try #require(clips.first { $0["name"] as? String == "still" })
    #expect(still["frames"] as? Int == 3)
    #expect(still["skippedFrames"] as? Int == 3)
    #expect(still["verdict"] as? String == "candidate")
    #expect(try Program.run(arguments + ["two", "--threads", "5"], in: workshop.url).status == 0)
    #expect(try workshop.read("out/results.jsonl") == workshop.read("two/results.jsonl"))
    #expect(try Program.run(arguments + ["out", "--resume"], in: workshop.url).status == 0)
    #expect(try workshop.read("out/results.jsonl") == workshop.read("two/results.jsonl"))
  }
}
