import ImagePlanes

/// Chooses the few matches that an overlay numbers and joins.
package enum InlierSelection {
  /// Indices of at most `count` pairs, spread well over both pictures.
  ///
  /// Farthest-point sampling (Gonzalez, 1985): begins with the first pair, the best, then takes the pair whose nearest
  /// chosen neighbour is farthest, distance being the smaller of that in A and that in B, so that chosen points are
  /// apart in both. Stops where the next would be nearer than `minimumDistance` to one chosen.
  ///
  /// - Parameters:
  ///   - pairs: Points in canvas pixels, best first.
  ///   - minimumDistance: In canvas pixels; a number needs that much room.
  /// - Returns: In the order of choice. Ties go to the lower index.
  /// - Complexity: O(`count` · `pairs.count`).
  package static func spread(_ pairs: [PointPair], count: Int, minimumDistance: Double) -> [Int] {
    guard count > 0, !pairs.isEmpty else { return [] }
    var chosen = [0]
    var nearest = [Double](repeating: .infinity, count: pairs.count)
    while chosen.count < count {
      let last = pairs[chosen[chosen.count - 1]]
      var best = 0
      for (index, pair) in pairs.enumerated() {
        let distance = min(pair.a.squaredDistance(to: last.a), pair.b.squaredDistance(to: last.b))
        nearest[index] = min(nearest[index], distance)
        if nearest[index] > nearest[best] { best = index }
      }
      guard nearest[best] >= minimumDistance * minimumDistance else { break }
      chosen.append(best)
    }
    return chosen
  }
}
