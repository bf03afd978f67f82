import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing

/// How often the number of places is read right, over random rings before random cameras. Every test prints its rates.
@Suite struct RingCountTests {
  /// What was read of many scenes.
  struct Tally {
    var scenes = 0
    var right = 0
    var covered = 0
    var setSize = 0
    var wrong: [UInt64] = []

    var rightShare: Double { Double(right) / Double(scenes) }
    var coveredShare: Double { Double(covered) / Double(scenes) }

    func line(_ title: String) -> String {
      let size = Double(setSize) / Double(scenes)
      return String(
        format: "%@: %d scenes, count right %.3f, credible set holds it %.3f, mean set size %.2f; wrong seeds %@",
        title, scenes, rightShare, coveredShare, size, wrong.prefix(12).map(String.init).joined(separator: " "))
    }
  }

  static func tally(_ recipe: RingScene.Recipe, seeds: ClosedRange<UInt64>, kind: BoltRing.Kind?) -> Tally {
    var tally = Tally()
    for seed in seeds {
      let scene = RingScene.make(recipe, seed: seed)
      let reading = RingReader().read(scene.members, kind: kind, rims: scene.rims, imageSize: scene.size)
      tally.scenes += 1
      guard let reading, reading.slots == scene.slots else {
        tally.wrong.append(seed)
        let set = reading.map(credibleSlots) ?? []
        tally.setSize += set.count
        tally.covered += set.contains(scene.slots) ? 1 : 0
        continue
      }
      tally.right += 1
      let set = credibleSlots(reading)
      tally.setSize += set.count
      tally.covered += set.contains(scene.slots) ? 1 : 0
    }
    return tally
  }

  static func credibleSlots(_ reading: RingReading) -> [Int] {
    var mass = 0.0
    var set: [Int] = []
    for entry in reading.slotPosterior {
      set.append(entry.slots)
      mass += entry.probability
      if mass >= 0.95 { break }
    }
    return set
  }

  /// Tallies scenes, prints the rates with the seeds of wrong counts, and returns them.
  static func measure(
    _ title: String, _ recipe: RingScene.Recipe, seeds: ClosedRange<UInt64>, kind: BoltRing.Kind? = .face
  ) -> Tally {
    let tally = tally(recipe, seeds: seeds, kind: kind)
    print(tally.line(title))
    return tally
  }

  @Test func aWholeIntactRing() {
    var recipe = RingScene.Recipe()
    recipe.missing = 0
    recipe.clutter = 0
    let tally = Self.measure("whole and intact", recipe, seeds: 110_001...110_500)
    #expect(tally.rightShare >= 0.99, "\(tally.line(""))")
  }

  @Test func fourFifthsSeen() {
    var recipe = RingScene.Recipe()
    recipe.seen = 0.8...0.8
    let tally = Self.measure("four fifths seen", recipe, seeds: 120_001...121_000)
    #expect(tally.rightShare >= 0.95, "\(tally.line(""))")
    #expect(tally.coveredShare >= 0.95, "\(tally.line(""))")
  }

  /// Nobody says that it is a face: most rings show more than a girth can.
  @Test func fourFifthsSeenOfAnyKind() {
    var recipe = RingScene.Recipe()
    recipe.seen = 0.8...0.8
    let tally = Self.measure("four fifths seen, kind not told", recipe, seeds: 130_001...130_500, kind: nil)
    #expect(tally.rightShare >= 0.95, "\(tally.line(""))")
  }

  @Test func halfSeenWithARim() {
    var recipe = RingScene.Recipe()
    recipe.seen = 0.5...0.5
    recipe.places = 5...24
    recipe.rim = 0.2
    let tally = Self.measure("half seen, rim known to 0.2 px", recipe, seeds: 140_001...141_000)
    #expect(tally.rightShare >= 0.9, "\(tally.line(""))")
    #expect(tally.coveredShare >= 0.95, "\(tally.line(""))")
  }

  @Test func halfSeenAndNothingElse() {
    var recipe = RingScene.Recipe()
    recipe.seen = 0.5...0.5
    let tally = Self.measure("half seen, no rim", recipe, seeds: 150_001...151_000)
    #expect(tally.coveredShare >= 0.95, "\(tally.line(""))")
    // All counts that an arc of so many bolts allows would be dozens.
    #expect(Double(tally.setSize) < 3 * Double(tally.scenes), "\(tally.line(""))")
  }

  @Test func pairs() {
    var recipe = RingScene.Recipe()
    recipe.isPaired = true
    recipe.places = 10...32
    let tally = Self.measure("pairs", recipe, seeds: 160_001...160_500)
    #expect(tally.rightShare >= 0.93, "\(tally.line(""))")
  }

  /// From the side, and with nothing but its bolts, a girth of 30 is hardly told from one of 32: the posterior must say
  /// so.
  @Test(arguments: [false, true]) func girthsFromTheSide(areClean: Bool) {
    var recipe = RingScene.Recipe()
    recipe.kind = .girth
    recipe.places = 12...40
    recipe.tilt = 60 * Double.pi / 180...89 * Double.pi / 180
    recipe.seen = 100.0 / 360...170.0 / 360
    recipe.missing = areClean ? 0 : 0.1
    recipe.clutter = areClean ? 0 : 0.1
    let title = "girths, \(areClean ? "clean" : "worn")"
    let tally = Self.measure(title, recipe, seeds: 170_001...170_400, kind: .girth)
    #expect(tally.coveredShare >= (areClean ? 0.9 : 0.8), "\(tally.line(""))")
    #expect(Double(tally.setSize) < 7 * Double(tally.scenes), "\(tally.line(""))")
  }

  /// Of pairs the same: fourteen are hardly told from thirteen.
  @Test func girthsOfPairsFromTheSide() {
    var recipe = RingScene.Recipe()
    recipe.kind = .girth
    recipe.isPaired = true
    recipe.places = 16...44
    recipe.tilt = 60 * Double.pi / 180...89 * Double.pi / 180
    recipe.seen = 100.0 / 360...170.0 / 360
    recipe.missing = 0
    recipe.clutter = 0
    let tally = Self.measure("girths of pairs", recipe, seeds: 175_001...175_300, kind: .girth)
    #expect(tally.coveredShare >= 0.9, "\(tally.line(""))")
    #expect(Double(tally.setSize) < 7 * Double(tally.scenes), "\(tally.line(""))")
  }

  /// A rim on a collar or in a recess has its middle elsewhere, which looks like perspective.
  @Test func rimsOffTheBoltsPlane() {
    var recipe = RingScene.Recipe()
    recipe.rim = 0.2
    recipe.rimStation = 0.05...0.3
    recipe.tilt = 20 * Double.pi / 180...60 * Double.pi / 180
    let tally = Self.measure("whole, with a rim off the bolts' plane", recipe, seeds: 190_001...190_300)
    #expect(tally.rightShare >= 0.97, "\(tally.line(""))")
  }

  /// Ellipses that have nothing to do with the ring, and one that is parallel to it but lies before it.
  @Test func badRimsDoNoHarm() {
    var recipe = RingScene.Recipe()
    recipe.seen = 0.5...0.5
    recipe.places = 8...24
    recipe.rim = 0.2
    var right = 0
    var mistaken = 0
    let scenes = 300
    for seed in UInt64(180_001)...UInt64(180_000 + scenes) {
      var scene = RingScene.make(recipe, seed: seed)
      var generator = SplitMix64(seed: seed)
      let good = scene.rims[0]
      let strangers = (0..<3).map { _ -> RimEllipse in
        var ellipse = good.ellipse
        ellipse.center.x += Double.random(in: 4...60, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
        ellipse.center.y += Double.random(in: 4...60, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
        ellipse.semiMajor *= Double.random(in: 1...1.4, using: &generator)
        ellipse.angle = (ellipse.angle + Double.random(in: 0...0.6, using: &generator))
          .truncatingRemainder(dividingBy: Double.pi)
        return RimEllipse(ellipse: ellipse, deviation: 0.2, support: 1)
      }
      scene.rims = strangers + [good]
      let reading = RingReader().read(scene.members, kind: .face, rims: scene.rims, imageSize: scene.size)
      right += reading?.slots == scene.slots ? 1 : 0
      mistaken += reading?.rims.contains { $0 < 3 } == true ? 1 : 0
    }
    print(
      "three strange rims and a good one: \(scenes) scenes, right \(right), strangers taken for concentric \(mistaken)")
    #expect(Double(right) >= 0.9 * Double(scenes))
    #expect(Double(mistaken) <= 0.08 * Double(scenes))
  }
}
