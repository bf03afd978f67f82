import ImagePlanes

/// How many candidates, weighted by their probability to be bolts, lie on a pixel around a group: what chance has to offer.
///
/// The density is taken where the group is, so that a dense patch of false candidates is no place of wonders, and never below
/// half of the picture's mean, so that an empty place is none either.
struct ClutterDensity {
  private let table: CandidateTable
  /// The last query that counted each candidate.
  private var stamps: [Int32]
  private var query: Int32 = 0
  /// Candidates that belong to groups already: they are explained, and no clutter.
  private var explained: [Bool]

  /// Area of the union of discs in a row, each through the centre of the next, for each unit of squared step: √3/2 + π/3.
  private static let unionArea = 1.913

  init(_ table: CandidateTable) {
    self.table = table
    stamps = [Int32](repeating: 0, count: table.capacity)
    explained = [Bool](repeating: false, count: table.capacity)
  }

  /// Leaves a group's members out of what chance has to offer.
  mutating func explain(_ members: [Int]) {
    for member in members { explained[member] = true }
  }

  /// Weighted density around the curve through `points`, its members left out.
  ///
  /// - Parameters:
  ///   - points: Members or places, in order along the curve.
  ///   - members: Candidates that do not count.
  ///   - likeness: Only candidates like the group's count.
  /// - Complexity: O(points × candidates within a step).
  mutating func around(_ points: [Point], members: [Int], like likeness: Likeness) -> Double {
    let mean = meanWeight(leavingOut: members)
    var steps: [Double] = []
    for index in points.indices.dropFirst() { steps.append(points[index].distance(to: points[index - 1])) }
    steps.sort()
    let typical = steps.isEmpty ? 1 : steps[steps.count / 2]
    var weight = 0.0
    var area = 0.0
    for index in points.indices {
      let step = index > 0 ? points[index].distance(to: points[index - 1]) : typical
      // Far steps are gaps of the group, whose middle is no neighbourhood.
      let reach = min(max(step, 0.7 * typical), 2 * typical)
      weight += gather(points[index], reach, likeness)
      area += Self.unionArea * min(step, reach) * reach
    }
    // One more of the members' kind: nothing seen does not mean that nothing can be.
    let local = (weight + mean) / max(area, 1)
    return max(local, 0.5 * overall(likeness))
  }

  /// Weighted density over the rectangle round `points`, its members left out but one: what a lattice stands among.
  ///
  /// - Complexity: O(candidates).
  mutating func inside(_ points: [Point], members: [Int], like likeness: Likeness) -> Double {
    var weight = meanWeight(leavingOut: members)
    let left = points.map(\.x).min() ?? 0
    let right = points.map(\.x).max() ?? 0
    let top = points.map(\.y).min() ?? 0
    let bottom = points.map(\.y).max() ?? 0
    for index in 0..<table.count where stamps[index] != query && !explained[index] && likeness.holds(table, index) {
      if table.x[index] >= left, table.x[index] <= right, table.y[index] >= top, table.y[index] <= bottom {
        weight += table.weight[index]
      }
    }
    return max(weight / max((right - left) * (bottom - top), 1), 0.5 * overall(likeness))
  }

  /// Starts a query that leaves out a group's members; what one of them weighs, of those that detection found.
  private mutating func meanWeight(leavingOut members: [Int]) -> Double {
    query += 1
    var sum = 0.0
    var count = 0
    for member in members {
      stamps[member] = query
      guard !table.wasForetold(member) else { continue }
      sum += table.weight[member]
      count += 1
    }
    return sum / Double(max(count, 1))
  }

  /// Weighted density over the whole picture; members count too.
  private func overall(_ likeness: Likeness) -> Double {
    var sum = 0.0
    for index in 0..<table.count where likeness.holds(table, index) && stamps[index] != query && !explained[index] {
      sum += table.weight[index]
    }
    return sum / Double(max(table.imageSize.area, 1))
  }

  private mutating func gather(_ point: Point, _ reach: Double, _ likeness: Likeness) -> Double {
    var sum = 0.0
    let left = table.column(of: point.x - reach)
    let right = table.column(of: point.x + reach)
    let bottom = table.row(of: point.y + reach)
    var top = table.row(of: point.y - reach)
    while top <= bottom {
      let first = Int(table.cellStart[top * table.columns + left])
      let last = Int(table.cellStart[top * table.columns + right + 1])
      for position in first..<last {
        let index = Int(table.cellEntries[position])
        guard stamps[index] != query, !explained[index] else { continue }
        let dx = table.x[index] - point.x
        let dy = table.y[index] - point.y
        guard dx * dx + dy * dy <= reach * reach, likeness.holds(table, index) else { continue }
        stamps[index] = query
        sum += table.weight[index]
      }
      top += 1
    }
    return sum
  }
}
