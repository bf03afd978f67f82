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
  ///
  /// The place is the peak of a paraboloid through the square roots of the determinants, which are close to quadratic as far
  /// as the next sample. Their logarithms are not: beyond a blob's rim the determinant falls through 0, and the corners of
  /// the 3 × 3 samples then say only that. On blobs between the samples the error was 0.1 to 0.4 samples with the
  /// logarithms and is 0.01 to 0.07 with the roots.
  func refine(_ candidate: KeypointCandidate) -> DetectedKeypoint {
    let level = candidate.level
    let map = maps[level]
    let centre = map.codes + candidate.y * map.stride + candidate.x
    func root(_ dx: Int, _ dy: Int) -> Double {
      let code = centre[dy * map.stride + dx]
      return code > 0 ? Double(HessianResponse.determinant(code: code)).squareRoot() : 0
    }
    let value = root(0, 0)
    let gradientX = (root(1, 0) - root(-1, 0)) / 2
    let gradientY = (root(0, 1) - root(0, -1)) / 2
    let xx = root(1, 0) + root(-1, 0) - 2 * value
    let yy = root(0, 1) + root(0, -1) - 2 * value
    let xy = (root(1, 1) + root(-1, -1) - root(1, -1) - root(-1, 1)) / 4
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
      response: HessianResponse.determinant(code: candidate.code) / Float(HessianResponse.unitsPerSquaredGreyLevel))
  }

  /// The factor on the level's scale at which the response over scale peaks.
  private func scaleFactor(of candidate: KeypointCandidate) -> Double {
    let level = candidate.level
    guard level > 0, level + 1 < count else { return 1 }
    let map = maps[level]
    let value = Double(candidate.code)
    let below = Double(nearest(in: level - 1, to: candidate).strongest) - value
    let above = Double(nearest(in: level + 1, to: candidate).strongest) - value
    // The parabola a·t² + b·t through the three levels at t = log₂ scale, 0 at the candidate's own.
    let s = map.logScale(of: maps[level - 1].scale)
    let t = map.logScale(of: maps[level + 1].scale)
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

extension ResponseMaps.Map {
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
