import VectorKernels

/// From which strength a gradient is an edge, told by the image's own noise.
///
/// The noise is read off the calmest tenth of a sample of the gradients, as if they followed Rayleigh's distribution.
/// Where a picture is textured all over, this is the texture's level: a structure has to stand out from it.
///
/// JPEG leaves steps between its 8 × 8 blocks. The mean absolute difference between neighbours is taken for each of the
/// eight phases apart; what the largest exceeds the others by is the steps' height. Edges along that phase's lines, and
/// only those, must be stronger by a multiple of it. (A picture cropped after its compression has its blocks at another
/// phase.)
struct EdgeThresholds {
  /// The threshold everywhere but on block borders, as an `EdgeStrength.code`.
  var base: Int16 = 0
  /// The last column or row before a block's border, modulo 8, and by how much the code must be higher beside it.
  var columnBorder = BlockBorder()
  var rowBorder = BlockBorder()

  /// Steps between blocks along one axis.
  struct BlockBorder {
    /// The line before a border, modulo 8.
    var phase = 0
    /// What is added to the threshold on both lines beside the border.
    var excess: Int16 = 0
  }

  /// Rows looked at.
  private static let sampledRows = 64
  /// The share of gradients that is taken for calm: small enough that every picture has that much.
  private static let calmShare = 0.1
  /// The quantile `calmShare` of Rayleigh's distribution of unit scale: √(−2 ln 0.9).
  private static let calmQuantile = 0.459
  /// The gradient at a step of height 1, smoothed: (11 − 1) / 16 over two samples.
  private static let gradientOfStep = 0.3125
  /// Steps between blocks vary: few are higher than this multiple of their mean.
  private static let stepMultiple = 4.0
  /// Differences above this many grey levels are the picture's, not the compression's.
  private static let largestStep: UInt8 = 8
  /// Bins of the histogram of codes, 4 codes each.
  private static let binCount = 23_104 / 4

  /// Measures `source`.
  ///
  /// - Complexity: O(width): a fixed number of rows.
  init(of source: KernelPlane, options: EdgeOptions, kernels: KernelTable, workspace: EdgeWorkspace) {
    let scale = Double(EdgeStrength.codesPerGreyLevel)
    let noise = Self.noiseCode(of: source, kernels, workspace) / Self.calmQuantile
    let floor = options.minimumGradient * scale
    base = Int16(min(max(floor, options.noiseMultiple * noise), 30_000))
    let step = Self.stepMultiple * Self.gradientOfStep * scale
    columnBorder = Self.border(Self.columnDifferences(source), step)
    rowBorder = Self.border(Self.rowDifferences(source), step)
  }

  /// The quantile `calmShare` of the sampled codes.
  private static func noiseCode(of source: KernelPlane, _ kernels: KernelTable, _ workspace: EdgeWorkspace) -> Double {
    let margin = EdgeStrength.gradientMargin
    let rows = source.height - 2 * margin
    guard rows > 0, source.width > 2 * margin else { return 0 }
    let strengths = workspace.strengths.reserve(source.width + 64)
    let scratch = workspace.scratch.reserve(edgeScratchCount)
    let histogram = workspace.histogram.reserve(binCount)
    histogram.update(repeating: 0, count: binCount)
    var count = 0
    for sample in 0..<min(sampledRows, rows) {
      let row = margin + (2 * sample + 1) * rows / (2 * min(sampledRows, rows))
      kernels.edgeStrengths(source, row, strengths, scratch)
      // Every other column: neighbours say almost the same after smoothing.
      var x = margin
      while x < source.width - margin {
        histogram[Int(strengths[x]) &>> 2] &+= 1
        count &+= 1
        x &+= 2
      }
    }
    var remaining = Int(Double(count) * calmShare)
    for bin in 0..<binCount {
      remaining -= Int(histogram[bin])
      if remaining < 0 { return Double(4 * bin) }
    }
    return 0
  }

  /// The mean clipped difference between column x and x + 1, for each x modulo 8.
  private static func columnDifferences(_ source: KernelPlane) -> [Double] {
    var sums = [Double](repeating: 0, count: 8)
    let groups = (source.width - 1) / 8
    let count = min(sampledRows, source.height)
    guard groups > 0 else { return sums }
    for sample in 0..<count {
      let y = (2 * sample + 1) * source.height / (2 * count)
      let row = source.pixels + y * source.rowStride
      var sum = SIMD8<UInt32>(repeating: 0)
      for group in 0..<groups {
        let here = UnsafeRawPointer(row + 8 * group).loadUnaligned(as: SIMD8<UInt8>.self)
        let next = UnsafeRawPointer(row + (8 * group + 1)).loadUnaligned(as: SIMD8<UInt8>.self)
        for lane in 0..<8 {
          let difference = here[lane] > next[lane] ? here[lane] &- next[lane] : next[lane] &- here[lane]
          sum[lane] &+= UInt32(min(difference, largestStep))
        }
      }
      for lane in 0..<8 { sums[lane] += Double(sum[lane]) }
    }
    return sums.map { $0 / Double(count * groups) }
  }

  /// The mean clipped difference between row y and y + 1, for each y modulo 8.
  private static func rowDifferences(_ source: KernelPlane) -> [Double] {
    var sums = [Double](repeating: 0, count: 8)
    let groups = (source.height - 1) / 8
    let count = min(sampledRows / 8, groups)
    guard count > 0 else { return sums }
    for sample in 0..<count {
      let first = (2 * sample + 1) * groups / (2 * count) * 8
      for lane in 0..<8 {
        let here = source.pixels + (first + lane) * source.rowStride
        let next = here + source.rowStride
        var sum: UInt32 = 0
        for x in 0..<source.width {
          let difference = here[x] > next[x] ? here[x] &- next[x] : next[x] &- here[x]
          sum &+= UInt32(min(difference, largestStep))
        }
        sums[lane] += Double(sum)
      }
    }
    return sums.map { $0 / Double(count * source.width) }
  }

  /// The phase that differs most, and by how much more than the next one, as an addition to the threshold.
  private static func border(_ differences: [Double], _ codesPerLevel: Double) -> BlockBorder {
    var phase = 0
    for index in 1..<8 where differences[index] > differences[phase] { phase = index }
    var next = 0.0
    for index in 0..<8 where index != phase { next = max(next, differences[index]) }
    return BlockBorder(phase: phase, excess: Int16((differences[phase] - next) * codesPerLevel))
  }
}

extension EdgeThresholds {
  /// The thresholds of all lines of an axis.
  func write(_ border: BlockBorder, count: Int, to target: UnsafeMutablePointer<Int16>) {
    let raised = Int16(min(Int(base) + Int(border.excess), Int(Int16.max)))
    for line in 0..<count {
      let phase = line & 7
      target[line] = phase == border.phase || phase == (border.phase &+ 1) & 7 ? raised : base
    }
  }
}
