import FootageMatching
import Foundation
import ImagePlanes
import MatchReporting
import Testing

@Suite struct RunRecorderTests {
  private func row(_ index: Int, label: String? = nil) -> ResultDocument {
    ResultDocument(
      frame: label ?? "f\(index)", clip: "clip", sha256: "00", size: ImageSize(width: 4, height: 3), orientation: 1,
      keypointCount: 2, candidates: [])
  }

  private func json(_ folder: TemporaryFolder, _ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func whateverWasRecordedIsOnDiskAtOnce() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder(preparing: folder.path, earlier: .keep)
    let recorder = try RunRecorder(folder: output, options: MatchRunOptions())
    for index in 0..<3 {
      try recorder.append(row(index))
      let text = try String(contentsOf: folder.url.appending(path: "results.jsonl"), encoding: .utf8)
      #expect(text.hasSuffix("\n"))
      #expect(text.split(separator: "\n").count == index + 1)
    }
    // What a killed run leaves: whole lines, and a record that does not claim to be complete.
    #expect(try json(folder, "run.json")["status"] as? String == "running")
  }

  @Test func anInterruptedRunSaysSo() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder(preparing: folder.path, earlier: .keep)
    let recorder = try RunRecorder(folder: output, options: MatchRunOptions())
    try recorder.append(row(0))
    let report = try recorder.finish(interrupted: true)
    #expect(report.interrupted)
    #expect(try json(folder, "summary.json")["interrupted"] as? Bool == true)
    let run = try json(folder, "run.json")
    #expect(run["interrupted"] as? Bool == true)
    #expect(run["status"] as? String == "interrupted")
    #expect(run["frames"] as? Int == 1)
  }

  @Test func oddNamesStayOneLine() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFolder(preparing: folder.path, earlier: .keep)
    let recorder = try RunRecorder(folder: output, options: MatchRunOptions())
    let label = "a\nb\u{2028}\"\\\u{0}.png"
    try recorder.append(row(0, label: label))
    let text = try String(contentsOf: folder.url.appending(path: "results.jsonl"), encoding: .utf8)
    #expect(text.split(separator: "\n").count == 1)
    let row = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(row["frame"] as? String == label)
  }

  @Test func anEarlierRunIsNotOverwrittenUnlessAsked() throws {
    let folder = try TemporaryFolder()
    try folder.write("run.json", Array("{}".utf8))
    try folder.write("overlays/0001-a-frame-0001-b.png")
    try folder.write("overlays/mine.png")
    try folder.write("notes.txt")
    #expect(throws: OutputError.holdsRun(path: folder.path.display, file: "run.json")) {
      try OutputFolder(preparing: folder.path, earlier: .keep)
    }
    _ = try OutputFolder(preparing: folder.path, earlier: .replace)
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path).sorted()
    #expect(left == ["notes.txt", "overlays", "overlays/mine.png"])
  }

  @Test func aFileInTheWayOfTheFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("file")
    #expect(throws: OutputError.notAFolder(path: file.display)) {
      try OutputFolder(preparing: file, earlier: .keep)
    }
  }
}
