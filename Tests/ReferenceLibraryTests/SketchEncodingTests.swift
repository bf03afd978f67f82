import FeatureMatching
import Foundation
import ReferenceLibrary
import TestSupport
import Testing

/// Sketches of rings in bytes: as exact as searching needs, and safe against any bytes.
@Suite struct SketchEncodingTests {
  private func sketch(seed: UInt64) -> PatternSketch {
    var generator = SplitMix64(seed: seed)
    let count = Int.random(in: 0...4, using: &generator)
    let rings = (0..<count).map { _ -> RingSketch in
      let slots = Int.random(in: RingSketch.leastSlots...RingSketch.greatestSlots, using: &generator)
      let all: UInt128 = (1 << UInt128(slots)) - 1
      let bolts = UInt128(generator.next()) << 64 | UInt128(generator.next())
      let angles = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        Double.random(in: 0..<6.28, using: &generator)
      }.sorted()
      return RingSketch(
        isFace: Bool.random(using: &generator),
        boltSize: Bool.random(using: &generator)
          ? .init(logRatio: Double.random(in: -5 ... -1, using: &generator), variance: 0.04) : nil,
        readings: [
          .init(
            slots: slots, weight: Double.random(in: -9...3, using: &generator), bolts: bolts & all,
            empty: ~bolts & all & (UInt128(generator.next()) << 40))
        ], repeats: [.init(order: 8, distinct: 2, weight: 0.5)], angles: angles, variances: angles.map { _ in 0.0004 },
        unevenWeight: -1.5)
    }
    let relations = (0..<count * count).map { index -> PatternSketch.Relation? in
      guard index % (count + 1) != 0, Bool.random(using: &generator) else { return nil }
      return .init(
        logScale: Double.random(in: -3...3, using: &generator),
        distance: Double.random(in: 0...7, using: &generator))
    }
    return PatternSketch(rings: rings, relations: relations)
  }

  @Test(arguments: [UInt64](1...30))
  func whatIsReadIsNearWhatWasWritten(seed: UInt64) throws {
    let sketch = sketch(seed: seed)
    let read = try SketchEncoding.decode(SketchEncoding.encode(sketch))
    #expect(read.rings.count == sketch.rings.count && read.relations.count == sketch.relations.count)
    for (mine, other) in zip(sketch.rings, read.rings) {
      #expect(mine.isFace == other.isFace && (mine.boltSize == nil) == (other.boltSize == nil))
      #expect(abs((mine.boltSize?.logRatio ?? 0) - (other.boltSize?.logRatio ?? 0)) <= 1 / 64)
      #expect(zip(mine.readings, other.readings).allSatisfy { $0.slots == $1.slots && $0.bolts == $1.bolts })
      #expect(
        zip(mine.readings, other.readings).allSatisfy { $0.empty == $1.empty && abs($0.weight - $1.weight) < 0.04 })
      #expect(mine.angles.count == other.angles.count)
      #expect(zip(mine.angles, other.angles).allSatisfy { abs($0 - $1) < 0.0002 })
    }
    for (mine, other) in zip(sketch.relations, read.relations) {
      #expect((mine == nil) == (other == nil))
      guard let mine, let other else { continue }
      #expect(abs(mine.logScale - other.logScale) <= 1 / 64 && abs(mine.distance - other.distance) <= 1 / 64)
    }
    // Written again it is the same: nothing drifts.
    #expect(
      SketchEncoding.encode(read) == SketchEncoding.encode(try SketchEncoding.decode(SketchEncoding.encode(read))))
  }

  @Test(arguments: [UInt64](1...40))
  func anyBytesEndInASketchOrAFault(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var bytes = SketchEncoding.encode(sketch(seed: seed))
    for _ in 0..<200 {
      switch Int.random(in: 0..<3, using: &generator) {
      case 0 where !bytes.isEmpty:
        bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8(truncatingIfNeeded: generator.next())
      case 1 where !bytes.isEmpty: bytes.removeLast(Int.random(in: 1...min(4, bytes.count), using: &generator))
      default: bytes.append(UInt8(truncatingIfNeeded: generator.next()))
      }
      // What is read can be compared.
      if let read = try? SketchEncoding.decode(bytes) { _ = SketchComparison(read).logOdds(sketch(seed: 2)) }
    }
  }
}
