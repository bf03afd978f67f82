import ImagePlanes

/// The line under the pictures that says what the marks mean. Wraps where it must.
struct OverlayLegend {
  /// What an entry explains.
  enum Symbol {
    case numberedRing, minorRing, cross, outline, keypoint
    case bolt, hole, emptyPlace, unmatchedBolt, groupLine
    case edgeLine, edgeEllipse, metEdge, unmetEdge, axis, raceway
  }

  /// Space for a symbol, in pixels.
  static let symbolWidth = 34.0
  /// Space after an entry.
  static let gap = 28.0

  var entries: [(symbol: Symbol, text: String)]

  /// The height that the legend needs in `width` pixels.
  func height(width: Double, on canvas: Canvas) -> Int {
    guard !entries.isEmpty else { return 0 }
    let rows = (positions(width: width, on: canvas).last?.row ?? 0) + 1
    return Int(Double(rows) * TextStyle.small.lineHeight) + 6
  }

  /// Draws the legend.
  func draw(on canvas: Canvas, x: Double, top: Double, width: Double) {
    for (entry, position) in zip(entries, positions(width: width, on: canvas)) {
      let line = top + 3 + Double(position.row) * TextStyle.small.lineHeight
      let left = x + position.x
      let middle = Point(x: left + Self.symbolWidth / 2 - 3, y: line + TextStyle.small.lineHeight / 2)
      switch entry.symbol {
      case .numberedRing:
        canvas.drawRing(at: middle, color: OverlayMarkers.color(number: 1))
      case .minorRing: canvas.drawMinorRing(at: middle)
      case .cross: canvas.drawCross(at: middle)
      case .outline:
        canvas.strokeSegments(
          [
            (Point(x: left, y: middle.y), Point(x: left + 10, y: middle.y)),
            (Point(x: left + 16, y: middle.y), Point(x: left + 26, y: middle.y)),
          ], width: 2, color: .ink)
      case .bolt: canvas.drawBolt(at: middle, radius: 3, kind: .head, color: .yellow, isBold: true)
      case .hole: canvas.drawBolt(at: middle, radius: 2.5, kind: .hole, color: .yellow, isBold: true)
      case .emptyPlace: canvas.drawEmptyPlace(at: middle, radius: 4, color: .ink)
      case .unmatchedBolt: canvas.drawUnmatchedBolt(at: middle, radius: 2.5, color: .ink)
      case .groupLine:
        let ends = [Point(x: left, y: middle.y), Point(x: left + 26, y: middle.y)]
        canvas.drawGroupLine(ends, isClosed: false, outside: [], color: .yellow)
      case .edgeLine: canvas.drawEdgeLine(from: Point(x: left + 2, y: middle.y), to: Point(x: left + 24, y: middle.y))
      case .edgeEllipse:
        let ellipse = Ellipse(center: middle, semiMajor: 12, semiMinor: 5, angle: 0)
        canvas.drawEdgeEllipse(PatternMarkers.points(of: ellipse))
      case .axis:
        canvas.drawAxis(from: Point(x: left, y: middle.y), to: Point(x: left + 26, y: middle.y))
        canvas.drawStation([Point(x: middle.x, y: middle.y - 7), Point(x: middle.x, y: middle.y + 7)], at: middle)
      case .raceway:
        canvas.drawRaceway(
          [-3.0, 3.0].map { (Point(x: left, y: middle.y + $0), Point(x: left + 26, y: middle.y + $0)) })
      case .metEdge: canvas.drawEdgeMark(at: middle, isMet: true)
      case .unmetEdge: canvas.drawEdgeMark(at: middle, isMet: false)
      case .keypoint: canvas.drawKeypoint(at: middle, radius: 8, angle: -Double.pi / 4)
      }
      let text = DisplayText.elided(entry.text, maxWidth: width - position.x - Self.symbolWidth) {
        canvas.width(of: $0, style: .small)
      }
      canvas.draw(text, x: left + Self.symbolWidth, top: line, style: .small, color: .faintInk)
    }
  }

  private func positions(width: Double, on canvas: Canvas) -> [(row: Int, x: Double)] {
    var row = 0
    var x = 0.0
    return entries.map { entry in
      let needed = Self.symbolWidth + canvas.width(of: entry.text, style: .small)
      if x > 0, x + needed > width {
        row += 1
        x = 0
      }
      defer { x += needed + Self.gap }
      return (row, x)
    }
  }
}
