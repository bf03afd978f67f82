import ImagePlanes

/// Looks for lattices of bolts, whole ones and frames: a bolt whose neighbours go on in two directions is a corner to grow from.
///
/// Growth predicts each next place from the step before it, or from the nearest step in the same direction, so that neither perspective
/// nor a lens that bends straight lines leads it astray: over one step both are small.
struct GridSearch {
  private let table: CandidateTable
  private let options: BoltGroupingOptions
  private let taken: [Bool]

  /// The strongest candidates are corners and their neighbours; weaker ones join by their places.
  private static let seeds = (count: 320, degree: 8)
  /// Corners that are grown from, at most: most are chance, and fail at once.
  private static let growthLimit = 32
  /// Steps are alike to this share of themselves where one follows another: perspective, and noise of four bolts.
  private static let continuation = 0.2
  /// Least sine of the angle between rows and columns: 23°.
  private static let leastSine = 0.4
  /// Largest ratio of a row's step to a column's.
  private static let mostRatio = 3.0
  /// Candidates taken into one grid, and places to either side of its corner, at most.
  private static let most = (members: 512, reach: 32)
  /// Members through which a plane lattice is laid to foretell others, at least: four fix it.
  private static let leastPlane = 6
  /// Steps that far off in the lattice foretell nothing: perspective changes them.
  private static let farthestStep = 3
  /// How far from the place foretold a member may be, in steps.
  private static let reach = 0.22

  init(_ table: CandidateTable, taken: [Bool], options: BoltGroupingOptions) {
    self.table = table
    self.taken = taken
    self.options = options
  }

  /// The grids that are likelier than chance, each bolt in one growth only.
  ///
  /// - Complexity: O(seeds × neighbours³) to find corners; a growth is O(members²) at most.
  func hypotheses(_ clutter: inout ClutterDensity) -> [GroupHypothesis] {
    let graph = NeighbourGraph(
      table, count: Self.seeds.count, degree: Self.seeds.degree, tolerance: options.radiusTolerance, taken: taken)
    let continues = continuations(graph)
    var used = taken
    var growths = 0
    var found: [GroupHypothesis] = []
    for corner in 0..<graph.count where !used[corner] && growths < Self.growthLimit {
      var best: GroupHypothesis?
      for (first, second) in bases(of: corner, graph, continues) {
        growths += 1
        let lattice = grown(corner, first, second, used: used)
        guard let fit = GridFit(lattice, table: table, options: options),
          let hypothesis = fit.hypothesis(&clutter), hypothesis.logOdds >= options.acceptedGroupLogOdds,
          hypothesis.logOdds > best?.logOdds ?? -.infinity
        else { continue }
        best = hypothesis
      }
      guard let best else { continue }
      for member in best.members { used[member] = true }
      found.append(best)
    }
    return found
  }

  private func offset(_ a: Int, _ b: Int) -> (x: Double, y: Double) {
    (table.x[b] - table.x[a], table.y[b] - table.y[a])
  }

  /// For each bolt and neighbour, whether the step is repeated, before the bolt or behind the neighbour.
  private func continuations(_ graph: NeighbourGraph) -> [Bool] {
    var result = [Bool](repeating: false, count: graph.neighbours.count)
    for bolt in 0..<graph.count {
      let base = bolt * graph.degree
      for k in 0..<graph.degree {
        let next = Int(graph.neighbours[base + k])
        guard next >= 0 else { break }
        let step = offset(bolt, next)
        func isRepeated(around center: Int, sign: Double) -> Bool {
          let limit = Self.continuation * Self.continuation * (step.x * step.x + step.y * step.y)
          for l in 0..<graph.degree {
            let other = Int(graph.neighbours[center * graph.degree + l])
            guard other >= 0 else { return false }
            let way = offset(center, other)
            let dx = way.x - sign * step.x
            let dy = way.y - sign * step.y
            if dx * dx + dy * dy < limit { return true }
          }
          return false
        }
        result[base + k] = isRepeated(around: bolt, sign: -1) || isRepeated(around: next, sign: 1)
      }
    }
    return result
  }

  /// Pairs of neighbours that may be the next bolts of a row and of a column, the nearest first.
  private func bases(of corner: Int, _ graph: NeighbourGraph, _ continues: [Bool]) -> [(Int, Int)] {
    let base = corner * graph.degree
    var pairs: [(Int, Int)] = []
    for k in 0..<graph.degree where continues[base + k] {
      for l in 0..<k where continues[base + l] {
        let a = offset(corner, Int(graph.neighbours[base + l]))
        let b = offset(corner, Int(graph.neighbours[base + k]))
        let lengthA = (a.x * a.x + a.y * a.y).squareRoot()
        let lengthB = (b.x * b.x + b.y * b.y).squareRoot()
        let cross = a.x * b.y - a.y * b.x
        guard abs(cross) > Self.leastSine * lengthA * lengthB, lengthB < Self.mostRatio * lengthA else { continue }
        let first = Int(graph.neighbours[base + l])
        let second = Int(graph.neighbours[base + k])
        // Columns and rows turn as x and y do, so that a lattice is never mirrored.
        pairs.append(cross > 0 ? (first, second) : (second, first))
        // The nearest neighbours span the lattice; two more pairs, should one of them be clutter.
        if pairs.count == 3 { return pairs }
      }
    }
    return pairs
  }

  /// The lattice that grows from a corner.
  private func grown(_ corner: Int, _ first: Int, _ second: Int, used: [Bool]) -> GridLattice {
    var lattice = GridLattice(reach: Self.most.reach)
    var blocked = used
    lattice.put(corner, column: 0, row: 0)
    lattice.put(first, column: 1, row: 0)
    lattice.put(second, column: 0, row: 1)
    for member in [corner, first, second] { blocked[member] = true }
    // By steps as far as they lead; where a frame's far side is too far for them, by the plane through what there is.
    while grow(&lattice, &blocked, by: { step(from: $1, $2, $3, in: $0) })
      || growByPlane(&lattice, &blocked)
    {}
    return lattice
  }

  /// Looks once at every free place beside a member. Whether any was filled.
  private func grow(
    _ lattice: inout GridLattice, _ blocked: inout [Bool],
    by step: (GridLattice, BoltGrid.Cell, Int, Int) -> (x: Double, y: Double)?
  ) -> Bool {
    var hasGrown = false
    // Members are appended as they are found: one pass goes round the whole front.
    var index = 0
    while index < lattice.members.count, lattice.members.count < Self.most.members {
      let cell = lattice.cells[index]
      let member = lattice.members[index]
      index += 1
      for (dx, dy) in [(1, 0), (0, 1), (-1, 0), (0, -1)] {
        let column = cell.column + dx
        let row = cell.row + dy
        guard lattice.isInside(column, row), lattice.member(column, row) == nil,
          let step = step(lattice, cell, dx, dy)
        else { continue }
        let length = (step.x * step.x + step.y * step.y).squareRoot()
        guard length > NeighbourGraph.distances.least * table.radius[member] else { continue }
        // Like its neighbour: across a large grid seen steeply, sizes differ by more than a grid's bolts do.
        let likeness = Likeness(logRadius: table.logRadius[member], tolerance: options.radiusTolerance)
        let found = table.best(
          nearX: table.x[member] + step.x, y: table.y[member] + step.y, reach: Self.reach * length,
          deviation: 0.4 * Self.reach * length, like: likeness, where: blocked)
        guard let found else { continue }
        blocked[found] = true
        lattice.put(found, column: column, row: row)
        hasGrown = true
      }
    }
    return hasGrown
  }

  /// Looks once at every free place beside a member by the plane lattice through all members, from the neighbour's own place.
  private func growByPlane(_ lattice: inout GridLattice, _ blocked: inout [Bool]) -> Bool {
    guard lattice.members.count >= Self.leastPlane, let extent = GridLattice.extent(of: lattice.cells),
      extent.columns >= 3, extent.rows >= 3, let map = GridLattice.map(of: lattice.members, on: lattice.cells, table)
    else { return false }
    return grow(&lattice, &blocked) { _, cell, dx, dy in
      let here = map.apply(to: Point(x: Double(cell.column), y: Double(cell.row)))
      let there = map.apply(to: Point(x: Double(cell.column + dx), y: Double(cell.row + dy)))
      let step = (x: there.x - here.x, y: there.y - here.y)
      return step.x.isFinite && step.y.isFinite ? step : nil
    }
  }

  /// The step from a cell in a direction: the one before it, else that of the nearest cell which has one, either way.
  private func step(from cell: BoltGrid.Cell, _ dx: Int, _ dy: Int, in lattice: GridLattice) -> (x: Double, y: Double)?
  {
    // Nothing is nearer than the step that leads here.
    if let here = lattice.member(cell.column, cell.row), let before = lattice.member(cell.column - dx, cell.row - dy) {
      return offset(before, here)
    }
    var best: (distance: Int, x: Double, y: Double)?
    for (member, other) in zip(lattice.members, lattice.cells) {
      guard let next = lattice.member(other.column + dx, other.row + dy) else { continue }
      // Counted to the nearer end.
      let distance = min(
        abs(other.column - cell.column) + abs(other.row - cell.row),
        abs(other.column + dx - cell.column) + abs(other.row + dy - cell.row))
      guard distance <= Self.farthestStep, distance < best?.distance ?? .max else { continue }
      let step = offset(member, next)
      best = (distance, step.x, step.y)
    }
    return best.map { ($0.x, $0.y) }
  }
}
