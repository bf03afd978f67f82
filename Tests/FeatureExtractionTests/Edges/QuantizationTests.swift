import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing

/// What a JPEG's quantisation makes is no edge; what it could not make is one.
@Suite struct QuantizationTests {
  private static let table = LumaQuantization(steps: [UInt16](repeating: 28, count: 64))

  private static func lines(_ plane: Plane, _ quantization: LumaQuantization?) -> [LineSegment] {
    var options = ExtractionOptions()
    options.stages = .edges
    return FeatureExtractor(options: options).extract(from: plane, quantization: quantization).edges.lines
  }

  /// Flat blocks, and blocks with one step of one coefficient: neighbours of one kind make lines that are the compression's alone.
  private static func waves(seed: UInt64) -> Plane {
    var generator = SplitMix64(seed: seed)
    let kinds = (0..<60 * 40).map { _ in Int.random(in: 0..<12, using: &generator) }
    return Plane.made(width: 480, height: 320) { x, y in
      let kind = kinds[y / 8 * 60 + x / 8]
      guard kind < 3 else { return 128 }
      let wave = 28 / 4 * (0.5).squareRoot() * cos(Double(2 * (x % 8) + 1) * Double(kind + 1) * .pi / 16)
      return UInt8((128 + wave).rounded())
    }
  }

  @Test func singleStepsMakeNoLines() {
    let pictures = (1...6 as ClosedRange<UInt64>).map(Self.waves)
    // Without the table they would: the picture's calm says that there is no noise.
    #expect(pictures.contains { !Self.lines($0, nil).isEmpty })
    for (index, picture) in pictures.enumerated() {
      #expect(Self.lines(picture, Self.table).isEmpty, "seed \(index + 1)")
    }
  }

  @Test func strongerEdgesStay() {
    var scene = EdgeScene()
    scene.addBar(center: Point(x: 160, y: 120), length: 150, breadth: 60, angle: 0.3, grey: 150)
    #expect(Self.lines(scene.plane(noise: 2), Self.table).count == 4)
    // A table of ones, as the best quality has it, changes nothing.
    let finest = LumaQuantization(steps: [UInt16](repeating: 1, count: 64))
    #expect(Self.lines(scene.plane(noise: 2), finest) == Self.lines(scene.plane(noise: 2), nil))
  }
}
