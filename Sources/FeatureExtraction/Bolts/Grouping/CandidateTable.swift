import ImagePlanes
import ReproducibleMath

/// The candidates of an image as flat arrays, strongest first, with buckets for finding those near a place.
///
/// The order depends on the candidates alone, not on the order they came in: whatever follows is the same for any order.
/// A class, so that the many small steps that read it do not each retain its arrays.
final class CandidateTable {
  /// The candidate of each entry.
  private(set) var bolts: [Bolt]
  private(set) var x: [Double] = []
  private(set) var y: [Double] = []
  private(set) var radius: [Double] = []
  /// Natural logarithm of the radius.
  private(set) var logRadius: [Double] = []
  /// Variance of the centre along each axis.
  private(set) var variance: [Double] = []
  /// log10 of the odds from the pixels.
  private(set) var score: [Double] = []
  /// The same as a probability.
  private(set) var weight: [Double] = []
  /// log10 of the probability.
  private(set) var logWeight: [Double] = []
  /// Candidates that were given; entries beyond them were found by looking again, and stand in no bucket.
  let count: Int
  /// Looks at the picture again, where it is at hand.
  let secondLook: SecondLook?
  /// log10 of the odds that any candidate of the picture is a bolt, between -1 and 0: a score less this is what a candidate's
  /// pixels say for it.
  let priorLogOdds: Double
  /// The image.
  let imageSize: ImageSize

  /// Buckets: entries of the cell (column, row) are `cellEntries[cellStart[row * columns + column]..<…]`.
  let columns: Int
  let rows: Int
  let cellSize: Double
  let cellStart: [Int32]
  let cellEntries: [Int32]

  /// Standard deviation of a head's seen middle about its own, in radii: light from the side and shadows move it, each head's
  /// differently, whatever a detector says about its noise.
  static let lightDeviation = 0.09

  /// Scores beyond ±this say nothing more: no detector is that well calibrated.
  static let scoreLimit = 4.0

  /// The most entries that there can be: what marks for each entry need room for.
  var capacity: Int { count + (secondLook == nil ? 0 : SecondLook.limit) }

  /// Whether an entry was found by looking where a group expected it.
  @inline(__always) func wasForetold(_ index: Int) -> Bool { index >= count }

  /// - Complexity: O(n log n).
  init(_ candidates: [Bolt], imageSize: ImageSize, limit: Int, probe: BoltProbe? = nil) {
    var order = candidates.indices.filter { Self.isUsable(candidates[$0]) }
    order.sort { Self.precedes(candidates[$0], candidates[$1]) }
    if order.count > limit { order.removeLast(order.count - limit) }
    bolts = order.map { candidates[$0] }
    count = bolts.count
    secondLook = probe.map { SecondLook($0) }
    x = bolts.map(\.center.x)
    y = bolts.map(\.center.y)
    radius = bolts.map(\.radius)
    logRadius = bolts.map { Elementary.logarithm($0.radius) }
    variance = bolts.map { Self.variance(of: $0) }
    score = bolts.map { Self.limited($0.score) }
    weight = score.map { Self.probability($0) }
    logWeight = weight.map { Elementary.decimalLogarithm($0) }
    let mean = weight.reduce(0, +) / Double(max(weight.count, 1))
    priorLogOdds = mean > 0 && mean < 1 ? max(min(Elementary.decimalLogarithm(mean / (1 - mean)), 0), -1) : 0
    self.imageSize = imageSize

    let width = Double(max(imageSize.width, 1))
    let height = Double(max(imageSize.height, 1))
    // One candidate a cell on average; never so many cells that an empty picture costs time.
    cellSize = max((width * height / Double(max(bolts.count, 1))).squareRoot(), 8, max(width, height) / 128)
    columns = Int(width / cellSize) + 1
    rows = Int(height / cellSize) + 1
    var starts = [Int32](repeating: 0, count: columns * rows + 1)
    var cells = [Int](repeating: 0, count: bolts.count)
    for index in bolts.indices {
      let column = Int(max(0, min(x[index] / cellSize, Double(columns - 1))))
      let row = Int(max(0, min(y[index] / cellSize, Double(rows - 1))))
      cells[index] = row * columns + column
      starts[cells[index] + 1] += 1
    }
    for cell in 0..<(columns * rows) { starts[cell + 1] += starts[cell] }
    var next = starts
    var entries = [Int32](repeating: 0, count: bolts.count)
    for index in bolts.indices {
      entries[Int(next[cells[index]])] = Int32(index)
      next[cells[index]] += 1
    }
    cellStart = starts
    cellEntries = entries
  }

  /// Adds a bolt that was found by looking where a group expected it; nil where it cannot be reckoned with.
  func append(_ bolt: Bolt) -> Int? {
    guard Self.isUsable(bolt), bolts.count < capacity else { return nil }
    bolts.append(bolt)
    x.append(bolt.center.x)
    y.append(bolt.center.y)
    radius.append(bolt.radius)
    logRadius.append(Elementary.logarithm(bolt.radius))
    variance.append(Self.variance(of: bolt))
    score.append(Self.limited(bolt.score))
    weight.append(Self.probability(score[bolts.count - 1]))
    logWeight.append(Elementary.decimalLogarithm(weight[bolts.count - 1]))
    return bolts.count - 1
  }

  /// Whether an entry that was foretold shows a bolt that is marked.
  ///
  /// - Complexity: O(entries).
  func shows(_ entry: Int, oneOf marked: [Bool]) -> Bool {
    bolts.indices.contains { marked[$0] && bolts[$0].overlaps(bolts[entry]) }
  }

  private static func variance(of bolt: Bolt) -> Double {
    let light = lightDeviation * bolt.radius
    return max(bolt.centerDeviation * bolt.centerDeviation, 0.0025) + light * light
  }

  private static func limited(_ score: Double) -> Double { max(min(score, scoreLimit), -scoreLimit) }

  private static func probability(_ score: Double) -> Double {
    let odds = Elementary.powerOfTen(score)
    return odds / (1 + odds)
  }

  /// Whether all numbers are in a range that can be reckoned with.
  private static func isUsable(_ bolt: Bolt) -> Bool {
    let limit = 1e6
    return abs(bolt.center.x) < limit && abs(bolt.center.y) < limit && bolt.radius > 0.01 && bolt.radius < limit
      && bolt.score.isFinite && abs(bolt.centerDeviation) < limit
  }

  /// Strongest first, ties by y, x, radius, deviation and kind: bolts that tie in all of them are interchangeable.
  static func precedes(_ a: Bolt, _ b: Bolt) -> Bool {
    if a.score != b.score { return a.score > b.score }
    if a.center.y != b.center.y { return a.center.y < b.center.y }
    if a.center.x != b.center.x { return a.center.x < b.center.x }
    if a.radius != b.radius { return a.radius < b.radius }
    if a.centerDeviation != b.centerDeviation { return a.centerDeviation < b.centerDeviation }
    return a.kind == .head && b.kind == .hole
  }

  /// The column of buckets that holds `x`; places outside the image belong to its border.
  @inline(__always) func column(of x: Double) -> Int { Int(max(0, min(x / cellSize, Double(columns - 1)))) }

  /// The row of buckets that holds `y`.
  @inline(__always) func row(of y: Double) -> Int { Int(max(0, min(y / cellSize, Double(rows - 1)))) }

  /// Whether two candidates might belong to one group.
  @inline(__always) func areLike(_ a: Int, _ b: Int, tolerance: Double) -> Bool {
    abs(logRadius[a] - logRadius[b]) <= tolerance
  }

  /// The best candidate within `reach` of a place among those like the class: near and strong; nil if there is none.
  ///
  /// - Parameter deviation: How far, in pixels, one expects to miss.
  func best(
    nearX px: Double, y py: Double, reach: Double, deviation: Double, like likeness: Likeness, where taken: [Bool]
  )
    -> Int?
  {
    guard px.isFinite, py.isFinite else { return nil }
    let left = column(of: px - reach)
    let right = column(of: px + reach)
    let bottom = row(of: py + reach)
    var top = row(of: py - reach)
    var bestIndex: Int?
    var bestValue = -Double.infinity
    let precision = 1 / (2 * deviation * deviation)
    while top <= bottom {
      let first = Int(cellStart[top * columns + left])
      let last = Int(cellStart[top * columns + right + 1])
      for position in first..<last {
        let index = Int(cellEntries[position])
        let dx = x[index] - px
        let dy = y[index] - py
        let square = dx * dx + dy * dy
        guard square <= reach * reach,
          abs(logRadius[index] - likeness.logRadius) <= likeness.tolerance, !taken[index]
        else { continue }
        // Natural logarithms: 2.3 for each decade of the odds, of which half is believed.
        let value = 1.15 * score[index] - square * precision
        if value > bestValue || (value == bestValue && index < bestIndex ?? 0) {
          bestValue = value
          bestIndex = index
        }
      }
      top += 1
    }
    return bestIndex
  }
}

/// What the bolts of one group have in common: their size. Heads with sockets and empty holes look alike when small, and a ring may
/// hold both, so that the kind does not count.
struct Likeness {
  /// Natural logarithm of the typical radius.
  var logRadius: Double
  /// The largest difference from it.
  var tolerance: Double

  @inline(__always) func holds(_ table: CandidateTable, _ index: Int) -> Bool {
    abs(table.logRadius[index] - logRadius) <= tolerance
  }
}
