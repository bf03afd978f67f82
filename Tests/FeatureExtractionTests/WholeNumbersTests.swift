import Foundation
import ReproducibleMath
import TestSupport
import Testing

@Suite struct WholeNumbersTests {
  /// Values round whole numbers and halves, where roundings differ.
  private static func values(seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    var values = [0.0, -0.0, 0.5, -0.5, 0.499_999_999_999_999_94, -0.499_999_999_999_999_94]
    for _ in 0..<20_000 {
      let half = 0.5 * Double(Int.random(in: -20_000...20_000, using: &generator))
      values += [half, half.nextUp, half.nextDown, half + Double.random(in: -0.5...0.5, using: &generator)]
    }
    return values
  }

  @Test func doublesGoWhereRoundingTakesThem() {
    let values = Self.values(seed: 11)
    #expect(values.allSatisfy { wholeBelow($0) == Int($0.rounded(.down)) }, "seed 11")
    #expect(values.allSatisfy { wholeNearest($0) == Int($0.rounded()) }, "seed 11")
  }

  @Test func floatsGoWhereRoundingTakesThem() {
    let values = Self.values(seed: 12).map { Float($0) }
    #expect(values.allSatisfy { wholeBelow($0) == Int32($0.rounded(.down)) }, "seed 12")
    #expect(values.allSatisfy { wholeAbove($0) == Int32($0.rounded(.up)) }, "seed 12")
  }
}
