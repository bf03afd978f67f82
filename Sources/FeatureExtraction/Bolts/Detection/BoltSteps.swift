import ReproducibleMath
import VectorKernels

/// The strongest step of brightness in every direction round a bolt, near the radius that is expected.
package struct BoltSteps {
  /// How far from the centre each lies over the radius, between the rings.
  private(set) var distances = InlineArray<16, Double>(repeating: 0)
  /// Its height, over two rings.
  private(set) var strengths = InlineArray<16, Double>(repeating: 0)

  /// How far from the expected radius steps count: the deviation of a bell over ln r.
  private static let radiusSpread = 0.35

  /// Single precision is enough: the products of whole heights up to 255 with these weights differ by 6e-7 of themselves at least, where they
  /// differ.
  package static let bell: [Float] = PolarOffsets.outline.radii.map { radius in
    let distance = Elementary.logarithm(radius) / radiusSpread
    return Float(Elementary.exponential(-0.5 * distance * distance))
  }

  /// Looks at the samples of `PolarOffsets.outline` round a place.
  init(_ samples: UnsafePointer<UInt8>) {
    Self.bell.withUnsafeBufferPointer { bell in
      PolarOffsets.outline.radii.withUnsafeBufferPointer { radii in find(samples, bell, radii) }
    }
  }

  @inline(__always)
  private mutating func find(
    _ samples: UnsafePointer<UInt8>, _ bell: UnsafeBufferPointer<Float>, _ radii: UnsafeBufferPointer<Double>
  ) {
    let pitch = PolarGeometry.angleCount
    // Ring by ring, all directions side by side; of equals, the innermost.
    var strongest = InlineArray<16, Float>(repeating: -1)
    var rings = InlineArray<16, Int32>(repeating: 1)
    for ring in 1..<PolarGeometry.ringCount - 1 {
      let inner = samples + (ring &- 1) &* pitch
      let outer = inner + 2 &* pitch
      let (weight, number) = (bell[ring], Int32(truncatingIfNeeded: ring))
      for angle in 0..<pitch {
        let weighted = Float(Self.height(inner, outer, angle)) * weight
        rings[angle] = weighted > strongest[angle] ? number : rings[angle]
        strongest[angle] = weighted > strongest[angle] ? weighted : strongest[angle]
      }
    }
    for angle in 0..<pitch {
      let ring = min(max(Int(rings[angle]), 2), PolarGeometry.ringCount - 3)
      let first = samples + (ring &- 2) &* pitch
      let before = Double(Self.height(first, first + 2 &* pitch, angle))
      let here = Double(Self.height(first + pitch, first + 3 &* pitch, angle))
      let after = Double(Self.height(first + 2 &* pitch, first + 4 &* pitch, angle))
      let curvature = before + after - 2 * here
      let offset = curvature < 0 ? min(max(0.5 * (before - after) / curvature, -0.5), 0.5) : 0
      // Linear between the rings' radii: their ratio is 1.15, and the parabola's own error is larger.
      let next = offset < 0 ? radii[ring] - radii[ring &- 1] : radii[ring &+ 1] - radii[ring]
      distances[angle] = radii[ring] + offset * next
      strengths[angle] = here
    }
  }

  /// The difference between two rings' samples in one direction.
  @inline(__always)
  private static func height(_ inner: UnsafePointer<UInt8>, _ outer: UnsafePointer<UInt8>, _ angle: Int) -> Int32 {
    abs(Int32(outer[angle]) &- Int32(inner[angle]))
  }
}
