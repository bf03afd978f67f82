import FeatureExtraction
import ImagePlanes

/// How some lines of an image lie to each other: each one's middle as seen from each other one.
///
/// Where a line ends is chance's: a shadow, a scratch, a threshold. So what is measured holds along a line as it is slid: the distance of
/// one line's middle *across* another line, and by how much sliding the first along itself may change it.
package struct LineLayout {
  let count: Int
  /// Directions, as unit vectors.
  let directions: [(x: Float, y: Float)]
  /// In row i, column j: the signed distance of j's middle from the infinite line through i, in pixels; positive on the darker side.
  let across: [Float]
  /// In row i, column j: what that distance is uncertain by, in pixels.
  let slack: [Float]

  /// By how much of its length a line's middle moves from picture to picture.
  private static let slide: Float = 0.2
  /// What a distance is uncertain by in any case, in pixels: a body's surface is no plane.
  private static let leastSlack: Float = 1.5

  /// - Complexity: O(lines²).
  package init(_ lines: [LineSegment]) {
    count = lines.count
    let lengths = lines.map { max($0.length, 1e-3) }
    let directions = zip(lines, lengths).map { line, length in
      (x: Float((line.end.x - line.start.x) / length), y: Float((line.end.y - line.start.y) / length))
    }
    let middles = lines.map { (x: Float(($0.start.x + $0.end.x) / 2), y: Float(($0.start.y + $0.end.y) / 2)) }
    var across: [Float] = []
    var slack: [Float] = []
    across.reserveCapacity(count * count)
    slack.reserveCapacity(count * count)
    for i in 0..<count {
      let (from, base) = (middles[i], directions[i])
      for j in 0..<count {
        across.append(base.x * (middles[j].y - from.y) - base.y * (middles[j].x - from.x))
        let sine = abs(base.x * directions[j].y - base.y * directions[j].x)
        slack.append(Self.slide * Float(lengths[j]) * sine + Self.leastSlack)
      }
    }
    self.directions = directions
    self.across = across
    self.slack = slack
  }
}
