import VectorKernels

/// What a point is linked with.
struct EdgeLink {
  /// The next point along the edge, brighter side at the left hand; negative for none.
  var successor: Int32
  /// The point whose successor this is; negative for none.
  var predecessor: Int32
  /// Squared distance to the successor, in 2⁻²⁰ square pixels.
  var cost: Int32
}

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

/// A chain: a run of the list of chain points.
struct EdgeChain {
  var points: Range<Int>
  /// Whether the last point is linked with the first.
  var isClosed: Bool
}

/// Edge points joined into chains: one-pixel-wide curves with the brighter side at the left hand all along.
///
/// Every point looks for the nearest neighbour (of eight) ahead and behind along its edge; where two want the same one, the
/// nearer gets it. (Grompone von Gioi and Randall, "A sub-pixel edge detector", IPOL 2017, link alike; edge drawing, Topal and
/// Akinlar 2012, routes chains along ridges of the gradient instead, which are the same points where edges are clean.)
struct EdgeChains {
  let points: UnsafePointer<ChainPoint>
  let chains: [EdgeChain]

  /// Shorter chains say nothing: neither a line nor an arc could be significant.
  private static let leastPoints = 8

  /// Joins the points of `field`.
  ///
  /// - Complexity: O(points).
  init(of field: EdgeField, workspace: EdgeWorkspace) {
    let links = workspace.links.reserve(max(field.count, 1))
    links.update(repeating: EdgeLink(successor: -1, predecessor: -1, cost: 0), count: field.count)
    Self.link(field, links)
    let target = workspace.chainPoints.reserve(max(field.count, 1))
    chains = Self.trace(field, links, target)
    points = UnsafePointer(target)
  }

  /// Links neighbours: each pair is met once, at its first point in reading order.
  private static func link(_ field: EdgeField, _ links: UnsafeMutablePointer<EdgeLink>) {
    let points = field.points
    for row in 0..<field.height {
      var below = field.rowStart(row + 1)
      let end = below
      let endBelow = row + 1 < field.height ? field.rowStart(row + 2) : end
      for index in field.rowStart(row)..<end {
        let point = points[index]
        if index &+ 1 < end, points[index &+ 1].column == point.column &+ 1 {
          consider(points, index, index &+ 1, 1, 0, links)
        }
        while below < endBelow, points[below].column < point.column &- 1 { below &+= 1 }
        var other = below
        while other < endBelow, points[other].column <= point.column &+ 1 {
          consider(points, index, other, points[other].column &- point.column, 1, links)
          other &+= 1
        }
      }
    }
  }

  /// Links two neighbours, `dx` columns and `dy` rows apart, if they follow each other along an edge.
  @inline(__always)
  private static func consider(
    _ points: UnsafePointer<EdgePoint>, _ a: Int, _ b: Int, _ dx: Int32, _ dy: Int32,
    _ links: UnsafeMutablePointer<EdgeLink>
  ) {
    let p = points[a]
    let q = points[b]
    let (px, py, qx, qy) = (Int32(p.gradientX), Int32(p.gradientY), Int32(q.gradientX), Int32(q.gradientY))
    // Gradients of one edge differ by less than a right angle.
    guard px &* qx &+ py &* qy > 0 else { return }
    // How far the step leads along each point's edge, whose direction is the gradient turned a quarter.
    let alongP = px &* dy &- py &* dx
    let alongQ = qx &* dy &- qy &* dx
    guard (alongP > 0) == (alongQ > 0), alongP != 0, alongQ != 0 else { return }
    let (pox, poy) = p.liesAlongX ? (Int32(p.offset), 0) : (0, Int32(p.offset))
    let (qox, qoy) = q.liesAlongX ? (Int32(q.offset), 0) : (0, Int32(q.offset))
    let stepX = dx &* 1024 &+ qox &- pox
    let stepY = dy &* 1024 &+ qoy &- poy
    let cost = stepX &* stepX &+ stepY &* stepY
    let (from, to) = alongP > 0 ? (a, b) : (b, a)
    let oldSuccessor = links[from].successor
    if oldSuccessor >= 0, links[from].cost <= cost { return }
    let oldPredecessor = links[to].predecessor
    if oldPredecessor >= 0 {
      if links[Int(oldPredecessor)].cost <= cost { return }
      links[Int(oldPredecessor)].successor = -1
    }
    if oldSuccessor >= 0 { links[Int(oldSuccessor)].predecessor = -1 }
    links[from].successor = Int32(truncatingIfNeeded: to)
    links[from].cost = cost
    links[to].predecessor = Int32(truncatingIfNeeded: from)
  }

  /// Follows the links: open chains from their first points, then closed ones from their first in reading order.
  private static func trace(
    _ field: EdgeField, _ links: UnsafeMutablePointer<EdgeLink>, _ target: UnsafeMutablePointer<ChainPoint>
  ) -> [EdgeChain] {
    var chains: [EdgeChain] = []
    var count = 0
    for followsClosed in [false, true] {
      for row in 0..<field.height {
        for start in field.rowStart(row)..<field.rowStart(row + 1) {
          guard links[start].successor >= 0, followsClosed || links[start].predecessor < 0 else { continue }
          let first = count
          var index = start
          var y = row
          var rowStart = field.rowStart(y)
          var rowEnd = field.rowStart(y + 1)
          while true {
            if index < rowStart {
              y &-= 1
              rowEnd = rowStart
              rowStart = field.rowStart(y)
            } else if index >= rowEnd {
              y &+= 1
              rowStart = rowEnd
              rowEnd = field.rowStart(y &+ 1)
            }
            let point = field.points[index]
            let position = point.position(row: y)
            target[count] = ChainPoint(
              x: position.x, y: position.y, gradientX: point.gradientX, gradientY: point.gradientY,
              index: Int32(truncatingIfNeeded: index))
            count &+= 1
            let next = links[index].successor
            // What was followed has no successor any more: a closed chain ends where it began.
            links[index].successor = -1
            if next < 0 || Int(next) == start { break }
            index = Int(next)
          }
          if count - first < leastPoints {
            count = first
          } else {
            chains.append(EdgeChain(points: first..<count, isClosed: followsClosed))
          }
        }
      }
    }
    return chains
  }
}
