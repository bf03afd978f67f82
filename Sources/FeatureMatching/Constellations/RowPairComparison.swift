import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Two rows of A laid over two of B, end on end: four points fix a map of their plane, and what lies between the ends tests it.
///
/// Along one row alone a projective map can put any three bolts on any three; spacing then agrees in cross-ratios. With both rows
/// under one map the cross-ratios agree by themselves where the map is right.
struct RowPairComparison {
  /// A way to lay two rows over two others.
  struct Placement {
    /// Pixels of A to pixels of B.
    let bFromA: Homography
    /// log10 of the odds factor.
    let logRatio: Double
    /// Indices into A's rows and B's.
    let rows: [(Int, Int)]
    /// Indices into A's bolts and B's.
    let pairs: [(Int, Int)]
  }

  /// Rows of each picture that are paired up, best first.
  private static let mostRows = 4
  /// log10 of what equal numbers of places are worth, once for both rows: those of one raceway are alike, and how much of a row
  /// is seen varies.
  private static let logEqualSpan = 0.8
  /// Least doubled area of the ends' triangles, as a share of the image's squared half side.
  private static let leastArea = 2e-4
  /// Standard deviation across pictures of a bolt's place along its row, as a share of the row's length.
  private static let relativeDeviation = 0.005
  /// log10 of the most that one bolt of an uneven row may add.
  private static let mostPerBolt = 1.0

  private let a: Features
  private let b: Features
  private let odds: PlaceOdds
  private let logClutter: Double

  init(_ a: Features, _ b: Features, options: ConstellationMatchingOptions) {
    self.a = a
    self.b = b
    odds = PlaceOdds(options: options)
    logClutter = Elementary.decimalLogarithm(options.clutterRate)
  }

  /// Every placement that keeps the picture's orientation, and the number that was tried. At most 288 maps are solved for.
  func placements() -> (found: [Placement], tried: Int) {
    let rowsA = usable(a.patterns.rows, bolts: a.patterns.bolts.count)
    let rowsB = usable(b.patterns.rows, bolts: b.patterns.bolts.count)
    var found: [Placement] = []
    var tried = 0
    for (position, firstA) in rowsA.enumerated() {
      for secondA in rowsA[(position + 1)...] {
        for firstB in rowsB {
          for secondB in rowsB where secondB.index != firstB.index {
            guard mayEqual(firstA.row, firstB.row), mayEqual(secondA.row, secondB.row) else { continue }
            for flips in 0..<4 {
              tried += 1
              let pairs = [(firstA, firstB, flips & 1 != 0), (secondA, secondB, flips & 2 != 0)]
              if let placement = placement(pairs) { found.append(placement) }
            }
          }
        }
      }
    }
    return (found, tried)
  }

  private typealias Indexed = (index: Int, row: BoltRow)

  private func usable(_ rows: [BoltRow], bolts: Int) -> [Indexed] {
    rows.enumerated().filter { _, row in
      row.bolts.count >= 3 && row.bolts.allSatisfy((0..<bolts).contains)
        && (row.slotIndices.isEmpty || row.slotIndices.count == row.bolts.count)
    }.prefix(Self.mostRows).map { ($0.offset, $0.element) }
  }

  /// Places from end to end; nil for a row without even spacing.
  private func span(_ row: BoltRow) -> Int? {
    guard let first = row.slotIndices.first, let last = row.slotIndices.last, last > first, last - first < 256 else {
      return nil
    }
    return last - first + 1
  }

  private func mayEqual(_ left: BoltRow, _ right: BoltRow) -> Bool {
    guard let spanLeft = span(left), let spanRight = span(right) else { return true }
    return spanLeft == spanRight
  }

  private func placement(_ pairs: [(Indexed, Indexed, Bool)]) -> Placement? {
    var corners: [Correspondence] = []
    for (mine, other, isFlipped) in pairs {
      guard let first = mine.row.bolts.first, let last = mine.row.bolts.last, let start = other.row.bolts.first,
        let end = other.row.bolts.last
      else { return nil }
      corners.append(Correspondence(a: center(a, first), b: center(b, isFlipped ? end : start)))
      corners.append(Correspondence(a: center(a, last), b: center(b, isFlipped ? start : end)))
    }
    let table = CorrespondenceTable(corners, sizeA: a.size, sizeB: b.size, options: HomographyEstimationOptions())
    guard table.entries.count == 4,
      let solved = FourPointSolver.solve(
        table.entries[0], table.entries[1], table.entries[2], table.entries[3], leastAreaA: Self.leastArea,
        leastAreaB: Self.leastArea)
    else { return nil }
    let map = table.pixelMap(solved)
    var logRatio = 0.0
    var matched: [(Int, Int)] = []
    var isEven = true
    for (mine, other, isFlipped) in pairs {
      if span(mine.row) != nil, span(other.row) != nil {
        logRatio += evenOdds(mine.row, other.row, isFlipped: isFlipped, into: &matched)
      } else {
        isEven = false
        logRatio += unevenOdds(mine.row, other.row, map: map, into: &matched)
      }
    }
    return Placement(
      bFromA: map, logRatio: logRatio + (isEven ? Self.logEqualSpan : 0),
      rows: pairs.map { ($0.0.index, $0.1.index) }, pairs: matched)
  }

  private func center(_ features: Features, _ bolt: Int) -> Point { features.patterns.bolts[bolt].center }

  private func evenOdds(_ mine: BoltRow, _ other: BoltRow, isFlipped: Bool, into pairs: inout [(Int, Int)]) -> Double {
    let count = span(mine) ?? 0
    var placesA = [RingPattern.Place](repeating: .empty, count: count)
    var placesB = placesA
    var holders = [Int](repeating: -1, count: count)
    for (bolt, slot) in zip(other.bolts, other.slotIndices) {
      let place = isFlipped ? count - 1 - (slot - other.slotIndices[0]) : slot - other.slotIndices[0]
      guard placesB.indices.contains(place) else { continue }
      placesB[place] = .bolt
      holders[place] = bolt
    }
    for (bolt, slot) in zip(mine.bolts, mine.slotIndices) {
      let place = slot - mine.slotIndices[0]
      guard placesA.indices.contains(place) else { continue }
      placesA[place] = .bolt
      if holders[place] >= 0 { pairs.append((bolt, holders[place])) }
    }
    return odds.logOdds(placesA, placesB, shift: 0, isMirrored: false)
  }

  private func unevenOdds(_ mine: BoltRow, _ other: BoltRow, map: Homography, into pairs: inout [(Int, Int)]) -> Double
  {
    guard let start = other.bolts.first, let end = other.bolts.last else { return 0 }
    let length = center(b, start).distance(to: center(b, end))
    let deviation = max(1, Self.relativeDeviation * length)
    var free = Array(other.bolts)
    var logRatio = 0.0
    for (position, bolt) in mine.bolts.enumerated() {
      let target = map.apply(to: center(a, bolt))
      let nearest = free.enumerated().min {
        let left = center(b, $0.element).squaredDistance(to: target)
        let right = center(b, $1.element).squaredDistance(to: target)
        return (left, $0.element) < (right, $1.element)
      }
      let isEnd = position == 0 || position == mine.bolts.count - 1
      guard let nearest, center(b, nearest.element).distance(to: target) < RingPattern.reach * deviation else {
        logRatio += logClutter
        continue
      }
      pairs.append((bolt, nearest.element))
      free.remove(at: nearest.offset)
      guard !isEnd else { continue }
      let offset = center(b, nearest.element).distance(to: target)
      let density = NormalDensity.log(offset, variance: deviation * deviation)
      logRatio += min(
        Self.mostPerBolt, density + Elementary.decimalLogarithm(length / Double(max(1, mine.bolts.count - 2))))
    }
    return logRatio + Double(free.count) * logClutter
  }
}
