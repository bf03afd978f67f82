import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

@Suite struct PatchMomentsTests {
  /// Both rows of weights: `slope` and `bell` of the distance from the middle, zeros behind.
  static func weights(slope: (Int) -> Int16, bell: (Int) -> Int16) -> [Int16] {
    let radius = MomentGeometry.radius
    let distances = -radius...radius
    let padding = [Int16](repeating: 0, count: MomentGeometry.rowCount - distances.count)
    return distances.map(slope) + padding + distances.map(bell) + padding
  }

  static func run(
    _ table: KernelTable, _ source: KernelPlane, _ x: Int, _ y: Int, _ weights: [Int16],
    rows rowWeights: [Int16]? = nil
  ) -> (moments: [Int32], isIntact: Bool) {
    let moments = CanaryBuffer<Int32>(count: 2)
    table.patchMoments(source, x, y, weights, rowWeights ?? weights, moments.base)
    return (moments.elements, moments.isIntact)
  }

  @Test func theReferenceAgreesWithValuesWorkedByHand() {
    let plain = Self.weights(slope: { Int16($0) }, bell: { _ in 1 })
    // 25 rows of Σ k² = 1,300 for k = −12 … 12.
    let across = Picture(width: 40, height: 30) { x, _ in UInt8(x) }
    #expect(Self.run(ReferenceKernels.table, across.plane, 14, 13, plain).moments == [32_500, 0])
    let down = Picture(width: 40, height: 30) { _, y in UInt8(100 - 3 * y) }
    #expect(Self.run(ReferenceKernels.table, down.plane, 12, 17, plain).moments == [0, -97_500])
    // One sample of 10 at (+5, −7) of the middle: 10 · 10 · 6 and 10 · 8 · −14.
    let dot = Picture(width: 40, height: 30) { x, y in x == 20 && y == 8 ? 10 : 0 }
    let tapered = Self.weights(slope: { Int16(2 * $0) }, bell: { Int16(13 - abs($0)) })
    #expect(Self.run(ReferenceKernels.table, dot.plane, 15, 15, tapered).moments == [600, -1120])
  }

  @Test(arguments: Tables.names)
  func everyPlaceAgreesWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    var seed: UInt64 = 3000
    for (width, height) in [(25, 25), (26, 31), (67, 40), (90, 27)] {
      for fill in Fill.allCases {
        seed += 1
        var generator = SplitMix64(seed: seed)
        let picture = Picture(width: width, height: height, fill, seed: seed)
        let greatest = (1...12).map { _ in Int16.random(in: 0...127, using: &generator) }
        for weights in [
          Self.weights(slope: { $0 == 0 ? 0 : Int16($0.signum()) * greatest[abs($0) - 1] }, bell: { _ in 127 }),
          // The greatest moments that the contract allows.
          Self.weights(slope: { Int16(127 * $0.signum()) }, bell: { _ in 127 }),
          Self.weights(slope: { Int16(-127 * $0.signum()) }, bell: { _ in -127 }),
        ] {
          for y in 12..<height - 12 {
            for x in 12..<width - 12 {
              let expected = Self.run(ReferenceKernels.table, picture.plane, x, y, weights)
              let result = Self.run(table, picture.plane, x, y, weights)
              #expect(result.moments == expected.moments, "(\(x), \(y)) of \(width) × \(height), \(fill), seed \(seed)")
              #expect(result.isIntact)
            }
          }
        }
      }
    }
  }

  /// The greatest moment of all: white where the slope is positive, black elsewhere.
  @Test(arguments: Tables.names)
  func theGreatestMomentDoesNotOverflow(name: String) throws {
    let table = try #require(Tables.named(name))
    let picture = Picture(width: 25, height: 25) { x, _ in x > 12 ? 255 : 0 }
    let weights = Self.weights(slope: { Int16(127 * $0.signum()) }, bell: { _ in 127 })
    // 255 · 12 · 127 · 25 · 127.
    #expect(Self.run(table, picture.plane, 12, 12, weights).moments == [1_233_868_500, 0])
  }
}
