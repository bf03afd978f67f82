import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReferenceLibrary
import TestSupport
import Testing

@Suite struct StoredFeaturesTests {
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func keepingTwiceChangesNothingMore(seed: UInt64) {
    for size in [ImageSize(width: 640, height: 480), .init(width: 1920, height: 1080), .init(width: 9000, height: 200)]
    {
      let once = StoredFeatures.kept(of: MadeFeatures.make(seed: seed, size: size))
      #expect(StoredFeatures.kept(of: once).isSame(as: once), "seed \(seed), \(size)")
      #expect(StoredFeatures(once) == StoredFeatures(StoredFeatures.kept(of: once)), "seed \(seed), \(size)")
    }
  }

  @Test(arguments: [UInt64(11), 12, 13])
  func whatIsKeptIsWhatWasFoundToItsPrecision(seed: UInt64) throws {
    let found = MadeFeatures.make(seed: seed)
    let kept = StoredFeatures.kept(of: found)
    #expect(kept.size == found.size && kept.descriptors == found.descriptors)
    for (a, b) in zip(found.keypoints, kept.keypoints) {
      #expect(abs(a.x - b.x) <= 1 / 64 && abs(a.y - b.y) <= 1 / 64, "seed \(seed)")
      #expect(abs(a.size - b.size) <= a.size / 32, "seed \(seed)")
      let turn = abs(a.angle - b.angle)
      #expect(min(turn, 2 * Float.pi - turn) <= 2 * Float.pi / 512 + 1e-5, "seed \(seed)")
    }
    #expect(kept.patterns.bolts.count == found.patterns.bolts.count)
    for (a, b) in zip(found.patterns.bolts, kept.patterns.bolts) {
      #expect(a.kind == b.kind && (a.outline == nil) == (b.outline == nil), "seed \(seed)")
      #expect(a.center.distance(to: b.center) < 1e-3 && abs(a.radius - b.radius) <= a.radius / 256, "seed \(seed)")
    }
    let (ring, stored) = (found.patterns.rings[0], kept.patterns.rings[0])
    #expect(ring.bolts == stored.bolts && ring.slotIndices == stored.slotIndices && ring.slots == stored.slots)
    #expect(ring.credibleSlots == stored.credibleSlots && ring.kind == stored.kind && stored.isRegular)
    #expect(zip(ring.angles, stored.angles).allSatisfy { abs($0 - $1) < 1e-6 }, "seed \(seed)")
    #expect(ring.missing.map(\.slot) == stored.missing.map(\.slot))
    #expect(stored.missing[0].point.distance(to: ring.missing[0].point) < 1e-3)
    #expect(found.patterns.rows.map(\.bolts) == kept.patterns.rows.map(\.bolts))
    #expect(found.patterns.grids.map(\.cells) == kept.patterns.grids.map(\.cells))
    #expect(kept.edges.lines.count == found.edges.lines.count)
    #expect(kept.edges.ellipses.count == found.edges.ellipses.count)
    for (a, b) in zip(found.edges.lines, kept.edges.lines) {
      #expect(a.start.distance(to: b.start) < 0.05, "seed \(seed)")
    }
  }

  /// What users care about: matching with a stored reference says what matching with a fresh one says.
  @Test(arguments: [UInt64(21), 22, 23, 24])
  func matchingWithAStoredReferenceSaysTheSame(seed: UInt64) throws {
    let found = MadeFeatures.make(seed: seed)
    let frame = MadeFeatures.moved(found, by: Point(x: 13.25, y: -7.5), flippedBits: 30, seed: seed &+ 100)
    let fresh = PairMatcher().match(found, frame)
    let stored = PairMatcher().match(StoredFeatures.kept(of: found), frame)
    #expect(stored.basis == fresh.basis && stored.putativeCount == fresh.putativeCount, "seed \(seed)")
    #expect(stored.inliers.count == fresh.inliers.count, "seed \(seed)")
    // 1/64 pixel where the made keypoints have no noise at all: of some hundred decades.
    #expect(
      abs(stored.evidence.keypoints - fresh.evidence.keypoints) <= 0.02 * fresh.evidence.keypoints, "seed \(seed)")
    #expect(abs((stored.evidence.bolts ?? 0) - (fresh.evidence.bolts ?? 0)) < 0.1, "seed \(seed)")
    #expect(stored.constellation.bolts == fresh.constellation.bolts, "seed \(seed)")
    let (a, b) = (try #require(fresh.homography), try #require(stored.homography))
    for corner in found.size.corners {
      #expect(a.apply(to: corner).distance(to: b.apply(to: corner)) < 0.1, "seed \(seed)")
    }
  }

  @Test func aReferenceOfAThousandKeypointsTakesLessThanFiftyKilobytes() {
    let stored = StoredFeatures(MadeFeatures.make(seed: 31, keypoints: 1000))
    #expect(stored.keypoints.count < 38_010)
    #expect(stored.byteCount < 46_000)
  }

  /// Damaged blocks end in an error or in other features, never outside of the buffer or of memory.
  @Test func damagedBytesAreRefusedOrRead() throws {
    let stored = StoredFeatures(MadeFeatures.make(seed: 41, keypoints: 20))
    for length in 0..<stored.structure.count {
      #expect(throws: EncodingFault.self) {
        try StoredFeatures(structure: Array(stored.structure.prefix(length)), keypoints: stored.keypoints).decoded()
      }
    }
    #expect(throws: EncodingFault.self) {
      try StoredFeatures(structure: stored.structure, keypoints: stored.keypoints + [0]).decoded()
    }
    var generator = SplitMix64(seed: 42)
    for round in 0..<2000 {
      var (structure, keypoints) = (stored.structure, stored.keypoints)
      let target = Int.random(in: 0..<(structure.count + 40), using: &generator)
      let value = UInt8(truncatingIfNeeded: generator.next())
      if target < structure.count { structure[target] = value } else { keypoints[target - structure.count] = value }
      do throws(EncodingFault) {
        let read = try StoredFeatures(structure: structure, keypoints: keypoints).decoded()
        #expect(read.keypoints.count == read.descriptors.count, "round \(round)")
        let bolts = read.patterns.bolts.indices
        #expect(read.patterns.rings.allSatisfy { $0.bolts.allSatisfy(bolts.contains) }, "round \(round)")
      } catch {
        #expect(!error.reason.isEmpty, "round \(round)")
      }
    }
  }
}
