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
