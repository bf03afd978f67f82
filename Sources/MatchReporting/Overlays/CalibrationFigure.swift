import ImagePlanes

/// Draws a calibration: both Tippett curves beside what the odds promise, and the ROC.
public struct CalibrationFigure {
  private let document: CalibrationDocument

  private static let width = 1240
  private static let height = 580
  private static let left = Rectangle(x: 80, y: 70, width: 500, height: 420)
  private static let right = Rectangle(x: 700, y: 70, width: 500, height: 420)
  private static let lineWidth = 2.5
  /// Gaps of this length, in pixels, tell a curve without its colour.
  private static let dashStep = 2

  /// Prepares a drawing of `document`.
  public init(_ document: CalibrationDocument) { self.document = document }

  /// The figure as a PNG file.
  public func png() throws(ReportingError) -> [UInt8] {
    let canvas = try Canvas(width: Self.width, height: Self.height, background: .paper)
    drawTippett(canvas)
    drawROC(canvas)
    return try canvas.png()
  }

  private func drawTippett(_ canvas: Canvas) {
    let rows = document.thresholds
    guard let first = rows.first?.threshold, let last = rows.last?.threshold, last > first else { return }
    let area = Self.left
    frame(canvas, area, title: "Share of comparisons at or above a threshold")
    func point(_ threshold: Double, _ share: Double) -> Point {
      Self.place((threshold - first) / (last - first), share, area)
    }
    curve(canvas, rows.map { point($0.threshold, $0.hitRate) }, .skyBlue)
    curve(canvas, rows.map { point($0.threshold, $0.falseMatchRate) }, .vermillion)
    curve(canvas, rows.map { point($0.threshold, $0.promised) }, .yellow, isDashed: true)
    for threshold in stride(from: first, through: last, by: 4) {
      let at = point(threshold, 0)
      canvas.draw(
        "\(JSONRounding.round(threshold, decimals: 1))", x: at.x - 12, top: at.y + 6, style: .small, color: .faintInk)
    }
    let top = area.y + area.height + 28
    canvas.draw(
      "log10 odds.  Same system: blue.  Others: red.  Promised for others: yellow, dashed.", x: area.x, top: top,
      style: .small, color: .ink)
  }

  private func drawROC(_ canvas: Canvas) {
    let area = Self.right
    frame(canvas, area, title: "Right systems found against false ones taken")
    // From the highest threshold, where nothing is taken, to the lowest, where all is.
    let points = document.thresholds.reversed().map { Self.place($0.falseMatchRate, $0.hitRate, area) }
    curve(canvas, [Self.place(0, 0, area)] + points + [Self.place(1, 1, area)], .bluishGreen)
    curve(canvas, (0...40).map { Self.place(Double($0) / 40, Double($0) / 40, area) }, .faintInk, isDashed: true)
    let top = area.y + area.height
    canvas.draw("0", x: area.x - 4, top: top + 6, style: .small, color: .faintInk)
    canvas.draw("1", x: area.x + area.width - 4, top: top + 6, style: .small, color: .faintInk)
    canvas.draw(
      "False-match rate across, hit rate up.  Dashed: chance.", x: area.x, top: top + 28, style: .small, color: .ink)
  }

  private func frame(_ canvas: Canvas, _ area: Rectangle, title: String) {
    canvas.draw(title, x: area.x, top: area.y - 40, style: .heading, color: .ink)
    for share in [0, 0.25, 0.5, 0.75, 1] {
      let (from, to) = (Self.place(0, share, area), Self.place(1, share, area))
      canvas.strokeSegments([(from, to)], width: 1, color: .band)
      canvas.draw("\(share)", x: area.x - 44, top: from.y - 10, style: .small, color: .faintInk)
    }
  }

  private func curve(_ canvas: Canvas, _ points: [Point], _ color: Color, isDashed: Bool = false) {
    let segments = Array(zip(points, points.dropFirst()))
    let drawn = isDashed ? segments.enumerated().filter { $0.offset % Self.dashStep == 0 }.map(\.element) : segments
    canvas.strokeSegments(drawn, width: Self.lineWidth, color: color)
  }

  private static func place(_ x: Double, _ y: Double, _ area: Rectangle) -> Point {
    Point(x: area.x + area.width * x, y: area.y + area.height * (1 - y))
  }
}
