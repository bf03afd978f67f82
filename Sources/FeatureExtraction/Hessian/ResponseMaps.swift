import VectorKernels

/// The coded Hessian responses of every level of a pyramid, and what is read between the samples of several of them.
///
/// The maps are memory of a workspace: valid until its next extraction.
struct ResponseMaps {
  struct Map {
    var codes: UnsafePointer<Int16>
    /// Elements from row to row.
    var stride: Int
    var width: Int
    var height: Int
    /// Level-0 pixels a sample.
    var scale: Double
    /// A coordinate in samples as one in level-0 pixels.
    func imageCoordinate(_ sample: Double) -> Double { (sample + 0.5) * scale - 0.5 }

    /// Samples of the next coarser and of the next finer level a sample of this one.
    var coarserPerSample = SampleRatio(1)
    var finerPerSample = SampleRatio(1)
  }

  private let maps: [Map]
  let count: Int

  init(maps: [Map]) {
    var maps = maps
    for index in maps.indices.dropLast() {
      maps[index].coarserPerSample = SampleRatio(maps[index].scale / maps[index + 1].scale)
      maps[index + 1].finerPerSample = SampleRatio(maps[index + 1].scale / maps[index].scale)
    }
    self.maps = maps
    count = maps.count
  }

  /// The maps of the levels up to a scale.
  func upTo(scale: Double) -> ResponseMaps { ResponseMaps(maps: maps.filter { $0.scale <= scale }) }

  static func stride(width: Int) -> Int { (width + 63) & ~31 }

  var indices: Range<Int> { maps.indices }

  subscript(index: Int) -> Map { maps[index] }

  /// Whether no sample round the candidate's place in the two neighbouring levels answers more strongly.
  func isMaximumOverScale(_ candidate: KeypointCandidate) -> Bool {
    let level = candidate.level
    let code = candidate.code
    // Most candidates fall at the nearest sample already: one load instead of nine.
    let coarser = level + 1 < count ? nearest(in: level + 1, to: candidate) : nil
    if let coarser, coarser.middle.pointee > code { return false }
    let finer = level > 0 ? nearest(in: level - 1, to: candidate) : nil
    if let finer, finer.middle.pointee > code { return false }
    if let coarser, coarser.strongest > code { return false }
    if let finer, finer.strongest > code { return false }
    return true
  }

  /// The 3 × 3 samples of another level round the one nearest to a candidate's place.
  private struct Neighbourhood {
    var middle: UnsafePointer<Int16>
    var stride: Int

    /// The strongest code of the nine.
    @inline(__always)
    var strongest: Int16 {
      let above = middle - stride
      let below = middle + stride
      let corners = max(max(above[-1], above[1]), max(below[-1], below[1]))
      let sides = max(max(above[0], below[0]), max(middle[-1], middle[1]))
      return max(max(corners, sides), middle[0])
    }
  }

  @inline(__always)
  private func nearest(in target: Int, to candidate: KeypointCandidate) -> Neighbourhood {
    let map = maps[target]
    let source = maps[candidate.level]
    let ratio = target > candidate.level ? source.coarserPerSample : source.finerPerSample
    let column = min(max(ratio.nearest(to: candidate.x), 1), map.width &- 2)
    let row = min(max(ratio.nearest(to: candidate.y), 1), map.height &- 2)
    return Neighbourhood(middle: map.codes + (row &* map.stride &+ column), stride: map.stride)
  }

  /// The candidate's place and scale between the samples.
  func refine(_ candidate: KeypointCandidate) -> DetectedKeypoint {
    let map = maps[candidate.level]
    let peak = map.peak(x: candidate.x, y: candidate.y)
    let x = map.imageCoordinate(Double(candidate.x) + peak.dx)
    let y = map.imageCoordinate(Double(candidate.y) + peak.dy)
    return DetectedKeypoint(
      x: x, y: y, scale: map.scale * scaleFactor(of: candidate, peak), level: candidate.level,
      response: HessianResponse.determinant(code: candidate.code) / Float(HessianResponse.unitsPerSquaredGreyLevel))
  }

  /// The factor on the level's scale at which the response over scale peaks.
  ///
  /// Responses are compared at their peaks between the samples: what sampling takes from a narrow peak is more than what a
  /// level differs from the next.
  private func scaleFactor(of candidate: KeypointCandidate, _ peak: ResponsePeak) -> Double {
    let level = candidate.level
    guard level > 0, level + 1 < count else { return 1 }
    let map = maps[level]
    let below = peakCode(in: level - 1, near: candidate) - peak.code
    let above = peakCode(in: level + 1, near: candidate) - peak.code
    // The parabola a·t² + b·t through the three levels at t = log₂ scale, 0 at the candidate's own.
    let s = map.logScale(of: maps[level - 1].scale)
    let t = map.logScale(of: maps[level + 1].scale)
    let a = (below / s - above / t) / (s - t)
    guard a < 0 else { return 1 }
    let b = above / t - a * t
    return exp2NearZero(min(max(-b / (2 * a), s / 2), t / 2))
  }

  /// The code of the strongest peak of another level round a candidate's place.
  private func peakCode(in target: Int, near candidate: KeypointCandidate) -> Double {
    let map = maps[target]
    let middle = nearest(in: target, to: candidate).middle
    let offset = middle - map.codes
    var strongest = (code: Int16.min, x: 0, y: 0)
    for dy in -1...1 {
      for dx in -1...1 where middle[dy * map.stride + dx] > strongest.code {
        strongest = (middle[dy * map.stride + dx], offset % map.stride + dx, offset / map.stride + dy)
      }
    }
    let x = min(max(strongest.x, 1), map.width - 2)
    let y = min(max(strongest.y, 1), map.height - 2)
    return map.peak(x: x, y: y).code
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

/// The peak of a response between the samples.
struct ResponsePeak {
  /// Columns from the sample that it was found at.
  var dx: Double
  /// Rows from there.
  var dy: Double
  /// The coded determinant.
  var code: Double
}

extension ResponseMaps.Map {
  /// The peak nearest to the sample (x, y), which is not on the map's edge.
  ///
  /// It is that of a paraboloid through the square roots of the 3 × 3 determinants, which are close to quadratic as far as
  /// the next sample. Their logarithms are not: beyond a blob's rim the determinant falls through 0, and the corners of the
  /// 3 × 3 samples then say only that. On blobs between the samples the error was 0.1 to 0.4 samples with the logarithms
  /// and is 0.01 to 0.07 with the roots.
  func peak(x: Int, y: Int) -> ResponsePeak {
    let centre = codes + (y * stride + x)
    func root(_ dx: Int, _ dy: Int) -> Double {
      let code = centre[dy * stride + dx]
      return code > 0 ? Double(HessianResponse.determinant(code: code)).squareRoot() : 0
    }
    let value = root(0, 0)
    let gradientX = (root(1, 0) - root(-1, 0)) / 2
    let gradientY = (root(0, 1) - root(0, -1)) / 2
    let xx = root(1, 0) + root(-1, 0) - 2 * value
    let yy = root(0, 1) + root(0, -1) - 2 * value
    let xy = (root(1, 1) + root(-1, -1) - root(1, -1) - root(-1, 1)) / 4
    let determinant = xx * yy - xy * xy
    // A place without a peak keeps its sample; a peak more than 0.7 samples away is not of these samples.
    guard determinant > 0, xx < 0 else { return ResponsePeak(dx: 0, dy: 0, code: Double(centre[0])) }
    let dx = min(max((xy * gradientY - yy * gradientX) / determinant, -0.7), 0.7)
    let dy = min(max((xy * gradientX - xx * gradientY) / determinant, -0.7), 0.7)
    let height = value + (gradientX * dx + gradientY * dy) / 2
    return ResponsePeak(
      dx: dx, dy: dy, code: Double(HessianResponse.code(determinant: Int32(height * height))))
  }

  /// log₂ of `other`, the scale of a neighbouring level, over this map's: ± log₂ 3/2 or ± log₂ 4/3, the ladder's steps.
  fileprivate func logScale(of other: Double) -> Double {
    let ratio = max(other, scale) / min(other, scale)
    let step = ratio > 1.4 ? 0.584_962_500_721_156 : 0.415_037_499_278_844
    return other > scale ? step : -step
  }
}

/// Samples of one level a sample of another, in units of 2⁻³²: products with an index need no floating point.
struct SampleRatio {
  private let scaled: Int

  init(_ ratio: Double) {
    // Rounded up: where the exact quotient is a whole number, the truncated product is that number too.
    scaled = Int((ratio * 4_294_967_296).rounded(.up))
  }

  /// The sample nearest to the centre of sample `index`: ⌊(index + ½)·ratio⌋.
  @inline(__always)
  func nearest(to index: Int) -> Int { ((2 &* index &+ 1) &* scaled) &>> 33 }
}
