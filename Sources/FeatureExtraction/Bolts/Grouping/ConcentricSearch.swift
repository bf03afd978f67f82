import ImagePlanes
import ReproducibleMath

/// Guesses rings about the axis of a known circle: a rim, or a ring already found.
///
/// Measured by the known ellipse, a concentric ring's bolts have nearly one radius: a search over one number, where a conic has
/// five.
struct ConcentricSearch {
  /// A guess.
  struct Guess {
    var ellipse: Ellipse
    var likeness: Likeness
    /// The sum of its candidates' probabilities, beyond what the search would find anywhere.
    var excess: Double
    /// Its candidates and their angles about the circle, growing.
    var members: [(index: Int, angle: Double)]
  }

  /// A candidate measured by the circle.
  private struct Measured {
    var ratio: Double
    var index: Int
    var cosine: Double
    var sine: Double
  }

  /// Radii of rings in units of the circle's: from a nozzle's collar to a flange outside of a bore.
  private static let ratios = (least: 0.12, largest: 2.4)
  /// Width of a ring in the ratio: perspective moves the centre of circles at other depths.
  private static let width = 0.05
  /// Guesses for each circle.
  private static let guessLimit = 3
  /// Candidates below this are too many and say too little to start from.
  private static let leastScore = -1.5

  /// - Complexity: O(n log n + n · candidates in a window).
  static func guesses(about circle: Ellipse, table: CandidateTable, taken: [Bool], options: BoltGroupingOptions)
    -> [Guess]
  {
    let (cosine, sine) = Elementary.direction(circle.angle)
    let inverseA = 1 / max(circle.semiMajor, 1)
    let inverseB = 1 / max(circle.semiMinor, 1)
    var measured: [Measured] = []
    for index in 0..<table.count where table.score[index] >= leastScore && !taken[index] {
      let dx = table.x[index] - circle.center.x
      let dy = table.y[index] - circle.center.y
      let px = (dx * cosine + dy * sine) * inverseA
      let py = (dy * cosine - dx * sine) * inverseB
      let ratio = (px * px + py * py).squareRoot()
      if ratio > ratios.least, ratio < ratios.largest {
        measured.append(Measured(ratio: ratio, index: index, cosine: px / ratio, sine: py / ratio))
      }
    }
    measured.sort { $0.ratio != $1.ratio ? $0.ratio < $1.ratio : $0.index < $1.index }
    var found: [Guess] = []
    for start in measured.indices {
      let first = measured[start]
      let end = first.ratio + max(width * first.ratio, 3 * inverseA)
      var weight = 0.0
      var count = 0
      var sum = 0.0
      var members: [(index: Int, angle: Double)] = []
      var next = start
      while next < measured.count, measured[next].ratio <= end {
        let index = measured[next].index
        if table.areLike(first.index, index, tolerance: options.radiusTolerance) {
          weight += table.weight[index]
          sum += measured[next].ratio
          count += 1
          members.append((index, angleOf(x: measured[next].cosine, y: measured[next].sine)))
        }
        next += 1
      }
      guard count >= options.minimumMembers else { continue }
      // What as wide a window holds to either side.
      var around = 0.0
      var neighbour = start - 1
      while neighbour >= 0, measured[neighbour].ratio > first.ratio - 2 * (end - first.ratio) {
        let index = measured[neighbour].index
        if table.areLike(first.index, index, tolerance: options.radiusTolerance) { around += table.weight[index] }
        neighbour -= 1
      }
      let ratio = sum / Double(count)
      var ellipse = circle
      ellipse.semiMajor *= ratio
      ellipse.semiMinor *= ratio
      found.append(
        Guess(
          ellipse: ellipse,
          likeness: Likeness(logRadius: table.logRadius[first.index], tolerance: options.radiusTolerance),
          excess: weight - 0.5 * around, members: members.sorted { ($0.angle, $0.index) < ($1.angle, $1.index) }))
    }
    return best(of: found)
  }

  /// The best guesses that are not the same ring again.
  private static func best(of found: [Guess]) -> [Guess] {
    var chosen: [Guess] = []
    let order = found.indices.sorted {
      found[$0].excess != found[$1].excess ? found[$0].excess > found[$1].excess : $0 < $1
    }
    for index in order {
      let guess = found[index]
      let isNew = chosen.allSatisfy { abs($0.ellipse.semiMajor / guess.ellipse.semiMajor - 1) > 1.5 * width }
      guard isNew else { continue }
      chosen.append(guess)
      if chosen.count == guessLimit { break }
    }
    return chosen
  }
}
