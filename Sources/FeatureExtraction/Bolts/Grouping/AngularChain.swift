/// Finds the longest run of even steps among the members of a ellipse: the places of an even ring, clutter left out.
enum AngularChain {
  /// A step may be missed by this share of itself: perspective, and eccentric angles that are not the plane's.
  private static let tolerance = 0.22
  /// Empty places in a row that a run may jump.
  private static let largestGap = 4

  /// The best chain of even steps, or nil where none holds half of the members.
  ///
  /// - Parameters:
  ///   - angles: Eccentric angles of the members, growing.
  ///   - scores: log10 of their odds.
  /// - Complexity: O(members²).
  static func best(members: [Int], angles: [Double], scores: [Double]) -> Chain? {
    let count = members.count
    guard count >= 4 else { return nil }
    let turn = 2 * Double.pi
    let isClosed = angles[count - 1] - angles[0] < turn
    var best: Chain?
    var places: [Int32] = []
    for start in 0..<count {
      for skip in 1...3 where start + skip < count {
        let first = angles[start + skip] - angles[start]
        guard first > 0.08, first < 2.2 else { continue }
        places.removeAll(keepingCapacity: true)
        places.append(Int32(members[start]))
        places.append(Int32(members[start + skip]))
        var step = first
        var expected = angles[start + skip] + step
        var cursor = start + skip + 1
        var empty = 0
        var quality = 0.0
        while empty <= largestGap, places.count < 72, isClosed, expected < angles[start] + turn - 0.5 * step {
          // The member nearest to the expected angle; the list may be walked round once.
          while cursor < 2 * count, angle(cursor, angles) < expected - tolerance * step { cursor += 1 }
          var chosen = -1
          var least = tolerance * step
          var look = cursor
          while look < 2 * count, angle(look, angles) <= expected + tolerance * step {
            let miss = abs(angle(look, angles) - expected)
            if miss < least {
              least = miss
              chosen = look
            }
            look += 1
          }
          if chosen >= 0, chosen - start < count {
            let miss = (angle(chosen, angles) - expected) / (tolerance * step)
            quality += 1 - 0.5 * miss * miss + 0.3 * max(min(scores[chosen % count], 1), -1)
            places.append(Int32(members[chosen % count]))
            // Perspective changes the step slowly.
            step += 0.35 * (angle(chosen, angles) - expected) / Double(empty + 1)
            expected = angle(chosen, angles) + step
            cursor = chosen + 1
            empty = 0
          } else {
            empty += 1
            places.append(-1)
            expected += step
            quality -= 0.5
          }
          if step < 0.06 { break }
        }
        while let last = places.last, last < 0 {
          places.removeLast()
          quality += 0.5
        }
        if quality > best?.rank ?? 0 {
          let members = places.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) }
          best = Chain(places: places, memberCount: members, rank: quality)
        }
      }
    }
    guard let best, best.memberCount >= 4, 2 * best.memberCount >= count else { return nil }
    return best
  }

  private static func angle(_ index: Int, _ angles: [Double]) -> Double {
    index < angles.count ? angles[index] : angles[index - angles.count] + 2 * Double.pi
  }
}
