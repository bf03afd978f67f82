import FeatureExtraction
import Foundation
import ImagePlanes
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

  @Test func fourFifthsSeen() {
    var recipe = RingScene.Recipe()
    recipe.seen = 0.8...0.8
    let tally = Self.tally(recipe, seeds: 100_001...100_600, kind: .face)
    print(tally.line("four fifths seen"))
    #expect(tally.rightShare >= 0.95, "\(tally.line("four fifths seen"))")
  }

  @Test func halfSeenWithARim() {
    var recipe = RingScene.Recipe()
    recipe.seen = 0.5...0.5
    recipe.places = 5...24
    recipe.rim = 0.2
    let tally = Self.tally(recipe, seeds: 200_001...200_600, kind: .face)
    print(tally.line("half seen with a rim"))
    #expect(tally.rightShare >= 0.9, "\(tally.line("half seen with a rim"))")
  }
}
