import TestSupport
import VectorKernels

/// What a test picture shows. The extremes drive sums to their limits, noise finds what nobody thought of.
enum Fill: CaseIterable {
  case black, white, chequered, columns, rows, ramp, noise, blackAndWhiteNoise

  func sample(_ x: Int, _ y: Int, using generator: inout SplitMix64) -> UInt8 {
    switch self {
    case .black: 0
    case .white: 255
    case .chequered: (x + y) % 2 == 0 ? 0 : 255
    case .columns: x % 2 == 0 ? 255 : 0
    case .rows: y % 2 == 0 ? 0 : 255
    case .ramp: UInt8(truncatingIfNeeded: 5 * x + 3 * y)
    case .noise: UInt8(truncatingIfNeeded: generator.next())
    case .blackAndWhiteNoise: generator.next() % 2 == 0 ? 0 : 255
    }
  }
}

/// A plane in memory of its own, at any stride and offset, with noise wherever the picture is not.
final class Picture {
  let plane: KernelPlane
  private let memory: CanaryBuffer<UInt8>

  /// Makes a plane whose sample in column x of row y is `sample(x, y)`.
  ///
  /// - Parameters:
  ///   - padding: Bytes between the rows.
  ///   - offset: Bytes from a 64-byte boundary to the first sample.
  init(
    width: Int, height: Int, padding: Int = 0, offset: Int = 0, seed: UInt64 = 0, sample: (_ x: Int, _ y: Int) -> UInt8
  ) {
    let stride = width + padding
    var generator = SplitMix64(seed: ~seed)
    // The slack that kernels may read.
    memory = CanaryBuffer(count: stride * height + 64, offset: offset)
    for index in 0..<memory.count { memory.base[index] = UInt8(truncatingIfNeeded: generator.next()) }
    for y in 0..<height {
      for x in 0..<width { memory.base[y * stride + x] = sample(x, y) }
    }
    plane = KernelPlane(pixels: memory.base, rowStride: stride, width: width, height: height)
  }

  /// Makes a plane of `fill`, with padding and offset that `seed` gives.
  convenience init(width: Int, height: Int, _ fill: Fill, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let padding = Int(generator.next() % 7)
    let offset = Int(generator.next() % 64)
    self.init(width: width, height: height, padding: padding, offset: offset, seed: seed) { x, y in
      fill.sample(x, y, using: &generator)
    }
  }
}

/// Every kernel table that this processor runs, by name: what tests of kernels are run with.
enum Tables {
  static let names = Kernels.available.map(\.name)

  static func named(_ name: String) -> KernelTable? { Kernels.available.first { $0.name == name } }

  /// Widths and heights round the vectors' sizes: up to three vectors of 64 bytes and one.
  static let widths = Array(1...20) + [31, 32, 33, 47, 48, 49, 63, 64, 65, 66, 67, 95, 96, 97, 127, 128, 129, 191, 193]
  static let heights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 13]
}
