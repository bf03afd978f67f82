import FeatureExtraction
import Foundation
import ImagePlanes
import MatchReporting
import Testing

/// What programs read of bolts, rings, rows and grids: exact texts, and what people read of them.
@Suite struct BoltDocumentTests {
  private let head = Bolt(
    center: Point(x: 10.12345, y: 20), centerDeviation: 0.1, radius: 5, outline: nil, kind: .head, score: 2.34567)

  private func ring(
    slots: [(Int, Double)] = [(14, 0.75), (13, 0.25)], isRegular: Bool = true, boltRadiusRatioDeviation: Double = 0.001
  ) -> BoltRing {
    BoltRing(
      ellipse: Ellipse(center: Point(x: 100, y: 90), semiMajor: 50, semiMinor: 25.5, angle: 3.141_592),
      imageFromPlane: Homography([50, 0, 100, 0, 25.5, 90, 0, 0, 1]), kind: .face, bolts: [0], angles: [6.283_184_9],
      angleDeviations: [0.01], slotIndices: [0], slots: slots[0].0,
      slotPosterior: slots.map { BoltRing.SlotCount(slots: $0.0, probability: $0.1) }, isRegular: isRegular,
      missing: [.init(slot: 3, angle: 1.25, point: Point(x: 115.77, y: 114.2))], symmetryOrder: 1,
      boltRadiusRatio: 0.08, boltRadiusRatioDeviation: boltRadiusRatioDeviation, logOdds: 7.5)
  }

  @Test func aBoltHasItsPlaceItsKindAndItsScore() throws {
    var hole = head
    hole.kind = .hole
    hole.outline = Ellipse(center: hole.center, semiMajor: 6, semiMinor: 4, angle: 1)
    hole.centerDeviation = .infinity
    #expect(
      try JSONDocument.line([BoltDocument(head), BoltDocument(hole)])
        == #"[{"x":10.123,"y":20,"radius":5,"kind":"head","score":2.346,"deviation":0.1},"#
        + #"{"x":10.123,"y":20,"radius":5,"kind":"hole","score":2.346,"#
        + #""outline":{"x":10.123,"y":20,"a":6,"b":4,"angle":1}}]"# + "\n")
  }

  @Test func aRingHasItsCountsItsAnglesAndItsGaps() throws {
    let document = RingDocument(ring(boltRadiusRatioDeviation: .infinity))
    #expect(
      try JSONDocument.line(document)
        == #"{"ellipse":{"x":100,"y":90,"a":50,"b":25.5,"angle":3.14159},"slots":14,"slotsCredible":[14,13],"#
        + #""bolts":[0],"logOdds":7.5,"kind":"face","isRegular":true,"isPaired":false,"symmetryOrder":1,"angles":[6.28318],"#
        + #""angleDeviations":[0.01],"places":[0],"#
        + #""slotsPosterior":[{"slots":14,"probability":0.75},{"slots":13,"probability":0.25}],"#
        + #""missing":[{"slot":3,"angle":1.25,"x":115.77,"y":114.2}],"boltRadiusRatio":0.08,"#
        + #""imageFromPlane":[50,0,100,0,25.5,90,0,0,1]}"# + "\n")
    #expect(try JSONDecoder().decode(RingDocument.self, from: Data(JSONDocument.line(document).utf8)) == document)
  }

  @Test func rowsAndGridsNameTheirPlaces() throws {
    let row = BoltRow(bolts: [2, 0, 1], slotIndices: [0, 1, 3], missing: [Point(x: 5, y: 6.00049)], logOdds: 3)
    let grid = BoltGrid(
      bolts: [0, 1], cells: [.init(column: 0, row: 0), .init(column: 2, row: 1)], imageFromLattice: .identity,
      logOdds: 4)
    #expect(
      try JSONDocument.line(RowDocument(row))
        == #"{"bolts":[2,0,1],"logOdds":3,"places":[0,1,3],"missing":[{"x":5,"y":6}]}"# + "\n")
    #expect(
      try JSONDocument.line(GridDocument(grid))
        == #"{"bolts":[0,1],"logOdds":4,"cells":[{"column":0,"row":0},{"column":2,"row":1}],"#
        + #""missing":[],"imageFromLattice":[1,0,0,0,1,0,0,0,1]}"# + "\n")
  }

  @Test func countsAreSaidAsPeopleSayThem() {
    var hole = head
    hole.kind = .hole
    let row = BoltRow(bolts: [0, 1, 2], slotIndices: [], missing: [], logOdds: 3)
    func words(_ bolts: [Bolt], rings: [BoltRing] = [], rows: [BoltRow] = []) -> String {
      PatternWords.counts(BoltPatterns(bolts: bolts, rings: rings, rows: rows, grids: []))
    }
    #expect(words([]) == "no bolts")
    #expect(words([hole]) == "1 empty hole")
    #expect(
      words([head, head, hole], rings: [ring()], rows: [row])
        == "2 bolts, 1 empty hole, 1 ring of 14 (13 or 14), 1 row of 3")
    #expect(words([head], rings: [ring(slots: [(14, 1)])]) == "1 bolt, 1 ring of 14")
    #expect(words([head], rings: [ring(slots: [(9, 0.4), (8, 0.4), (10, 0.2)])]) == "1 bolt, 1 ring of 9 (8 to 10)")
    #expect(words([head], rings: [ring(slots: [(12, 0.6), (8, 0.2), (16, 0.2)])]).hasSuffix("12 (8, 12 or 16)"))
    #expect(words([head], rings: [ring(isRegular: false)]) == "1 bolt, 1 ring of 14 uneven")
    var pairs = ring(slots: [(14, 1)], isRegular: false)
    pairs.isPaired = true
    #expect(words([head], rings: [pairs]) == "1 bolt, 1 ring of 14 in pairs")
    pairs.slotPosterior = [.init(slots: 14, probability: 0.7), .init(slots: 16, probability: 0.3)]
    #expect(words([head], rings: [pairs]) == "1 bolt, 1 ring of 14 in pairs (14 or 16)")
    #expect(words([head], rows: [row, row, row, row, row]) == "1 bolt, 5 rows")
  }
}
