import FeatureExtraction
import FeatureMatching
import Foundation
import ImagePlanes
import MatchReporting
import TestSupport
import Testing

/// Bolts in overlays: counted, numbered alike, and never hidden by their own numbers.
@Suite struct BoltOverlayTests {
  private let luma = Plane.made(width: 400, height: 300) { _, _ in 100 }

  private func bolt(_ x: Double, _ y: Double, kind: Bolt.Kind = .head) -> Bolt {
    Bolt(center: Point(x: x, y: y), centerDeviation: 0.2, radius: 6, outline: nil, kind: kind, score: 3)
  }

  /// A ring of ten places round (200, 150), one of them empty, and a row of three under it.
  private var patterns: BoltPatterns {
    let places = (0..<10).map { index -> Point in
      let angle = 2 * Double.pi * Double(index) / 10
      return Point(x: 200 + 100 * cos(angle), y: 150 + 80 * sin(angle))
    }
    var bolts = places.dropLast().map { bolt($0.x, $0.y) }
    bolts += [bolt(60, 280), bolt(100, 280, kind: .hole), bolt(140, 280)]
    let ring = BoltRing(
      ellipse: Ellipse(center: Point(x: 200, y: 150), semiMajor: 100, semiMinor: 80, angle: 0),
      imageFromPlane: Homography([100, 0, 200, 0, 80, 150, 0, 0, 1]), kind: .face, bolts: Array(0..<9),
      angles: (0..<9).map { 2 * .pi * Double($0) / 10 }, angleDeviations: [Double](repeating: 0.01, count: 9),
      slotIndices: Array(0..<9), slots: 10,
      slotPosterior: [.init(slots: 10, probability: 0.8), .init(slots: 11, probability: 0.2)], isRegular: true,
      missing: [.init(slot: 9, angle: 5.65, point: places[9])], symmetryOrder: 1, boltRadiusRatio: 0.06,
      boltRadiusRatioDeviation: 0.01, logOdds: 9)
    return BoltPatterns(
      bolts: bolts, rings: [ring],
      rows: [BoltRow(bolts: [9, 10, 11], slotIndices: [0, 1, 2], missing: [], logOdds: 4)], grids: [])
  }

  private func features(_ patterns: BoltPatterns) -> Features {
    let keypoints = [Keypoint(x: 300, y: 40, size: 31, angle: 0, response: 1)]
    return Features(
      size: luma.size, keypoints: keypoints, descriptors: DescriptorSet(words: [0, 0, 0, 0]), patterns: patterns)
  }

  @Test func boltsAreCountedAndKeypointsGiveWay() throws {
    let overlay = FeatureOverlay(name: "a.png", luma: luma, features: features(patterns))
    #expect(
      overlay.scores
        == "11 bolts, 1 empty hole, 1 ring of 10 (10 or 11), 1 row of 3   ·   1 keypoint, not shown   ·   400 × 300 px")
    let bytes = try overlay.png()
    #expect(DecodedPNG(bytes) != nil)
    var options = OverlayOptions()
    options.showsKeypoints = true
    let both = FeatureOverlay(name: "a.png", luma: luma, features: features(patterns), options: options)
    #expect(try both.png() != bytes)
    #expect(both.scores.contains("1 keypoint   ·"))
  }

  @Test func aBoltIsNotHiddenByItsMark() throws {
    let overlay = FeatureOverlay(name: "a.png", luma: luma, features: features(patterns))
    let picture = try #require(DecodedPNG(try overlay.png()))
    // The panel is the picture twice as large, in the middle, 16 px below the caption.
    let left = (picture.width - 800) / 2
    let grey = UInt32(80 * 0x010101)
    let top = try #require((0..<picture.height).first { picture[x: left + 2, y: $0] == grey })
    for bolt in patterns.bolts {
      for (dx, dy) in [(0, 0), (8, 0), (-8, 0), (0, 8), (0, -8)] {
        let x = left + Int(2 * bolt.center.x) + dx
        let y = top + Int(2 * bolt.center.y) + dy
        #expect(picture[x: x, y: y] == grey, "bolt at \(bolt.center)")
      }
    }
  }

  @Test func wildPatternsAreDrawnOrLeftOut() throws {
    var wild = patterns
    wild.bolts[0].center = Point(x: .nan, y: 1)
    wild.bolts[1].radius = .infinity
    wild.bolts[2].center = Point(x: 1e12, y: -1e12)
    wild.rings[0].bolts.append(999)
    wild.rings[0].missing.append(.init(slot: 0, angle: 0, point: Point(x: .nan, y: 0)))
    wild.rings.append(wild.rings[0])
    wild.rings[1].ellipse = Ellipse(center: Point(x: .nan, y: 0), semiMajor: .infinity, semiMinor: -1, angle: .nan)
    wild.rows.append(BoltRow(bolts: [-3, 999], slotIndices: [], missing: [Point(x: .infinity, y: 0)], logOdds: 1))
    wild.grids = [
      BoltGrid(
        bolts: [0, 777, 3], cells: [.init(column: 0, row: 0)], imageFromLattice: .identity, logOdds: 1)
    ]
    #expect(DecodedPNG(try FeatureOverlay(name: "w", luma: luma, features: features(wild)).png()) != nil)
  }

  /// A ring of `count` bolts in both pictures, the last of A's missing in B and one more in B.
  private func content(count: Int, logOdds: Double = 5) -> PairOverlayContent {
    func mark(_ index: Int, _ shift: Double) -> BoltAgreement.Mark {
      let angle = 2 * Double.pi * Double(index) / Double(count + 2)
      return .init(center: Point(x: 200 + shift + 120 * cos(angle), y: 150 + 110 * sin(angle)), radius: 6)
    }
    let agreement = BoltAgreement(
      logOdds: logOdds, summary: "ring of \(count + 2) agrees",
      pairs: (0..<count).map { .init(a: mark($0, 0), b: mark($0, 30)) },
      missing: [.init(bolt: mark(count, 0), place: mark(count, 30))],
      extra: [.init(bolt: mark(count + 1, 30), place: mark(count + 1, 0))])
    return PairOverlayContent(
      a: .init(role: "A", name: "a.png", luma: luma), b: .init(role: "B", name: "b.png", luma: luma),
      bFromA: Homography([1, 0, 30, 0, 1, 0, 0, 0, 1]),
      inliers: agreement.pairs.map { PointPair(a: $0.a.center, b: $0.b.center) }, logOdds: logOdds, bolts: agreement)
  }

  private func scene(_ content: PairOverlayContent) throws -> PairOverlayScene {
    PairOverlayScene(
      content, options: OverlayOptions(), ruler: try Canvas(width: 1, height: 1, background: .paper))
  }

  @Test(arguments: [3, 12, 24])
  func boltsAreNumberedAlikeInTheirOrder(count: Int) throws {
    let content = content(count: count)
    let scene = try scene(content)
    #expect(scene.numbersBolts && scene.numbered.count == count && scene.lines.isEmpty)
    for (index, match) in scene.numbered.enumerated() {
      let pair = try #require(content.bolts).pairs[index]
      #expect(match.points.a == scene.layout.a.canvasPoint(pair.a.center))
      #expect(match.points.b == scene.layout.b.canvasPoint(pair.b.center))
    }
    // No number lies on a bolt, its own or another's.
    for (label, isLeft) in scene.numbered.flatMap({ [($0.labelA, true), ($0.labelB, false)] }) {
      for match in scene.numbered {
        let disc =
          isLeft
          ? Disc(center: match.points.a, radius: match.radiusA) : Disc(center: match.points.b, radius: match.radiusB)
        #expect(!disc.touches(label))
      }
    }
    let names = scene.unmatched.map { "\($0.name)\($0.isPlace ? " place" : "")" }.sorted()
    #expect(names == ["E1", "E1 place", "M1", "M1 place"])
    #expect(DecodedPNG(try PairOverlay(content).png()) != nil)
  }

  @Test(arguments: [3, 24])
  func detailsAreEnlargedMissingOnesToo(count: Int) throws {
    let content = content(count: count)
    let scene = try scene(content)
    let names = scene.details.map(\.name)
    #expect(names.suffix(2) == ["M1", "E1"])
    let numbers = names.dropLast(2).compactMap { Int($0) }
    #expect(!numbers.isEmpty && numbers.count == names.count - 2 && numbers == numbers.sorted())
    let pairs = try #require(content.bolts).pairs
    for (detail, number) in zip(scene.details, numbers) {
      #expect(detail.a == pairs[number - 1].a && detail.b == pairs[number - 1].b)
    }
    // They fill a row of their own, inside the canvas.
    #expect(scene.layout.details.count == names.count)
    let tops = Set(scene.layout.details.map(\.y))
    let top = try #require(tops.first)
    #expect(tops.count == 1 && Double(top) > scene.layout.b.rectangle.maxY)
    let right = try #require(scene.layout.details.last).x + DetailInset.width
    #expect(right <= scene.layout.size.width)
    #expect(scene.layout.alignment.allSatisfy { $0.y > top + DetailInset.side })
    var options = OverlayOptions()
    options.showsDetails = false
    let ruler = try Canvas(width: 1, height: 1, background: .paper)
    #expect(PairOverlayScene(content, options: options, ruler: ruler).layout.details.isEmpty)
  }

  /// The left half of a detail is turned as the right one is seen.
  @Test func aDetailIsSeenFromTheSameSide() throws {
    // A dark bolt with a bright spot to its right in A; B is A turned by a quarter: the spot is below.
    func disc(_ x: Int, _ y: Int, _ center: Point, _ radius: Double) -> Bool {
      Point(x: Double(x), y: Double(y)).distance(to: center) < radius
    }
    let a = Plane.made(width: 200, height: 200) { x, y in
      disc(x, y, Point(x: 118, y: 100), 5) ? 250 : disc(x, y, Point(x: 100, y: 100), 8) ? 10 : 120
    }
    let b = Plane.made(width: 200, height: 200) { x, y in
      disc(x, y, Point(x: 100, y: 118), 5) ? 250 : disc(x, y, Point(x: 100, y: 100), 8) ? 10 : 120
    }
    let mark = BoltAgreement.Mark(center: Point(x: 100, y: 100), radius: 8)
    let agreement = BoltAgreement(
      logOdds: 5, summary: "", pairs: [.init(a: mark, b: mark)], missing: [], extra: [])
    let content = PairOverlayContent(
      a: .init(role: "A", name: "a", luma: a), b: .init(role: "B", name: "b", luma: b),
      bFromA: Homography([0, -1, 200, 1, 0, 0, 0, 0, 1]),
      inliers: [PointPair(a: mark.center, b: mark.center)], logOdds: 5, bolts: agreement)
    let corner = try #require(try scene(content).layout.details.first)
    let picture = try #require(DecodedPNG(try PairOverlay(content).png()))
    // 40 pixels to the border, in 66 of the inset: the spot is 30 of its pixels below the middle.
    let middle = DetailInset.side / 2
    for column in [corner.x + middle, corner.x + DetailInset.side + DetailInset.gap + middle] {
      #expect(picture[x: column, y: corner.y + middle] & 0xFF < 40)
      #expect(picture[x: column, y: corner.y + middle + 30] & 0xFF > 220)
      #expect((100...140).contains(picture[x: column + 30, y: corner.y + middle] & 0xFF))
    }
  }

  @Test func whatBoltsSayIsSaid() {
    var content = content(count: 5)
    #expect(content.verdict == "Consistent with one surface seen in both pictures")
    #expect(content.notes == ["Bolts: ring of 7 agrees (log-odds 5.0)."])
    #expect(content.restsOnBolts && content.keypointInliers.isEmpty)
    content.bFromA = nil
    #expect(content.verdict == "Consistent with one bolt pattern in both pictures")
    content.bolts?.logOdds = 1
    #expect(content.verdict == "No agreement beyond chance")
  }

  @Test func aConstellationIsWrittenWithItsRingsAndGaps() throws {
    var match = ConstellationMatch.none
    #expect(ConstellationDocument(match) == nil)
    match.hypotheses = 14
    match.logOdds = 3.45678
    match.bFromA = .identity
    match.isSurface = true
    match.bolts = [.init(indexA: 0, indexB: 4)]
    match.missingInB = [.init(bolt: 2, expected: Point(x: 1.23456, y: 2))]
    match.rings = [
      .init(
        ringA: 0, ringB: 1, slots: 14, rotation: 6.283_184_9, agreeingRotations: 1, triedRotations: 14, commonGaps: 2,
        logOdds: 3.75)
    ]
    let document = try #require(ConstellationDocument(match))
    let text = try JSONDocument.line(document)
    #expect(
      text
        == #"{"logOdds":3.457,"summary":"ring of 14 (2 gaps) agrees; 1 bolt matches, 1 missing, 0 extra; "#
        + #"1 of 14 rotations fits","bFromA":[1,0,0,0,1,0,0,0,1],"isSurface":true,"isMirrored":false,"#
        + #""hypotheses":14,"rings":[{"a":0,"b":1,"slots":14,"rotation":6.28318,"agreeingRotations":1,"#
        + #""triedRotations":14,"commonGaps":2,"logOdds":3.75}],"rows":[],"grids":[],"bolts":[{"a":0,"b":4}],"#
        + #""missing":[{"bolt":2,"x":1.235,"y":2}],"extra":[]}"# + "\n")
    #expect(try JSONDecoder().decode(ConstellationDocument.self, from: Data(text.utf8)) == document)
  }

  @Test func evidenceIsWrittenByChannel() throws {
    let evidence = Evidence(keypoints: 2, bolts: 5.5)
    #expect(try JSONDocument.line(EvidenceDocument(evidence)) == #"{"keypoints":2,"bolts":5.5}"# + "\n")
    #expect(
      try JSONDocument.line(
        ClipCandidateDocument(
          reference: "s", logOdds: 4, frames: 2, evidence: EvidenceDocument(evidence, correction: 1)))
        == #"{"reference":"s","logOdds":4,"frames":2,"evidence":{"keypoints":1,"bolts":4.5}}"# + "\n")
    #expect(try JSONDocument.line(EvidenceDocument(Evidence(keypoints: 2))) == #"{"keypoints":2}"# + "\n")
  }
}
