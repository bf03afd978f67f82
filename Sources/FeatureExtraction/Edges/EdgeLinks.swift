import VectorKernels

/// The links of a field's points while they are made.
struct EdgeLinks {
  let points: UnsafeMutablePointer<EdgePoint>
  /// The point whose successor each is; negative for none.
  let predecessors: UnsafeMutablePointer<Int32>
  /// Squared distance to the successor, in square pixels.
  let costs: UnsafeMutablePointer<Float>

  /// Links neighbours: each pair is met once, at its upper point, or at the left one in a row.
  ///
  /// - Complexity: O(blocks + points).
  func join(_ field: EdgeField) {
    predecessors.update(repeating: -1, count: field.count)
    let perRow = field.blocksPerRow
    let none = EdgeBlock(start: 0, bits: 0)
    for strip in stride(from: 0, to: perRow, by: EdgeBlock.perStrip) {
      let endOfStrip = min(strip + EdgeBlock.perStrip, perRow)
      for row in 0..<field.height {
        let here = field.blocks + row * perRow
        let hasBelow = row + 1 < field.height
        for index in strip..<endOfStrip {
          let block = here[index]
          guard block.bits != 0 else { continue }
          let next = index &+ 1 < perRow ? here[index &+ 1] : none
          let below = hasBelow ? here[perRow &+ index] : none
          let belowNext = hasBelow && index &+ 1 < perRow ? here[perRow &+ index &+ 1] : none
          let belowBefore = hasBelow && index > 0 ? here[perRow &+ index &- 1] : none
          join(block, next, belowBefore, below, belowNext)
        }
      }
    }
  }

  /// Links the points of a block with those to the right and below.
  @inline(__always)
  private func join(
    _ block: EdgeBlock, _ next: EdgeBlock, _ belowBefore: EdgeBlock, _ below: EdgeBlock, _ belowNext: EdgeBlock
  ) {
    // Bit c of each is the neighbour in direction right, below left, below, below right of column c.
    let right = block.bits &>> 1 | next.bits &<< 31
    let belowLeft = below.bits &<< 1 | belowBefore.bits &>> 31
    let belowRight = below.bits &>> 1 | belowNext.bits &<< 31
    var bits = block.bits
    var point = block.start
    while bits != 0 {
      let column = UInt32(bits.trailingZeroBitCount)
      bits &= bits &- 1
      let gradient = Gradient(points[Int(point)])
      if right &>> column & 1 != 0 { consider(point, gradient, column < 31 ? point &+ 1 : next.start, 1, 0) }
      if (belowLeft | below.bits | belowRight) &>> column & 1 != 0 {
        var other = below.index(ofBit: column)
        if below.bits &>> column & 1 != 0 {
          consider(point, gradient, other, 0, 1)
          other &+= 1
        }
        if belowRight &>> column & 1 != 0 { consider(point, gradient, column < 31 ? other : belowNext.start, 1, 1) }
        if belowLeft &>> column & 1 != 0 {
          let last =
            column > 0
            ? below.index(ofBit: column) &- 1
            : belowBefore.start &+ Int32(truncatingIfNeeded: belowBefore.bits.nonzeroBitCount) &- 1
          consider(point, gradient, last, -1, 1)
        }
      }
      point &+= 1
    }
  }

  /// A point's gradient.
  private struct Gradient {
    let x: Int32
    let y: Int32

    @inline(__always)
    init(_ point: EdgePoint) {
      x = Int32(point.gradientX)
      y = Int32(point.gradientY)
    }
  }

  /// Links two neighbours, of which the first has the gradient `p`, `dx` columns and `dy` rows apart, if they follow each other along an edge.
  @inline(__always)
  private func consider(_ a: Int32, _ p: Gradient, _ b: Int32, _ dx: Int32, _ dy: Int32) {
    let q = Gradient(points[Int(b)])
    // How far the step leads along each point's edge, whose direction is the gradient turned a quarter.
    let alongP = p.x &* dy &- p.y &* dx
    let alongQ = q.x &* dy &- q.y &* dx
    // Gradients of one edge differ by less than a right angle, and the step leads along or against both. One branch for both: neither can be
    // foretold. Products are below 2²⁹.
    guard min(p.x &* q.x &+ p.y &* q.y, alongP &* alongQ) > 0 else { return }
    let stepX = points[Int(b)].x - points[Int(a)].x
    let stepY = points[Int(b)].y - points[Int(a)].y
    let cost = stepX * stepX + stepY * stepY
    let (from, to) = alongP > 0 ? (Int(a), Int(b)) : (Int(b), Int(a))
    let oldSuccessor = points[from].successor
    if oldSuccessor >= 0, costs[from] <= cost { return }
    let oldPredecessor = predecessors[to]
    if oldPredecessor >= 0 {
      if costs[Int(oldPredecessor)] <= cost { return }
      points[Int(oldPredecessor)].successor = -1
    }
    if oldSuccessor >= 0 { predecessors[Int(oldSuccessor)] = -1 }
    points[from].successor = Int32(truncatingIfNeeded: to)
    costs[from] = cost
    predecessors[to] = Int32(truncatingIfNeeded: from)
  }
}
