/// Thins places that show the same thing: a bolt answers at several scales and at several samples, and one outline is enough.
struct PlaceThinning {
  /// Places nearer than this to a better one, over the smaller radius, show what it shows, if the radii are alike.
  private static let nearRadii = 0.3
  /// The ratio up to which radii are alike.
  private static let likeRatio = 1.25
  /// Side of a cell, in pixels.
  private static let cellSide = 16.0

  /// Indices of the places to keep, best first; ties by y, x.
  ///
  /// - Complexity: O(n log n) for n places, where few lie on each other.
  static func kept(_ places: [BoltMeasure.Place], scores: [Int32]) -> [Int] {
    let order = places.indices.sorted {
      (-scores[$0], places[$0].y, places[$0].x, places[$0].radius)
        < (-scores[$1], places[$1].y, places[$1].x, places[$1].radius)
    }
    guard let right = places.lazy.map({ $0.x }).max(), let bottom = places.lazy.map({ $0.y }).max() else { return [] }
    let columns = max(Int(right / cellSide), 0) + 1
    let rows = max(Int(bottom / cellSide), 0) + 1
    // The places kept in each cell, as chains.
    var head = [Int32](repeating: -1, count: columns * rows)
    var next = [Int32](repeating: -1, count: places.count)
    var kept: [Int] = []
    for index in order {
      let place = places[index]
      let reach = nearRadii * place.radius
      func cells(_ center: Double, _ count: Int) -> ClosedRange<Int> {
        let low = min(max(Int((center - reach) / cellSide), 0), count - 1)
        return low...min(max(Int((center + reach) / cellSide), low), count - 1)
      }
      func isKnown() -> Bool {
        for row in cells(place.y, rows) {
          for column in cells(place.x, columns) {
            var entry = head[row * columns + column]
            while entry >= 0 {
              if isSame(place, places[Int(entry)]) { return true }
              entry = next[Int(entry)]
            }
          }
        }
        return false
      }
      guard !isKnown() else { continue }
      kept.append(index)
      let cell =
        min(max(Int(place.y / cellSide), 0), rows - 1) * columns + min(max(Int(place.x / cellSide), 0), columns - 1)
      next[index] = head[cell]
      head[cell] = Int32(index)
    }
    return kept
  }

  private static func isSame(_ a: BoltMeasure.Place, _ b: BoltMeasure.Place) -> Bool {
    let (small, large) = (min(a.radius, b.radius), max(a.radius, b.radius))
    guard large <= likeRatio * small else { return false }
    let (dx, dy) = (a.x - b.x, a.y - b.y)
    return dx * dx + dy * dy < nearRadii * nearRadii * small * small
  }
}
