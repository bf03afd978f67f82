import ImagePlanes
import ReproducibleMath

/// How circles round a body bulge along its axis in the image: the cosine of the angle between axis and line of sight, a linear
/// function of the place.
struct AxisBulge {
  /// At the frame's origin.
  var middle: Float
  /// Change per pixel along the axis.
  var slope: Float

  /// Beyond this a body is seen end on, and nothing along it is told apart.
  static let most: Float = 0.9

  @inline(__always)
  func at(_ s: Float) -> Float { min(max(middle + slope * s, -Self.most), Self.most) }
}

/// The edges of an image in the coordinates of a supposed body, asked for what goes round it.
///
/// A circle round the body, seen from outside, is half an ellipse from side to side: at t it lies by κ w (1 − √(1 − t²)) behind where it
/// crosses the axis, κ its bulge, w half the breadth. An edge's direction tells κ, so all edges vote for κ and its change along the
/// axis; under the best, every edge says where on the axis it belongs, and a place where edges from all over the breadth belong is
/// a station, if chance does not make it (a Hough transform, with an a-contrario test in place of a count).
struct AxisScan {
  /// An edge in the body's coordinates.
  private struct Placed {
    var s: Float
    var t: Float
    /// Half the breadth there.
    var w: Float
    /// √(1 − t²).
    var q: Float
    /// The edge's direction along and across; the latter is positive.
    var ds: Float
    var dt: Float
  }

  /// An edge that goes round the body.
  struct Found {
    /// Where it crosses the axis, in pixels along it, and its standard deviation.
    var s: Double
    var deviation: Double
    /// Its bulge as its own edges tell it, and what that is worth.
    var bulge: Double
    var bulgeWeight: Double
    var coverage: Double
    var logNFA: Double
  }

  let candidate: AxisCandidate
  private var placed: [Placed] = []
  /// Edges beyond the sides, where a body has none that go on from those round it.
  private var outside: [Placed] = []
  /// One in so many of the image's edges is looked at.
  private let share: Int

  /// An edge counts beyond the sides from here to there, in half breadths.
  private static let outsideFrom: Float = 1.1
  private static let outsideTo: Float = 1.45
  /// Fewer edges make no station.
  private static let leastEdges = 60

  /// Looks at every `share`-th of `samples`; nil where hardly any lies between the sides.
  ///
  /// - Complexity: O(samples / share).
  init?(_ candidate: AxisCandidate, _ samples: [EdgeSample], share: Int) {
    self.candidate = candidate
    self.share = share
    let frame = candidate.frame
    let (ox, oy) = (Float(frame.origin.x), Float(frame.origin.y))
    let (ux, uy) = (Float(frame.direction.x), Float(frame.direction.y))
    let (ax, ay) = (Float(frame.first.x), Float(frame.first.y))
    let (bx, by) = (Float(frame.second.x), Float(frame.second.y))
    let half = Float(frame.halfWidth)
    let low = Float(candidate.range.lowerBound - frame.halfWidth)
    let high = Float(candidate.range.upperBound + frame.halfWidth)
    placed.reserveCapacity(samples.count / share + 1)
    for index in stride(from: 0, to: samples.count, by: share) {
      let sample = samples[index]
      let (dx, dy) = (sample.x - ox, sample.y - oy)
      let s = dx * ux + dy * uy
      guard s > low, s < high else { continue }
      let d1 = half + dx * ax + dy * ay
      let d2 = half + dx * bx + dy * by
      let w = (d1 + d2) / 2
      guard w > 0.3 * half else { continue }
      let t = (d1 - d2) / (2 * w)
      guard abs(t) < Self.outsideTo else { continue }
      // The edge runs across its normal, which is 127 long.
      let (nx, ny) = (Float(sample.normalX) / 127, Float(sample.normalY) / 127)
      var ds = -ny * ux + nx * uy
      var dt = ny * uy + nx * ux
      if dt < 0 { (ds, dt) = (-ds, -dt) }
      guard dt > Self.leastAcross else { continue }
      let edge = Placed(s: s, t: t, w: w, q: max(1 - t * t, 0.02).squareRoot(), ds: ds, dt: dt)
      if abs(t) < Self.breadth { placed.append(edge) } else if abs(t) > Self.outsideFrom { outside.append(edge) }
    }
    guard placed.count * share >= Self.leastEdges else { return nil }
  }

  /// Edges along the axis say nothing: least sine of the angle to it.
  private static let leastAcross: Float = 0.25
  /// Nearer to a side than this, t and the bulge lose their meaning.
  private static let breadth: Float = 0.97

  // MARK: Bulge

  private static let bulgeBins = 42
  private static let bulgeStep: Float = 0.05
  private static let slopeBins = 8
  /// Changes of the bulge over the range looked at: one looks at a body's ends from its middle outwards, so it grows along the axis.
  private static let slopeStep: Float = 0.1
  /// Edges near the axis tell no bulge, those near the sides too much.
  private static let votingBreadth: ClosedRange<Float> = 0.25...0.93
  private static let mostVote: Float = 1.5

  /// The likeliest bulges, `count` at most, best first.
  ///
  /// - Complexity: O(8 · edges).
  func bulges(_ count: Int) -> [AxisBulge] {
    let span = Float(candidate.range.upperBound - candidate.range.lowerBound)
    var votes = [Float](repeating: 0, count: Self.bulgeBins * Self.slopeBins)
    for edge in placed {
      let t = abs(edge.t)
      guard Self.votingBreadth.contains(t) else { continue }
      let bulge = -edge.ds * edge.q / (edge.dt * edge.t)
      let weight = min(t / edge.q, Self.mostVote)
      let share = edge.s / span
      for index in 0..<Self.slopeBins {
        let slope = Self.slopeStep * Float(index)
        let bin = (bulge - slope * share) / Self.bulgeStep + Float(Self.bulgeBins) / 2
        guard bin >= 0, bin < Float(Self.bulgeBins) else { continue }
        votes[index &* Self.bulgeBins &+ Int(bin)] += weight
      }
    }
    // Three bins together: an edge's direction is known to a few degrees. The outermost are a body seen end on.
    var smooth = [Float](repeating: 0, count: votes.count)
    for index in 0..<Self.slopeBins {
      for bin in 3..<Self.bulgeBins - 3 {
        let at = index * Self.bulgeBins + bin
        smooth[at] = votes[at] + (votes[at - 1] + votes[at + 1]) / 2
      }
    }
    var found: [AxisBulge] = []
    while found.count < count {
      var best = 0
      for at in smooth.indices where smooth[at] > smooth[best] { best = at }
      guard smooth[best] > 0 else { break }
      let (index, bin) = (best / Self.bulgeBins, best % Self.bulgeBins)
      found.append(
        AxisBulge(
          middle: Self.bulgeStep * (Float(bin) + 0.5 - Float(Self.bulgeBins) / 2),
          slope: Self.slopeStep * Float(index) / span))
      // What is nearly the same is not another one.
      for other in max(0, index - 3)...min(Self.slopeBins - 1, index + 3) {
        for near in max(0, bin - 1)...min(Self.bulgeBins - 1, bin + 1) { smooth[other * Self.bulgeBins + near] = 0 }
      }
    }
    return found
  }

  // MARK: Stations

  /// Least cosine between an edge and the circle it belongs to: 15°.
  private static let leastCosine: Float = 0.966
  /// Cells across the breadth, at most: bits of a row.
  private static let mostCells = 256
  private static let leastCells = 8
  /// A cell takes as many pixels of the breadth: nearer edges say the same.
  private static let cellPixels = 2.0
  /// Less of the breadth may be the edge of a hatch or a fin, not of a circle.
  private static let leastCoverage = 0.25
  /// Cells beyond the sides, both together, and the share of them that, if met, says that an edge is no body's.
  private static let outsideCells = 16
  private static let mostOutside = 6
  /// A flatter circle's edges would go straight on beyond the sides.
  private static let straight: Float = 0.35
  /// Stations of a body, at most.
  private static let mostStations = 24
  /// log10 of the bulges that are told apart, times as many axes as are tried.
  private static let decimalLogHypotheses = 4.5

  /// Places along the axis, a row each, and the edges that belong to them.
  private struct Rows {
    let start: Float
    let inverseStep: Float
    var cells: [SIMD4<UInt64>]
    var outside: [UInt32]

    @inline(__always)
    func row(_ s: Float) -> Int? {
      let row = (s - start) * inverseStep
      guard row >= 1, row < Float(cells.count &- 1) else { return nil }
      return Int(row)
    }
  }

  /// The stations under a bulge, strongest first.
  ///
  /// - Complexity: O(edges + rows · stations).
  func stations(under bulge: AxisBulge) -> [Found] {
    let half = candidate.frame.halfWidth
    // A hundredth of the radius: what a bulge known to 0.05 moves the sides' neighbourhood by.
    let step = max(1, half / 100)
    let count = max(Self.leastCells, min(Self.mostCells, Int(2 * half / (Self.cellPixels * Double(share)))))
    let range = candidate.range
    let rowCount = Int((range.upperBound - range.lowerBound) / step) + 3
    var rows = Rows(
      start: Float(range.lowerBound - step), inverseStep: Float(1 / step),
      cells: [SIMD4<UInt64>](repeating: .zero, count: rowCount), outside: [UInt32](repeating: 0, count: rowCount))
    fill(&rows, under: bulge, count)
    var counts = [Int](repeating: 0, count: rowCount)
    var total = 0
    for row in 1..<rowCount - 1 {
      let near = rows.cells[row - 1] | rows.cells[row] | rows.cells[row + 1]
      counts[row] =
        near[0].nonzeroBitCount &+ near[1].nonzeroBitCount &+ near[2].nonzeroBitCount &+ near[3].nonzeroBitCount
      total += counts[row]
    }
    let chance = min(max(Double(total) / Double(count * rowCount), 0.02), 0.9)
    let tests = Elementary.decimalLogarithm(Double(rowCount)) + Self.decimalLogHypotheses
    let least = Int((Self.leastCoverage * Double(count)).rounded(.up))
    // Few rows are met by enough: only they are looked at again and again.
    let promising = (1..<rowCount - 1).filter { counts[$0] >= least }
    var found: [Found] = []
    while found.count < Self.mostStations {
      var best = 1
      for row in promising where counts[row] > counts[best] { best = row }
      guard counts[best] >= least else { break }
      let logNFA = AlignmentTally.decimalLogTailBound(counts[best], count, chance) + tests
      guard logNFA < 0 else { break }
      let beyond = rows.outside[max(0, best - 3)...min(rowCount - 1, best + 3)].reduce(0, |)
      if beyond.nonzeroBitCount < Self.mostOutside {
        found.append(
          Found(
            s: range.lowerBound - step + (Double(best) + 0.5) * step, deviation: step, bulge: 0, bulgeWeight: 0,
            coverage: Double(counts[best]) / Double(count), logNFA: logNFA))
      }
      for row in max(0, best - 3)...min(rowCount - 1, best + 3) { counts[row] = 0 }
    }
    return found
  }

  private func fill(_ rows: inout Rows, under bulge: AxisBulge, _ count: Int) {
    let scale = Float(count) / 2
    for edge in placed {
      guard let s = belongs(edge, under: bulge), let row = rows.row(s) else { continue }
      let cell = min(max(Int((edge.t + 1) * scale), 0), count &- 1)
      rows.cells[row][cell &>> 6] |= 1 &<< UInt64(cell & 63)
    }
    for edge in outside {
      let bulge = bulge.at(edge.s)
      guard abs(bulge) < Self.straight, edge.dt > 0.9, let row = rows.row(edge.s + bulge * edge.w) else { continue }
      let share = (abs(edge.t) - Self.outsideFrom) / (Self.outsideTo - Self.outsideFrom)
      let cell = min(Int(share * Float(Self.outsideCells / 2)), Self.outsideCells / 2 - 1)
      rows.outside[row] |= 1 &<< UInt32(edge.t < 0 ? cell : cell &+ Self.outsideCells / 2)
    }
  }

  /// Where the circle that an edge belongs to crosses the axis; nil where the edge does not run along such a circle.
  @inline(__always)
  private func belongs(_ edge: Placed, under bulge: AxisBulge) -> Float? {
    let back = edge.w * (1 - edge.q)
    var k = bulge.at(edge.s)
    k = bulge.at(edge.s + k * back)
    let slope = -k * edge.t / edge.q
    guard edge.ds * slope + edge.dt > Self.leastCosine * (1 + slope * slope).squareRoot() else { return nil }
    return edge.s + k * back
  }

  // MARK: Refinement

  /// Sums of a line s = s₀ − κ z through the edges of a station, z how far behind its place on the axis a circle of bulge 1 is.
  private struct Sums {
    var (n, z, zz, s, zs, ss) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    mutating func add(_ z: Double, _ s: Double) {
      n += 1
      self.z += z
      zz += z * z
      self.s += s
      zs += z * s
      ss += s * s
    }
  }

  /// Neighbouring edges of one curve err alike: as many count as one.
  private static let correlatedEdges = 5.0
  /// An edge's place, at best, in pixels.
  private static let leastScatter = 0.15

  /// The stations with the places, the bulges and the deviations that their own edges tell.
  ///
  /// - Complexity: O(edges + pixels along the axis).
  func refined(_ found: [Found], under bulge: AxisBulge) -> [Found] {
    let reach = Float(1.5 * max(1, candidate.frame.halfWidth / 100))
    // The station of each pixel along the axis, none where it is −1; the strongest first, so that it keeps what lies between two.
    let low = Float(candidate.range.lowerBound) - 2
    var owner = [Int8](repeating: -1, count: Int(Float(candidate.range.upperBound) - low) + 4)
    for (index, station) in found.enumerated() {
      let first = max(Int(Float(station.s) - reach - low), 0)
      let last = min(Int(Float(station.s) + reach - low), owner.count - 1)
      for pixel in first...max(first, last) where owner[pixel] < 0 { owner[pixel] = Int8(truncatingIfNeeded: index) }
    }
    var sums = [Sums](repeating: Sums(), count: found.count)
    for edge in placed {
      guard let s = belongs(edge, under: bulge), s > low, Int(s - low) < owner.count else { continue }
      let index = Int(owner[Int(s - low)])
      if index >= 0 { sums[index].add(Double(edge.w * (1 - edge.q)), Double(edge.s) - found[index].s) }
    }
    return found.indices.map { index in
      var station = found[index]
      let sum = sums[index]
      guard sum.n >= 8 else { return station }
      let spread = sum.zz - sum.z * sum.z / sum.n
      guard spread > 1 else { return station }
      let slope = (sum.zs - sum.z * sum.s / sum.n) / spread
      let middle = (sum.s - slope * sum.z) / sum.n
      let residual = max(sum.ss - middle * sum.s - slope * sum.zs, 0) / sum.n
      let variance = max(residual, Self.leastScatter * Self.leastScatter) * Self.correlatedEdges
      station.bulge = -slope
      station.bulgeWeight = spread / variance
      station.deviation = (variance * (1 / sum.n + (sum.z / sum.n) * (sum.z / sum.n) / spread)).squareRoot()
      station.s += middle
      return station
    }
  }
}
