import ImagePlanes
import ReproducibleMath

/// Fits a plane lattice to one that has grown, and weighs it against chance.
struct GridFit {
  private let table: CandidateTable
  private let options: BoltGroupingOptions
  private var members: [Int]
  private var cells: [BoltGrid.Cell]
  private let likeness: Likeness
  /// From lattice places to pixels.
  private var map = Homography.identity
  /// Columns and rows.
  private var size = (columns: 0, rows: 0)

  /// Least members, and least columns and rows, of a grid: below that, rows say the same.
  private static let least = (members: 9, side: 3)
  /// Deviations from the lattice beyond which a candidate is no member, in root mean squares, and in steps.
  private static let outliers = (deviations: 3.5, steps: 0.2)
  /// Least share of a grid's places that are filled.
  private static let leastPresence = 0.6
  /// log10 of the commonness of lattices that are no bolts (grilles, bricks, windows), against grids of bolts.
  private static let texturePrior = -1.7

  /// Nil where what has grown is no grid.
  init?(_ lattice: GridLattice, table: CandidateTable, options: BoltGroupingOptions) {
    self.table = table
    self.options = options
    members = lattice.members
    cells = lattice.cells
    guard members.count >= Self.least.members else { return nil }
    likeness = Likeness(of: members, in: table, tolerance: options.radiusTolerance)
    guard fit() else { return nil }
    drop()
    guard members.count >= Self.least.members, fit(), normalise() else { return nil }
  }

  private func point(_ index: Int) -> Point { Point(x: table.x[members[index]], y: table.y[members[index]]) }

  private func place(_ cell: BoltGrid.Cell) -> Point {
    map.apply(to: Point(x: Double(cell.column), y: Double(cell.row)))
  }

  private mutating func fit() -> Bool {
    guard let fitted = GridLattice.map(of: members, on: cells, table) else { return false }
    map = fitted
    return true
  }

  /// The typical step, in pixels.
  private var step: Double {
    let column = place(BoltGrid.Cell(column: size.columns / 2, row: size.rows / 2))
    let next = place(BoltGrid.Cell(column: size.columns / 2 + 1, row: size.rows / 2))
    return column.distance(to: next)
  }

  /// Root mean square distance from the lattice, and of each coordinate the variance.
  private var variance: Double {
    var sum = 0.0
    for index in members.indices { sum += point(index).squaredDistance(to: place(cells[index])) }
    return max(sum / Double(2 * members.count - 8), 0.09)
  }

  /// Drops what is off the lattice.
  private mutating func drop() {
    let variance = variance
    let limit = min(
      Self.outliers.deviations * Self.outliers.deviations * 2 * variance,
      Self.outliers.steps * Self.outliers.steps * step * step)
    let kept = members.indices.filter { point($0).squaredDistance(to: place(cells[$0])) <= limit }
    members = kept.map { members[$0] }
    cells = kept.map { cells[$0] }
  }

  /// Trims lines that a stray candidate made, turns a skewed lattice upright, and counts columns and rows from 0. False where
  /// too few are left: two columns and two rows must hold three members or more, or all there is are rows.
  private mutating func normalise() -> Bool {
    upright()
    while trim() {}
    guard members.count >= Self.least.members, fit(), let extent = GridLattice.extent(of: cells) else { return false }
    size = (extent.columns, extent.rows)
    func full(_ line: KeyPath<BoltGrid.Cell, Int>) -> Int {
      Dictionary(grouping: cells, by: { $0[keyPath: line] }).values.count { $0.count >= Self.least.side }
    }
    guard full(\.column) >= 2, full(\.row) >= 2 else { return false }
    let (left, top) = (extent.left, extent.top)
    guard size.columns >= Self.least.side, size.rows >= Self.least.side else { return false }
    cells = cells.map { BoltGrid.Cell(column: $0.column - left, row: $0.row - top) }
    map = map * Homography([1, 0, Double(left), 0, 1, Double(top), 0, 0, 1])
    let order = cells.indices.sorted { (cells[$0].row, cells[$0].column) < (cells[$1].row, cells[$1].column) }
    members = order.map { members[$0] }
    cells = order.map { cells[$0] }
    return true
  }

  /// Of the lattice's bases that differ by one step of skewing, takes the one whose rectangle is filled best: seen obliquely, a diagonal may be
  /// shorter than a row's step.
  private mutating func upright() {
    func filled(_ cells: [BoltGrid.Cell]) -> Double {
      guard let extent = GridLattice.extent(of: cells) else { return 0 }
      return Double(cells.count) / Double(extent.columns * extent.rows)
    }
    for _ in 0..<3 {
      var best = (filled: 1.001 * filled(cells), cells: cells)
      for skew in [-1, 1] {
        let sideways = cells.map { BoltGrid.Cell(column: $0.column + skew * $0.row, row: $0.row) }
        let upwards = cells.map { BoltGrid.Cell(column: $0.column, row: $0.row + skew * $0.column) }
        for other in [sideways, upwards] {
          let share = filled(other)
          if share > best.filled { best = (share, other) }
        }
      }
      guard best.cells != cells else { return }
      cells = best.cells
    }
  }

  /// Removes an outermost line that holds less than a third of its places. False where there is none.
  private mutating func trim() -> Bool {
    guard let extent = GridLattice.extent(of: cells) else { return false }
    let lines: [(KeyPath<BoltGrid.Cell, Int>, Int, Int)] = [
      (\.column, extent.left, extent.rows), (\.column, extent.left + extent.columns - 1, extent.rows),
      (\.row, extent.top, extent.columns), (\.row, extent.top + extent.rows - 1, extent.columns),
    ]
    for (line, position, length) in lines {
      let kept = cells.indices.filter { cells[$0][keyPath: line] != position }
      guard cells.count - kept.count < max(2, (length + 2) / 3) else { continue }
      members = kept.map { members[$0] }
      cells = kept.map { cells[$0] }
      return !cells.isEmpty
    }
    return false
  }

  /// The places where bolts are expected: all, or those of the frame where the inside is empty.
  private func places() -> [BoltGrid.Cell] {
    func isFrame(_ column: Int, _ row: Int) -> Bool {
      column == 0 || row == 0 || column == size.columns - 1 || row == size.rows - 1
    }
    let inside = cells.count { !isFrame($0.column, $0.row) }
    let isWhole = 2 * inside > (size.columns - 2) * (size.rows - 2)
    var all: [BoltGrid.Cell] = []
    for row in 0..<size.rows {
      for column in 0..<size.columns where isWhole || isFrame(column, row) {
        all.append(BoltGrid.Cell(column: column, row: row))
      }
    }
    return all
  }

  /// What speaks for the grid, against chance; nil where half of it is empty.
  ///
  /// Four members may lie anywhere: they are what the lattice is laid through, and cost as many choices as there are candidates. The rest
  /// must be where it says. Against textures that really are lattices the members' own pixels speak alone.
  func hypothesis(_ clutter: inout ClutterDensity) -> GroupHypothesis? {
    let expected = places()
    let filled = Set(cells)
    let empty = expected.filter { !filled.contains($0) }
    let presence = (Double(members.count) + 2) / (Double(members.count + empty.count) + 3)
    guard presence >= Self.leastPresence else { return nil }
    let variance = variance
    let density = clutter.inside(members.indices.map { point($0) }, members: members, like: likeness)
    let logPresence = Elementary.decimalLogarithm(presence)
    let logArea = Elementary.decimalLogarithm(2 * Double.pi * variance * density)
    var evidence = GroupEvidence(againstScatter: 0, againstCurve: Self.texturePrior)
    var memberOdds: [Double] = []
    var sum = 0.0
    for index in members.indices {
      let member = members[index]
      let rest = point(index).squaredDistance(to: place(cells[index]))
      let local =
        logPresence + GroupEvidence.radiusEvidence(table.logRadius[member] - likeness.logRadius, likeness.tolerance)
        - logArea - GroupEvidence.halfLog * rest / variance
      memberOdds.append(local)
      sum += table.logWeight[member] + local
      evidence.againstCurve += GroupEvidence.ownEvidence(table.score[member], prior: table.priorLogOdds)
    }
    let anchors = 4.0
    let choices = max(Elementary.decimalLogarithm(density * Double(table.imageSize.area)), 0)
    let absence = Double(empty.count) * Elementary.decimalLogarithm(1 - presence)
    evidence.againstScatter = sum + anchors * (logArea - choices) + absence
    let logOdds = evidence.logOdds
    for index in members.indices {
      let own = table.score[members[index]]
      memberOdds[index] = max(own, min(own + memberOdds[index], logOdds))
    }
    return GroupHypothesis(
      form: .grid, members: members, slots: [], memberOdds: memberOdds, missing: empty.map(place), likeness: likeness,
      logOdds: logOdds, cells: cells, imageFromLattice: map)
  }
}
