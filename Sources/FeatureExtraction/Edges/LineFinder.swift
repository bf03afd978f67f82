import ImagePlanes

/// Finds straight edges among the sides of the chains' polygons.
///
/// Sides that continue each other are joined, a line is fitted to their points, and what chance does not make is kept.
struct LineFinder {
  let field: EdgeField
  let chainPoints: UnsafePointer<ChainPoint>
  /// The vertices of all polygons.
  let vertices: UnsafePointer<Int32>
  /// One byte an edge point: not 0 where an ellipse has it.
  let owned: UnsafePointer<UInt8>

  /// A line's points scatter by less, in pixels.
  private static let largestResidual = 0.5
  /// Shorter runs cannot be significant in any image.
  private static let leastPoints = 10

  /// The sums of a run of points that a line is fitted to, about the first of them.
  private struct Run {
    var range: Range<Int>
    var origin: (x: Double, y: Double)
    var count = 0.0
    var (x, y, xx, xy, yy) = (0.0, 0.0, 0.0, 0.0, 0.0)

    init(_ range: Range<Int>, _ points: UnsafePointer<ChainPoint>) {
      self.range = range
      origin = (Double(points[range.lowerBound].x), Double(points[range.lowerBound].y))
      add(range, points)
    }

    mutating func add(_ more: Range<Int>, _ points: UnsafePointer<ChainPoint>) {
      for index in more {
        let dx = Double(points[index].x) - origin.x
        let dy = Double(points[index].y) - origin.y
        x += dx
        y += dy
        xx += dx * dx
        xy += dx * dy
        yy += dy * dy
      }
      count += Double(more.count)
    }

    /// The line of least squared distances: its middle, its direction, and the root mean square of the distances.
    var line: (x: Double, y: Double, dx: Double, dy: Double, residual: Double) {
      let (mx, my) = (x / count, y / count)
      let (cxx, cxy, cyy) = (xx / count - mx * mx, xy / count - mx * my, yy / count - my * my)
      let half = (cxx - cyy) / 2
      let root = (half * half + cxy * cxy).squareRoot()
      let small = max((cxx + cyy) / 2 - root, 0)
      // The eigenvector of the large eigenvalue, by its longer form.
      var (dx, dy) = half >= 0 ? (half + root, cxy) : (cxy, root - half)
      let length = (dx * dx + dy * dy).squareRoot()
      (dx, dy) = length > 0 ? (dx / length, dy / length) : (1, 0)
      return (mx + origin.x, my + origin.y, dx, dy, small.squareRoot())
    }
  }

  /// Adds the lines of one chain, given the vertices of its polygon.
  ///
  /// - Complexity: O(points).
  func addLines(of polygon: Range<Int>, to lines: inout [LineSegment]) {
    var run: Run?
    for side in polygon.dropLast() {
      let range = Int(vertices[side])..<Int(vertices[side + 1])
      if let before = run {
        var joined = before
        joined.range = before.range.lowerBound..<range.upperBound
        joined.add(range, chainPoints)
        if joined.line.residual <= Self.largestResidual {
          run = joined
          continue
        }
        add(before, to: &lines)
      }
      run = Run(range, chainPoints)
    }
    if let run { add(run, to: &lines) }
  }

  /// Adds a run's line if it is none of an ellipse's and not chance.
  private func add(_ run: Run, to lines: inout [LineSegment]) {
    guard run.range.count >= Self.leastPoints else { return }
    let line = run.line
    guard line.residual <= Self.largestResidual else { return }
    var (dx, dy) = (line.dx, line.dy)
    let (first, last) = (chainPoints[run.range.lowerBound], chainPoints[run.range.upperBound - 1])
    if Double(last.x - first.x) * dx + Double(last.y - first.y) * dy < 0 { (dx, dy) = (-dx, -dy) }
    let normalX = Float(dy)
    let normalY = Float(-dx)
    var tally = AlignmentTally()
    var taken = 0
    for index in stride(from: run.range.lowerBound, to: run.range.upperBound, by: 2) {
      let point = chainPoints[index]
      let gx = Float(point.gradientX)
      let gy = Float(point.gradientY)
      tally.add(cosine: (gx * normalX + gy * normalY) / (gx * gx + gy * gy).squareRoot())
      taken &+= Int(owned[Int(point.index)])
    }
    guard 2 * taken < tally.count else { return }
    let tests = AlignmentTally.decimalLogLines(width: field.width, height: field.height)
    let logNFA = tally.decimalLogFalseAlarms(decimalLogTests: tests)
    guard logNFA < 0 else { return }
    func foot(_ point: ChainPoint) -> Point {
      let along = (Double(point.x) - line.x) * dx + (Double(point.y) - line.y) * dy
      return Point(x: line.x + along * dx, y: line.y + along * dy)
    }
    // A line's end is its middle's deviation and half its length times its slope's: twice as uncertain as its middle.
    let deviation = 2 * max(line.residual, 0.05) / Double(tally.count).squareRoot()
    lines.append(LineSegment(start: foot(first), end: foot(last), logNFA: logNFA, deviation: deviation))
  }
}
