import FeatureExtraction
import ImagePlanes

/// The bolts and groups of one picture, as drawn: where marks, lines and labels go, in canvas pixels.
struct PatternScene {
  /// A bolt.
  struct BoltMark {
    var point: Point
    /// The bolt's radius, as drawn.
    var radius: Double
    var kind: Bolt.Kind
    var color: Color
    /// Whether it belongs to a group.
    var isGrouped: Bool
  }

  /// A ring's, row's or grid's line.
  struct GroupLine {
    var points: [Point]
    var isClosed: Bool
    var color: Color
  }

  /// A ring's or row's count, and where it is written.
  struct Label {
    var text: String
    var box: Rectangle
    var color: Color
  }

  /// An empty place.
  struct EmptyPlace {
    var point: Point
    var radius: Double
    var color: Color
  }

  private(set) var bolts: [BoltMark] = []
  private(set) var lines: [GroupLine] = []
  private(set) var labels: [Label] = []
  private(set) var emptyPlaces: [EmptyPlace] = []

  /// Groups drawn, at most: more are no help to anyone.
  static let mostGroups = 24

  /// The widest arc between two bolts, in radians, whose empty places are shown as missing: a third of a turn.
  private static let widestGap = 2 * Double.pi / 3

  /// Plans the marks of `patterns` in `panel`; `ruler` measures text.
  init(_ patterns: BoltPatterns, panel: PairOverlayLayout.Panel, ruler: Canvas) {
    let scale = Double(panel.width) / panel.crop.width
    var colors = [Color?](repeating: nil, count: patterns.bolts.count)
    var number = 0
    var wanted: [(text: String, color: Color, anchors: [Point])] = []
    func claim(_ members: [Int], _ color: Color) {
      for bolt in members where colors.indices.contains(bolt) && colors[bolt] == nil { colors[bolt] = color }
    }
    func nextColor() -> Color {
      number += 1
      return OverlayMarkers.color(number: number)
    }
    func center(_ bolt: Int) -> Point? {
      guard patterns.bolts.indices.contains(bolt) else { return nil }
      let point = panel.canvasPoint(patterns.bolts[bolt].center)
      return point.x.isFinite && point.y.isFinite ? point : nil
    }
    for ring in patterns.rings.prefix(Self.mostGroups) {
      let color = nextColor()
      claim(ring.bolts, color)
      let points = PatternMarkers.points(of: ring.ellipse).map(panel.canvasPoint)
      guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { continue }
      lines.append(GroupLine(points: points, isClosed: true, color: color))
      wanted.append((PatternWords.ringLabel(ring), color, Self.anchors(points)))
      let radius = Self.meanRadius(ring.bolts, patterns) * scale
      emptyPlaces += Self.gaps(ring).map {
        EmptyPlace(point: panel.canvasPoint($0.point), radius: radius, color: color)
      }
    }
    for row in patterns.rows.prefix(Self.mostGroups) {
      let color = nextColor()
      claim(row.bolts, color)
      let points = row.bolts.compactMap(center)
      lines.append(GroupLine(points: points, isClosed: false, color: color))
      wanted.append(("row of \(row.bolts.count)", color, [points.first, points.last].compactMap { $0 }))
      let radius = Self.meanRadius(row.bolts, patterns) * scale
      emptyPlaces += row.missing.map { EmptyPlace(point: panel.canvasPoint($0), radius: radius, color: color) }
    }
    for grid in patterns.grids.prefix(Self.mostGroups) {
      let color = nextColor()
      claim(grid.bolts, color)
      lines += Self.latticeLines(grid, center: center).map { GroupLine(points: $0, isClosed: false, color: color) }
      wanted.append(("grid of \(grid.bolts.count)", color, grid.bolts.compactMap(center)))
    }
    for (index, bolt) in patterns.bolts.enumerated() {
      guard let point = center(index), bolt.radius.isFinite, bolt.radius > 0 else { continue }
      bolts.append(
        BoltMark(
          point: point, radius: min(bolt.radius * scale, 1000), kind: bolt.kind, color: colors[index] ?? .ink,
          isGrouped: colors[index] != nil))
    }
    emptyPlaces = emptyPlaces.filter { $0.point.x.isFinite && $0.point.y.isFinite && $0.radius.isFinite }
    placeLabels(wanted, in: panel.rectangle, ruler: ruler)
  }

  /// What lines and labels keep clear of.
  var discs: [Disc] {
    bolts.map { Disc(center: $0.point, radius: PatternMarkers.clearRadius($0.radius)) }
      + emptyPlaces.map { Disc(center: $0.point, radius: PatternMarkers.clearRadius($0.radius)) }
  }

  /// Draws everything: lines below, bolts over them, words on top.
  func draw(on canvas: Canvas) {
    let discs = discs
    for line in lines { canvas.drawGroupLine(line.points, isClosed: line.isClosed, outside: discs, color: line.color) }
    // Bolts of no group first, so that those of groups lie on top.
    for bolt in bolts.filter({ !$0.isGrouped }) + bolts.filter(\.isGrouped) {
      canvas.drawBolt(
        at: bolt.point, radius: bolt.radius, kind: bolt.kind, color: bolt.color.opacity(bolt.isGrouped ? 1 : 0.85),
        isBold: bolt.isGrouped)
    }
    for place in emptyPlaces { canvas.drawEmptyPlace(at: place.point, radius: place.radius, color: place.color) }
    for label in labels {
      canvas.drawLabel(label.text, in: label.box, color: label.color.lightened(by: 0.3))
    }
  }

  /// The empty places of a ring that lie between bolts. A third of the ring without a bolt is hidden by the body, buried or
  /// torn off: to cross out every place of it would say more than is known.
  private static func gaps(_ ring: BoltRing) -> [BoltRing.Place] {
    let bolts = ring.angles.filter(\.isFinite).sorted()
    guard let first = bolts.first, let last = bolts.last else { return [] }
    return ring.missing.filter { place in
      let before = bolts.last { $0 <= place.angle } ?? last - 2 * .pi
      let after = bolts.first { $0 > place.angle } ?? first + 2 * .pi
      return after - before < widestGap
    }
  }

  /// The points of a closed line where its label may hang: its highest first, then the others round it.
  private static func anchors(_ points: [Point]) -> [Point] {
    let order = points.indices.sorted { (points[$0].y, points[$0].x, $0) < (points[$1].y, points[$1].x, $1) }
    let step = max(1, order.count / 16)
    return stride(from: 0, to: order.count, by: step).map { points[order[$0]] }
  }

  private static func meanRadius(_ members: [Int], _ patterns: BoltPatterns) -> Double {
    let radii = members.filter(patterns.bolts.indices.contains).map { patterns.bolts[$0].radius }
    return radii.isEmpty ? 0 : radii.reduce(0, +) / Double(radii.count)
  }

  private static func latticeLines(_ grid: BoltGrid, center: (Int) -> Point?) -> [[Point]] {
    let members = zip(grid.bolts, grid.cells).map { (bolt: $0, cell: $1) }
    let byRow = members.sorted { ($0.cell.row, $0.cell.column, $0.bolt) < ($1.cell.row, $1.cell.column, $1.bolt) }
    let byColumn = members.sorted { ($0.cell.column, $0.cell.row, $0.bolt) < ($1.cell.column, $1.cell.row, $1.bolt) }
    var lines: [[Point]] = []
    for (list, key) in [(byRow, \BoltGrid.Cell.row), (byColumn, \BoltGrid.Cell.column)] {
      for (left, right) in zip(list, list.dropFirst()) where left.cell[keyPath: key] == right.cell[keyPath: key] {
        if let start = center(left.bolt), let end = center(right.bolt) { lines.append([start, end]) }
      }
    }
    return lines
  }

  private mutating func placeLabels(
    _ wanted: [(text: String, color: Color, anchors: [Point])], in bounds: Rectangle, ruler: Canvas
  ) {
    let height = TextStyle.label.size + 2 * PairOverlayScene.labelHalo
    let discs = discs
    var placed: [Rectangle] = []
    for label in wanted {
      let width = ruler.width(of: label.text, style: .label) + 2 * PairOverlayScene.labelHalo
      var best: (box: Rectangle, cost: Double)?
      for (rank, anchor) in label.anchors.enumerated() {
        for (turn, direction) in LabelPlacement.directions.enumerated() {
          let reach = 6.0
          let box = Rectangle(
            x: anchor.x + direction.x * reach - (direction.x < 0 ? width : direction.x == 0 ? width / 2 : 0),
            y: anchor.y + direction.y * reach - (direction.y < 0 ? height : direction.y == 0 ? height / 2 : 0),
            width: width, height: height)
          guard bounds.contains(box), !placed.contains(where: box.overlaps) else { continue }
          // A label over a bolt hides it: worse than one that hangs lower.
          let covered = Double(discs.count { $0.touches(box) })
          let cost = 10 * covered + 0.3 * Double(rank) + 0.1 * Double(turn)
          if cost < best?.cost ?? .infinity { best = (box, cost) }
        }
      }
      guard let best else { continue }
      placed.append(best.box)
      labels.append(Label(text: label.text, box: best.box, color: label.color))
    }
  }
}
