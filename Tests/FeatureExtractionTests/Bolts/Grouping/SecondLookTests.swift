import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing

/// Groups look at the picture again where they expect bolts that detection has missed.
@Suite struct SecondLookTests {
  /// A picture with a ring of 14, of which detection has found six neighbours, and clutter.
  private struct HalfFound {
    let scene: CandidateScene
    let found: [Bolt]
    /// The bolts that detection has missed, in order.
    let missed: [Bolt]

    init(seed: UInt64) {
      var scene = CandidateScene(seed: seed)
      scene.addRing(
        center: Point(x: 640, y: 360), radius: 200, tilt: 0.6, direction: 0.2, angles: CandidateScene.even(14, of: 14))
      scene.addClutter(60)
      let ring = Set(scene.groups[0])
      let missed = scene.groups[0].dropFirst(6)
      found = scene.candidates.indices.filter { !ring.contains($0) || !missed.contains($0) }.map {
        scene.candidates[$0]
      }
      self.missed = missed.map { scene.candidates[$0] }
      self.scene = scene
    }
  }

  /// What a picture shows that holds `bolts` and nothing else.
  private func probe(_ bolts: [Bolt]) -> BoltProbe {
    { expected in
      expected.map { place in
        let seen = bolts.first { $0.center.distance(to: place.center) < 0.6 * place.radius }
        return seen ?? Self.nothing(at: place, score: -3)
      }
    }
  }

  private static func nothing(at place: ExpectedBolt, score: Double) -> Bolt {
    Bolt(center: place.center, centerDeviation: 0.5, radius: place.radius, outline: nil, kind: .head, score: score)
  }

  @Test func missedBoltsOfARingAreFound() {
    var found = 0
    var counts = 0
    for seed in UInt64(1)...10 {
      let picture = HalfFound(seed: seed)
      let weak = picture.missed.map { bolt in
        var bolt = bolt
        bolt.score = -0.1
        return bolt
      }
      let patterns = BoltGrouper().patterns(
        of: picture.found, rims: [], imageSize: CandidateScene.size, probe: probe(weak))
      found += weak.filter { patterns.bolts.contains($0) }.count
      counts += patterns.rings.contains { $0.slots == 14 && $0.bolts.count >= 12 } ? 1 : 0
      #expect(patterns.bolts == patterns.bolts.sorted(by: Bolt.isStronger), "seed \(seed)")
    }
    // A fit of six neighbours may lead astray where one of them is clutter.
    #expect(found >= 60, "\(found) of 80")
    #expect(counts >= 7, "\(counts) of 10")
  }

  @Test func aTornOutBoltStaysMissing() {
    var reported = 0
    for seed in UInt64(1)...8 {
      let picture = HalfFound(seed: seed)
      let torn = picture.missed[3]
      let patterns = BoltGrouper().patterns(
        of: picture.found, rims: [], imageSize: CandidateScene.size, probe: probe(picture.missed.filter { $0 != torn }))
      let ring = patterns.rings.first { $0.bolts.count >= 9 }
      reported += ring?.missing.contains { $0.point.distance(to: torn.center) < torn.radius } == true ? 1 : 0
    }
    #expect(reported >= 6, "\(reported) of 8")
  }

  @Test func aLoneFindingGivesWayToTheGroupsOwn() {
    let picture = HalfFound(seed: 3)
    // A shadow beside a bolt, half its size, that detection believes.
    let bolt = picture.missed[2]
    let shadow = Bolt(
      center: Point(x: bolt.center.x + bolt.radius, y: bolt.center.y), centerDeviation: 0.4, radius: 0.4 * bolt.radius,
      outline: nil, kind: .head, score: 0.5)
    let alone = BoltGrouper().patterns(of: picture.found + [shadow], rims: [], imageSize: CandidateScene.size)
    #expect(alone.bolts.contains(shadow))
    let patterns = BoltGrouper().patterns(
      of: picture.found + [shadow], rims: [], imageSize: CandidateScene.size, probe: probe(picture.missed))
    #expect(patterns.bolts.contains(bolt) && !patterns.bolts.contains(shadow))
  }

  @Test func looksAtClutterMakeNoGroups() {
    var said = 0
    for seed in UInt64(1)...150 {
      var scene = CandidateScene(seed: seed)
      scene.addClutter(20 + Int(seed) * 2)
      var generator = SplitMix64(seed: seed)
      // As places without a bolt score: one in seventeen above −1.5, one in a hundred above −1.
      let noise: BoltProbe = { expected in
        expected.map { place in
          let chance = Double.random(in: 0...1, using: &generator)
          return Self.nothing(at: place, score: chance < 0.01 ? -0.5 : chance < 0.06 ? -1.2 : -2.5)
        }
      }
      let patterns = BoltGrouper().patterns(
        of: scene.candidates, rims: [], imageSize: CandidateScene.size, probe: noise)
      said += patterns.rings.count + patterns.rows.count + patterns.grids.count
    }
    #expect(said < 15, "\(said) groups in 150 pictures")
  }

  @Test func whatCannotBeReckonedWithIsNotTaken() {
    let picture = HalfFound(seed: 7)
    let without = BoltGrouper().patterns(of: picture.found, rims: [], imageSize: CandidateScene.size)
    let broken: BoltProbe = { expected in
      expected.enumerated().map { index, place in
        var bolt = Self.nothing(at: place, score: index % 2 == 0 ? .nan : .infinity)
        if index % 3 == 0 { bolt.center.x = .nan }
        if index % 3 == 1 { bolt.radius = 0 }
        return bolt
      }
    }
    let patterns = BoltGrouper().patterns(
      of: picture.found, rims: [], imageSize: CandidateScene.size, probe: broken)
    #expect(patterns == without)
  }
}
