import FeatureExtraction
import FeatureMatching
import Foundation
import ImagePlanes
import ReferenceLibrary
import TestSupport
import Testing

@Suite struct RetrievalTests {
  /// Small enough for a test: what is large is a matter of options.
  private static let options: RetrievalOptions = {
    var options = RetrievalOptions()
    options.exhaustiveCount = 20
    options.structureCount = 4
    options.descriptorCount = 4
    return options
  }()

  private func reference(_ index: Int, _ features: Features) -> LibraryFile.NewReference {
    var reference = LibraryFileTests.reference(index)
    reference.features = StoredFeatures(features)
    return reference
  }

  /// A flange of `slots` places without bolts in `gaps`, turned by `turn`; bolts in `missed` are not found.
  private func flange(slots: Int, gaps: Set<Int>, missed: Set<Int> = [], turn: Double = 0) -> Features {
    func angle(_ slot: Int) -> Double {
      let angle = (Double(slot) / Double(slots) * 2 * Double.pi + turn)
      return angle - (angle / (2 * Double.pi)).rounded(.down) * 2 * Double.pi
    }
    func point(_ slot: Int) -> Point { Point(x: 640 + 200 * cos(angle(slot)), y: 360 + 200 * sin(angle(slot))) }
    let seen = (0..<slots).filter { !gaps.contains($0) && !missed.contains($0) }.sorted { angle($0) < angle($1) }
    let missing = (0..<slots).filter { gaps.contains($0) || missed.contains($0) }.map {
      BoltRing.Place(slot: ($0 - seen[0] + slots) % slots, angle: angle($0), point: point($0))
    }
    let bolts = seen.map {
      Bolt(center: point($0), centerDeviation: 0.2, radius: 12, outline: nil, kind: .head, score: 3)
    }
    let ring = BoltRing(
      ellipse: Ellipse(center: Point(x: 640, y: 360), semiMajor: 200, semiMinor: 200, angle: 0),
      imageFromPlane: Homography([200, 0, 640, 0, 200, 360, 0, 0, 1]), kind: .face, bolts: Array(bolts.indices),
      angles: seen.map(angle), angleDeviations: seen.map { _ in 0.005 },
      slotIndices: seen.map { ($0 - seen[0] + slots) % slots }, slots: slots,
      slotPosterior: [.init(slots: slots, probability: 0.9), .init(slots: slots + 1, probability: 0.1)],
      isRegular: true,
      missing: missing, symmetryOrder: 1, boltRadiusRatio: 0.06, boltRadiusRatioDeviation: 0.003, logOdds: 20)
    return Features(
      size: ImageSize(width: 1280, height: 720), keypoints: [], descriptors: DescriptorSet(),
      patterns: BoltPatterns(bolts: bolts, rings: [ring], rows: [], grids: []))
  }

  private func index(_ library: LibraryFile) throws -> ReferenceIndex? {
    try ReferenceIndex(of: library, ids: library.references().map(\.id), options: Self.options)
  }

  @Test func aSmallLibraryHasNoIndex() throws {
    let folder = try ScratchFolder()
    let library = try LibraryFile(making: folder.path("l"))
    try library.add((1...20).map { LibraryFileTests.reference($0) })
    try library.updateIndex(options: Self.options)
    #expect(try index(library) == nil)
  }

  @Test func descriptorsLeadToTheReferenceTheyAreFrom() throws {
    let folder = try ScratchFolder()
    let library = try LibraryFile(making: folder.path("l"))
    let all = (0..<60).map { MadeFeatures.make(seed: 500 + UInt64($0), keypoints: 250) }
    // In two goes: the second joins an index that is there.
    try library.add((0..<40).map { reference($0, all[$0]) })
    try library.updateIndex(options: Self.options)
    try library.add((40..<60).map { reference($0, all[$0]) })
    let between = try #require(try index(library))
    #expect(try between.shortlist(for: all[3]).suffix(20).elementsEqual(40..<60), "what is not indexed is compared")
    try library.updateIndex(options: Self.options)
    let index = try #require(try index(library))
    for (position, features) in all.enumerated() {
      // A tenth of the keypoints is seen again, with an eighth of their bits changed.
      let words = DescriptorSet.wordsPerDescriptor
      let seen = MadeFeatures.moved(features, by: Point(x: 5, y: 9), flippedBits: 32, seed: UInt64(position))
      let other = MadeFeatures.make(seed: 9000 + UInt64(position), keypoints: 225)
      let frame = Features(
        size: features.size, keypoints: Array(seen.keypoints.prefix(25)) + other.keypoints,
        descriptors: DescriptorSet(words: Array(seen.descriptors.words.prefix(25 * words)) + other.descriptors.words))
      let shortlist = try index.shortlist(for: frame)
      #expect(shortlist.contains(position), "reference \(position)")
      #expect(shortlist.count <= 8 && shortlist == shortlist.sorted())
      #expect(try self.index(library)?.shortlist(for: frame) == shortlist)
    }
    // Removed, a picture is found no more, and the others are.
    let removed = try library.references()[7]
    try library.remove(ids: [removed.id])
    let rest = try #require(try self.index(library))
    #expect(try rest.similar(to: all[8], limit: 1) == [7])
    #expect(try rest.similar(to: all[7], limit: 8).allSatisfy { $0 < 59 })
  }

  @Test func boltsLeadToThePatternTheyAreOf() throws {
    let folder = try ScratchFolder()
    let library = try LibraryFile(making: folder.path("l"))
    // Counts from 8 to 23, each whole, with one gap, with two gaps apart by three, and by five.
    let designs = (8..<24).flatMap { slots in [[], [0], [0, 3], [0, 5]].map { (slots: slots, gaps: Set<Int>($0)) } }
    try library.add(
      designs.enumerated().map { reference($0.offset, flange(slots: $0.element.slots, gaps: $0.element.gaps)) })
    try library.updateIndex(options: Self.options)
    let index = try #require(try index(library))
    var generator = SplitMix64(seed: 77)
    for (position, design) in designs.enumerated() where design.gaps.count == 2 {
      let turn = Double.random(in: 0..<6.28, using: &generator)
      let missed = Int.random(in: 6..<design.slots, using: &generator)
      let frame = flange(slots: design.slots, gaps: design.gaps, missed: [missed], turn: turn)
      #expect(index.alike(frame, limit: 2).contains(position), "\(design), turned by \(turn), without \(missed)")
    }
    // The comparison of all finds nothing better than what the shortlist has.
    let frame = flange(slots: 17, gaps: [0, 3], turn: 1.1)
    let odds = designs.map { ConstellationMatcher().match(flange(slots: $0.slots, gaps: $0.gaps), frame).logOdds }
    let best = try #require(odds.indices.max { odds[$0] < odds[$1] })
    #expect(try index.shortlist(for: frame).contains(best))
  }

  @Test func unevenRingsAreFoundByTheirAngles() throws {
    let folder = try ScratchFolder()
    let library = try LibraryFile(making: folder.path("l"))
    var generator = SplitMix64(seed: 5)
    func uneven(_ angles: [Double], turn: Double) -> Features {
      var features = flange(slots: angles.count, gaps: [])
      features = Features(
        size: features.size, keypoints: [], descriptors: DescriptorSet(),
        patterns: {
          var patterns = features.patterns
          patterns.rings[0].isRegular = false
          patterns.rings[0].slotPosterior = []
          patterns.rings[0].angles = angles.map { angle in
            let turned = angle + turn
            return turned - (turned / (2 * Double.pi)).rounded(.down) * 2 * Double.pi
          }.sorted()
          return patterns
        }())
      return features
    }
    let designs = (0..<50).map { _ in (0..<8).map { _ in Double.random(in: 0..<6.28, using: &generator) }.sorted() }
    try library.add(designs.enumerated().map { reference($0.offset, uneven($0.element, turn: 0)) })
    try library.updateIndex(options: Self.options)
    let index = try #require(try index(library))
    for (position, design) in designs.enumerated() {
      // Turned, a little displaced, and without its last bolt.
      let seen = design.dropLast().map { $0 + Double.random(in: -0.02...0.02, using: &generator) }
      #expect(index.alike(uneven(Array(seen), turn: 2.5), limit: 4).contains(position), "design \(position)")
    }
  }
}
