import ImagePlanes

extension Plane {
  /// A plane whose sample in column x of row y is `sample(x, y)`.
  package static func made(width: Int, height: Int, _ sample: (_ x: Int, _ y: Int) -> UInt8) -> Plane {
    Plane(width: width, height: height) { pixels, rowStride in
      for y in 0..<height {
        for x in 0..<width { pixels[y * rowStride + x] = sample(x, y) }
      }
    }
  }

  /// A plane of independent random samples.
  package static func noise(width: Int, height: Int, seed: UInt64) -> Plane {
    var generator = SplitMix64(seed: seed)
    return made(width: width, height: height) { _, _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  /// The fills that drive kernels to their extremes: all 0, all 255, chequered, stripes, and noise of `seed`.
  package static func extremes(width: Int, height: Int, seed: UInt64) -> [Plane] {
    [
      made(width: width, height: height) { _, _ in 0 },
      made(width: width, height: height) { _, _ in 255 },
      made(width: width, height: height) { x, y in (x + y) % 2 == 0 ? 0 : 255 },
      made(width: width, height: height) { x, _ in x % 2 == 0 ? 0 : 255 },
      noise(width: width, height: height, seed: seed),
    ]
  }
}
