import FeatureExtraction
import FeatureMatching
import TestSupport
import Testing
import VectorKernels

@Suite struct DescriptorMatcherTests {
  /// A descriptor whose lowest `count` bits are set: distances among these are differences of their counts.
  static func bits(_ count: Int) -> [UInt64] {
    (0..<4).map { word in
      let inWord = min(max(count - 64 * word, 0), 64)
      return inWord == 64 ? .max : (1 << UInt64(inWord)) - 1
    }
  }

  static func set(_ counts: Int...) -> DescriptorSet { DescriptorSet(words: counts.flatMap { bits($0) }) }

  static func random(_ count: Int, seed: UInt64) -> DescriptorSet {
    var generator = SplitMix64(seed: seed)
    return DescriptorSet(words: (0..<4 * count).map { _ in generator.next() })
  }

  /// `set` in the order of `order`, a tenth of the bits flipped.
  static func noisy(_ set: DescriptorSet, order: [Int], seed: UInt64) -> DescriptorSet {
    var generator = SplitMix64(seed: seed)
    var words = order.flatMap { set.words[4 * $0..<4 * $0 + 4] }
    for index in words.indices {
      for bit in 0..<64 where Int.random(in: 0..<10, using: &generator) == 0 { words[index] ^= 1 << UInt64(bit) }
    }
    return DescriptorSet(words: words)
  }

  @Test func valuesWorkedByHand() {
    let matches = DescriptorMatcher().matches(Self.set(0, 100, 200), Self.set(203, 1, 110))
    #expect(
      matches == [
        // Ratios 1/110, 3/90, 10/99.
        DescriptorMatch(indexA: 0, indexB: 1, distance: 1, secondDistance: 110),
        DescriptorMatch(indexA: 2, indexB: 0, distance: 3, secondDistance: 90),
        DescriptorMatch(indexA: 1, indexB: 2, distance: 10, secondDistance: 99),
      ])
  }

  @Test func theRatioIsStrictlyBelowTheLimit() {
    // Distances 9 and 10 from zero: a ratio of exactly 0.9.
    var options = DescriptorMatchingOptions()
    options.requiresMutualNearest = false
    options.maximumRatio = 0.9
    #expect(DescriptorMatcher(options: options).matches(Self.set(0), Self.set(10, 9)).isEmpty)
    options.maximumRatio = 0.91
    #expect(DescriptorMatcher(options: options).matches(Self.set(0), Self.set(10, 9)).count == 1)
  }

  @Test func twinsInTheSecondImageMatchNothing() {
    #expect(DescriptorMatcher().matches(Self.set(50), Self.set(50, 50)).isEmpty)
    #expect(DescriptorMatcher().matches(Self.set(50), Self.set(51, 51, 200)).isEmpty)
  }

  @Test func twinsInTheFirstImageLeaveTheFirst() {
    let matches = DescriptorMatcher().matches(Self.set(50, 50), Self.set(51, 200))
    #expect(matches.map(\.indexA) == [0])
  }

  @Test func withoutTheMutualTestSeveralMayShareOne() {
    var options = DescriptorMatchingOptions()
    options.requiresMutualNearest = false
    let matches = DescriptorMatcher(options: options).matches(Self.set(52, 50, 51), Self.set(51, 200))
    // Ratios 0, 1/148, 1/150.
    #expect(matches.map(\.indexA) == [2, 1, 0])
    #expect(DescriptorMatcher().matches(Self.set(52, 50, 51), Self.set(51, 200)).map(\.indexA) == [2])
  }

  @Test func equalRatiosAreOrderedByDistanceThenIndex() {
    // Ratio 1/10 each: distances 2 of 20, 1 of 10, 1 of 10, 2 of 20, far apart from one another.
    var options = DescriptorMatchingOptions()
    options.requiresMutualNearest = false
    let matches = DescriptorMatcher(options: options).matches(
      Self.set(100, 0, 200), Self.set(1, 10, 102, 120, 201, 210))
    #expect(matches.map(\.indexA) == [1, 2, 0])
    #expect(matches.map(\.secondDistance) == [10, 10, 20])
  }

  @Test func emptyAndSingleSetsAreAnswered() {
    let matcher = DescriptorMatcher()
    #expect(matcher.matches(DescriptorSet(), DescriptorSet()).isEmpty)
    #expect(matcher.matches(Self.set(1, 2), DescriptorSet()).isEmpty)
    #expect(matcher.matches(DescriptorSet(), Self.set(1, 2)).isEmpty)
    #expect(matcher.matches(Self.set(3), Self.set(5)).map(\.secondDistance) == [128])
    // 115.2 is nine tenths of 128.
    #expect(matcher.matches(Self.set(0), Self.set(116)).isEmpty)

    #expect(matcher.twoNearest(DescriptorSet(), in: Self.set(1)).isEmpty)
    #expect(
      matcher.twoNearest(Self.set(1), in: DescriptorSet())
        == [TwoNearest(index: nil, distance: 257, secondIndex: nil, secondDistance: 257)])
    #expect(
      matcher.twoNearest(Self.set(0), in: Self.set(256))
        == [TwoNearest(index: 0, distance: 256, secondIndex: nil, secondDistance: 257)])
  }

  @Test func aShuffledNoisyCopyIsFoundWhole() {
    let seed: UInt64 = 20_261_123
    let a = Self.random(500, seed: seed)
    var generator = SplitMix64(seed: seed + 1)
    let order = Array(0..<500).shuffled(using: &generator)
    let matches = DescriptorMatcher().matches(a, Self.noisy(a, order: order, seed: seed + 2))
    #expect(matches.count == 500, "seed \(seed)")
    #expect(matches.allSatisfy { order[$0.indexB] == $0.indexA }, "seed \(seed)")
  }

  @Test func mutualMatchesAreThoseOfBothDirections() {
    let seed: UInt64 = 4
    let a = Self.random(300, seed: seed)
    let b = Self.noisy(a, order: (0..<400).map { ($0 * 7) % 300 }, seed: seed + 1)
    var options = DescriptorMatchingOptions()
    options.maximumRatio = 1
    let matcher = DescriptorMatcher(options: options)
    let forth = matcher.twoNearest(a, in: b)
    let back = matcher.twoNearest(b, in: a)
    let expected = a.words.indices.filter { $0 % 4 == 0 }.map { $0 / 4 }.filter { index in
      guard let nearest = forth[index].index, forth[index].distance < forth[index].secondDistance else { return false }
      return back[nearest].index == index
    }
    #expect(matcher.matches(a, b).map(\.indexA).sorted() == expected)
    #expect(expected.count > 100)
  }

  @Test func ofEquallyNearOnesTheFirstIsMutual() {
    // Descriptors on a line, so crowded that many lie equally near and many want the same one.
    var options = DescriptorMatchingOptions()
    options.maximumRatio = 1
    let matcher = DescriptorMatcher(options: options)
    for seed in UInt64(1)...20 {
      var generator = SplitMix64(seed: seed)
      func line(_ count: Int) -> DescriptorSet {
        DescriptorSet(words: (0..<count).flatMap { _ in Self.bits(Int.random(in: 0...256, using: &generator)) })
      }
      // A single one has no second, whose distance then counts as chance's: a case of its own.
      let (a, b) = (line(Int.random(in: 1...80, using: &generator)), line(Int.random(in: 2...80, using: &generator)))
      let (forth, back) = (matcher.twoNearest(a, in: b), matcher.twoNearest(b, in: a))
      let expected = (0..<a.count).filter { index in
        guard let nearest = forth[index].index, forth[index].distance < forth[index].secondDistance else {
          return false
        }
        return back[nearest].index == index
      }
      #expect(matcher.matches(a, b).map(\.indexA).sorted() == expected, "seed \(seed)")
    }
  }

  @Test(arguments: Kernels.available.map(\.name))
  func everyBuildGivesTheSameMatches(name: String) throws {
    let kernels = try #require(Kernels.available.first { $0.name == name })
    let a = Self.random(700, seed: 1)
    let b = Self.noisy(a, order: (0..<900).map { ($0 * 11) % 700 }, seed: 2)
    let matcher = DescriptorMatcher(kernels: kernels)
    let reference = DescriptorMatcher(kernels: Kernels.available[0])
    #expect(matcher.matches(a, b) == reference.matches(a, b))
    for (index, pair) in matcher.twoNearest(a, in: b).enumerated() {
      let nearest = try #require(pair.index)
      #expect(pair.distance == a.distance(index, to: b, nearest))
    }
  }
}
