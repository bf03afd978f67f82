import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Two grids laid over each other in every way that keeps rows and columns and does not mirror the picture.
struct GridComparison {
  /// A way to lay A's grid over B's.
  struct Placement {
    /// Pixels of A to pixels of B.
    let bFromA: Homography
    /// log10 of the odds factor.
    let logRatio: Double
    /// Positions in the grids' lists of bolts that fall on one place.
    let pairs: [(Int, Int)]
  }

  /// log10 of what equal numbers of columns and rows are worth: hatches are much alike.
  private static let logEqualSize = 0.8
  /// Longest side of a lattice that is compared.
  private static let longestSide = 64

  /// Placements, best first; each has an equal share of the hypotheses.
  let placements: [Placement]

  /// Compares two grids. O(cells) for each of at most four placements.
  init(_ a: BoltGrid, _ b: BoltGrid, options: ConstellationMatchingOptions) {
    guard let latticeA = Lattice(a), let latticeB = Lattice(b), latticeA.columns <= Self.longestSide,
      latticeA.rows <= Self.longestSide, let latticeFromA = a.imageFromLattice.inverse
    else {
      placements = []
      return
    }
    let odds = PlaceOdds(options: options)
    var found: [Placement] = []
    for isTransposed in [false, true] {
      let columns = isTransposed ? latticeA.rows : latticeA.columns
      let rows = isTransposed ? latticeA.columns : latticeA.rows
      guard columns == latticeB.columns, rows == latticeB.rows else { continue }
      for flips in 0..<4 {
        let move = Self.move(
          latticeA, latticeB, isTransposed: isTransposed, flipsColumn: flips & 1 != 0, flipsRow: flips & 2 != 0)
        let map = b.imageFromLattice * move * latticeFromA
        let middle = a.imageFromLattice.apply(to: latticeA.middle)
        guard map.areaChange(at: middle) != nil else { continue }
        found.append(Self.placement(map, move, a, latticeA, latticeB, odds))
      }
    }
    placements = found.enumerated().sorted { ($0.element.logRatio, $1.offset) > ($1.element.logRatio, $0.offset) }
      .map(\.element)
  }

  private static func move(
    _ a: Lattice, _ b: Lattice, isTransposed: Bool, flipsColumn: Bool, flipsRow: Bool
  ) -> Homography {
    // From A's corner at 0, perhaps transposed, perhaps flipped, to B's corner.
    let toOrigin = Homography([1, 0, -Double(a.firstColumn), 0, 1, -Double(a.firstRow), 0, 0, 1])
    let transpose = isTransposed ? Homography([0, 1, 0, 1, 0, 0, 0, 0, 1]) : .identity
    let flip = Homography([
      flipsColumn ? -1 : 1, 0, flipsColumn ? Double(b.columns - 1) : 0, 0, flipsRow ? -1 : 1,
      flipsRow ? Double(b.rows - 1) : 0, 0, 0, 1,
    ])
    let toB = Homography([1, 0, Double(b.firstColumn), 0, 1, Double(b.firstRow), 0, 0, 1])
    return toB * flip * transpose * toOrigin
  }

  private static func placement(
    _ map: Homography, _ move: Homography, _ gridA: BoltGrid, _ a: Lattice, _ b: Lattice, _ odds: PlaceOdds
  ) -> Placement {
    var placesA = [RingPattern.Place](repeating: .unseen, count: b.columns * b.rows)
    var placesB = placesA
    var holders = [Int](repeating: -1, count: placesA.count)
    // Hatches are framed by bolts and empty inside: only the frame tells where a bolt could have been.
    for row in 0..<b.rows {
      for column in 0..<b.columns
      where row == 0 || column == 0 || row == b.rows - 1 || column == b.columns - 1 {
        placesA[row * b.columns + column] = .empty
        placesB[row * b.columns + column] = .empty
      }
    }
    for (cell, holder) in b.holders {
      let place = (cell.row - b.firstRow) * b.columns + cell.column - b.firstColumn
      placesB[place] = .bolt
      holders[place] = holder
    }
    var pairs: [(Int, Int)] = []
    for (cell, holder) in a.holders {
      let target = move.apply(to: Point(x: Double(cell.column), y: Double(cell.row)))
      let place = (Int(target.y.rounded()) - b.firstRow) * b.columns + Int(target.x.rounded()) - b.firstColumn
      guard placesA.indices.contains(place) else { continue }
      placesA[place] = .bolt
      if holders[place] >= 0 { pairs.append((holder, holders[place])) }
    }
    return Placement(
      bFromA: map, logRatio: logEqualSize + odds.logOdds(placesA, placesB, shift: 0, isMirrored: false), pairs: pairs)
  }
}

/// The extent of a grid's bolts.
private struct Lattice {
  let firstColumn: Int
  let firstRow: Int
  let columns: Int
  let rows: Int
  /// Cells with their bolts' positions in the grid's list, in that order.
  let holders: [(cell: BoltGrid.Cell, holder: Int)]

  var middle: Point {
    Point(x: Double(firstColumn) + Double(columns - 1) / 2, y: Double(firstRow) + Double(rows - 1) / 2)
  }

  init?(_ grid: BoltGrid) {
    guard grid.cells.count == grid.bolts.count, grid.cells.count >= 4 else { return nil }
    let limit = 10_000
    guard grid.cells.allSatisfy({ abs($0.column) < limit && abs($0.row) < limit }) else { return nil }
    let columns = grid.cells.map(\.column)
    let rows = grid.cells.map(\.row)
    guard let firstColumn = columns.min(), let lastColumn = columns.max(), let firstRow = rows.min(),
      let lastRow = rows.max(), lastColumn > firstColumn, lastRow > firstRow
    else { return nil }
    self.firstColumn = firstColumn
    self.firstRow = firstRow
    self.columns = lastColumn - firstColumn + 1
    self.rows = lastRow - firstRow + 1
    holders = grid.cells.enumerated().map { ($0.element, $0.offset) }
  }
}
