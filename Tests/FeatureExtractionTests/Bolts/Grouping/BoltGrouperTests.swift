import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing

/// Groups that are there are found, with the right bolts.
@Suite struct BoltGrouperTests {
  @Test(arguments: [0.0, 0.6, 1.1, 1.3])
  func wholeRingsAreFoundAtAnyTilt(tilt: Double) {
    var missed: [String] = []
    for count in [8, 12, 20] {
      for seed in UInt64(1)...8 {
        var scene = CandidateScene(seed: seed)
        scene.addRing(
          center: Point(x: 640, y: 360), radius: 190, tilt: tilt, direction: 0.4 * Double(seed),
          angles: CandidateScene.even(count, of: count, first: 0.1), boltRadius: 5)
        scene.addClutter(60)
        let patterns = scene.patterns
        if !scene.isFound(0, among: patterns.rings.map(\.bolts), of: patterns) {
          missed.append("seed \(seed), \(count) bolts")
        }
      }
    }
    // Eight bolts far apart, seen steeply among clutter, are near what chance does.
    #expect(missed.count <= 3 && missed.allSatisfy { $0.hasSuffix(", 8 bolts") }, "tilt \(tilt): \(missed)")
  }

  @Test func halfOfARingIsFound() {
    for seed in UInt64(1)...8 {
      var scene = CandidateScene(seed: seed)
      scene.addRing(
        center: Point(x: 600, y: 380), radius: 220, tilt: 0.7, direction: 0.3,
        angles: CandidateScene.even(11, of: 20, first: Double(seed)))
      scene.addClutter(50)
      let patterns = scene.patterns
      #expect(scene.isFound(0, among: patterns.rings.map(\.bolts), of: patterns), "seed \(seed)")
    }
  }

  @Test func girthsFromTheSideAreFoundThoughTheyLookLikeLines() {
    for seed in UInt64(1)...8 {
      var scene = CandidateScene(seed: seed)
      // The near half of a circle seen almost edge-on, but for the bolts at its very ends.
      scene.addRing(
        center: Point(x: 640, y: 360), radius: 240, tilt: 1.5, direction: 1.2,
        angles: CandidateScene.even(13, of: 30, first: 0.3 + Double.pi))
      scene.addClutter(40)
      let patterns = scene.patterns
      #expect(scene.isFound(0, among: patterns.rings.map(\.bolts), of: patterns), "seed \(seed)")
    }
  }

  @Test func pairedRingsAreFound() {
    for seed in UInt64(1)...8 {
      var scene = CandidateScene(seed: seed)
      var angles: [Double] = []
      for pair in 0..<8 {
        let middle: Double = 0.785 * Double(pair)
        angles.append(middle - 0.17)
        angles.append(middle + 0.17)
      }
      scene.addRing(center: Point(x: 640, y: 360), radius: 200, tilt: 0.6, direction: 0.5, angles: angles)
      scene.addClutter(30)
      let patterns = scene.patterns
      #expect(scene.isFound(0, among: patterns.rings.map(\.bolts), of: patterns), "seed \(seed)")
    }
  }

  @Test func concentricRingsAreKeptApart() {
    for seed in UInt64(1)...8 {
      var scene = CandidateScene(seed: seed)
      for (radius, count) in [(220.0, 16), (120.0, 12)] {
        scene.addRing(
          center: Point(x: 640, y: 360), radius: radius, tilt: 0.5, direction: 0.9,
          angles: CandidateScene.even(count, of: count, first: Double(seed)))
      }
      scene.addClutter(30)
      let patterns = scene.patterns
      for ring in 0...1 {
        #expect(scene.isFound(ring, among: patterns.rings.map(\.bolts), of: patterns), "seed \(seed), ring \(ring)")
      }
    }
  }

  @Test func parallelRowsAreFoundAsRows() {
    for seed in UInt64(1)...8 {
      var scene = CandidateScene(seed: seed)
      scene.addRow(from: Point(x: 300, y: 200), step: Point(x: 52, y: 21), count: 10)
      scene.addRow(from: Point(x: 282, y: 250), step: Point(x: 52, y: 21), count: 10)
      scene.addClutter(30)
      let patterns = scene.patterns
      for row in 0...1 {
        #expect(scene.isFound(row, among: patterns.rows.map(\.bolts), of: patterns), "seed \(seed), row \(row)")
      }
      for row in patterns.rows { #expect(row.slotIndices.first == 0 && row.slotIndices.count == row.bolts.count) }
    }
  }

  @Test func theirPlaceCarriesWeakBolts() {
    var carried = 0
    for seed in UInt64(1)...8 {
      var scene = CandidateScene(seed: seed)
      let angles = CandidateScene.even(14, of: 14)
      scene.addRing(
        center: Point(x: 640, y: 360), radius: 200, tilt: 0.5, direction: 0.2,
        angles: angles.indices.filter { $0 % 3 != 0 }.map { angles[$0] })
      scene.addRing(
        center: Point(x: 640, y: 360), radius: 200, tilt: 0.5, direction: 0.2,
        angles: angles.indices.filter { $0 % 3 == 0 }.map { angles[$0] }, score: -0.7)
      // As weak, and no part of anything.
      let alone = scene.groups[1].map { scene.candidates[$0] }
      let without = BoltGrouper().patterns(of: alone, rims: [], imageSize: CandidateScene.size)
      #expect(without.bolts.isEmpty, "seed \(seed)")
      let patterns = scene.patterns
      carried += scene.groups[1].filter { patterns.bolts.contains(scene.candidates[$0]) }.count
    }
    // Five a scene; a candidate that chance has moved off its place may be left out.
    #expect(carried >= 36, "\(carried) of 40")
  }

  @Test func boltsComeStrongestFirstAndGroupsShareNone() {
    var scene = CandidateScene(seed: 5)
    scene.addRing(
      center: Point(x: 400, y: 360), radius: 160, tilt: 0.3, direction: 0, angles: CandidateScene.even(12, of: 12))
    scene.addRow(from: Point(x: 760, y: 200), step: Point(x: 40, y: 15), count: 9)
    scene.addClutter(80)
    let patterns = scene.patterns
    for (bolt, next) in zip(patterns.bolts, patterns.bolts.dropFirst()) { #expect(bolt.score >= next.score) }
    let members = patterns.rings.flatMap(\.bolts) + patterns.rows.flatMap(\.bolts) + patterns.grids.flatMap(\.bolts)
    #expect(Set(members).count == members.count)
    #expect(!patterns.rings.isEmpty && !patterns.rows.isEmpty)
  }
}
