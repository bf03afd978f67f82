import ImagePlanes
import MatchReporting
import TestSupport
import Testing

@Suite struct DisplayTextTests {
  @Test func aLongNameKeepsItsEndsAndFits() {
    let name = "footage/2024-03-11 north bank/camera 2/frame-000123.jpg"
    let short = DisplayText.elided(name, maxWidth: 24) { Double($0.count) }
    #expect(short.count == 24)
    #expect(short.hasPrefix("footage/") && short.hasSuffix("e-000123.jpg") && short.contains("…"))
    #expect(DisplayText.elided(name, maxWidth: 100) { Double($0.count) } == name)
    #expect(DisplayText.elided(name, maxWidth: 1) { Double($0.count) } == "…")
    #expect(DisplayText.elided(name, maxWidth: 0.5) { Double($0.count) } == "")
    #expect(DisplayText.elided("", maxWidth: 0) { Double($0.count) } == "")
  }

  @Test(arguments: [UInt64](1...20))
  func anyNameFitsAnyRoomAsDrawn(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let canvas = try Canvas(width: 1, height: 1, background: .paper)
    let alphabet = Array("abcWi /.-_é한字🚀👩‍🚀ع\u{202E}\u{0}\n\"")
    let name = String(
      (0..<Int.random(in: 0...300, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
    let room = Double.random(in: 0...400, using: &random)
    let short = DisplayText.elided(name, maxWidth: room) { canvas.width(of: $0, style: .body) }
    #expect(canvas.width(of: short, style: .body) <= room, "seed \(seed)")
  }

  @Test func namesCannotHideOrReorderThemselves() {
    #expect(DisplayText.printable("a\u{202E}gpj.exe\n") == "a\u{FFFD}gpj.exe\u{FFFD}")
    #expect(DisplayText.printable("кадр 1.png") == "кадр 1.png")
  }

  @Test func figuresReadWell() {
    #expect(DisplayText.grouped(1_234_567) == "1,234,567")
    #expect(DisplayText.grouped(999) == "999")
    #expect(DisplayText.grouped(-1000) == "\u{2212}1,000")
    #expect(DisplayText.oneDecimal(-0.04) == "0.0")
    #expect(DisplayText.oneDecimal(-12.36) == "\u{2212}12.4")
    #expect(DisplayText.oneDecimal(1234.5) == "1,234.5")
    #expect(DisplayText.oneDecimal(.infinity) == "∞")
    #expect(DisplayText.counted(1, "inlier", "inliers") == "1 inlier")
  }

  @Test func textIsNeverTooSmallAndColoursDifferInGrey() {
    #expect(TextStyle.allCases.allSatisfy { $0.size >= 12 })
    #expect(Color.yellow.luma - Color.skyBlue.luma > 0.15)
    // What agrees is lighter than what does not, and than the brightest that a dimmed picture mostly is.
    for color in OverlayMarkers.colors { #expect(color.luma - Color.vermillion.luma > 0.2 && color.luma > 0.7) }
  }

  @Test func theCaptionClaimsNoMoreThanIsKnown() {
    let plane = Plane.made(width: 10, height: 10) { _, _ in 90 }
    var content = PairOverlayContent(
      a: .init(role: "Reference", name: "a", luma: plane, keypointCount: 2000),
      b: .init(role: "Frame", name: "b", luma: plane, keypointCount: 15), bFromA: .identity,
      inliers: [PointPair(a: Point(x: 1, y: 1), b: Point(x: 1, y: 1))], putativeCount: 1200, logOdds: 35.21,
      subject: "system-a")
    #expect(content.verdict == "Consistent with system-a")
    #expect(content.scores == "log-odds 35.2   ·   1 inlier of 1,200 matches   ·   2,000 and 15 keypoints")
    content.bFromA = nil
    #expect(content.verdict == "No agreement beyond chance with system-a")
    #expect(content.scores.contains("1,200 matches, none of them confirmed by geometry"))
  }
}
