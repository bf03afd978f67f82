import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

@Suite struct DescribePatchesTests {
  /// The descriptors of the first `count` of `patches`, and whether nothing outside was touched.
  static func run(
    _ table: KernelTable, _ patches: [[UInt8]], count: Int, tests: [Int16], offset: Int = 0
  ) -> (words: [UInt64], isIntact: Bool) {
    let lanes = DescribeScratch.lanes
    let room = (count + lanes - 1) / lanes * lanes
    let memory = CanaryBuffer<UInt8>(count: room * PatchGeometry.sampleCount, offset: offset)
    for patch in 0..<room {
      for sample in 0..<PatchGeometry.sampleCount {
        // Behind the last patch: anything.
        memory.base[patch * PatchGeometry.sampleCount + sample] = patch < count ? patches[patch][sample] : 0xC3
      }
    }
    let testCount = tests.count / 6
    let words = CanaryBuffer<UInt64>(count: count * testCount / 64)
    let scratch = CanaryBuffer<UInt16>(count: DescribeScratch.elementCount)
    table.describePatches(memory.base, count, tests, testCount, words.base, scratch.base)
    return (words.elements, words.isIntact && scratch.isIntact && memory.isIntact)
  }

  /// Random tests with boxes inside the patch, those of the extreme radii, places and thresholds often among them.
  static func tests(_ count: Int, radii: ClosedRange<Int>, using generator: inout SplitMix64) -> [Int16] {
    (0..<count).flatMap { _ -> [Int16] in
      let radius = Int.random(in: radii, using: &generator)
      func place() -> Int16 {
        let places = radius...PatchGeometry.side - 1 - radius
        return Int16(
          [places.lowerBound, places.upperBound, Int.random(in: places, using: &generator)]
            .randomElement(using: &generator)!)
      }
      let thresholds: [Int16] = [
        0, 1, 32767, .random(in: 0...32767, using: &generator), .random(in: 0...500, using: &generator),
      ]
      return [place(), place(), place(), place(), Int16(radius), thresholds.randomElement(using: &generator)!]
    }
  }

  /// Noise, flat patches of every kind, and patches of the greatest contrast and the greatest sums.
  static func patches(_ count: Int, using generator: inout SplitMix64) -> [[UInt8]] {
    (0..<count).map { index in
      (0..<PatchGeometry.sampleCount).map { sample in
        let (x, y) = (sample % 32, sample / 32)
        return switch index % 9 {
        case 0: 255
        case 1: 0
        case 2: x < 16 ? 0 : 255
        case 3: y < 16 ? 255 : 0
        case 4: (x + y) % 2 == 0 ? 255 : 0
        case 5: UInt8(truncatingIfNeeded: index)
        case 6: UInt8(3 * x + 4 * y)
        case 7: generator.next() % 2 == 0 ? 0 : 255
        default: UInt8(truncatingIfNeeded: generator.next())
        }
      }
    }
  }

  @Test func theReferenceAgreesWithValuesWorkedByHand() {
    #expect(DescribeScratch.spread(sum: 1024 * 255, squares: 1024 * 255 * 255) == 0)
    // Half black, half white: a deviation of 127.5, in 1/512.
    #expect(DescribeScratch.spread(sum: 512 * 255, squares: 512 * 255 * 255) == 65_280)
    let halves = (0..<PatchGeometry.sampleCount).map { UInt8($0 % 32 < 16 ? 0 : 255) }
    let flat = [UInt8](repeating: 200, count: PatchGeometry.sampleCount)
    let tests: [[Int16]] = [
      [24, 16, 8, 16, 7, 0],  // 225 · 255 more on the right: set
      [8, 16, 24, 16, 7, 0],  // the other way: not
      [24, 16, 8, 16, 7, 32767],  // 57,375 exceeds 32,639: set
      [31, 0, 0, 31, 0, 255],  // 255 exceeds 254: set
      [31, 0, 0, 31, 0, 256],  // 255 does not exceed 255: not
      [7, 7, 8, 8, 7, 0],  // equal sums are not greater: not
      [16, 5, 15, 5, 1, 0],  // six white samples against three: set
    ]
    let padding = [Int16](repeating: 0, count: 6 * (64 - tests.count))
    let (words, isIntact) = Self.run(
      ReferenceKernels.table, [halves, flat], count: 2, tests: tests.flatMap { $0 } + padding)
    #expect(words == [0b100_1101, 0])
    #expect(isIntact)
  }

  @Test(arguments: Tables.names)
  func everyCountAgreesWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    var generator = SplitMix64(seed: 5001)
    let tests = Self.tests(256, radii: 0...7, using: &generator)
    let patches = Self.patches(70, using: &generator)
    let (expected, _) = Self.run(ReferenceKernels.table, patches, count: 70, tests: tests)
    #expect(Set(expected).count > 50)
    for count in 1...70 {
      let (words, isIntact) = Self.run(table, patches, count: count, tests: tests, offset: count % 64)
      #expect(words == Array(expected.prefix(4 * count)), "seed 5001, \(count) patches")
      #expect(isIntact, "\(count) patches")
    }
    #expect(Self.run(table, patches, count: 0, tests: tests).isIntact)
  }

  @Test(arguments: Tables.names, 0...7)
  func everyRadiusAndThresholdAgreesWithTheReference(name: String, radius: Int) throws {
    let table = try #require(Tables.named(name))
    var generator = SplitMix64(seed: UInt64(5100 + radius))
    for testCount in [64, 128, 512] {
      let tests = Self.tests(testCount, radii: radius...radius, using: &generator)
      let patches = Self.patches(40, using: &generator)
      let (expected, _) = Self.run(ReferenceKernels.table, patches, count: 40, tests: tests)
      let (words, isIntact) = Self.run(table, patches, count: 40, tests: tests)
      #expect(words == expected, "radius \(radius), \(testCount) tests, seed \(5100 + radius)")
      #expect(isIntact)
    }
  }

  /// The comparison at its edge: thresholds one below, at and one above the difference of the sums.
  @Test(arguments: Tables.names)
  func thresholdsAtTheDifferenceAgreeWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    let patches = (0..<64).map { step -> [UInt8] in
      let bright = UInt8(4 * step + 3)
      return (0..<PatchGeometry.sampleCount).map { sample -> UInt8 in sample % 32 < 16 ? 0 : bright }
    }
    for radius in 0...5 {
      // Half black, half v: the spread is 256·v and the sums differ by v samples, as threshold 256 · samples has it. Larger
      // boxes differ by more than any threshold.
      let side = 2 * radius + 1
      let equal = 256 * side * side
      var tests: [Int16] = []
      for threshold in equal - 256..<equal + 256 {
        tests += [Int16(31 - radius), 16, Int16(radius), 16, Int16(radius), Int16(threshold)]
      }
      let (expected, _) = Self.run(ReferenceKernels.table, patches, count: 64, tests: tests)
      #expect(Self.run(table, patches, count: 64, tests: tests).words == expected, "radius \(radius)")
    }
  }
}
