import FeatureExtraction
import FeatureMatching
import ImagePlanes
import MatchReporting
import TestSupport
import Testing

@Suite struct MatchedLineTests {
  private func content(_ lines: MatchedLines?) -> PairOverlayContent {
    let grey = Plane.made(width: 400, height: 300) { _, _ in 120 }
    return PairOverlayContent(
      a: .init(role: "Reference", name: "a.png", luma: grey), b: .init(role: "Frame", name: "b.png", luma: grey),
      bFromA: nil, inliers: [], logOdds: 0, lines: lines)
  }

  private func line(_ start: Point, _ end: Point) -> LineSegment {
    LineSegment(start: start, end: end, logNFA: -20, deviation: 0.1)
  }

  private func matched(_ pairs: [(LineSegment, LineSegment)], strays: Int, logOdds: Double) -> MatchedLines {
    let matches = (0..<pairs.count + strays).map {
      LineMatch(indexA: $0, indexB: $0, distance: 30, scale: 1, isConsistent: $0 < pairs.count)
    }
    let stray = [LineSegment](repeating: line(Point(x: 1, y: 1), Point(x: 90, y: 2)), count: strays)
    return MatchedLines(
      LineAgreement(matches: matches, support: 5, logOdds: logOdds), a: pairs.map(\.0) + stray,
      b: pairs.map(\.1) + stray)
  }

  /// Each line is drawn where it lies, in either picture, and the strays are not.
  @Test func consistentLinesAreDrawnInBothPictures() throws {
    let (left, right) = (
      line(Point(x: 60, y: 90), Point(x: 180, y: 90)), line(Point(x: 200, y: 240), Point(x: 330, y: 240))
    )
    let content = content(matched([(left, right)], strays: 2, logOdds: 1.26))
    #expect(
      content.notes == ["Lines: of 3 that look alike, 1 lies to the others in B as in A (log-odds 1.3, not counted)."])
    let ruler = try Canvas(width: 1, height: 1, background: .paper)
    let layout = PairOverlayScene(content, options: OverlayOptions(), ruler: ruler).layout
    let picture = try #require(DecodedPNG(try PairOverlay(content).png()))
    func isDrawn(_ place: Point, in panel: PairOverlayLayout.Panel) -> Bool {
      let point = panel.canvasPoint(place)
      // A thin stroke's pixels are mixed with the grey beside it.
      return (-1...1).contains { row in
        let color = picture[x: Int(point.x), y: Int(point.y.rounded()) + row]
        return Int(color & 0xFF) - Int(color >> 16) > 40
      }
    }
    #expect(isDrawn(Point(x: 80, y: 90), in: layout.a) && !isDrawn(Point(x: 80, y: 90), in: layout.b))
    #expect(isDrawn(Point(x: 220, y: 240), in: layout.b) && !isDrawn(Point(x: 220, y: 240), in: layout.a))
    #expect(!isDrawn(Point(x: 40, y: 1), in: layout.a))
  }

  /// Below ten to one nothing is drawn or said: chance finds some in any two pictures. Places that are nowhere do no harm.
  @Test func chanceIsNotDrawn() throws {
    let somewhere = line(Point(x: 60, y: 90), Point(x: 180, y: 90))
    let plain = try PairOverlay(content(nil)).png()
    #expect(try PairOverlay(content(matched([(somewhere, somewhere)], strays: 0, logOdds: 0.9))).png() == plain)
    #expect(try PairOverlay(content(matched([], strays: 3, logOdds: 1.5))).png() == plain)
    let nowhere = line(Point(x: .nan, y: 1), Point(x: .infinity, y: -1e300))
    let many = [(LineSegment, LineSegment)](repeating: (somewhere, nowhere), count: 70)
    #expect(try DecodedPNG(PairOverlay(content(matched(many, strays: 0, logOdds: 1.5))).png()) != nil)
  }
}
