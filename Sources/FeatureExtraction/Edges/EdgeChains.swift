import VectorKernels

/// An edge point with its successor along the edge: what following a chain reads of it, in a quarter of a cache line.
struct EdgeNode {
  /// Column, in pixels.
  var x: Float
  /// Row, in pixels.
  var y: Float
  /// The gradient, in 1/64 grey level a pixel.
  var gradientX: Int16
  var gradientY: Int16
  /// Index of the next point, brighter side at the left hand; negative for none.
  var successor: Int32
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

/// Edge points joined into chains: one-pixel-wide curves with the brighter side at the left hand all along.
///
/// Every point looks for the nearest neighbour (of eight) ahead and behind along its edge; where two want the same one, the
/// nearer gets it. (Grompone von Gioi and Randall, "A sub-pixel edge detector", IPOL 2017, link alike; edge drawing, Topal and
/// Akinlar 2012, routes chains along ridges of the gradient instead, which are the same points where edges are clean.)
struct EdgeChains {
  /// The points of all chains, chain after chain.
  let points: UnsafePointer<ChainPoint>
  /// The chains: runs of ``points``.
  let chains: [Range<Int>]

  /// Shorter chains say nothing: neither a line nor an arc of that length could be significant.
  private static let leastPoints = 12

  /// Joins the points of `field`.
  ///
  /// - Complexity: O(points).
  init(of field: EdgeField, workspace: EdgeWorkspace) {
    let count = max(field.count, 1)
    let nodes = workspace.nodes.reserve(count)
    let links = Links(
      nodes: nodes, predecessors: workspace.predecessors.reserve(count), costs: workspace.linkCosts.reserve(count))
    links.join(field)
    let target = workspace.chainPoints.reserve(count)
    chains = Self.trace(field.count, nodes, links.predecessors, target, workspace)
    points = UnsafePointer(target)
  }

  /// Chains that are followed side by side. Each step waits for memory that only the step itself names; the waits of different
  /// chains overlap.
  private static let lanes = 8

  /// One of the chains that are being followed.
  private struct Lane {
    var index: Int32
    var start: Int32
    var count: Int
    var points: UnsafeMutablePointer<ChainPoint>
  }

  /// Follows the links: open chains from their first points, then closed ones from their first in reading order.
  ///
  /// The order of the chains is that in which they end, when all lanes go on by one point in turn: the same in every run.
  private static func trace(
    _ count: Int, _ nodes: UnsafeMutablePointer<EdgeNode>, _ predecessors: UnsafePointer<Int32>,
    _ target: UnsafeMutablePointer<ChainPoint>, _ workspace: EdgeWorkspace
  ) -> [Range<Int>] {
    var chains: [Range<Int>] = []
    var used = 0
    // A chain may be as long as all points are many. Memory that no chain reaches is never touched.
    let memory = workspace.laneMemory.reserve(max(lanes * count, 1))
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: lanes) { lane in
      for followsClosed in [false, true] {
        var next = 0
        var active = 0
        /// Puts the next chain into a lane; false where there is none.
        func begin(_ slot: Int) -> Bool {
          while next < count {
            let start = next
            next &+= 1
            guard nodes[start].successor >= 0, followsClosed || predecessors[start] < 0 else { continue }
            let index = Int32(truncatingIfNeeded: start)
            lane[slot] = Lane(index: index, start: index, count: 0, points: memory + slot * count)
            return true
          }
          return false
        }
        // A closed chain could be begun twice, at two of its points, so those go one after the other.
        while active < (followsClosed ? 1 : lanes), begin(active) { active &+= 1 }
        var slot = 0
        while active > 0 {
          if slot >= active { slot = 0 }
          let index = lane[slot].index
          let node = nodes[Int(index)]
          lane[slot].points[lane[slot].count] = ChainPoint(
            x: node.x, y: node.y, gradientX: node.gradientX, gradientY: node.gradientY, index: index)
          lane[slot].count &+= 1
          // What was followed has no successor any more: so a closed chain ends where it began.
          nodes[Int(index)].successor = -1
          lane[slot].index = node.successor
          if node.successor >= 0 && node.successor != lane[slot].start {
            slot &+= 1
            continue
          }
          let length = lane[slot].count
          if length >= leastPoints {
            (target + used).update(from: lane[slot].points, count: length)
            chains.append(used..<used + length)
            used &+= length
          }
          if begin(slot) {
            slot &+= 1
          } else {
            active &-= 1
            // The last lane takes the free place, with its memory.
            lane.swapAt(slot, active)
          }
        }
      }
    }
    return chains
  }
}

/// The links of a field's points while they are made.
private struct Links {
  let nodes: UnsafeMutablePointer<EdgeNode>
  /// The point whose successor each is; negative for none.
  let predecessors: UnsafeMutablePointer<Int32>
  /// Squared distance to the successor, in 2⁻²⁰ square pixels.
  let costs: UnsafeMutablePointer<Int32>

  /// Links neighbours: each pair is met once, at its first point in reading order.
  func join(_ field: EdgeField) {
    let points = field.points
    place(field, row: 0)
    for row in 0..<field.height {
      if row + 1 < field.height { place(field, row: row + 1) }
      let end = field.rowStart(row + 1)
      var below = end
      let endBelow = row + 1 < field.height ? field.rowStart(row + 2) : end
      for index in field.rowStart(row)..<end {
        let column = points[index].column
        if index &+ 1 < end, points[index &+ 1].column == column &+ 1 {
          consider(points, index, index &+ 1, 1, 0)
        }
        while below < endBelow, points[below].column < column &- 1 { below &+= 1 }
        var other = below
        while other < endBelow, points[other].column <= column &+ 1 {
          consider(points, index, other, points[other].column &- column, 1)
          other &+= 1
        }
      }
    }
  }

  /// Writes the nodes of a row, without links.
  private func place(_ field: EdgeField, row: Int) {
    for index in field.rowStart(row)..<field.rowStart(row + 1) {
      let point = field.points[index]
      let position = point.position(row: row)
      nodes[index] = EdgeNode(
        x: position.x, y: position.y, gradientX: point.gradientX, gradientY: point.gradientY, successor: -1)
      predecessors[index] = -1
    }
  }

  /// Links two neighbours, `dx` columns and `dy` rows apart, if they follow each other along an edge.
  @inline(__always)
  private func consider(_ points: UnsafePointer<EdgePoint>, _ a: Int, _ b: Int, _ dx: Int32, _ dy: Int32) {
    let p = points[a]
    let q = points[b]
    let (px, py, qx, qy) = (Int32(p.gradientX), Int32(p.gradientY), Int32(q.gradientX), Int32(q.gradientY))
    // How far the step leads along each point's edge, whose direction is the gradient turned a quarter.
    let alongP = px &* dy &- py &* dx
    let alongQ = qx &* dy &- qy &* dx
    // Gradients of one edge differ by less than a right angle.
    guard px &* qx &+ py &* qy > 0, alongP != 0, alongQ != 0, (alongP ^ alongQ) >= 0 else { return }
    let stepX = dx &* 1024 &+ q.shiftX &- p.shiftX
    let stepY = dy &* 1024 &+ q.shiftY &- p.shiftY
    let cost = stepX &* stepX &+ stepY &* stepY
    let (from, to) = alongP > 0 ? (a, b) : (b, a)
    let oldSuccessor = nodes[from].successor
    if oldSuccessor >= 0, costs[from] <= cost { return }
    let oldPredecessor = predecessors[to]
    if oldPredecessor >= 0 {
      if costs[Int(oldPredecessor)] <= cost { return }
      nodes[Int(oldPredecessor)].successor = -1
    }
    if oldSuccessor >= 0 { predecessors[Int(oldSuccessor)] = -1 }
    nodes[from].successor = Int32(truncatingIfNeeded: to)
    costs[from] = cost
    predecessors[to] = Int32(truncatingIfNeeded: from)
  }
}

extension EdgePoint {
  /// The peak's place from the sample's centre along x, in 1/1024 pixel.
  @inline(__always)
  fileprivate var shiftX: Int32 { Int32(offset) & -Int32(strength & 1) }

  /// The same along y.
  @inline(__always)
  fileprivate var shiftY: Int32 { Int32(offset) & (Int32(strength & 1) &- 1) }
}
