import ImagePlanes
import ReproducibleMath

/// What speaks for a group, against the two ways in which chance makes groups.
struct GroupEvidence {
  /// log10 of the odds against candidates strewn evenly over the neighbourhood.
  var againstScatter = 0.0
  /// log10 of the odds against false candidates strewn along a curve that is really there: an edge, a scratch, a rim. Position
  /// on the curve says nothing then; spacing and pixels do.
  var againstCurve = GroupEvidence.curvePrior

  /// Curves with false candidates are commoner than groups of bolts, by this many powers of ten: fifty times.
  static let curvePrior = -1.7
  /// Odds below which no other choice of noise makes a group.
  static let hopeless = -8.0
  /// log10 of the probability of a long gap, however long.
  static let gapCost = -1.5
  /// log10(e) / 2: turns a squared, normalised residual into decades.
  static let halfLog = 0.217_147_240_951_625_9

  /// What a member's own pixels say against a false candidate. Decades beyond ±1.5 are not believed: a false candidate that
  /// looks like a bolt has neighbours that look like bolts.
  static func ownEvidence(_ score: Double, prior: Double) -> Double { max(min(score - prior, 1.5), -1.5) }

  /// log10 of how much likelier a radius is in a group than among the candidates that are like it: log-normal with a deviation
  /// of 20 % against uniform.
  static func radiusEvidence(_ difference: Double, _ tolerance: Double) -> Double {
    let deviation = 0.2
    let z = difference / deviation
    return Elementary.decimalLogarithm(2 * tolerance / (deviation * 2.5066)) - halfLog * min(z * z, 9)
  }

  /// Both ways of chance together.
  var logOdds: Double {
    let less = min(againstScatter, againstCurve)
    let more = max(againstScatter, againstCurve)
    let ratio = less - more
    guard ratio > -12 else { return less }
    return less - Elementary.decimalLogarithm(1 + Elementary.powerOfTen(ratio))
  }
}

/// How exactly bolts keep to the places of their group.
struct GroupNoise {
  /// Standard deviation of a bolt's seen middle about its place, beyond the candidate's own, in pixels: heads stand proud.
  var deviation: Double
  /// Bending of the part, as a share of the group's half extent.
  var relativeBend: Double

  /// A part as it was made.
  static let exact = GroupNoise(deviation: 0.25, relativeBend: 0.001)
  /// A dented part: 3 mm in a flange of half a metre.
  static let bent = GroupNoise(deviation: 0.7, relativeBend: 0.006)
  /// log10 of the probability of either.
  static let choice = -0.301

  /// Variance along each axis for a group of the given half extent, in square pixels.
  func variance(extent: Double) -> Double {
    let bend = relativeBend * extent
    return deviation * deviation + bend * bend
  }

  /// The median distance of points that follow one another.
  static func typicalStep(_ points: [Point]) -> Double {
    var steps: [Double] = []
    for index in points.indices.dropFirst() { steps.append(points[index].distance(to: points[index - 1])) }
    steps.sort()
    return steps.isEmpty ? 1 : steps[steps.count / 2]
  }
}

extension Likeness {
  /// The likeness of a group: the median of its radii.
  init(of members: [Int], in table: CandidateTable, tolerance: Double) {
    var radii = members.map { table.logRadius[$0] }
    radii.sort()
    self.init(logRadius: radii[radii.count / 2], tolerance: tolerance)
  }
}

extension CandidateTable {
  /// The sum of the weights of like candidates that lie beside the segment from `a` to `b`, within `width` of it.
  func weightBetween(_ a: Point, _ b: Point, width: Double, like likeness: Likeness) -> Double {
    let dx = b.x - a.x
    let dy = b.y - a.y
    let square = dx * dx + dy * dy
    guard square > 0 else { return 0 }
    var sum = 0.0
    let right = column(of: max(a.x, b.x) + width)
    let left = column(of: min(a.x, b.x) - width)
    let bottom = row(of: max(a.y, b.y) + width)
    var top = row(of: min(a.y, b.y) - width)
    while top <= bottom {
      let first = Int(cellStart[top * columns + left])
      let last = Int(cellStart[top * columns + right + 1])
      for position in first..<last {
        let index = Int(cellEntries[position])
        let px = x[index] - a.x
        let py = y[index] - a.y
        let along = (px * dx + py * dy) / square
        // The ends themselves are members.
        guard along > 1e-6, along < 1 - 1e-6 else { continue }
        let across = px * dy - py * dx
        guard across * across <= width * width * square, likeness.holds(self, index) else { continue }
        sum += weight[index]
      }
      top += 1
    }
    return sum
  }
}
