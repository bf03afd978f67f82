import ImagePlanes

/// A grey picture at the size in which it is drawn: `width` × `height` bytes, row by row, without padding.
package struct GreyPicture: Hashable, Sendable {
  /// Columns.
  package let width: Int
  /// Rows.
  package let height: Int
  /// Samples, `y * width + x`.
  package var pixels: [UInt8]

  /// Makes a picture of its samples.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height, "a sample a pixel")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// `plane`, resampled to `width` × `height` by a triangle filter: bilinear where it grows, and wide enough to take
  /// every pixel in where it shrinks, so that fine texture does not turn into moiré.
  ///
  /// - Complexity: O(`plane.width` · `plane.height` + 2 · output area · filter width); few rows in memory.
  package init(_ plane: Plane, width: Int, height: Int) {
    let columns = FilterTaps(from: plane.width, to: width)
    let rows = FilterTaps(from: plane.height, to: height)
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height) { pixels, count in
      plane.withUnsafePixels { source in
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rows.most * width) { filtered in
          withUnsafeTemporaryAllocation(of: Int32.self, capacity: width) { sums in
            Self.resample(
              source, plane.rowStride, columns, rows, width, filtered: filtered.baseAddress!, sums: sums.baseAddress!,
              to: pixels.baseAddress!)
          }
        }
      }
      count = width * height
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// Filters along x row by row of the source, as output rows need them, then along y. Row r is kept in `filtered` at r modulo the rows that
  /// an output row needs at most.
  private static func resample(
    _ source: UnsafePointer<UInt8>, _ stride: Int, _ columns: FilterTaps, _ rows: FilterTaps, _ width: Int,
    filtered: UnsafeMutablePointer<UInt8>, sums: UnsafeMutablePointer<Int32>, to pixels: UnsafeMutablePointer<UInt8>
  ) {
    var next = 0
    for (y, first) in rows.first.enumerated() {
      let taps = rows.range(y)
      next = max(next, first)
      while next < first + taps.count {
        columns.filter(source + next * stride, to: filtered + next % rows.most * width)
        next += 1
      }
      sums.update(repeating: FilterTaps.half, count: width)
      for (offset, tap) in taps.enumerated() {
        let weight = rows.weights[tap]
        let row = filtered + (first + offset) % rows.most * width
        for x in 0..<width { sums[x] &+= weight &* Int32(row[x]) }
      }
      let target = pixels + y * width
      for x in 0..<width { target[x] = UInt8(truncatingIfNeeded: sums[x] &>> FilterTaps.bits) }
    }
  }

  /// The picture with every sample passed through `tone`.
  package func toned(_ tone: (UInt8) -> UInt8) -> GreyPicture {
    let table = (0...255).map { tone(UInt8($0)) }
    return GreyPicture(width: width, height: height, pixels: pixels.map { table[Int($0)] })
  }
}

/// The source samples behind every output sample: fixed-point weights that sum to exactly 2^`bits` for each.
private struct FilterTaps {
  static let bits: Int32 = 15
  static let half: Int32 = 1 << (bits - 1)

  /// The first source sample of each output sample.
  private(set) var first: [Int] = []
  /// The weights of all output samples, one after another.
  private(set) var weights: [Int32] = []
  /// Where each output sample's weights begin, and the end.
  private var starts = [0]
  /// The most source samples of an output sample.
  private(set) var most = 1

  init(from source: Int, to target: Int) {
    let step = Double(source) / Double(target)
    let radius = max(1, step)
    for index in 0..<target {
      let center = (Double(index) + 0.5) * step - 0.5
      let first = max(0, Int((center - radius).rounded(.down)))
      let last = min(source - 1, Int((center + radius).rounded(.up)))
      let raw = (first...last).map { max(0, 1 - (Double($0) - center).magnitude / radius) }
      let total = raw.reduce(0, +)
      var own = raw.map { Int32(($0 / total * Double(1 << Self.bits)).rounded()) }
      // Rounding must not change the brightness: the heaviest tap takes the rest.
      let heaviest = raw.indices.max { raw[$0] < raw[$1] }!
      own[heaviest] += (1 << Self.bits) - own.reduce(0, +)
      self.first.append(first)
      weights += own
      starts.append(weights.count)
      most = max(most, own.count)
    }
  }

  /// The weights of an output sample.
  func range(_ index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }

  /// Filters a row of the source.
  func filter(_ row: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    for index in first.indices {
      var sum = Self.half
      var sample = first[index]
      for tap in range(index) {
        sum &+= weights[tap] &* Int32(row[sample])
        sample &+= 1
      }
      target[index] = UInt8(truncatingIfNeeded: sum >> Self.bits)
    }
  }
}
