import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Asks the bolts outside the agreeing groups about a map, one by one, as astrometry.net asks the stars.
///
/// A bolt that lands near one of its size is a match at the density of its scatter, or a coincidence at the density of the bolts
/// there. One that lands on nothing costs little: it may be clutter, off the plane, hidden or gone.
struct LoneBolts {
  /// Share of bolts for which the map says nothing.
  private static let silentShare = 0.75
  private static let logSilent = Elementary.decimalLogarithm(silentShare)
  /// log10 of the most that one bolt may add.
  private static let mostPerBolt = 1.5
  /// Largest believed ratio of a bolt's radius to the foretold one, either way.
  private static let largestRadiusRatio = 2.0
  /// Standard deviation of a foretold place, in radii of the base ring and at least one pixel; grows with the square of the
  /// distance from its middle, for the map is sure only where its bolts are.
  private static let relativeDeviation = 0.02
  /// Bolts round a place that its density is judged by.
  private static let neighbours = 4

  /// Where a map is sure: a circle of image A, and how large it is in B.
  struct Support {
    let centre: Point
    let radiusA: Double
    let radiusB: Double
  }

  /// A picture's bolts that may still speak, strongest first, and the group that each moves with, if any.
  struct Candidates {
    let bolts: [(index: Int, bolt: Bolt)]
    /// log10 of the bolts a square pixel round each of them: by the distance to the fourth nearest, and never below an even
    /// spread.
    let logDensities: [Double]
    let groups: [Int: (group: Int, freedom: Int)]
  }

  /// The bolts of `features` other than `used`.
  static func candidates(_ features: Features, without used: Set<Int>, limit: Int) -> Candidates {
    var groups: [Int: (group: Int, freedom: Int)] = [:]
    let patterns = features.patterns
    // A row counts as the two bolts that fix it, a ring as three, a grid as four.
    let lists =
      patterns.rings.map { ($0.bolts, 3) } + patterns.rows.map { ($0.bolts, 2) }
      + patterns.grids.map { ($0.bolts, 4) }
    for (number, (bolts, freedom)) in lists.enumerated() {
      for bolt in bolts where groups[bolt] == nil { groups[bolt] = (number, freedom) }
    }
    let bolts = patterns.bolts.enumerated().filter { !used.contains($0.offset) && $0.element.isUsable }
      .prefix(limit).map { (index: $0.offset, bolt: $0.element) }
    return Candidates(
      bolts: bolts, logDensities: densities(bolts.map(\.bolt.center), area: Double(max(1, features.size.area))),
      groups: groups)
  }

  /// Pairs the candidates under `map`.
  ///
  /// - Returns: The pairs, and log10 of the odds factor of all candidates of A together; never below log10 ½.
  /// - Complexity: O(|A| · |B|).
  static func verify(
    _ a: Candidates, _ b: Candidates, map: Homography, support: Support, sizeB: ImageSize
  ) -> (pairs: [(Int, Int)], logRatio: Double) {
    guard !b.bolts.isEmpty else { return ([], 0) }
    var isTaken = [Bool](repeating: false, count: b.bolts.count)
    var pairs: [(Int, Int)] = []
    var gains: [(group: Int, freedom: Int, gain: Double)] = []
    var single = 0.0
    for (index, bolt) in a.bolts {
      guard let area = map.areaChange(at: bolt.center) else { continue }
      let target = map.apply(to: bolt.center)
      guard sizeB.contains(target) else { continue }
      let reach = bolt.center.squaredDistance(to: support.centre) / (support.radiusA * support.radiusA)
      let deviation = max(1, relativeDeviation * support.radiusB) * max(1, reach)
      let variance = deviation * deviation + bolt.centerDeviation * bolt.centerDeviation * area
      let radius = bolt.radius * area.squareRoot()
      var best: (position: Int, square: Double)?
      for (position, other) in b.bolts.enumerated() where !isTaken[position] {
        let square = other.bolt.center.squaredDistance(to: target)
        guard square < RingPattern.reach * RingPattern.reach * variance, square < best?.square ?? .infinity,
          radius < other.bolt.radius * largestRadiusRatio, other.bolt.radius < radius * largestRadiusRatio,
          other.bolt.kind == bolt.kind
        else { continue }
        best = (position, square)
      }
      var gain = logSilent
      if let best {
        let likelihood = NormalDensity.logPlane(square: best.square, variance: variance)
        gain = LogSum.hedged(min(mostPerBolt, likelihood - b.logDensities[best.position]), share: silentShare)
        if gain > 0 {
          isTaken[best.position] = true
          pairs.append((index, b.bolts[best.position].index))
        }
      }
      if let (group, freedom) = a.groups[index] {
        gains.append((group, freedom, gain))
      } else {
        single += gain
      }
    }
    return (pairs, LogSum.hedged(single + grouped(gains), share: 0.5))
  }

  /// Bolts of a group move as one: only the best few of each count, as many as fix it.
  private static func grouped(_ gains: [(group: Int, freedom: Int, gain: Double)]) -> Double {
    let sorted = gains.sorted { ($0.group, -$0.gain) < ($1.group, -$1.gain) }
    var total = 0.0
    var last = -1
    var counted = 0
    for entry in sorted {
      if entry.group != last { (last, counted) = (entry.group, 0) }
      if counted < entry.freedom { total += entry.gain }
      counted += 1
    }
    return total
  }

  private static func densities(_ points: [Point], area: Double) -> [Double] {
    let spread = Double(max(1, points.count)) / area
    return points.indices.map { index in
      var nearest = [Double](repeating: .infinity, count: neighbours)
      for (other, point) in points.enumerated() where other != index {
        var square = point.squaredDistance(to: points[index])
        for slot in nearest.indices where square < nearest[slot] { swap(&square, &nearest[slot]) }
      }
      let furthest = nearest[neighbours - 1]
      let local = furthest.isFinite ? Double(neighbours) / (.pi * max(1, furthest)) : 0
      return Elementary.decimalLogarithm(max(spread, local))
    }
  }
}

extension Bolt {
  /// Whether the numbers can be computed with.
  var isUsable: Bool {
    center.x.isFinite && center.y.isFinite && radius.isFinite && radius > 0 && centerDeviation.isFinite
      && abs(center.x) < 1e6 && abs(center.y) < 1e6 && centerDeviation < 1e3
  }
}
