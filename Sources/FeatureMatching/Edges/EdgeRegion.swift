import FeatureExtraction
import ImagePlanes

/// A place that a proposed map rests on, and how much round it belongs to it.
package struct EdgeBase: Hashable, Sendable {
  /// The place in A, in pixels.
  package var a: Point
  /// The place in B.
  package var b: Point
  /// Edges of A nearer than this belong to what proposed the map, in pixels: they say nothing new.
  package var radius: Double

  package init(a: Point, b: Point, radius: Double) {
    self.a = a
    self.b = b
    self.radius = radius
  }
}

/// The part of A whose edges are compared: between the places that the map rests on, where it is known to hold, but for what
/// proposed it.
struct EdgeRegion {
  private let hull: [Point]
  /// For each cell of picture A, row by row, whether it belongs to what proposed the map: a thousand keypoints against thirty
  /// thousand edges would be looked at one by one for longer than everything else takes.
  private let isTaken: [Bool]
  private let columns: Int
  private let rows: Int

  /// The side of a cell, in pixels: below the radius of the smallest place.
  private static let cell = 4

  /// How far beyond the outermost places the map is trusted, as a multiple of their distance from the middle: as far as a flange
  /// reaches beyond its bolts.
  private static let reach = 1.06

  /// The region of a map's base in a picture of `size`; nil where its places span no area.
  ///
  /// - Complexity: O(n log n + cells within the radii) for n places.
  init?(of bases: [EdgeBase], size: ImageSize) {
    let outline = Self.convexHull(bases.map(\.a))
    guard outline.count >= 3 else { return nil }
    let count = Double(outline.count)
    let middle = outline.reduce(Point(x: 0, y: 0)) { Point(x: $0.x + $1.x / count, y: $0.y + $1.y / count) }
    hull = outline.map {
      Point(x: middle.x + ($0.x - middle.x) * Self.reach, y: middle.y + ($0.y - middle.y) * Self.reach)
    }
    columns = size.width / Self.cell + 1
    rows = size.height / Self.cell + 1
    isTaken = Self.cells(within: bases, columns: columns, rows: rows)
  }

  /// The cells whose middles are within the radius of a place.
  private static func cells(within bases: [EdgeBase], columns: Int, rows: Int) -> [Bool] {
    var isTaken = [Bool](repeating: false, count: columns * rows)
    let side = Double(cell)
    func index(_ position: Double, below bound: Int) -> Int {
      Int(min(max(position / side, 0), Double(bound - 1)))
    }
    for base in bases where base.a.x.isFinite && base.a.y.isFinite && base.radius > 0 {
      let firstRow = index(base.a.y - base.radius, below: rows)
      let firstColumn = index(base.a.x - base.radius, below: columns)
      for row in firstRow...index(base.a.y + base.radius, below: rows) {
        for column in firstColumn...index(base.a.x + base.radius, below: columns) {
          let dx = (Double(column) + 0.5) * side - base.a.x
          let dy = (Double(row) + 0.5) * side - base.a.y
          if dx * dx + dy * dy <= base.radius * base.radius { isTaken[row * columns + column] = true }
        }
      }
    }
    return isTaken
  }

  /// Those of `samples` that lie in the region, `most` of them at most, evenly chosen.
  ///
  /// - Complexity: O(samples · corners of the hull).
  func selection(of samples: [EdgeSample], most: Int) -> [EdgeSample] {
    let inside = samples.filter { contains(Point(x: Double($0.x), y: Double($0.y))) }
    guard inside.count > most else { return inside }
    return (0..<most).map { inside[$0 * inside.count / most] }
  }

  private func contains(_ point: Point) -> Bool {
    guard point.x >= 0, point.y >= 0, point.x < Double(columns * Self.cell), point.y < Double(rows * Self.cell) else {
      return false
    }
    var before = hull[hull.count - 1]
    for corner in hull {
      guard Self.turn(before, corner, point) >= 0 else { return false }
      before = corner
    }
    let (column, row) = (Int(point.x) / Self.cell, Int(point.y) / Self.cell)
    return !isTaken[row * columns + column]
  }

  /// Twice the signed area of a triangle.
  private static func turn(_ a: Point, _ b: Point, _ c: Point) -> Double {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
  }

  /// The corners of the convex hull in order of turning; fewer than three where the points lie on a line. (Andrew, 1979.)
  private static func convexHull(_ points: [Point]) -> [Point] {
    let sorted = points.filter { $0.x.isFinite && $0.y.isFinite }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    func half(_ list: some Sequence<Point>) -> [Point] {
      var chain: [Point] = []
      for point in list {
        while chain.count >= 2, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 { chain.removeLast() }
        chain.append(point)
      }
      return Array(chain.dropLast())
    }
    return half(sorted) + half(sorted.reversed())
  }
}
