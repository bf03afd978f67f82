import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Compares the axis barcodes of two pictures.
///
/// Positions along an axis are known in radii of the body but for their origin and direction (``AirframeAxis``), so that two bodies are
/// compared by a shift, either way round, and a change of scale as small as the axes' foreshortening is uncertain.
///
///     two stations of A on two of B, where their distances agree → shift and scale → how well all stations in common view meet
///     the same for A's distances shuffled, 64 times → what chance reaches on such bodies → an e-value
///
/// The shuffled bodies have A's own distances, each changed a little: bands have two edges, and rims a bevel, on every airframe, so
/// stations strewn at random would be no fair match. The e-value is that of `DecoyEvidence`, as for edges.
package struct AxisComparison: Sendable {
  /// Stations compared, the most significant of a body.
  private static let most = 14
  /// Fewer agree by a shift and a scale alone.
  private static let least = 3
  /// Bodies that are seen further end on have positions too uncertain to compare.
  private static let mostBulge = 0.87
  /// Stations that fix shift and scale are at least this far apart, in radii.
  private static let leastDistance = 0.25
  /// A scale farther off than this many standard deviations is none.
  private static let mostScaleDeviations = 2.5
  /// How often a station of one picture is found in another one of its body.
  private static let found = 0.6
  private static let decoys = 64
  /// Half a nat: scores that differ by less are equal.
  private static let leastDeviation = 0.5

  package init() {}

  /// The agreement of B's axis with A's; nil where one of the pictures shows none with three stations that is seen from the side.
  ///
  /// - Complexity: O(65 · stations⁵) for at most 14 stations, of whose pairs of pairs one in ten or so agree in their distance.
  package func agreement(_ a: Features, _ b: Features) -> AxisAgreement? {
    guard let axisA = a.edges.axis, let axisB = b.edges.axis, let left = Barcode(axisA), let right = Barcode(axisB)
    else {
      return nil
    }
    let tolerance = Tolerance(left, right)
    let best = Self.best(left.positions, right.positions, tolerance)
    var scores = [best.score]
    var random = SeededGenerator(seed: 0x6178_6973)
    for _ in 0..<Self.decoys {
      scores.append(Self.best(Self.shuffled(left.positions, &random), right.positions, tolerance).score)
    }
    let logOdds = DecoyEvidence.logOdds(DecoyEvidence.eValue(scores, leastDeviation: Self.leastDeviation))
    let pairs = Self.pairs(left, right, best, tolerance)
    let map = AxisMap.map(axisA, axisB, pairs, isReversed: best.scale < 0)
    let edges = map.flatMap { map in
      EdgeVerifier().agreement(
        a, b, under: map, base: AxisMap.base(axisA, axisB, pairs, isReversed: best.scale < 0))
    }
    return AxisAgreement(
      pairs: pairs, scale: best.scale, offset: best.offset, logOdds: logOdds, bFromA: map, edges: edges)
  }

  // MARK: Barcodes

  /// The strongest stations of a body, in order.
  private struct Barcode {
    var positions: [Double]
    /// Their indices among all.
    var indices: [Int]
    /// What a position is off by, in radii: bands and flanges stand out from the body, the more so the more obliquely it is seen.
    var deviation: Double
    /// Standard deviation of the logarithm of the scale: the foreshortening follows the bulge.
    var logScaleDeviation: Double

    init?(_ axis: AirframeAxis) {
      guard abs(axis.bulge) <= AxisComparison.mostBulge, axis.stations.count >= AxisComparison.least else { return nil }
      let stations = axis.stations
      let strongest = stations.indices.sorted { (stations[$0].logNFA, $0) < (stations[$1].logNFA, $1) }
      indices = strongest.prefix(AxisComparison.most).sorted()
      positions = indices.map { stations[$0].position }
      guard positions.allSatisfy(\.isFinite) else { return nil }
      let bulge = abs(axis.bulge)
      deviation = (0.01 * 0.01 + 0.02 * 0.02 * bulge * bulge).squareRoot()
      let relative = bulge * max(axis.bulgeDeviation, 0.03) / (1 - bulge * bulge)
      logScaleDeviation = (0.03 * 0.03 + relative * relative).squareRoot()
    }
  }

  /// How far stations and scales of two bodies may differ.
  private struct Tolerance {
    var deviation: Double
    var logScaleDeviation: Double

    init(_ a: Barcode, _ b: Barcode) {
      deviation = (a.deviation * a.deviation + b.deviation * b.deviation).squareRoot()
      logScaleDeviation =
        (a.logScaleDeviation * a.logScaleDeviation + b.logScaleDeviation * b.logScaleDeviation).squareRoot()
    }
  }

  // MARK: Shift and scale

  private struct Alignment {
    var score: Double
    var scale: Double
    var offset: Double
  }

  /// The best alignment of two lists of positions, each in ascending order.
  private static func best(_ a: [Double], _ b: [Double], _ tolerance: Tolerance) -> Alignment {
    var best = Alignment(score: -10, scale: 1, offset: 0)
    let scorer = Scorer(a, b, tolerance)
    for (i, first) in a.enumerated() {
      for second in a.dropFirst(i + 1) where second - first >= leastDistance {
        for (j, near) in b.enumerated() {
          for far in b.dropFirst(j + 1) where far - near >= leastDistance {
            let scale = (far - near) / (second - first)
            // The logarithm near 1, by its series: larger changes are ruled out.
            let change = 2 * (scale - 1) / (scale + 1) / tolerance.logScaleDeviation
            guard abs(change) <= mostScaleDeviations else { continue }
            let prior = -change * change / 2
            for sign in [1.0, -1.0] {
              let offset = sign > 0 ? near - scale * first : far + scale * first
              let score = prior + scorer.score(scale: sign * scale, offset: offset)
              if score > best.score { best = Alignment(score: score, scale: sign * scale, offset: offset) }
            }
          }
        }
      }
    }
    return best
  }

  /// The log-likelihood ratio of stations that meet, over the part of the axis that both pictures show.
  private struct Scorer {
    let a: [Double]
    let b: [Double]
    private let factor: Double
    private let unmatched: Double
    /// What a station that is met exactly is worth, in each of the two lists.
    private let matchedInA: Double
    private let matchedInB: Double

    init(_ a: [Double], _ b: [Double], _ tolerance: Tolerance) {
      (self.a, self.b) = (a, b)
      factor = 1 / (2 * tolerance.deviation * tolerance.deviation)
      unmatched = Elementary.logarithm(1 - found)
      func matched(_ others: [Double]) -> Double {
        let span = max(others[others.count - 1] - others[0], 0.2)
        let density = Double(others.count) / span
        return Elementary.logarithm(found / (density * tolerance.deviation * (2 * Double.pi).squareRoot()))
      }
      matchedInA = matched(b)
      matchedInB = matched(a)
    }

    func score(scale: Double, offset: Double) -> Double {
      let count = a.count
      // In ascending order whichever way round.
      @inline(__always) func mapped(_ index: Int) -> Double {
        scale * a[scale > 0 ? index : count &- 1 &- index] + offset
      }
      let low = max(mapped(0), b[0]) - AxisComparison.margin
      let high = min(mapped(count - 1), b[b.count - 1]) + AxisComparison.margin
      guard low < high else { return -10 }
      var sum = 0.0
      var near = 0
      for index in 0..<count {
        let place = mapped(index)
        guard place > low, place < high else { continue }
        while near &+ 1 < b.count, abs(b[near &+ 1] - place) <= abs(b[near] - place) { near &+= 1 }
        let distance = b[near] - place
        sum += max(unmatched, matchedInA - distance * distance * factor)
      }
      near = 0
      for place in b where place > low && place < high {
        while near &+ 1 < count, abs(mapped(near &+ 1) - place) <= abs(mapped(near) - place) { near &+= 1 }
        let distance = mapped(near) - place
        sum += max(unmatched, matchedInB - distance * distance * factor)
      }
      return sum / 2
    }
  }

  /// Beyond the last station in common view another one would still have been seen, in radii.
  private static let margin = 0.1

  // MARK: Chance

  /// The positions with their distances in another order, the shorter half of them among themselves and the longer half too, so that bands
  /// stay bands; each up to a third larger or smaller, and all over the same length to a tenth.
  private static func shuffled(_ positions: [Double], _ random: inout SeededGenerator) -> [Double] {
    var distances = zip(positions.dropFirst(), positions).map { $0 - $1 }
    let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
    let middle = (order.count + 1) / 2
    for part in [order[..<middle], order[middle...]] {
      for last in part.indices.dropFirst().reversed() {
        let other = part.startIndex + random.index(below: last - part.startIndex + 1)
        distances.swapAt(part[last], part[other])
      }
    }
    for index in distances.indices { distances[index] *= Elementary.exponential(0.3 * (2 * random.unit() - 1)) }
    let length = positions[positions.count - 1] - positions[0]
    let sum = distances.reduce(0, +)
    let scale = sum > 0 ? length / sum * Elementary.exponential(0.1 * (2 * random.unit() - 1)) : 1
    var place = positions[0]
    return [place]
      + distances.map { distance in
        place += scale * distance
        return place
      }
  }

  /// The stations that are each other's nearest, within three deviations.
  private static func pairs(
    _ a: Barcode, _ b: Barcode, _ alignment: Alignment, _ tolerance: Tolerance
  ) -> [AxisAgreement.Pair] {
    let mapped = a.positions.map { alignment.scale * $0 + alignment.offset }
    func nearest(_ place: Double, in list: [Double]) -> Int {
      list.indices.min { (abs(list[$0] - place), $0) < (abs(list[$1] - place), $1) } ?? 0
    }
    return mapped.indices.compactMap { index in
      let other = nearest(mapped[index], in: b.positions)
      guard abs(b.positions[other] - mapped[index]) <= 3 * tolerance.deviation,
        nearest(b.positions[other], in: mapped) == index
      else { return nil }
      return AxisAgreement.Pair(indexA: a.indices[index], indexB: b.indices[other])
    }
  }
}
