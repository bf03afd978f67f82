import FootageMatching
import Testing

/// Labels, names and layouts of sets to calibrate on.
@Suite struct LabelledSetTests {
  /// Kept as long as the suite's instance, which is as long as a test.
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for clip in ["one", "two"] { try folder.write("footage/\(clip)/f.png") }
    try folder.write("references/basalt-1/v.png")
  }

  private func set(_ truth: [String: String]) throws -> SourcePath {
    for (name, text) in truth { try folder.write(name, Array(text.utf8)) }
    return folder.path
  }

  @Test func labelsAreReadFromJSON() throws {
    let set = try LabelledSet(
      folder: set(["truth.json": #"{"seed":1,"clips":{"one":{"system":"basalt-1"},"two":{"system":null}}}"#]))
    #expect(set.clips.map(\.clip.name) == ["one", "two"])
    #expect(set.clips.map(\.system) == ["basalt-1", nil])
  }

  @Test func labelsAreReadFromCSV() throws {
    let set = try LabelledSet(folder: set(["truth.csv": "clip,system\r\none, basalt-1 \r\ntwo,\r\n"]))
    #expect(set.clips.map(\.system) == ["basalt-1", nil])
  }

  @Test func clipsWithoutLabelAreNamedAndLeftOut() throws {
    let set = try LabelledSet(folder: set(["truth.csv": "one,cinder\n"]))
    #expect(set.clips.map(\.clip.name) == ["one"])
    #expect(set.notices.contains { $0.hasPrefix("two: has no label") })
    #expect(set.notices.contains { $0.contains("cinder, which is not among the references") })
  }

  @Test func badTruthSaysWhatIsWrong() throws {
    func message(_ name: String, _ truth: String) throws -> String? {
      let folder = try set([name: truth])
      do throws(CalibrationError) {
        _ = try LabelledSet(folder: folder)
        return nil
      } catch { return error.description }
    }
    #expect(try message("other.txt", "")?.contains("Write truth.csv") == true)
    #expect(try message("truth.csv", "one")?.contains("is no list of labels") == true)
    #expect(try message("truth.csv", "other,basalt-1")?.contains("none of its clips has a label") == true)
    #expect(try message("truth.json", "{")?.contains("is no list of labels") == true)
  }

  @Test func familiesAreNamedByWhatStandsBeforeTheNumber() {
    #expect(SystemFamily.name(of: "basalt-1") == SystemFamily.name(of: "basalt-12"))
    #expect(SystemFamily.name(of: "basalt-1") != SystemFamily.name(of: "dolerite-1"))
    #expect(SystemFamily.name(of: "basalt-x") == "basalt-x" && SystemFamily.name(of: "-1") == "-1")
    #expect(SystemFamily.name(of: "basalt-") == "basalt-")
  }
}
