import CVectors
import VectorKernels

/// A point of a chain.
struct ChainPoint {
  /// Column, in pixels.
  var x: Float
  /// Row, in pixels.
  var y: Float
  /// The gradient, in 1/64 grey level a pixel.
  var gradientX: Int16
  var gradientY: Int16
  /// Index of the edge point.
  var index: Int32
}

/// Edge points joined into chains: one-pixel-wide curves with the brighter side at the left hand all along.
///
/// Every point looks for the nearest neighbour (of eight) ahead and behind along its edge; where two want the same one,
/// the nearer gets it. (Grompone von Gioi and Randall, "A sub-pixel edge detector", IPOL 2017, link alike; edge
/// drawing, Topal and Akinlar 2012, routes chains along ridges of the gradient instead, which are the same points where
/// edges are clean.)
struct EdgeChains {
  /// The points of all chains, chain after chain.
  let points: UnsafePointer<ChainPoint>
  /// The chains: runs of ``points``.
  let chains: [Range<Int>]

  /// Shorter chains say nothing: neither a line nor an arc of that length could be significant.
  private static let leastPoints = 12

  /// Points that are asked for before chains lead to them: as much as the second cache holds beside everything else.
  private static let readAhead = 8192

  /// Joins the points of `field`.
  ///
  /// - Complexity: O(points).
  init(of field: EdgeField, workspace: EdgeWorkspace) {
    let count = max(field.count, 1)
    let links = EdgeLinks(
      points: field.points, predecessors: workspace.predecessors.reserve(count),
      costs: workspace.linkCosts.reserve(count))
    links.join(field)
    let target = workspace.chainPoints.reserve(count)
    chains = Self.trace(field, links.predecessors, target)
    points = UnsafePointer(target)
  }

  /// Follows the links: open chains from their first points, then closed ones from their first in the list.
  private static func trace(
    _ field: EdgeField, _ predecessors: UnsafePointer<Int32>, _ target: UnsafeMutablePointer<ChainPoint>
  ) -> [Range<Int>] {
    let points = field.points
    var chains: [Range<Int>] = []
    var used = 0
    for followsClosed in [false, true] {
      for start in 0..<field.count {
        // A chain mostly leads downwards, to what lies ahead in the list. Following it would wait for every line of
        // memory; asking for them in the list's own order does not.
        if start & 3 == 0 { memory_prefetch(points + min(start &+ readAhead, field.count)) }
        guard followsClosed || predecessors[start] < 0, points[start].successor >= 0 else { continue }
        let first = used
        var index = Int32(truncatingIfNeeded: start)
        repeat {
          let point = points[Int(index)]
          target[used] = ChainPoint(
            x: point.x, y: point.y, gradientX: point.gradientX, gradientY: point.gradientY, index: index)
          used &+= 1
          // What was followed has no successor any more: so a closed chain ends where it began.
          points[Int(index)].successor = -1
          index = point.successor
        } while index >= 0 && Int(index) != start
        if used &- first < leastPoints {
          used = first
        } else {
          chains.append(first..<used)
        }
      }
    }
    return chains
  }
}
