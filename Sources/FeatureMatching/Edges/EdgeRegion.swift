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
  private let bases: [EdgeBase]

  /// How far beyond the outermost places the map is trusted, as a multiple of their distance from the middle: as far as a flange
  /// reaches beyond its bolts.
  private static let reach = 1.06

  /// The region of a map's base; nil where its places span no area.
  ///
  /// - Complexity: O(n log n) for n places.
  init?(of bases: [EdgeBase]) {
    let outline = Self.convexHull(bases.map(\.a))
    guard outline.count >= 3 else { return nil }
    let count = Double(outline.count)
    let middle = outline.reduce(Point(x: 0, y: 0)) { Point(x: $0.x + $1.x / count, y: $0.y + $1.y / count) }
    hull = outline.map {
      Point(x: middle.x + ($0.x - middle.x) * Self.reach, y: middle.y + ($0.y - middle.y) * Self.reach)
    }
    self.bases = bases
  }

  /// Those of `samples` that lie in the region, `most` of them at most, evenly chosen.
  ///
  /// - Complexity: O(samples · places).
  func selection(of samples: [EdgeSample], most: Int) -> [EdgeSample] {
    let inside = samples.filter { contains(Point(x: Double($0.x), y: Double($0.y))) }
    guard inside.count > most else { return inside }
    return (0..<most).map { inside[$0 * inside.count / most] }
  }

  private func contains(_ point: Point) -> Bool {
    var before = hull[hull.count - 1]
    for corner in hull {
      guard Self.turn(before, corner, point) >= 0 else { return false }
      before = corner
    }
    return bases.allSatisfy {
      let (dx, dy) = ($0.a.x - point.x, $0.a.y - point.y)
      return dx * dx + dy * dy > $0.radius * $0.radius
    }
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
