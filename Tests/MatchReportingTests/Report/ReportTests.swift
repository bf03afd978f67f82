import Foundation
import ImagePlanes
import MatchReporting
import Testing

/// Names that try to leave the place where they are shown.
private let hostileNames = [
  #"<script>alert(1)</script>"#, #""><img src=x onerror=alert(1)>"#, "' onmouseover='alert(1)", "a\nb\u{202E}gnp.exe",
  // One user-perceived character each, of a mark and an accent: an escaper that goes by characters misses them.
  "\"\u{301} onerror=alert(1) x=\"\u{301}", "<\u{301}b>", "&\u{301}lt;", "{{{shell.style}}}", "{{>head}}",
]

@Suite struct HTMLEscapingTests {
  @Test(arguments: hostileNames) func nothingOfAMarkIsLeft(_ name: String) {
    let scalars = HTMLEscaping().escapeText(name).unicodeScalars
    #expect(!scalars.contains { "<>\"'".unicodeScalars.contains($0) })
    #expect(!scalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
  }

  @Test func ordinaryTextStaysAsItIs() {
    #expect(HTMLEscaping().escapeText("Каб 500 – é & 3 > 2") == "Каб 500 – é &amp; 3 &gt; 2")
  }

  @Test func digestsAreThoseOfTheStandard() {
    // FIPS 180-4's example "abc", in the base 64 of CSP.
    #expect(ContentSecurity.source("abc") == "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='")
    #expect(ContentSecurity.base64([0xFF]) == "/w==")
    #expect(ContentSecurity.base64([0xFF, 0xFE]) == "//4=")
  }
}

@Suite struct ReportSiteTests {
  /// A run of `names` as clips, each with a frame that agrees with a view of a system of the same name.
  private static func record(_ names: [String]) throws -> RunRecord {
    func json(_ value: Any) throws -> [UInt8] { Array(try JSONSerialization.data(withJSONObject: value)) }
    let summary: [String: Any] = [
      "schema": "remnant.summary/1",
      "footage": names.map { name in
        [
          "name": name, "verdict": "candidate", "frames": 1, "failedFrames": 0, "reason": "Reason of \(name)",
          "twins": [name], "decoys": ["beaten": 3],
          "candidates": [
            [
              "reference": name, "logOdds": 4.25, "frames": 1, "bestFrame": name, "bestView": name,
              "evidence": ["keypoints": -0.3, "bolts": 5.5, "edges": 1],
            ]
          ], "overlays": [],
        ]
      },
    ]
    let place: [String: Any] = ["x": 10, "y": 12, "radius": 4]
    let rows = try names.map { name in
      try json([
        "schema": "remnant.result/1", "frame": name, "clip": name, "sha256": "00", "status": "ok", "width": 64,
        "height": 48,
        "keypoints": 5,
        "candidates": [
          [
            "reference": name, "view": name, "logOdds": 5.1, "inliers": 4,
            "frameFromReference": [1, 0, 0, 0, 1, 0, 0, 0, 1],
            "evidence": ["bolts": 5.5],
            "bolts": [
              "logOdds": 5.5, "summary": name, "pairs": [["reference": place, "frame": place]],
              "missing": [["reference": place, "frame": place]], "extra": [],
            ],
          ]
        ],
      ])
    }
    let run: [String: Any] = [
      "version": names[0], "status": "complete", "options": ["candidateLogOdds": 3],
      "references": names.map { ["reference": $0, "view": $0, "sha256": "11"] },
      "inputs": names.map { ["path": $0, "sha256": "00"] },
      "execution": ["command": names, "started": names[0]],
    ]
    return try RunRecord(summary: json(summary), results: Array(rows.joined(separator: [0x0A])), run: json(run))
  }

  private static func material(_ record: RunRecord, _ index: Int) throws -> ClipMaterial {
    let clip = record.clips[index]
    let comparison = try #require(
      Comparison.choose(for: clip, frames: record.frames[clip.name] ?? [], limit: 3).first)
    let size = ImageSize(width: 64, height: 48)
    let files = ComparisonMaterial.Files(
      frame: "pictures/0001/f.jpg", registered: "pictures/0001/r.jpg", reference: "pictures/0001/a.jpg",
      details: [(0, 20, "pictures/0001/d.jpg")], size: size, referenceSize: size, coverage: 0.5, detailSide: 100)
    return ClipMaterial(
      thumbnail: "pictures/0001/t.jpg",
      comparisons: [ComparisonMaterial(comparison: comparison, files: files, problems: [clip.name])],
      overlays: [("pictures/0001/o.jpg", size, clip.name)], problems: [clip.name])
  }

  private static func pages(_ names: [String]) throws -> [String] {
    let record = try record(names)
    let site = ReportSite(
      record: record, documents: [.init(name: "summary.json", sha256: "22")], version: "0.0.0")
    let materials = try record.clips.indices.map { try material(record, $0) }
    let clips = zip(record.clips.indices, materials).map { site.clip($0, $1) }
    return ([site.index(materials), site.inputs(), site.method()] + clips).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func hostileNamesAddNoTagAndNoAttribute() throws {
    // The same pages with plain names: as many marks of HTML, or a name has made some.
    let plain = try Self.pages(hostileNames.indices.map { "name\($0)" })
    let hostile = try Self.pages(hostileNames)
    for (plain, hostile) in zip(plain, hostile) {
      for mark in ["<", ">", "\""] as [Unicode.Scalar] {
        #expect(hostile.unicodeScalars.count { $0 == mark } == plain.unicodeScalars.count { $0 == mark })
      }
    }
  }

  @Test func pagesLoadNothingFromElsewhereAndAllowTheirOwnScriptsOnly() throws {
    for page in try Self.pages(["plain"]) {
      #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("//cdn"))
      #expect(!page.contains(" style=\"") && !page.contains(" onclick"))
      #expect(page.contains("default-src &#39;none&#39;") && !page.contains("unsafe-inline"))
      for part in page.components(separatedBy: "<script>").dropFirst() {
        let script = try #require(part.components(separatedBy: "</script>").first)
        let digest = try #require(ContentSecurity.source(script).split(separator: "'").first)
        #expect(page.contains(digest))
      }
    }
  }

  @Test func nothingIsEverCalledIdentified() throws {
    for page in try Self.pages(["plain"]) {
      let text = page.replacing(#/<style>[\s\S]*?</style>|<script>[\s\S]*?</script>/#, with: "").lowercased()
      #expect(!text.contains("identified") && !text.contains("identification") && !text.contains("proves"))
    }
    #expect(try Self.pages(["plain"])[3].contains("Log-odds 4.3: very strong support for the same type of object."))
  }

  @Test func equalRunsGiveEqualPages() throws {
    #expect(try Self.pages(hostileNames) == Self.pages(hostileNames))
  }

  @Test func aPageShowsEvidenceReasonsTwinsAndDecoys() throws {
    let page = try Self.pages(["plain"])[3]
    for text in ["Reason of plain", "Not told apart from", "beaten 3", "−0.3", "5.5", "Bolt 1", "0.0"] {
      #expect(page.contains(text))
    }
  }
}

@Suite struct RunRecordTests {
  private let summary = Array(
    #"{"schema":"remnant.summary/1","later":{},"footage":[{"name":"c","verdict":"inconclusive","frames":2}]}"#.utf8)

  @Test func damagedLinesCostThemselvesAndAreNamed() throws {
    let good = #"{"frame":"f","clip":"c","status":"ok","new":[1]}"#
    let lines = [good, "{\"frame\":", "", "[]", good, "\u{FFFD}", "null", good + " tail"]
    let record = try RunRecord(summary: summary, results: Array(lines.joined(separator: "\n").utf8), run: nil)
    #expect(record.frames["c"]?.count == 2)
    #expect(record.hasDamage)
    #expect(record.notices.contains { $0.contains("line 2:") })
    #expect(record.notices.contains { $0.contains("2 more lines") })
    #expect(record.notices.contains { $0.contains("run.json is missing") })
  }

  @Test func aSummaryOfAnotherKindIsRefused() {
    for (text, error) in [
      ("", RunRecordError.damagedSummary(reason: "it is not JSON")),
      (#"{"schema":"remnant.pair/1","footage":[]}"#, .otherSummary),
      (#"{"schema":"remnant.summary/1"}"#, .damagedSummary(reason: "the key “footage” is missing")),
    ] {
      #expect(throws: error) { try RunRecord(summary: Array(text.utf8), results: nil, run: nil) }
    }
  }

  @Test func theBestFrameOfEachSystemComesFirst() throws {
    let summary = """
      {"schema":"remnant.summary/1","footage":[{"name":"c","verdict":"candidate","frames":3,"candidates":[
      {"reference":"a","logOdds":4,"bestFrame":"2"},{"reference":"b","logOdds":1}]}]}
      """
    func row(_ name: String, _ candidates: [(String, Double)]) -> String {
      let list = candidates.map { #"{"reference":"\#($0)","view":"\#($0)/v","logOdds":\#($1)}"# }
      return #"{"frame":"\#(name)","clip":"c","status":"ok","candidates":[\#(list.joined(separator: ","))]}"#
    }
    let rows = [row("1", [("a", 2), ("a", 1)]), row("2", [("a", 5), ("b", 1)]), row("3", [("b", 3), ("a", 3)])]
    let record = try RunRecord(
      summary: Array(summary.utf8), results: Array(rows.joined(separator: "\n").utf8), run: nil)
    let (clip, frames) = (record.clips[0], record.frames["c"] ?? [])
    func chosen(_ limit: Int) -> [String] {
      Comparison.choose(for: clip, frames: frames, limit: limit).map { "\($0.frame.frame)\($0.candidate.reference)" }
    }
    #expect(chosen(0) == [])
    #expect(chosen(1) == ["2a"])
    #expect(chosen(9) == ["2a", "3b", "3a", "1a", "2b"])
  }

  @Test func theScaleHasNoGapAndNamesItsBounds() {
    #expect(EvidenceScale.words(-0.001) == "no support")
    #expect(EvidenceScale.words(0) == "weak support")
    #expect(EvidenceScale.words(2.999) == "moderately strong support")
    #expect(EvidenceScale.words(3) == "strong support")
    #expect(EvidenceScale.words(1e6) == "extremely strong support")
    #expect(EvidenceScale.words(.nan) == "no support")
  }

  @Test func pathsOfAnyBytesComeBackFromTheirURI() {
    let path: [UInt8] = Array("/a b/%20/".utf8) + [0xFF, 0x01, 0x7F] + Array("é'\"<>?#".utf8)
    #expect(FileURI.uri(ofPath: path).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    #expect(FileURI.path(ofURI: FileURI.uri(ofPath: path)) == path)
    for bad in ["file://host/a", "https:///a", "file:///%", "file:///%4", "file:///%zz", "file:///%00", "/a"] {
      #expect(FileURI.path(ofURI: bad) == nil)
    }
  }
}

@Suite struct ReportPictureTests {
  private func checkered(_ width: Int, _ height: Int) -> ColorImage {
    ColorImage(
      width: width, height: height,
      samples: (0..<width * height).flatMap { index -> [UInt8] in
        let light = (index % width / 8 + index / width / 8) % 2 == 0
        return light ? [200, 120, 40] : [20, 60, 100]
      })
  }

  @Test func aReferenceLaidByTheIdentityChangesNothingButItsBorder() throws {
    let picture = checkered(96, 64)
    let laid = try #require(
      RegisteredPicture(
        reference: picture, frame: picture, frameFromReference: .init([1, 0, 0, 0, 1, 0, 0, 0, 1]), width: 96))
    #expect(laid.registered.samples == picture.samples && laid.coverage == 1)
  }

  @Test func outsideTheReferenceTheFrameStaysAsItIs() throws {
    let frame = checkered(96, 64)
    let reference = ColorImage(width: 20, height: 20, samples: [UInt8](repeating: 255, count: 1200))
    let laid = try #require(
      RegisteredPicture(
        reference: reference, frame: frame, frameFromReference: Homography([1, 0, 30, 0, 1, 20, 0, 0, 1]), width: 96))
    #expect(laid.registered[x: 40, y: 30] == (255, 255, 255))
    #expect(laid.registered[x: 10, y: 10] == frame[x: 10, y: 10])
    #expect(laid.registered[x: 60, y: 30] == frame[x: 60, y: 30])
    #expect((laid.coverage - 400.0 / (96 * 64)).magnitude < 1e-9)
  }

  @Test func detailsAreSpreadAndOfOneSize() throws {
    let picture = checkered(96, 64)
    let mark = { (x: Double) in BoltAgreementDocument.MarkDocument(.init(center: Point(x: x, y: 30), radius: 3)) }
    let places = [10.0, 11, 12, 50, 90].map {
      BoltAgreementDocument.PlacesDocument(reference: mark($0), frame: mark($0))
    }
    #expect(DetailPicture.spread(places, count: 3) == [0, 3, 4])
    #expect(DetailPicture.spread(Array(repeating: places[0], count: 9), count: 3) == [0])
    // A place at the border, and maps that lead nowhere, are drawn all the same.
    for map in [nil, Homography([0, 0, 0, 0, 0, 0, 0, 0, 1]), Homography([1, 0, 1e9, 0, 1, 0, 0, 0, 1])] {
      let detail = DetailPicture(
        reference: picture, frame: picture, places: places[4], frameFromReference: map, side: 40)
      #expect(detail.image.size == ImageSize(width: 88, height: 40))
      #expect(try detail.image.jpeg(quality: 85).starts(with: [0xFF, 0xD8, 0xFF]))
    }
  }
}
