import ImagePlanes

/// Draws two pictures side by side with what agrees between them, as a PNG that a person can check.
///
/// From the top: the verdict with scores and counts; the two pictures, grey and dimmed, with numbered rings on matches
/// that agree, thin lines between a well-spread choice of them, and A's border in B; some of the details enlarged, those of
/// A beside those of B; A laid over B, in squares and blended; what the marks mean. Everything reads without colour.
public struct PairOverlay {
  /// Brightness of the pictures under the marks: dim enough for the marks to stand out, bright enough to see.
  static let dimming = 0.8
  /// Opacity of lines.
  static let lineOpacity = 0.6
  /// Most crosses drawn; more would hide the picture and say no more.
  static let greatestCrossCount = 100

  private let content: PairOverlayContent
  private let options: OverlayOptions

  /// Makes an overlay of `content`. Nothing is drawn yet.
  public init(_ content: PairOverlayContent, options: OverlayOptions = OverlayOptions()) {
    self.content = content
    self.options = options
  }

  /// Draws the overlay and writes it to `path`, whole or not at all.
  ///
  /// - Throws: ``ReportingError``.
  public func write(to path: String) throws(ReportingError) {
    try AtomicFile.write(png(), to: path)
  }

  /// Draws the overlay as a PNG file's bytes: the same for the same content, on one machine with its fonts.
  ///
  /// - Throws: ``ReportingError/surfaceTooLarge(width:height:)``, ``ReportingError/cannotDraw(reason:)``.
  /// - Complexity: O(pixels of both pictures), O(panel area) memory.
  public func png() throws(ReportingError) -> [UInt8] {
    // Text is measured before the canvas's size is known.
    let ruler = try Canvas(width: 1, height: 1, background: .paper)
    let scene = PairOverlayScene(content, options: options, ruler: ruler)
    let size = scene.layout.size
    let canvas = try Canvas(width: size.width, height: size.height, background: .paper)
    scene.caption.draw(on: canvas, margin: Double(PairOverlayLayout.margin))
    drawPictures(scene, on: canvas)
    drawMarks(scene, on: canvas)
    drawUnmatched(scene, on: canvas)
    drawDetails(scene, on: canvas)
    drawAlignment(scene, on: canvas)
    scene.legend.draw(
      on: canvas, x: Double(PairOverlayLayout.margin), top: Double(scene.layout.legendTop),
      width: Double(size.width - 2 * PairOverlayLayout.margin))
    return try canvas.png()
  }

  private func drawPictures(_ scene: PairOverlayScene, on canvas: Canvas) {
    let panels = [(content.a, scene.layout.a), (content.b, scene.layout.b)]
    for (index, (picture, panel)) in panels.enumerated() {
      let grey = GreyPicture(picture.luma, width: panel.width, height: panel.height)
      canvas.draw(grey.toned { UInt8((Double($0) * Self.dimming).rounded()) }, x: panel.x, y: panel.y)
      drawHeading(
        role: picture.role, name: picture.name, size: picture.luma.size, over: panel, column: index, scene, on: canvas)
    }
  }

  private func drawHeading(
    role: String, name: String, size: ImageSize?, over panel: PairOverlayLayout.Panel, column: Int,
    _ scene: PairOverlayScene, on canvas: Canvas
  ) {
    // Over its picture's left edge, with the whole of the column's rest to itself.
    let column = scene.layout.columns[column]
    let room = size == nil ? PairOverlayLayout.shortHeading : PairOverlayLayout.narrowestColumn
    let x = max(column.x, min(panel.x, column.x + column.width - room))
    canvas.drawHeading(
      role: role, name: name, size: size, x: Double(x), top: Double(panel.y - PairOverlayLayout.headingHeight + 1),
      width: Double(column.x + column.width - x))
  }

  private func drawMarks(_ scene: PairOverlayScene, on canvas: Canvas) {
    let layout = scene.layout
    scene.matchedLines.forEach { $0.draw(on: canvas) }
    scene.outlierEnds.forEach(canvas.drawCross(at:))
    canvas.clipped(to: layout.b.rectangle) { canvas.drawOutline(scene.outlineInB.map(layout.b.canvasPoint)) }
    for (index, line) in scene.lines.enumerated() {
      canvas.drawLines(line, color: OverlayMarkers.color(number: index + 1), opacity: Self.lineOpacity)
    }
    scene.minorEnds.forEach(canvas.drawMinorRing(at:))
    for leader in scene.leaders {
      canvas.drawLines([leader.piece], color: OverlayMarkers.color(number: leader.number), opacity: 1)
    }
    for (index, match) in scene.numbered.enumerated() {
      let color = OverlayMarkers.color(number: index + 1)
      for (point, radius, label) in [
        (match.points.a, match.radiusA, match.labelA), (match.points.b, match.radiusB, match.labelB),
      ] {
        canvas.drawRing(at: point, radius: radius, color: color)
        canvas.drawLabel("\(index + 1)", in: label)
      }
    }
  }

  private func drawUnmatched(_ scene: PairOverlayScene, on canvas: Canvas) {
    for mark in scene.unmatched {
      if mark.isPlace {
        canvas.drawEmptyPlace(at: mark.point, radius: mark.radius, color: .ink)
      } else {
        canvas.drawUnmatchedBolt(at: mark.point, radius: mark.radius, color: .ink)
      }
      guard mark.label.width > 0 else { continue }
      canvas.drawLabel(mark.name, in: mark.label)
    }
  }

  private func drawDetails(_ scene: PairOverlayScene, on canvas: Canvas) {
    guard let first = scene.layout.details.first else { return }
    canvas.drawHeading(
      role: "Details",
      name: content.bFromA == nil ? "enlarged, left and right" : "enlarged, left and right, turned alike",
      size: nil, x: Double(first.x), top: Double(first.y - PairOverlayLayout.headingHeight + 1),
      width: Double(scene.layout.size.width - 2 * PairOverlayLayout.margin))
    for (inset, corner) in zip(scene.details, scene.layout.details) {
      canvas.draw(inset, of: content, x: corner.x, y: corner.y)
    }
  }

  private func drawAlignment(_ scene: PairOverlayScene, on canvas: Canvas) {
    guard scene.layout.alignment.count == 2, let bFromA = content.bFromA else { return }
    let panel = scene.layout.alignment[0]
    guard
      let picture = AlignmentPicture(
        a: content.a.luma, b: content.b.luma, bFromA: bFromA, crop: panel.crop, width: panel.width,
        height: panel.height)
    else { return }
    // Some ten squares across the shorter side: enough borders to judge by, squares large enough to see into.
    let side = max(16, min(panel.width, panel.height) / 10)
    let panels = [
      (picture.checkered(side: side), "Alignment", "squares in turn from left and right picture"),
      (
        picture.blended, "Alignment",
        content.edges == nil
          ? "both pictures, half and half" : "both pictures, half and half, with the left one's edges"
      ),
    ]
    for (index, (grey, role, name)) in panels.enumerated() {
      let panel = scene.layout.alignment[index]
      canvas.draw(grey, x: panel.x, y: panel.y)
      drawHeading(role: role, name: name, size: nil, over: panel, column: index, scene, on: canvas)
      canvas.clipped(to: panel.rectangle) {
        canvas.drawOutline(scene.outlineInB.map(panel.canvasPoint))
        guard index == 1 else { return }
        for mark in content.edges?.drawnMarks(in: panel) ?? [] {
          canvas.drawEdgeMark(at: mark.point, isMet: mark.isMet)
        }
      }
    }
  }
}
