import FeatureExtraction
import Foundation
import ImagePlanes
import Testing

/// What is read of a ring besides its count, against what was drawn.
@Suite struct RingAngleTests {
  /// Errors of the angles over their stated deviations, the common turn taken off.
  static func normalisedErrors(_ scene: RingScene, _ reading: RingReading) -> [Double] {
    var errors: [(error: Double, deviation: Double)] = []
    for (position, member) in reading.order.enumerated() {
      guard let truth = scene.angles[member] else { continue }
      errors.append((reading.angles[position] - truth, reading.angleDeviations[position]))
    }
    guard let first = errors.first?.error else { return [] }
    let about = errors.map { remainder($0.error - first, 2 * Double.pi) }
    let mean = about.reduce(0, +) / Double(about.count)
    return zip(about, errors).map { ($0 - mean) / $1.deviation }
  }

  /// Within two standard deviations lie 95 %.
  @Test(arguments: ["even", "irregular", "irregular with a rim", "pairs"]) func anglesAreRightToTheirDeviations(
    what: String
  ) {
    var recipe = RingScene.Recipe()
    recipe.places = 8...24
    recipe.isIrregular = what.hasPrefix("irregular")
    recipe.isPaired = what == "pairs"
    recipe.rim = what == "irregular with a rim" ? 0.2 : nil
    var within = 0
    var all = 0
    var square = 0.0
    var misread: [UInt64] = []
    for seed in UInt64(210_001)...210_300 {
      let scene = RingScene.make(recipe, seed: seed)
      guard let reading = RingReader().read(scene.members, kind: .face, rims: scene.rims, imageSize: scene.size),
        reading.isRegular == (what == "even"), what != "pairs" || reading.slots == scene.slots
      else {
        misread.append(seed)
        continue
      }
      for error in Self.normalisedErrors(scene, reading) {
        all += 1
        within += abs(error) <= 2 ? 1 : 0
        square += min(error * error, 25)
      }
    }
    let share = Double(within) / Double(all)
    print(
      "\(what): \(all) angles, \(share) within 2σ, rms \((square / Double(all)).squareRoot()); misread seeds \(misread)"
    )
    #expect(share >= 0.93)
    #expect(misread.count <= 30, "\(misread)")
  }

  /// The seen order of an irregular ring tells it from its mirror image.
  @Test func aMirroredRingHasTheReversedSequence() throws {
    var recipe = RingScene.Recipe()
    recipe.isIrregular = true
    recipe.places = 9...15
    recipe.clutter = 0
    recipe.tilt = 0...0.9
    for seed in UInt64(220_001)...220_040 {
      let scene = RingScene.make(recipe, seed: seed)
      let mirrored = scene.members.map { member in
        RingMember(
          point: Point(x: Double(scene.size.width) - 1 - member.point.x, y: member.point.y),
          deviation: member.deviation, radius: member.radius)
      }
      let reader = RingReader()
      let one = try #require(reader.read(scene.members, kind: .face, rims: [], imageSize: scene.size), "seed \(seed)")
      let other = try #require(reader.read(mirrored, kind: .face, rims: [], imageSize: scene.size), "seed \(seed)")
      guard one.order.count == other.order.count else { continue }
      // The same member after the same one, the other way round.
      let start = try #require(other.order.firstIndex(of: one.order[0]), "seed \(seed)")
      let count = one.order.count
      for i in 0..<count {
        let j = (start - i + count) % count
        #expect(other.order[j] == one.order[i], "seed \(seed)")
        let forward = remainder(one.angles[i] - one.angles[0], 2 * Double.pi)
        let backward = remainder(other.angles[start] - other.angles[j], 2 * Double.pi)
        #expect(abs(remainder(forward - backward, 2 * Double.pi)) < 0.02, "seed \(seed)")
      }
    }
  }

  @Test func theRestOfTheReadingIsRight() throws {
    var recipe = RingScene.Recipe()
    recipe.places = 10...24
    recipe.clutter = 0.1
    var places = (found: 0, said: 0, all: 0)
    var ratios: [Double] = []
    for seed in UInt64(230_001)...230_200 {
      let scene = RingScene.make(recipe, seed: seed)
      let reading = try #require(
        RingReader().read(scene.members, kind: nil, rims: [], imageSize: scene.size), "seed \(seed)")
      #expect(Set(reading.order).isDisjoint(with: reading.outliers), "seed \(seed)")
      #expect(reading.order.count + reading.outliers.count == scene.members.count, "seed \(seed)")
      #expect(reading.angles == reading.angles.sorted(), "seed \(seed)")
      let homography = reading.imageFromPlane
      #expect(homography.determinant > 0, "seed \(seed)")
      for (angle, member) in zip(reading.angles, reading.order) {
        let p = homography.apply(to: Point(x: cos(angle), y: sin(angle)))
        #expect(p.distance(to: scene.members[member].point) < 3, "seed \(seed)")
      }
      guard reading.slots == scene.slots, reading.isRegular else { continue }
      #expect(reading.slotIndices.first == 0, "seed \(seed)")
      #expect(reading.slotIndices == reading.slotIndices.sorted(), "seed \(seed)")
      #expect(reading.residual < 1.1, "seed \(seed)")
      places.said += reading.missing.count
      places.all += scene.missing.count
      places.found += reading.missing.count { place in scene.missing.contains { $0.distance(to: place.point) < 2 } }
      ratios.append((reading.boltRadiusRatio - scene.boltRatio) / reading.boltRadiusRatioDeviation)
    }
    print("missing places: \(places.all), said \(places.said), at the right place \(places.found)")
    #expect(Double(places.found) >= 0.95 * Double(places.all))
    #expect(Double(places.found) >= 0.95 * Double(places.said))
    let within = Double(ratios.count { abs($0) <= 2 }) / Double(ratios.count)
    print("bolt radius ratio: \(within) of \(ratios.count) within 2σ")
    #expect(within >= 0.88)
  }

  @Test func theSymmetryIsThatOfThePatternInView() throws {
    let size = ImageSize(width: 400, height: 400)
    func read(_ angles: [Double]) throws -> RingReading {
      let members = angles.map { angle in
        RingMember(point: Point(x: 200 + 120 * cos(angle), y: 200 + 90 * sin(angle)), deviation: 0.3, radius: 6)
      }
      return try #require(RingReader().read(members, kind: .face, rims: [], imageSize: size))
    }
    let twelve = (0..<12).map { 0.2 + 2 * Double.pi * Double($0) / 12 }
    #expect(try read(twelve).symmetryOrder == 12)
    #expect(try read(Array(twelve.dropFirst())).symmetryOrder == 1)
    #expect(try read(twelve.enumerated().filter { $0.offset % 6 != 0 }.map(\.element)).symmetryOrder == 2)
    let pairs = (0..<7).flatMap { k in [-0.15, 0.15].map { $0 + 2 * Double.pi * Double(k) / 7 } }
    let reading = try read(pairs)
    #expect(reading.slots == 14)
    #expect(reading.symmetryOrder == 7)
    #expect(!reading.isRegular)
    #expect(reading.slotIndices.isEmpty)
    let own = [0, 0.5, 1.3, 1.9, 2.9, 3.3, 4.4, 5.5]
    let irregular = try read(own)
    #expect(!irregular.isRegular)
    #expect(irregular.slots == 8)
    #expect(irregular.symmetryOrder == 1)
  }
}
