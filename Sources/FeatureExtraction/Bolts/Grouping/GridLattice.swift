import ImagePlanes

/// Candidates on the places of a lattice.
struct GridLattice {
  /// Members, in the order in which they were put.
  private(set) var members: [Int] = []
  /// Their places.
  private(set) var cells: [BoltGrid.Cell] = []
  /// The member of each place, -1 for none.
  private var holder: [Int32]
  private let reach: Int
  private var side: Int { 2 * reach + 1 }

  /// An empty lattice with places from −`reach` to `reach`.
  init(reach: Int) {
    self.reach = reach
    holder = [Int32](repeating: -1, count: (2 * reach + 1) * (2 * reach + 1))
  }

  /// Whether there is such a place.
  func isInside(_ column: Int, _ row: Int) -> Bool { abs(column) <= reach && abs(row) <= reach }

  /// The member on a place.
  func member(_ column: Int, _ row: Int) -> Int? {
    guard isInside(column, row) else { return nil }
    let member = holder[(row + reach) * side + column + reach]
    return member < 0 ? nil : Int(member)
  }

  /// Puts a member on a free place.
  mutating func put(_ member: Int, column: Int, row: Int) {
    members.append(member)
    cells.append(BoltGrid.Cell(column: column, row: row))
    holder[(row + reach) * side + column + reach] = Int32(member)
  }

  /// The columns and rows that cells take up, and the least of them; nil for none.
  static func extent(of cells: [BoltGrid.Cell]) -> (left: Int, top: Int, columns: Int, rows: Int)? {
    guard let first = cells.first else { return nil }
    var (left, right, top, bottom) = (first.column, first.column, first.row, first.row)
    for cell in cells {
      left = min(left, cell.column)
      right = max(right, cell.column)
      top = min(top, cell.row)
      bottom = max(bottom, cell.row)
    }
    return (left, top, right - left + 1, bottom - top + 1)
  }

  /// The map from lattice places to pixels by linear least squares, x (1 + g c + h r) = a c + b r + t, in coordinates about the members'
  /// mean; nil where the members do not fix one.
  static func map(of members: [Int], on cells: [BoltGrid.Cell], _ table: CandidateTable) -> Homography? {
    let count = Double(members.count)
    var (meanX, meanY, spread) = (0.0, 0.0, 0.0)
    for member in members {
      meanX += table.x[member] / count
      meanY += table.y[member] / count
    }
    for member in members {
      let dx = table.x[member] - meanX
      let dy = table.y[member] - meanY
      spread += (dx * dx + dy * dy) / count
    }
    let scale = spread.squareRoot()
    guard scale > 0 else { return nil }
    var equations = FitEquations()
    equations.reset(order: 8)
    for (member, cell) in zip(members, cells) {
      let c = Double(cell.column)
      let r = Double(cell.row)
      let x = (table.x[member] - meanX) / scale
      let y = (table.y[member] - meanY) / scale
      equations.add([c, r, 1, 0, 0, 0, -x * c, -x * r, 0, 0], value: x, weight: 1)
      equations.add([0, 0, 0, c, r, 1, -y * c, -y * r, 0, 0], value: y, weight: 1)
    }
    guard let h = equations.solved()?.solution else { return nil }
    let pixels = Homography([scale, 0, meanX, 0, scale, meanY, 0, 0, 1])
    let map = pixels * Homography([h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], 1])
    return map.elements.allSatisfy(\.isFinite) && map.inverse != nil ? map : nil
  }
}
