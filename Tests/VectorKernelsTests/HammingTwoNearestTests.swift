import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

@Suite struct HammingTwoNearestTests {
  /// Runs one table's kernel with canaries round its output, the descriptors `offset` words off a 64-byte boundary.
  static func run(
    _ table: KernelTable, queries: [UInt64], train: [UInt64], offset: Int = 0
  ) -> (pairs: [NearestPair], isIntact: Bool) {
    let output = CanaryBuffer<NearestPair>(count: queries.count / 4)
    let scratch = CanaryBuffer<UInt64>(count: hammingScratchWordCount)
    let queryMemory = CanaryBuffer<UInt64>(count: queries.count, offset: offset)
    let trainMemory = CanaryBuffer<UInt64>(count: train.count, offset: offset)
    for (index, word) in queries.enumerated() { queryMemory.base[index] = word }
    for (index, word) in train.enumerated() { trainMemory.base[index] = word }
    table.hammingTwoNearest(
      queryMemory.base, queries.count / 4, trainMemory.base, train.count / 4, scratch.base, output.base)
    return (output.elements, output.isIntact && scratch.isIntact && queryMemory.isIntact && trainMemory.isIntact)
  }

  static let tables = Kernels.available

  /// Random words whose bits agree with one another often enough for ties: a few patterns with a few flipped bits.
  static func tied(_ count: Int, using generator: inout SplitMix64) -> [UInt64] {
    (0..<count).flatMap { _ -> [UInt64] in
      var words: [UInt64] = [0, .max, 0x5555_5555_5555_5555, 0]
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        words[Int.random(in: 0...3, using: &generator)] ^= 1 << UInt64.random(in: 0...63, using: &generator)
      }
      return words
    }
  }

  @Test func theReferenceAgreesWithValuesWorkedByHand() {
    // Distances from zero: 3, 256, 1, 3 (a tie with the first), 2.
    let train: [UInt64] = [
      7, 0, 0, 0, .max, .max, .max, .max, 0, 1 << 63, 0, 0, 0, 0, 7, 0, 1, 0, 0, 1,
    ]
    let (pairs, _) = Self.run(ReferenceKernels.table, queries: [0, 0, 0, 0], train: train)
    #expect(pairs == [NearestPair(index: 2, distance: 1, secondIndex: 4, secondDistance: 2)])
    let (tie, _) = Self.run(ReferenceKernels.table, queries: [0, 0, 0, 0], train: Array(train[0..<8] + train[12..<16]))
    #expect(tie == [NearestPair(index: 0, distance: 3, secondIndex: 2, secondDistance: 3)])
  }

  @Test(arguments: tables.map(\.name))
  func everySizeAgreesWithTheReference(name: String) throws {
    let table = try #require(Self.tables.first { $0.name == name })
    for seed in UInt64(1)...3 {
      var generator = SplitMix64(seed: seed)
      let words = (0..<400).map { _ in generator.next() }
      let close = Self.tied(100, using: &generator)
      for count in 0...100 {
        for train in [Array(words.prefix(4 * count)), Array(close.prefix(4 * count))] {
          let queries = Array(close.suffix(4 * (count % 4)) + words.suffix(4 * (count % 3)))
          let (expected, _) = Self.run(ReferenceKernels.table, queries: queries, train: train)
          let (pairs, isIntact) = Self.run(table, queries: queries, train: train, offset: count % 8)
          #expect(pairs == expected, "seed \(seed), \(count) in train")
          #expect(isIntact, "seed \(seed), \(count) in train")
        }
      }
    }
  }

  /// Blocks end at 1,024, 2,048 and 4,096 descriptors: counts round them, and beyond 65,535, where 16 bits would not do.
  @Test(arguments: tables.map(\.name), [1023, 1024, 1025, 2047, 2049, 4095, 4096, 4097, 8193, 65537, 70001])
  func blocksAgreeWithTheReference(name: String, count: Int) throws {
    let table = try #require(Self.tables.first { $0.name == name })
    var generator = SplitMix64(seed: UInt64(count))
    let queries = Self.tied(3, using: &generator) + (0..<4).map { _ in generator.next() }
    for train in [Self.tied(count, using: &generator), (0..<4 * count).map { _ in generator.next() }] {
      let (expected, _) = Self.run(ReferenceKernels.table, queries: queries, train: train)
      let (pairs, isIntact) = Self.run(table, queries: queries, train: train)
      #expect(pairs == expected, "seed \(count)")
      #expect(isIntact)
    }
  }

  @Test(arguments: tables.map(\.name))
  func extremesAgreeWithTheReference(name: String) throws {
    let table = try #require(Self.tables.first { $0.name == name })
    let fills: [UInt64] = [0, .max, 0xAAAA_AAAA_AAAA_AAAA, 0x5555_5555_5555_5555, 0xFFFF_0000_FFFF_0000, 1, 1 << 63]
    let queries = fills.flatMap { [UInt64](repeating: $0, count: 4) }
    for fill in fills {
      for count in [1, 2, 33, 4100] {
        let train = [UInt64](repeating: fill, count: 4 * count)
        let (expected, _) = Self.run(ReferenceKernels.table, queries: queries, train: train)
        let (pairs, _) = Self.run(table, queries: queries, train: train)
        #expect(pairs == expected, "fill \(fill), \(count) in train")
      }
    }
  }

  /// Every single bit of a descriptor counts, once.
  @Test(arguments: tables.map(\.name))
  func everyBitCounts(name: String) throws {
    let table = try #require(Self.tables.first { $0.name == name })
    var train: [UInt64] = []
    for bit in 0..<256 {
      train += (0..<4).map { bit / 64 == $0 ? 1 << UInt64(bit % 64) : 0 }
    }
    let (pairs, _) = Self.run(table, queries: train + [0, 0, 0, 0], train: train)
    for bit in 0..<256 {
      #expect(pairs[bit].index == bit && pairs[bit].distance == 0 && pairs[bit].secondDistance == 2)
    }
    #expect(pairs[256] == NearestPair(index: 0, distance: 1, secondIndex: 1, secondDistance: 1))
  }
}
