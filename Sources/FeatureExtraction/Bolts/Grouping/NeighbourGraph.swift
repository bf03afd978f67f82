/// The nearest like neighbours of each of the strongest candidates.
struct NeighbourGraph {
  /// The most neighbours of a candidate.
  let degree: Int
  /// Candidates in it: the strongest ones.
  let count: Int
  /// Neighbours of candidate i, nearest first: `neighbours[i * degree + k]`, -1 where there is none.
  private(set) var neighbours: [Int32]

  /// Least and largest distance of neighbouring bolts, in radii. Nearer ones would touch; in a ring of five bolts with heads of
  /// a thirtieth of its radius the next one is 35 radii away.
  static let distances = (least: 1.7, largest: 36.0)

  /// - Complexity: O(n · (degree + candidates in the buckets searched)).
  init(_ table: CandidateTable, count: Int, degree: Int, tolerance: Double, taken: [Bool]) {
    self.degree = degree
    self.count = min(count, table.count)
    neighbours = [Int32](repeating: -1, count: self.count * degree)
    var squares = [Double](repeating: .infinity, count: degree)
    // A candidate's share of the image tells how far its neighbours are likely to be: search that first, then twice as far.
    for index in 0..<self.count where !taken[index] {
      let farthest = Self.distances.largest * table.radius[index]
      var reach = min(farthest, 2 * table.cellSize)
      while true {
        let found = gather(table, index, reach, tolerance, taken, &squares)
        if found == degree || reach >= farthest { break }
        reach = min(2 * reach, farthest)
      }
    }
  }

  private mutating func gather(
    _ table: CandidateTable, _ index: Int, _ reach: Double, _ tolerance: Double, _ taken: [Bool],
    _ squares: inout [Double]
  ) -> Int {
    let px = table.x[index]
    let py = table.y[index]
    let near = Self.distances.least * table.radius[index]
    let base = index * degree
    var found = 0
    let left = table.column(of: px - reach)
    let right = table.column(of: px + reach)
    let bottom = table.row(of: py + reach)
    var top = table.row(of: py - reach)
    while top <= bottom {
      let first = Int(table.cellStart[top * table.columns + left])
      let last = Int(table.cellStart[top * table.columns + right + 1])
      for position in first..<last {
        let other = Int(table.cellEntries[position])
        guard other < count, other != index else { continue }
        let dx = table.x[other] - px
        let dy = table.y[other] - py
        let square = dx * dx + dy * dy
        guard square <= reach * reach, square >= near * near, found < degree || square < squares[degree - 1],
          table.areLike(index, other, tolerance: tolerance), !taken[other]
        else { continue }
        var slot = min(found, degree - 1)
        while slot > 0
          && (squares[slot - 1] > square || (squares[slot - 1] == square && Int(neighbours[base + slot - 1]) > other))
        {
          squares[slot] = squares[slot - 1]
          neighbours[base + slot] = neighbours[base + slot - 1]
          slot -= 1
        }
        squares[slot] = square
        neighbours[base + slot] = Int32(other)
        if found < degree { found += 1 }
      }
      top += 1
    }
    return found
  }
}
