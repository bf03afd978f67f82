import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// How often equal sizes are met among rows and grids of unrelated things: what an equal span is worth in the comparison, 0.8 decades.
private let equalSizeShare = 0.158_489_319_246_111_36

/// Draws rows between the ends of one row of the reference: spaced and counted anew.
struct RowDecoy {
  private let row: BoltRow
  private let templates: [Bolt]
  /// Where along the row each bolt is: its place, or its distance from the first in pixels where the row has no spacing.
  private let stations: [Double]

  /// Prepares decoys of `row`; nil where it refers to bolts that are not there.
  init?(_ row: BoltRow, bolts: [Bolt]) {
    guard row.bolts.count >= 2, row.bolts.allSatisfy(bolts.indices.contains) else { return nil }
    self.row = row
    templates = row.bolts.map { bolts[$0] }
    let points = templates.map(\.center)
    stations =
      row.slotIndices.count == row.bolts.count && zip(row.slotIndices, row.slotIndices.dropFirst()).allSatisfy(<)
      ? row.slotIndices.map { Double($0 - row.slotIndices[0]) } : points.map { $0.distance(to: points[0]) }
  }

  private var isSpaced: Bool { row.slotIndices.count == row.bolts.count }

  /// Draws a row.
  func draw(into draft: inout DecoyDraft, _ random: inout SeededGenerator) {
    var drawn = row
    if isSpaced {
      let span = Int(stations[stations.count - 1])
      let newSpan = random.unit() < equalSizeShare ? span : Self.other(than: span, &random)
      let step = stations[stations.count - 1] / Double(newSpan)
      // The ends stay: they are what a row is found by.
      let gaps = random.subset(min(span + 1 - templates.count, newSpan - 1), below: newSpan - 1)
      let places = (0...newSpan).filter { $0 == 0 || $0 == newSpan || !gaps.contains($0 - 1) }
      drawn.bolts = places.enumerated().map { index, place in
        draft.add(templates[index % templates.count], at: point(at: Double(place) * step))
      }
      drawn.slotIndices = places
      drawn.missing = gaps.sorted().map { point(at: Double($0 + 1) * step) }
    } else {
      let gaps = random.shuffled(zip(stations.dropFirst(), stations).map { $0 - $1 })
      var station = 0.0
      var places = [0.0]
      for gap in gaps {
        station += gap
        places.append(station)
      }
      drawn.bolts = places.enumerated().map { draft.add(templates[$0.offset], at: point(at: $0.element)) }
    }
    draft.rows.append(drawn)
  }

  /// Another span within a factor of 1.5, all alike.
  private static func other(than span: Int, _ random: inout SeededGenerator) -> Int {
    let spans = (max(1, span * 2 / 3)...span * 3 / 2 + 1).filter { $0 != span }
    return spans[random.index(below: spans.count)]
  }

  /// The point at a station, between the bolts before and after it, so that perspective shortens decoys as it does the row.
  private func point(at station: Double) -> Point {
    let after = min(max(1, stations.firstIndex { $0 >= station } ?? stations.count - 1), stations.count - 1)
    let (from, to) = (templates[after - 1].center, templates[after].center)
    let length = stations[after] - stations[after - 1]
    let share = length > 0 ? (station - stations[after - 1]) / length : 0
    return Point(x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share)
  }
}

/// Draws grids that cover what one grid of the reference covers, in other numbers of columns and rows.
enum GridDecoy {
  /// Most columns or rows by which a decoy differs.
  private static let greatestChange = 2

  /// Draws a grid; none where `grid` refers to bolts that are not there.
  static func draw(_ grid: BoltGrid, bolts: [Bolt], into draft: inout DecoyDraft, _ random: inout SeededGenerator) {
    guard !grid.bolts.isEmpty, grid.bolts.count == grid.cells.count, grid.bolts.allSatisfy(bolts.indices.contains),
      let columns = grid.cells.map(\.column).max(), let rows = grid.cells.map(\.row).max(), columns > 0, rows > 0
    else { return }
    var (newColumns, newRows) = (columns, rows)
    if random.unit() >= equalSizeShare {
      while newColumns == columns, newRows == rows {
        newColumns = max(1, columns + random.index(below: 2 * greatestChange + 1) - greatestChange)
        newRows = max(1, rows + random.index(below: 2 * greatestChange + 1) - greatestChange)
      }
    }
    let (stepX, stepY) = (Double(columns) / Double(newColumns), Double(rows) / Double(newRows))
    let taken = Set(grid.cells)
    var drawn = grid
    drawn.imageFromLattice = grid.imageFromLattice * Homography([stepX, 0, 0, 0, stepY, 0, 0, 0, 1])
    // A place holds a bolt where the grid has one nearby: hatches stay empty inside.
    drawn.cells = (0...newRows).flatMap { row in
      (0...newColumns).map { BoltGrid.Cell(column: $0, row: row) }
    }.filter { cell in
      taken.contains(
        .init(column: Int((Double(cell.column) * stepX).rounded()), row: Int((Double(cell.row) * stepY).rounded())))
    }
    drawn.bolts = drawn.cells.enumerated().map { index, cell in
      draft.add(
        bolts[grid.bolts[index % grid.bolts.count]],
        at: drawn.imageFromLattice.apply(to: Point(x: Double(cell.column), y: Double(cell.row))))
    }
    draft.grids.append(drawn)
  }
}
