import VectorKernels

/// The coded Hessian responses of every level of a pyramid, and what is read between the samples of several of them.
struct ResponseMaps {
  struct Map {
    var codes: UnsafePointer<Int16>
    /// Elements from row to row.
    var stride: Int
    var width: Int
    var height: Int
    /// Level-0 pixels a sample.
    var scale: Double
  }

  private let maps: [Map]
  /// log₂ of each map's scale.
  private let logScales: [Double]

  init(maps: [Map]) {
    self.maps = maps
    // The ladder holds powers of two and one and a half times them: no logarithm need be computed.
    logScales = maps.map { map in
      let octave = Double(map.scale.exponent)
      return map.scale.significand == 1 ? octave : octave + 0.584_962_500_721_156
    }
  }

  static func stride(width: Int) -> Int { (width + 63) & ~31 }

  var indices: Range<Int> { maps.indices }

  subscript(index: Int) -> Map { maps[index] }

  /// Whether no sample round the place of (x, y) in the two neighbouring levels answers more strongly than `code`.
  func isMaximumOverScale(level: Int, x: Int, y: Int, code: Int16) -> Bool {
    if level > 0, strongest(in: level - 1, near: x, y, of: level) > code { return false }
    if level + 1 < maps.count, strongest(in: level + 1, near: x, y, of: level) > code { return false }
    return true
  }

  /// The strongest code of the 3 × 3 samples of level `target` nearest to sample (x, y) of level `source`.
  private func strongest(in target: Int, near x: Int, _ y: Int, of source: Int) -> Int16 {
    let map = maps[target]
    let ratio = maps[source].scale / map.scale
    // ⌊((x + ½)·ratio − ½) + ½⌋: the nearest sample's index.
    let column = min(max(Int((Double(x) + 0.5) * ratio), 1), map.width - 2)
    let row = min(max(Int((Double(y) + 0.5) * ratio), 1), map.height - 2)
    var centre = map.codes + (row - 1) * map.stride + column
    var best: Int16 = 0
    for _ in 0..<3 {
      best = max(best, max(centre[-1], max(centre[0], centre[1])))
      centre += map.stride
    }
    return best
  }

  /// The candidate's place and scale between the samples, by parabolas through the logarithmic codes.
  func refine(_ candidate: KeypointCandidate) -> DetectedKeypoint {
    let level = Int(candidate.level)
    let map = maps[level]
    let centre = map.codes + Int(candidate.y) * map.stride + Int(candidate.x)
    func code(_ dx: Int, _ dy: Int) -> Double { Double(centre[dy * map.stride + dx]) }
    let value = code(0, 0)
    let gradientX = (code(1, 0) - code(-1, 0)) / 2
    let gradientY = (code(0, 1) - code(0, -1)) / 2
    let xx = code(1, 0) + code(-1, 0) - 2 * value
    let yy = code(0, 1) + code(0, -1) - 2 * value
    let xy = (code(1, 1) + code(-1, -1) - code(1, -1) - code(-1, 1)) / 4
    let determinant = xx * yy - xy * xy
    var dx = 0.0
    var dy = 0.0
    // The peak of the paraboloid, where it has one; a peak more than 0.7 samples away is not of these samples.
    if determinant > 0, xx < 0 {
      dx = min(max((xy * gradientY - yy * gradientX) / determinant, -0.7), 0.7)
      dy = min(max((xy * gradientX - xx * gradientY) / determinant, -0.7), 0.7)
    }
    let x = (Double(candidate.x) + dx + 0.5) * map.scale - 0.5
    let y = (Double(candidate.y) + dy + 0.5) * map.scale - 0.5
    return DetectedKeypoint(
      x: x, y: y, scale: map.scale * scaleFactor(of: candidate), level: level,
      response: HessianResponse.determinant(code: candidate.code) / 1024)
  }

  /// The factor on the level's scale at which the response over scale peaks.
  private func scaleFactor(of candidate: KeypointCandidate) -> Double {
    let level = Int(candidate.level)
    guard level > 0, level + 1 < maps.count else { return 1 }
    let x = Int(candidate.x)
    let y = Int(candidate.y)
    let value = Double(candidate.code)
    let below = Double(strongest(in: level - 1, near: x, y, of: level)) - value
    let above = Double(strongest(in: level + 1, near: x, y, of: level)) - value
    // The parabola a·t² + b·t through the three levels at t = log₂ scale, 0 at the candidate's own.
    let s = logScales[level - 1] - logScales[level]
    let t = logScales[level + 1] - logScales[level]
    let a = (below / s - above / t) / (s - t)
    guard a < 0 else { return 1 }
    let b = above / t - a * t
    return exp2NearZero(min(max(-b / (2 * a), s / 2), t / 2))
  }

  /// 2ᵗ for |t| ≤ ½ by its series: the same bits on every machine, to 1e-9.
  private func exp2NearZero(_ t: Double) -> Double {
    let u = t * 0.693_147_180_559_945_3
    var term = 1.0
    var sum = 1.0
    for n in 1...9 {
      term *= u / Double(n)
      sum += term
    }
    return sum
  }
}
