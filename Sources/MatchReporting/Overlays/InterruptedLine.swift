import ImagePlanes

/// Cuts lines where they would run over what they point at.
package enum InterruptedLine {
  /// Pieces shorter than this, in pixels, are dropped: they would look like markers.
  static let shortestPiece = 3.0

  /// The parts of the line from `start` to `end` outside all of `discs`, in order.
  ///
  /// - Complexity: O(n log n) for n discs.
  package static func pieces(from start: Point, to end: Point, outside discs: [Disc]) -> [(Point, Point)] {
    let dx = end.x - start.x
    let dy = end.y - start.y
    let squaredLength = dx * dx + dy * dy
    guard squaredLength > 0 else { return [] }
    // The part of the line inside a disc, as an interval of the line's parameter 0...1.
    let hidden = discs.compactMap { disc -> (from: Double, to: Double)? in
      let alongX = disc.center.x - start.x
      let alongY = disc.center.y - start.y
      let middle = (alongX * dx + alongY * dy) / squaredLength
      let offX = alongX - middle * dx
      let offY = alongY - middle * dy
      let half = disc.radius * disc.radius - offX * offX - offY * offY
      guard half > 0 else { return nil }
      let reach = (half / squaredLength).squareRoot()
      return (middle - reach, middle + reach)
    }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }

    func point(_ t: Double) -> Point { Point(x: start.x + t * dx, y: start.y + t * dy) }
    let shortest = shortestPiece / squaredLength.squareRoot()
    var pieces: [(Point, Point)] = []
    var position = 0.0
    for interval in hidden + [(from: 1, to: 1)] {
      let stop = min(interval.from, 1)
      if stop - position >= shortest { pieces.append((point(position), point(stop))) }
      position = max(position, interval.to)
    }
    return pieces
  }
}
