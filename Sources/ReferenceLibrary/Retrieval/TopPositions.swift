/// Picks the greatest of many numbers.
enum TopPositions {
  /// The positions of the greatest positive values, greatest first, equals by position; at most `limit`.
  ///
  /// - Complexity: O(n), and O(limit) for each of the few that get into the list.
  static func of<Value: Comparable & Numeric>(_ values: [Value], limit: Int) -> [Int] {
    guard limit > 0 else { return [] }
    var top: [(value: Value, position: Int)] = []
    for (position, value) in values.enumerated() where value > 0 {
      if top.count == limit, let last = top.last, value <= last.value { continue }
      // The first place behind everything that is at least as great: earlier positions stay in front.
      var (low, high) = (0, top.count)
      while low < high {
        let middle = (low + high) / 2
        if top[middle].value >= value { low = middle + 1 } else { high = middle }
      }
      top.insert((value, position), at: low)
      if top.count > limit { top.removeLast() }
    }
    return top.map(\.position)
  }
}
