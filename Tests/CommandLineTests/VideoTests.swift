import Foundation
import Testing

/// Films, with a program in ffmpeg's place that writes what ffmpeg would write.
@Suite struct VideoTests {
  private let filmHead = Data([0, 0, 0, 24]) + Data("ftypisom".utf8)

  /// Makes `bin/ffmpeg`, a script, and returns the environment that finds it first.
  private func install(_ script: String, in workshop: Workshop) throws -> [String: String] {
    try workshop.write("bin/ffmpeg", Data(("#!/bin/sh\n" + script + "\n").utf8))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: workshop.url.appending(path: "bin/ffmpeg").path)
    return ["PATH": workshop.url.appending(path: "bin").path + ":/usr/bin:/bin"]
  }

  private func frames() -> Data {
    let header = Data("P5\n\(Scene.width) \(Scene.height)\n255\n".utf8)
    let first = Scene.warped(Scene.surface(seed: 1), by: Scene.warpedFromStraight)
    return [Scene.surface(seed: 5), first, Scene.surface(seed: 6)].reduce(Data()) {
      $0 + header + Data(Scene.samples($1))
    }
  }

  @Test func framesKeepTheirTimes() throws {
    let workshop = try Workshop()
    try workshop.write("film.mp4", filmHead)
    try workshop.write("frames.pgm", frames())
    let environment = try install(
      "echo \"$@\" > '\(workshop.url.path)/arguments'\ncat '\(workshop.url.path)/frames.pgm'", in: workshop)
    let outcome = try workshop.run(
      "match", "film.mp4", "--references", "references", "--output", "out", "--frames-per-second", "4",
      environment: environment)
    #expect(outcome.status == 0)
    let rows = try workshop.rows("out/results.jsonl")
    #expect(rows.map { $0["time"] as? Double } == [0, 0.25, 0.5])
    #expect(rows.map { $0["frame"] as? String } == ["film.mp4#t=0", "film.mp4#t=0.25", "film.mp4#t=0.5"])
    let clips = try #require(try workshop.object("out/summary.json")["footage"] as? [[String: Any]])
    #expect(clips.map { $0["verdict"] as? String } == ["candidate"])
    #expect((clips[0]["overlays"] as? [String])?.count == 1)
    let arguments = String(decoding: try workshop.read("arguments"), as: UTF8.self)
    #expect(arguments.contains("file:film.mp4"))
    #expect(arguments.contains("fps=4"))
    #expect((try workshop.object("out/run.json")["inputs"] as? [Any])?.count == 1)
  }

  @Test func aFilmThatWasKilledGoesOnFromItsFinishedFrames() throws {
    let workshop = try Workshop()
    try workshop.write("film.mp4", filmHead)
    try workshop.write("frames.pgm", frames())
    let cat = "cat '\(workshop.url.path)/frames.pgm'"
    let quick = try install("for part in 1 2 3 4 5; do \(cat); done", in: workshop)
    func match(_ output: String) -> [String] {
      ["match", "film.mp4", "--references", "references", "--output", output, "--resume"]
    }
    #expect(try Program.run(match("undisturbed"), environment: quick, in: workshop.url).status == 0)

    let slow = try install("for part in 1 2 3 4 5; do \(cat); sleep 1; done", in: workshop)
    let journal = workshop.url.appending(path: "out/journal.jsonl")
    func lines() -> Int { ((try? Data(contentsOf: journal)) ?? Data()).count { $0 == UInt8(ascii: "\n") } }
    // Twice: what one attempt has taken over, the next one takes over too.
    for rows in [8, 14] {
      let running = try Program.start(match("out"), environment: slow, in: workshop.url)
      let deadline = Date.now.addingTimeInterval(60)
      while Date.now < deadline, running.process.isRunning, lines() < rows { usleep(1000) }
      kill(running.process.processIdentifier, SIGKILL)
      _ = try running.finish()
    }
    _ = try install("for part in 1 2 3 4 5; do \(cat); done", in: workshop)
    #expect(try Program.run(match("out"), environment: quick, in: workshop.url).status == 0)
    for name in ["results.jsonl", "summary.json"] {
      #expect(try workshop.read("out/" + name) == workshop.read("undisturbed/" + name), "\(name)")
    }
    let execution = try #require(try workshop.object("out/run.json")["execution"] as? [String: Any])
    // The journal had fourteen lines: its head, two beginnings, eleven rows, of which those that the verdict rests on are examined again.
    #expect(try #require(execution["takenOver"] as? Int) >= 1)
  }

  @Test func aWorkerAnswersAFilmWithItsFrames() throws {
    let workshop = try Workshop()
    try workshop.write("film.mp4", filmHead)
    try workshop.write("frames.pgm", frames())
    let environment = try install("cat '\(workshop.url.path)/frames.pgm'", in: workshop)
    let match = ["match", "film.mp4", "footage", "--references", "references", "--output", "out", "--overlays", "none"]
    #expect(try Program.run(match, environment: environment, in: workshop.url).status == 0)
    let frames = try workshop.run("frames", "film.mp4", "footage", "--json")
    #expect(frames.status == 0 && frames.errors.isEmpty)
    for threads in ["1", "3"] {
      let worker = try Program.run(
        ["worker", "--references", "references", "--threads", threads], input: frames.output,
        environment: environment, in: workshop.url)
      #expect(worker.status == 0)
      #expect(worker.output == (try workshop.read("out/results.jsonl")))
    }
    let plain = try Program.run(
      ["worker", "--references", "references"], input: Data("film.mp4\n".utf8), environment: environment,
      in: workshop.url)
    #expect(plain.text.split(separator: "\n").count == 3)
  }

  @Test func aReportShowsFramesOfFilms() throws {
    let workshop = try Workshop()
    try workshop.write("film.mp4", filmHead)
    try workshop.write("frames.pgm", frames())
    let environment = try install("cat '\(workshop.url.path)/frames.pgm'", in: workshop)
    let match = ["match", "film.mp4", "--references", "references", "--output", "out", "--frames-per-second", "4"]
    #expect(try Program.run(match, environment: environment, in: workshop.url).status == 0)
    let outcome = try workshop.run("report", "out", environment: environment)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(try workshop.read("out/report/pictures/0001/1-registered.jpg").starts(with: [0xFF, 0xD8]))

    // Another film under the same name is not shown.
    try workshop.write("film.mp4", filmHead + Data([0]))
    let changed = try workshop.run("report", "out", environment: environment)
    #expect(changed.status == 0 && changed.errors.contains("film.mp4 has changed since it was matched"))
  }

  @Test func whatFfmpegSaysIsARowOfItsOwn() throws {
    let workshop = try Workshop()
    try workshop.write("film.mp4", filmHead)
    try workshop.write("frames.pgm", frames())
    let environment = try install(
      "cat '\(workshop.url.path)/frames.pgm'; echo 'moov atom not found' >&2; exit 1", in: workshop)
    let outcome = try workshop.run(
      "match", "film.mp4", "footage", "--references", "references", "--output", "out", environment: environment)
    #expect(outcome.status == 1)
    let rows = try workshop.rows("out/results.jsonl")
    #expect(rows.map { $0["status"] as? String } == ["ok", "ok", "ok", "failed", "ok", "ok", "ok"])
    #expect(outcome.errors.contains("moov atom not found"))
  }

  @Test func aStreamThatBreaksOffIsAnError() throws {
    let workshop = try Workshop()
    try workshop.write("film.mp4", filmHead)
    try workshop.write("frames.pgm", frames().dropLast(1000))
    let environment = try install("cat '\(workshop.url.path)/frames.pgm'", in: workshop)
    let outcome = try workshop.run(
      "match", "film.mp4", "--references", "references", "--output", "out", environment: environment)
    #expect(outcome.status == 1)
    #expect(try workshop.rows("out/results.jsonl").map { $0["status"] as? String } == ["ok", "ok", "failed"])
  }

  @Test func withoutFfmpegTheMessageSaysWhatToDo() throws {
    let workshop = try Workshop()
    try workshop.write("film.mp4", filmHead)
    let outcome = try workshop.run(
      "match", "film.mp4", "--references", "references", "--output", "out",
      environment: ["PATH": workshop.url.path])
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains("ffmpeg"))
    #expect(outcome.errors.contains("install"))
  }
}
