import ImagePlanes

/// The band at the top of an overlay: what was found, in words and figures.
struct OverlayCaption {
  /// Space round the text, in pixels.
  static let padding = 10.0

  /// The first line.
  var title: String
  /// Whether pictures agree, told by a ring or a cross before the title; nil for neither.
  var agrees: Bool?
  /// The second line.
  var scores: String
  /// Further lines.
  var notes: [String]

  /// The band's height.
  var height: Int {
    let lines =
      TextStyle.title.lineHeight + TextStyle.body.lineHeight + Double(notes.count) * TextStyle.small.lineHeight
    return Int(lines + 2 * Self.padding)
  }

  /// Draws the band over the top of `canvas`.
  func draw(on canvas: Canvas, margin: Double) {
    let band = Rectangle(x: 0, y: 0, width: Double(canvas.width), height: Double(height))
    canvas.fill(band, color: .band)
    var x = margin
    var top = Self.padding
    if let agrees {
      let middle = Point(x: x + 8, y: top + TextStyle.title.lineHeight / 2)
      if agrees {
        canvas.strokeCircle(center: middle, radius: 7, width: 3, color: .ink)
      } else {
        canvas.strokeCross(center: middle, arm: 6.5, width: 3, color: .ink)
      }
      x += 26
    }
    draw(title, style: .title, color: .ink, x: x, top: top, on: canvas, margin: margin)
    top += TextStyle.title.lineHeight
    draw(scores, style: .body, color: .ink, x: margin, top: top, on: canvas, margin: margin)
    top += TextStyle.body.lineHeight
    for note in notes {
      draw(note, style: .small, color: .faintInk, x: margin, top: top, on: canvas, margin: margin)
      top += TextStyle.small.lineHeight
    }
  }

  private func draw(
    _ text: String, style: TextStyle, color: Color, x: Double, top: Double, on canvas: Canvas, margin: Double
  ) {
    let room = Double(canvas.width) - margin - x
    let fitting = DisplayText.elided(text, maxWidth: room) { canvas.width(of: $0, style: style) }
    canvas.draw(fitting, x: x, top: top, style: style, color: color)
  }
}

extension Canvas {
  /// A picture's heading: what it is, then its name cut to the room, then its size.
  func drawHeading(role: String, name: String, size: ImageSize?, x: Double, top: Double, width: Double) {
    var x = x
    let end = x + width
    if !role.isEmpty {
      let role = DisplayText.elided(role, maxWidth: width / 3) { self.width(of: $0, style: .heading) }
      draw(role, x: x, top: top, style: .heading, color: .ink)
      x += self.width(of: role, style: .heading) + 10
    }
    let sizeText = size.map { "\(DisplayText.grouped($0.width)) × \(DisplayText.grouped($0.height)) px" } ?? ""
    let sizeWidth = sizeText.isEmpty ? 0 : self.width(of: sizeText, style: .small) + 12
    let fitting = DisplayText.elided(name, maxWidth: end - x - sizeWidth) { self.width(of: $0, style: .body) }
    draw(fitting, x: x, top: top, style: .body, color: .ink)
    x += self.width(of: fitting, style: .body) + 12
    draw(sizeText, x: x, top: top + 2, style: .small, color: .faintInk)
  }
}
