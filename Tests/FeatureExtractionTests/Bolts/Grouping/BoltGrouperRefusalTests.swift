import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing

/// Chance makes no groups, and nothing that may come in does harm.
@Suite struct BoltGrouperRefusalTests {
  @Test func scatteredCandidatesMakeNoGroups() {
    var said = 0
    for seed in UInt64(1)...150 {
      var scene = CandidateScene(seed: seed)
      scene.addClutter(20 + Int(seed) * 2)
      let patterns = scene.patterns
      said += patterns.rings.count + patterns.rows.count + patterns.grids.count
    }
    // Fewer than one in ten pictures.
    #expect(said < 15, "\(said) groups in 150 pictures")
  }

  @Test func candidatesAlongEdgesMakeNoGroups() {
    var said = 0
    for seed in UInt64(1001)...1100 {
      var scene = CandidateScene(seed: seed)
      scene.addEdges(5)
      scene.addClutter(40)
      let patterns = scene.patterns
      said += patterns.rings.count + patterns.rows.count + patterns.grids.count
    }
    #expect(said < 10, "\(said) groups in 100 pictures")
  }

  @Test func theOrderOfTheCandidatesMeansNothing() {
    for seed in UInt64(1)...5 {
      var scene = CandidateScene(seed: seed)
      scene.addRing(
        center: Point(x: 500, y: 360), radius: 180, tilt: 0.8, direction: 0.5, angles: CandidateScene.even(14, of: 16))
      scene.addRow(from: Point(x: 760, y: 150), step: Point(x: 40, y: 25), count: 9)
      scene.addClutter(120)
      let patterns = scene.patterns
      var generator = SplitMix64(seed: seed)
      for _ in 0..<3 {
        let shuffled = scene.candidates.shuffled(using: &generator)
        let again = BoltGrouper().patterns(of: shuffled, rims: [], imageSize: CandidateScene.size)
        #expect(again == patterns, "seed \(seed)")
      }
    }
  }

  @Test func degenerateInputIsSurvived() {
    let grouper = BoltGrouper()
    func bolt(_ x: Double, _ y: Double, _ radius: Double = 5, _ score: Double = 1) -> Bolt {
      Bolt(center: Point(x: x, y: y), centerDeviation: 0.3, radius: radius, outline: nil, kind: .head, score: score)
    }
    let size = ImageSize(width: 640, height: 480)
    for count in 0...3 {
      let few = (0..<count).map { bolt(100 + 40 * Double($0), 100) }
      let patterns = grouper.patterns(of: few, rims: [], imageSize: size)
      #expect(patterns.bolts.count == count && patterns.rings.isEmpty && patterns.rows.isEmpty)
    }
    // All in one place; all equal; not numbers; outside of the picture; a picture without pixels.
    let coincident = [Bolt](repeating: bolt(200, 200), count: 50)
    #expect(grouper.patterns(of: coincident, rims: [], imageSize: size).rings.isEmpty)
    let broken = [
      bolt(.nan, 3), bolt(3, .infinity), bolt(9, 9, 0), bolt(9, 9, -4), bolt(9, 9, 5, .nan), bolt(-900, 5000),
    ]
    #expect(grouper.patterns(of: broken, rims: [], imageSize: size).bolts.count <= 1)
    _ = grouper.patterns(of: coincident, rims: [], imageSize: ImageSize(width: 0, height: 0))
    // Irregularly on one line: no row and no ring.
    let steps = [0.0, 31, 37, 90, 171, 180, 260, 399, 420]
    let line = grouper.patterns(of: steps.map { bolt(50 + $0, 240, 5, 0) }, rims: [], imageSize: size)
    #expect(line.rings.isEmpty && line.rows.isEmpty)
  }

  @Test func thousandsOfCandidatesAreBounded() {
    var scene = CandidateScene(seed: 77)
    scene.addClutter(5000)
    var options = BoltGroupingOptions()
    options.maximumCandidates = 2000
    let patterns = BoltGrouper(options: options).patterns(
      of: scene.candidates, rims: [], imageSize: CandidateScene.size)
    #expect(patterns.bolts.count <= 2000)
    #expect(patterns.rings.count + patterns.rows.count <= 1)
  }
}
