import Foundation
import Testing

@Suite struct WorkerTests {
  @Test func answersAreTheRowsOfMatch() throws {
    let workshop = try Workshop()
    #expect(
      try workshop.run(
        "match", "footage", "--references", "references", "--output", "out", "--overlays", "none"
      ).status == 0)
    let frames = try workshop.run("frames", "footage", "--json")
    #expect(frames.status == 0)
    for threads in ["1", "3"] {
      let worker = try workshop.run(
        "worker", "--references", "references", "--threads", threads, input: frames.text)
      #expect(worker.status == 0)
      #expect(worker.output == (try workshop.read("out/results.jsonl")))
    }
    let judged = try workshop.run("worker", "--references", "references", "--clips", input: frames.text)
    let summary = try #require(try workshop.object("out/summary.json")["footage"] as? [NSDictionary])
    let clips = try judged.text.split(separator: "\n").compactMap { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["clip"] as? NSDictionary
    }
    #expect(clips == summary)
  }

  @Test func aLibraryAnswersAsItsFolderDoesAndIsOnlyRead() throws {
    let workshop = try Workshop()
    #expect(try workshop.run("library", "add", "library.remnant", "references").status == 0)
    let file = workshop.url.appending(path: "library.remnant")
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file.path)
    let before = try Data(contentsOf: file)
    let frames = try workshop.run("frames", "footage", "--json").text
    let folder = try workshop.run("worker", "--references", "references", "--clips", input: frames)
    let library = try workshop.run("worker", "--library", "library.remnant", "--clips", input: frames)
    #expect(library.status == 0)
    #expect(library.output == folder.output)
    #expect(try Data(contentsOf: file) == before)
    #expect(try workshop.run("worker", input: frames).status == 64)
  }

  @Test func badRequestsAreAnsweredToo() throws {
    let workshop = try Workshop()
    let requests = "footage/debris/1.png\nmissing.png\n\n{not json\nfootage/other\nfootage/other/1.png"
    let worker = try workshop.run("worker", "--references", "references", input: requests)
    #expect(worker.status == 0)
    let rows = try worker.text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(rows.map { $0["status"] as? String } == ["ok", "failed", "failed", "failed", "failed", "ok"])
    #expect(rows[0]["clip"] as? String == "debris")
  }

  @Test func anAnswerComesBeforeTheNextRequest() throws {
    let workshop = try Workshop()
    let process = Process()
    process.executableURL = Program.url
    process.arguments = ["worker", "--references", "references"]
    process.currentDirectoryURL = workshop.url
    let (requests, answers) = (Pipe(), Pipe())
    process.standardInput = requests
    process.standardOutput = answers
    try process.run()
    for path in ["footage/other/1.png", "footage/debris/2.png"] {
      try requests.fileHandleForWriting.write(contentsOf: Data((path + "\n").utf8))
      var answer = Data()
      // Waits for the answer while the worker's input stays open; a worker that held it back would hang here.
      while !answer.contains(UInt8(ascii: "\n")) {
        let more = answers.fileHandleForReading.availableData
        if more.isEmpty { break }
        answer += more
      }
      #expect(String(decoding: answer, as: UTF8.self).contains(path))
    }
    try requests.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func nobodyReadingAnyMoreIsNoFailure() throws {
    let workshop = try Workshop()
    let paths = String(repeating: "footage/other/1.png\\n", count: 50)
    let outcome = try Program.run(
      shell: "printf '\(paths)' | \"$0\" \"$@\" | head -n 1; echo done", ["worker", "--references", "references"],
      in: workshop.url)
    #expect(outcome.text.hasSuffix("done\n"))
    #expect(outcome.errors.isEmpty)
  }

  @Test func otherReferencesThanExpectedAreRefused() throws {
    let workshop = try Workshop()
    let description = try workshop.run("worker", "--references", "references", "--describe")
    try workshop.write("run.json", description.output)
    let same = try workshop.run(
      "worker", "--references", "references", "--expect", "run.json", input: "footage/other/1.png\n")
    #expect(same.status == 0)
    try workshop.write("references/alpha/a.png", try workshop.read("references/beta/b.png"))
    let other = try workshop.run(
      "worker", "--references", "references", "--expect", "run.json", input: "footage/other/1.png\n")
    #expect(other.status == 65)
    #expect(other.errors.contains("alpha/a.png"))
  }
}
