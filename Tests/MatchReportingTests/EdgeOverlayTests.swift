import FeatureExtraction
import FeatureMatching
import ImagePlanes
import MatchReporting
import TestSupport
import Testing

@Suite struct EdgeOverlayTests {
  private static let yellow: UInt32 = 0xF0E442

  private func content(_ edges: EdgeAgreement?) -> PairOverlayContent {
    let grey = Plane.made(width: 400, height: 300) { _, _ in 120 }
    return PairOverlayContent(
      a: .init(role: "Reference", name: "a.png", luma: grey), b: .init(role: "Frame", name: "b.png", luma: grey),
      bFromA: .identity, inliers: [], logOdds: 3, edges: edges)
  }

  private func agreement(_ marks: [EdgeAgreement.Mark]) -> EdgeAgreement {
    EdgeAgreement(logOdds: 1.234, met: 0.5, metByChance: 0.125, marks: marks)
  }

  /// Edges that are met are squares in the blended picture, those that are not are crosses of another shape.
  @Test func edgesAreShownWhereTheyMeet() throws {
    let places = [Point(x: 100, y: 100), Point(x: 300, y: 200)]
    let content = content(
      agreement([.init(a: places[0], b: places[0], isMet: true), .init(a: places[1], b: places[1], isMet: false)]))
    let ruler = try Canvas(width: 1, height: 1, background: .paper)
    let layout = PairOverlayScene(content, options: OverlayOptions(), ruler: ruler).layout
    try #require(layout.alignment.count == 2)
    let picture = try #require(DecodedPNG(try PairOverlay(content).png()))
    let at = places.map(layout.alignment[1].canvasPoint)
    #expect(picture[x: Int(at[0].x.rounded()), y: Int(at[0].y.rounded())] == Self.yellow)
    let around = [(-1, -1), (0, 0), (1, 1), (2, 2), (-2, 2)].map {
      picture[x: Int(at[1].x.rounded()) + $0.0, y: Int(at[1].y.rounded()) + $0.1]
    }
    #expect(!around.contains(Self.yellow) && around.contains { $0 != 120 * 0x010101 })
    #expect(content.notes == ["Edges: 50 % of 2 edge points met, 13 % under decoys (log-odds 1.2)."])
  }

  @Test func withoutEdgesNothingChanges() throws {
    #expect(content(nil).notes.isEmpty)
    let plain = try PairOverlay(content(nil)).png()
    #expect(
      try PairOverlay(content(agreement([.init(a: .init(x: 9, y: 9), b: .init(x: 9, y: 9), isMet: true)]))).png()
        != plain)
    // Places outside of every picture, and nowhere, are left out.
    let wild = [Double.nan, .infinity, -1e300].map {
      EdgeAgreement.Mark(a: Point(x: 0, y: 0), b: Point(x: $0, y: $0), isMet: true)
    }
    #expect(try DecodedPNG(PairOverlay(content(agreement(wild))).png()) != nil)
  }

  /// A body's axis, its stations and its raceways change the picture, and places that are nowhere do no harm.
  @Test func axesAreDrawnOverThePicture() throws {
    let luma = Plane.made(width: 400, height: 300) { _, _ in 100 }
    func side(_ y: Double) -> AirframeAxis.Side { .init(start: Point(x: 40, y: y), end: Point(x: 360, y: y)) }
    func overlay(_ place: Point, raceways: [AirframeAxis.Raceway]) throws -> [UInt8] {
      let stations = [Point(x: 120, y: 150), place].map {
        AirframeAxis.Station(point: $0, position: $0.x / 100, deviation: 0.01, coverage: 0.7, logNFA: -12)
      }
      let axis = AirframeAxis(
        sides: [side(50), side(250)], bulge: 0.3, bulgeSlope: 0.1, bulgeDeviation: 0.02, stations: stations,
        raceways: raceways)
      let edges = EdgeFeatures(lines: [], ellipses: [], axis: axis)
      let features = Features(size: luma.size, keypoints: [], descriptors: DescriptorSet(), edges: edges)
      return try FeatureOverlay(name: "x.png", luma: luma, features: features).png()
    }
    let raceway = AirframeAxis.Raceway(edges: [side(120), side(140)], positions: -1...1, relativeWidth: 0.1)
    let pictures = try [
      overlay(Point(x: 300, y: 150), raceways: []), overlay(Point(x: 300, y: 150), raceways: [raceway]),
      overlay(Point(x: 250, y: 150), raceways: []),
    ]
    #expect(Set(pictures).count == 3)
    #expect(try DecodedPNG(overlay(Point(x: .nan, y: 150), raceways: [])) != nil)
  }

  @Test func linesAndEllipsesAreDrawnOverThePicture() throws {
    let luma = Plane.made(width: 400, height: 300) { _, _ in 100 }
    func overlay(_ edges: EdgeFeatures) throws -> [UInt8] {
      let features = Features(size: luma.size, keypoints: [], descriptors: DescriptorSet(), edges: edges)
      return try FeatureOverlay(name: "x.png", luma: luma, features: features).png()
    }
    let line = LineSegment(start: Point(x: 50, y: 50), end: Point(x: 350, y: 50), logNFA: -9, deviation: 0.1)
    let ellipse = EdgeEllipse(
      ellipse: Ellipse(center: Point(x: 200, y: 180), semiMajor: 90, semiMinor: 50, angle: 0.3), isBrightInside: true,
      logNFA: -20, deviation: 0.1, support: 0.8)
    let pictures = try [
      EdgeFeatures.none, EdgeFeatures(lines: [line], ellipses: []), EdgeFeatures(lines: [], ellipses: [ellipse]),
    ].map(overlay)
    #expect(Set(pictures).count == 3)
    #expect(pictures.allSatisfy { DecodedPNG($0) != nil })
    // A segment of no length, and one that is nowhere.
    var bad = line
    bad.end = bad.start
    var nowhere = line
    nowhere.end.x = .nan
    #expect(try DecodedPNG(overlay(EdgeFeatures(lines: [bad, nowhere], ellipses: []))) != nil)
  }
}
