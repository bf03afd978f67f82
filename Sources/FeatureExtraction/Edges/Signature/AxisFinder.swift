import ImagePlanes

/// Finds the axis of the body that an image shows: the pair of sides between which most goes round a body.
///
///     straight edges in pairs, tangents of large ellipses → candidates
///     a sample of the edges in each candidate's coordinates → bulge → stations: what they are worth against chance
///     the best few again with all edges; places and bulges fitted → the best one
///     edges along it → raceways
struct AxisFinder {
  let lines: [LineSegment]
  let ellipses: [EdgeEllipse]
  let samples: [EdgeSample]

  /// Edges that a first look takes, about.
  private static let firstLook = 1280
  /// And the last one.
  private static let lastLook = 8192
  /// Candidates that are looked at again.
  private static let finalists = 3
  /// Bulges that are tried for each.
  private static let bulges = 2
  /// One circle may be anything; two about one axis are a body's.
  private static let leastStations = 2
  /// A bulge is known no better: bodies taper, and bands stand out from them.
  private static let leastBulgeDeviation = 0.02

  /// A candidate and what goes round it.
  private struct Result {
    var candidate: AxisCandidate
    var bulge: AxisBulge
    var bulgeDeviation: Double
    var stations: [AxisScan.Found]

    /// log10 of how much less chance makes all of them than none.
    var worth: Double { stations.reduce(0) { $0 - $1.logNFA } }
  }

  /// The axis; nil where chance makes as much as is there.
  ///
  /// - Complexity: O(candidates · 1280 + samples).
  func axis() -> AirframeAxis? {
    guard samples.count >= 64 else { return nil }
    let share = max(1, samples.count / Self.firstLook)
    let candidates = AxisCandidate.all(lines: lines, ellipses: ellipses)
    var seen: [(worth: Double, index: Int)] = []
    for (index, candidate) in candidates.enumerated() {
      guard let scan = AxisScan(candidate, samples, share: share), let bulge = scan.bulges(1).first else { continue }
      // One in `share` edges shows that part of what there is.
      let worth = scan.stations(under: bulge).reduce(0) { $0 - $1.logNFA }
      if worth > 0 { seen.append((worth, index)) }
    }
    seen.sort { (-$0.worth, $0.index) < (-$1.worth, $1.index) }
    var best: Result?
    let longest = AxisCandidate.longest(lines, 60)
    for (_, index) in seen.prefix(Self.finalists) {
      for candidate in [candidates[index], candidates[index].sharpened(by: longest)] {
        guard let candidate, let result = examined(candidate) else { continue }
        if best.map({ result.worth > $0.worth }) ?? true { best = result }
      }
    }
    return best.flatMap(axis)
  }

  private func examined(_ candidate: AxisCandidate) -> Result? {
    guard let scan = AxisScan(candidate, samples, share: max(1, samples.count / Self.lastLook)) else { return nil }
    var best: Result?
    for bulge in scan.bulges(Self.bulges) {
      let first = scan.stations(under: bulge)
      guard first.count >= Self.leastStations else { continue }
      let (fitted, deviation) = Self.fitted(bulge, to: scan.refined(first, under: bulge))
      let stations = scan.refined(scan.stations(under: fitted), under: fitted)
      guard stations.count >= Self.leastStations else { continue }
      let result = Result(candidate: candidate, bulge: fitted, bulgeDeviation: deviation, stations: stations)
      if best.map({ result.worth > $0.worth }) ?? true { best = result }
    }
    return best
  }

  /// The line through the stations' own bulges, held to the one that was voted for.
  private static func fitted(_ bulge: AxisBulge, to stations: [AxisScan.Found]) -> (AxisBulge, deviation: Double) {
    // Prior standard deviations: half a bin of the vote, and half a step over the range.
    let prior = 1 / (0.05 * 0.05)
    var (n, s, ss, k, sk) = (prior, 0.0, 0.0, 0.0, 0.0)
    for station in stations where station.bulgeWeight > 0 {
      // Each is as far off as bands and tapering bodies are, however many edges it has.
      let weight = 1 / (1 / station.bulgeWeight + leastBulgeDeviation * leastBulgeDeviation)
      let rest = station.bulge - Double(bulge.at(Float(station.s)))
      n += weight
      s += weight * station.s
      ss += weight * station.s * station.s
      k += weight * rest
      sk += weight * station.s * rest
    }
    // The slope's prior: 0.05 over the distance of the outermost stations.
    let places = stations.map(\.s)
    let span = max((places.max() ?? 0) - (places.min() ?? 0), 1)
    ss += prior * span * span
    let determinant = n * ss - s * s
    guard determinant > 0 else { return (bulge, 0.05) }
    let middle = (ss * k - s * sk) / determinant
    let slope = (n * sk - s * k) / determinant
    let deviation = (ss / determinant + leastBulgeDeviation * leastBulgeDeviation).squareRoot()
    return (AxisBulge(middle: bulge.middle + Float(middle), slope: bulge.slope + Float(slope)), deviation)
  }

  private func axis(of result: Result) -> AirframeAxis? {
    let frame = result.candidate.frame
    let bulge = Double(result.bulge.at(0))
    let bulgeSlope = Double(result.bulge.slope) * frame.halfWidth
    let rectification = AxisRectification(
      frame, bulge: bulge, bulgeSlope: bulgeSlope, isGuessed: result.candidate.isGuessed)
    let stations = result.stations.sorted { ($0.s, $0.logNFA) < ($1.s, $1.logNFA) }.map { found in
      let position = rectification.position(at: found.s)
      // The derivative of the position, by a pixel's difference.
      let rate = rectification.position(at: found.s + 0.5) - rectification.position(at: found.s - 0.5)
      return AirframeAxis.Station(
        point: frame.point(found.s, 0), position: position, deviation: abs(rate) * found.deviation,
        coverage: min(found.coverage, 1), logNFA: found.logNFA)
    }
    guard stations.count >= Self.leastStations else { return nil }
    let raceways = RacewayFinder(frame: frame, rectification: rectification, bulge: bulge).raceways(among: lines)
    return AirframeAxis(
      sides: [result.candidate.sides.0, result.candidate.sides.1], bulge: bulge,
      bulgeSlope: bulgeSlope, bulgeDeviation: result.bulgeDeviation,
      stations: stations, raceways: raceways)
  }
}
