import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// A bolt or a region of a picture as annotation tools have it: the corner of the top-left pixel at (0, 0), so half a pixel is added.
struct AnnotatedRegion {
  /// What kind of thing a region is.
  enum Category: String, CaseIterable {
    case bolt, hole, ring, row, grid, ellipse
  }

  let category: Category
  /// What is said of it, for people.
  let words: String
  /// Its outline.
  let outline: [Point]
  /// log10 of its odds; of edges, of the number of false alarms, negated.
  let score: Double

  /// Corners of the polygon that stands for an ellipse: off by at most 0.1 % of its size.
  private static let corners = 64
  /// What is added to coordinates, whose origin is the middle of the first pixel here and its corner there.
  static let pixelOffset = 0.5

  /// The bounding box: x, y, width, height.
  var box: (x: Double, y: Double, width: Double, height: Double) {
    let (xs, ys) = (outline.map(\.x), outline.map(\.y))
    let (x, y) = (xs.min() ?? 0, ys.min() ?? 0)
    return (x, y, (xs.max() ?? x) - x, (ys.max() ?? y) - y)
  }

  /// The area within the outline.
  var area: Double {
    var doubled = 0.0
    for (index, point) in outline.enumerated() {
      let next = outline[(index + 1) % outline.count]
      doubled += point.x * next.y - next.x * point.y
    }
    return abs(doubled) / 2
  }

  /// The bolts, groups and ellipses of a picture.
  static func regions(of features: Features) -> [AnnotatedRegion] {
    let patterns = features.patterns
    var regions = patterns.bolts.map(region)
    for ring in patterns.rings {
      regions.append(
        AnnotatedRegion(
          category: .ring, words: "ring of \(ring.slots) places, \(ring.bolts.count) bolts seen",
          outline: polygon(ring.ellipse),
          score: ring.logOdds))
    }
    func hull(_ bolts: [Int]) -> [Point] {
      ConvexHull.of(bolts.flatMap { polygon(around: patterns.bolts[$0]) })
    }
    for row in patterns.rows {
      regions.append(
        AnnotatedRegion(
          category: .row, words: "row of \(row.bolts.count) bolts", outline: hull(row.bolts), score: row.logOdds))
    }
    for grid in patterns.grids {
      regions.append(
        AnnotatedRegion(
          category: .grid, words: "grid of \(grid.bolts.count) bolts", outline: hull(grid.bolts), score: grid.logOdds))
    }
    for edge in features.edges.ellipses {
      regions.append(
        AnnotatedRegion(category: .ellipse, words: "elliptic edge", outline: polygon(edge.ellipse), score: -edge.logNFA)
      )
    }
    return regions
  }

  private static func region(of bolt: Bolt) -> AnnotatedRegion {
    let outline =
      bolt.outline ?? Ellipse(center: bolt.center, semiMajor: bolt.radius, semiMinor: bolt.radius, angle: 0)
    return AnnotatedRegion(
      category: bolt.kind == .hole ? .hole : .bolt, words: bolt.kind == .hole ? "bolt hole" : "bolt head",
      outline: polygon(outline), score: bolt.score)
  }

  /// The bounding box that `bolt` is exported with.
  static func box(of bolt: Bolt) -> (x: Double, y: Double, width: Double, height: Double) { region(of: bolt).box }

  private static func polygon(around bolt: Bolt) -> [Point] {
    polygon(Ellipse(center: bolt.center, semiMajor: bolt.radius, semiMinor: bolt.radius, angle: 0))
  }

  private static func polygon(_ ellipse: Ellipse) -> [Point] {
    let (cosine, sine) = Elementary.direction(ellipse.angle)
    return (0..<corners).map { corner in
      let turn = Elementary.direction(2 * Double.pi * Double(corner) / Double(corners))
      let (u, v) = (ellipse.semiMajor * turn.cosine, ellipse.semiMinor * turn.sine)
      return Point(
        x: ellipse.center.x + u * cosine - v * sine + pixelOffset,
        y: ellipse.center.y + u * sine + v * cosine + pixelOffset)
    }
  }
}

/// The convex hull of points.
enum ConvexHull {
  /// The corners, clockwise to the eye from the leftmost: Andrew's monotone chain (1979).
  ///
  /// - Complexity: O(n log n).
  static func of(_ points: [Point]) -> [Point] {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 2 else { return sorted }
    func half(_ points: some Sequence<Point>) -> [Point] {
      var chain: [Point] = []
      for point in points {
        while chain.count >= 2 {
          let (a, b) = (chain[chain.count - 2], chain[chain.count - 1])
          if (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0 { break }
          chain.removeLast()
        }
        chain.append(point)
      }
      return chain
    }
    return half(sorted).dropLast() + half(sorted.reversed()).dropLast()
  }
}
