import FeatureExtraction
import Foundation
import ReproducibleMath
import TestSupport
import Testing

@Suite struct AnglesTests {
  @Test func axesAndDiagonalsAreExact() {
    let pi = Double.pi
    for length in [1.0, 3, 1e-300, 1e300] {
      #expect(angleOf(x: length, y: 0) == 0)
      #expect(angleOf(x: 0, y: length) == pi / 2)
      #expect(angleOf(x: -length, y: 0) == pi)
      #expect(angleOf(x: 0, y: -length) == 3 * pi / 2)
    }
    #expect(angleOf(x: 0, y: 0) == 0)
    #expect(angleOf(x: 1, y: -0.0) == 0)
    for (x, y, eighths) in [(1.0, 1.0, 1.0), (-1, 1, 3), (-1, -1, 5), (1, -1, 7)] {
      #expect(abs(angleOf(x: x, y: y) - eighths * pi / 4) < 1e-7)
    }
  }

  @Test func theAngleAgreesWithTheCLibrary() {
    var generator = SplitMix64(seed: 6001)
    var worst = 0.0
    for step in 0..<200_000 {
      let angle = Double(step) / 200_000 * 2 * Double.pi
      let length = Double.random(in: 0.001...1e9, using: &generator)
      let (x, y) = (length * cos(angle), length * sin(angle))
      let expected = atan2(y, x) < 0 ? atan2(y, x) + 2 * Double.pi : atan2(y, x)
      let found = angleOf(x: x, y: y)
      #expect(found >= 0 && found < 2 * Double.pi)
      worst = max(worst, angularDistance(found, expected))
    }
    #expect(worst < 1e-7)
  }

  /// The nearest `Float` to an angle just below 2π lies above 2π.
  @Test func singlePrecisionStaysBelowAFullTurn() {
    #expect(Double(Float((2 * Double.pi).nextDown)) > 2 * Double.pi)
    for angle in [(2 * Double.pi).nextDown, 2 * Double.pi - 1e-8, 2 * Double.pi - 2e-7, 2 * Double.pi - 1e-6, 0, 3] {
      let single = singlePrecisionAngle(angle)
      #expect(single >= 0 && Double(single) < 2 * Double.pi)
      #expect(angularDistance(Double(single), angle) < 5e-7)
    }
  }
}
