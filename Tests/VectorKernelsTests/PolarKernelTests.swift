import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

/// The kernels that measure what is round a bolt.
@Suite struct PolarKernelTests {
  static func noise(_ count: Int, seed: UInt64, fill: Fill = .noise) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { fill.sample($0 % 61, $0 / 61, using: &generator) }
  }

  static func polar(
    _ table: KernelTable, _ source: KernelPlane, x: Int32, y: Int32, scale: Int32, offsets: ([Int32], [Int32])
  ) -> (samples: [UInt8], isIntact: Bool) {
    let target = CanaryBuffer<UInt8>(count: PolarGeometry.sampleCount, offset: 1)
    table.samplePolar(source, x, y, scale, offsets.0, offsets.1, target.base)
    return (target.elements, target.isIntact)
  }

  @Test func samplesOfARampAreThoseWorkedByHand() {
    let ramp = Picture(width: 80, height: 40) { x, y in UInt8(2 * x + y) }
    // Offsets of one radius to the right for even samples, of half a radius down for odd ones.
    let indices = Array(0..<PolarGeometry.sampleCount)
    let offsets = (
      indices.map { $0 % 2 == 0 ? Int32(4096) : 0 }, indices.map { $0 % 2 == 0 ? 0 : Int32(2048) }
    )
    let result = Self.polar(
      ReferenceKernels.table, ramp.plane, x: 10 << 12, y: 20 << 12, scale: 6 << 12, offsets: offsets)
    let even: Int32 = 2 * 16 + 20
    let odd: Int32 = 2 * 10 + 23
    let expected = indices.map { $0 % 2 == 0 ? even : odd }
    #expect(result.samples.map { Int32($0) } == expected)
  }

  @Test(arguments: Tables.names)
  func polarSamplesAgreeWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    var seed: UInt64 = 7000
    for (width, height) in [(2, 2), (2, 50), (50, 2), (33, 35), (131, 70)] {
      for fill in Fill.allCases {
        seed += 1
        var generator = SplitMix64(seed: seed)
        let picture = Picture(width: width, height: height, fill, seed: seed)
        for _ in 0..<20 {
          func random(_ range: ClosedRange<Int32>) -> Int32 { .random(in: range, using: &generator) }
          // From inside to wholly outside; scales up to 40 samples, offsets up to 4 radii.
          let (x, y) = (random(-300_000...800_000), random(-300_000...500_000))
          let scale = random(1...40 << 12)
          let offsets = (
            (0..<PolarGeometry.sampleCount).map { _ in random(-12_000...12_000) },
            (0..<PolarGeometry.sampleCount).map { _ in random(-12_000...12_000) }
          )
          let expected = Self.polar(
            ReferenceKernels.table, picture.plane, x: x, y: y, scale: scale, offsets: offsets)
          let result = Self.polar(table, picture.plane, x: x, y: y, scale: scale, offsets: offsets)
          #expect(result.samples == expected.samples, "\(width) × \(height), \(fill), seed \(seed)")
          #expect(result.isIntact)
        }
      }
    }
  }

  @Test(arguments: Tables.names)
  func ringsOfCutsAgreeWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    for (index, fill) in Fill.allCases.enumerated() {
      let seed = UInt64(7100 + index)
      let cuts = Self.noise(CutGeometry.sampleCount * BoltFeature.lanes, seed: seed, fill: fill)
      var generator = SplitMix64(seed: ~seed)
      let corners = (0..<PolarGeometry.sampleCount).map { _ in
        Int16(16 * Int.random(in: 0..<15, using: &generator) + Int.random(in: 0..<15, using: &generator))
      }
      let weights = (0..<PolarGeometry.sampleCount).flatMap { _ -> [Int16] in
        let a = Int16.random(in: 0...128, using: &generator)
        let b = Int16.random(in: 0...(128 - a), using: &generator)
        let c = Int16.random(in: 0...(128 - a - b), using: &generator)
        return [a, b, c, 128 - a - b - c]
      }
      func run(_ table: KernelTable) -> (samples: [UInt8], isIntact: Bool) {
        let target = CanaryBuffer<UInt8>(count: PolarGeometry.sampleCount * BoltFeature.lanes, offset: 3)
        let scratch = CanaryBuffer<UInt8>(count: CutGeometry.sampleCount * BoltFeature.lanes)
        table.ringsOfCuts(cuts, corners, weights, target.base, scratch.base)
        return (target.elements, target.isIntact && scratch.isIntact)
      }
      let result = run(table)
      #expect(result.samples == run(ReferenceKernels.table).samples, "\(fill), seed \(seed)")
      #expect(result.isIntact)
    }
  }

  @Test(arguments: Tables.names)
  func samplesArePutSideBySide(name: String) throws {
    let table = try #require(Tables.named(name))
    let count = PolarGeometry.sampleCount
    let samples = Self.noise(count * BoltFeature.lanes, seed: 7200)
    let target = CanaryBuffer<UInt8>(count: samples.count, offset: 5)
    table.interleavePolar(samples, target.base)
    #expect(target.isIntact)
    #expect(
      target.elements
        == (0..<samples.count).map { samples[$0 % BoltFeature.lanes * count + $0 / BoltFeature.lanes] })
  }

  static func features(
    _ table: KernelTable, _ samples: [UInt8], includesOutline: Bool
  ) -> (values: [Float], isIntact: Bool) {
    let count = includesOutline ? BoltFeature.count : BoltFeature.plainCount
    let target = CanaryBuffer<Float>(count: count * BoltFeature.lanes)
    let work = CanaryBuffer<Float>(count: BoltFeature.workCount)
    table.boltFeatures(samples, includesOutline, target.base, work.base)
    return (target.elements, target.isIntact && work.isIntact)
  }

  @Test func featuresOfADiscAreThoseWorkedByHand() {
    // Rings 0...4 at 200, the rest at 100: one round edge, and nothing along any ring.
    let samples = (0..<PolarGeometry.sampleCount * BoltFeature.lanes).map { index -> UInt8 in
      index / BoltFeature.lanes / PolarGeometry.angleCount < 5 ? 200 : 100
    }
    let values = Self.features(ReferenceKernels.table, samples, includesOutline: true).values
    func feature(_ index: Int) -> Float { values[index * BoltFeature.lanes + 17] }
    // 5 of 9 rings at 200: the deviation is 100 · √(5 · 4) / 9 = 49.69.
    #expect(abs(feature(BoltFeature.spread) - 50.69) < 0.01)
    #expect(abs(feature(BoltFeature.mean) - 100 / 50.69) < 0.001)
    #expect(feature(BoltFeature.deviation + 4) == 0)
    #expect(feature(BoltFeature.tangential + 4) == 0)
    #expect(feature(BoltFeature.radial + 3) == 0)
    #expect(abs(feature(BoltFeature.radial + 4) - 100 / 50.69) < 0.001)
    #expect(feature(BoltFeature.harmonics) == 0)
    // The edge lies in every direction at the fourth of the differences that count: position 3, without spread.
    #expect(feature(BoltFeature.edgePosition) == 3)
    #expect(feature(BoltFeature.edgePosition + 1) == 0)
    #expect(abs(feature(BoltFeature.outline + 3) - 100 / 50.69) < 0.001)
  }

  @Test func harmonicsFindHowOftenARingGoesUpAndDown() {
    // Ring 3 is a cosine with as many waves as the place's number tells, 1 to 3.
    let cosines: [Double] = [1, 0.923_88, 0.707_11, 0.382_68, 0, -0.382_68, -0.707_11, -0.923_88]
    func cosine(_ k: Int) -> Double { k % 16 < 8 ? cosines[k % 16] : -cosines[k % 16 - 8] }
    let samples = (0..<PolarGeometry.sampleCount * BoltFeature.lanes).map { index -> UInt8 in
      let (sample, place) = (index / BoltFeature.lanes, index % BoltFeature.lanes)
      guard sample / 16 == 3 else { return 120 }
      return UInt8((120 + 80 * cosine(sample % 16 * (1 + place % 3))).rounded())
    }
    let values = Self.features(ReferenceKernels.table, samples, includesOutline: false).values
    for place in 0..<3 {
      let amplitudes = (0..<3).map { order in
        values[(BoltFeature.harmonics + order * PolarGeometry.ringCount + 3) * BoltFeature.lanes + place]
      }
      #expect(amplitudes.indices.max { amplitudes[$0] < amplitudes[$1] } == place)
      #expect(amplitudes.enumerated().allSatisfy { $0 == place || $1 < 0.02 })
    }
  }

  @Test(arguments: Tables.names)
  func featuresAgreeWithTheReferenceBitForBit(name: String) throws {
    let table = try #require(Tables.named(name))
    for (index, fill) in Fill.allCases.enumerated() {
      let seed = UInt64(7300 + index)
      let samples = Self.noise(PolarGeometry.sampleCount * BoltFeature.lanes, seed: seed, fill: fill)
      for includesOutline in [true, false] {
        let expected = Self.features(ReferenceKernels.table, samples, includesOutline: includesOutline)
        let result = Self.features(table, samples, includesOutline: includesOutline)
        #expect(result.values.map(\.bitPattern) == expected.values.map(\.bitPattern), "\(fill), seed \(seed)")
        #expect(result.isIntact)
      }
    }
  }

  @Test(arguments: Tables.names)
  func treesAgreeWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    for (seed, depth) in [(7400, 1), (7401, 4), (7402, 6)] as [(UInt64, Int)] {
      var generator = SplitMix64(seed: seed)
      let rows = 9
      let treeCount = 11
      let features = (0..<rows * BoltFeature.lanes).map { _ in Float.random(in: -2...2, using: &generator) }
      let splits = (0..<treeCount * depth).map { _ in Int32.random(in: 0..<Int32(rows), using: &generator) }
      // Half of the thresholds are values that occur: "above" is strict.
      let thresholds = splits.enumerated().map { index, row in
        index % 2 == 0
          ? features[Int(row) * BoltFeature.lanes + index % BoltFeature.lanes]
          : Float.random(in: -1...1, using: &generator)
      }
      let leaves = (0..<treeCount << depth).map { _ in Int16(truncatingIfNeeded: generator.next()) } + [0]
      func run(_ table: KernelTable) -> (sums: [Int32], isIntact: Bool) {
        let target = CanaryBuffer<Int32>(count: BoltFeature.lanes, offset: 1)
        table.evaluateTrees(features, splits, thresholds, leaves, treeCount, depth, target.base)
        return (target.elements, target.isIntact)
      }
      let result = run(table)
      #expect(result.sums == run(ReferenceKernels.table).sums, "seed \(seed)")
      #expect(result.isIntact)
    }
  }
}
