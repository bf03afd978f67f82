import FeatureExtraction
import Foundation
import Testing

@Suite struct BoltStepsTests {
  /// Steps are compared in single precision: every pair of heights on every pair of rings must come out as in double precision.
  @Test func singlePrecisionOrdersAllStepsRight() {
    let radii = (0..<12).map { 0.45 * pow(2, 0.2 * Double($0)) }
    let weights = radii.map { exp(-0.5 * pow(log($0) / 0.35, 2)) }
    var steps: [(exact: Double, single: Float)] = []
    for ring in 1..<11 {
      #expect(abs(Double(BoltSteps.bell[ring]) - weights[ring]) < 1e-7)
      for height in 1...255 {
        steps.append((Double(height) * weights[ring], Float(height) * BoltSteps.bell[ring]))
      }
    }
    steps.sort { $0.exact < $1.exact }
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.single < $1.single })
  }
}
