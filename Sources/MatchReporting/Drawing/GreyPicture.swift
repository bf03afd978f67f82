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
  /// - Complexity: O(`plane.width` · `plane.height` + 2 · output area · filter width); one row of sums in memory.
  package init(_ plane: Plane, width: Int, height: Int) {
    let columns = FilterTaps.table(from: plane.width, to: width)
    let rows = FilterTaps.table(from: plane.height, to: height)
    var pixels = [UInt8](repeating: 0, count: width * height)
    // A row of the source, filtered along x and kept for as long as output rows need it.
    var filteredRows: [[UInt8]] = []
    var firstKept = 0
    plane.withUnsafePixels { source in
      for y in 0..<height {
        let taps = rows[y]
        while firstKept + filteredRows.count < taps.first + taps.weights.count {
          let row = source + (firstKept + filteredRows.count) * plane.rowStride
          filteredRows.append(
            columns.map { taps in
              var sum = FilterTaps.half
              for (offset, weight) in taps.weights.enumerated() { sum += weight * Int(row[taps.first + offset]) }
              return UInt8(sum >> FilterTaps.bits)
            })
        }
        if taps.first > firstKept {
          filteredRows.removeFirst(taps.first - firstKept)
          firstKept = taps.first
        }
        for x in 0..<width {
          var sum = FilterTaps.half
          for (offset, weight) in taps.weights.enumerated() { sum += weight * Int(filteredRows[offset][x]) }
          pixels[y * width + x] = UInt8(sum >> FilterTaps.bits)
        }
      }
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// The picture with every sample passed through `tone`.
  package func toned(_ tone: (UInt8) -> UInt8) -> GreyPicture {
    let table = (0...255).map { tone(UInt8($0)) }
    return GreyPicture(width: width, height: height, pixels: pixels.map { table[Int($0)] })
  }
}

/// The source samples behind one output sample: fixed-point weights that sum to exactly 2^`bits`.
private struct FilterTaps {
  static let bits = 15
  static let half = 1 << (bits - 1)

  var first: Int
  var weights: [Int]

  static func table(from source: Int, to target: Int) -> [FilterTaps] {
    let step = Double(source) / Double(target)
    let radius = max(1, step)
    return (0..<target).map { index in
      let center = (Double(index) + 0.5) * step - 0.5
      let first = max(0, Int((center - radius).rounded(.down)))
      let last = min(source - 1, Int((center + radius).rounded(.up)))
      let raw = (first...last).map { max(0, 1 - (Double($0) - center).magnitude / radius) }
      let total = raw.reduce(0, +)
      var weights = raw.map { Int(($0 / total * Double(1 << bits)).rounded()) }
      // Rounding must not change the brightness: the heaviest tap takes the rest.
      let heaviest = raw.indices.max { raw[$0] < raw[$1] }!
      weights[heaviest] += (1 << bits) - weights.reduce(0, +)
      return FilterTaps(first: first, weights: weights)
    }
  }
}
