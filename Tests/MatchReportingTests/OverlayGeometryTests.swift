import ImagePlanes
import MatchReporting
import TestSupport
import Testing

@Suite struct OverlayGeometryTests {
  @Test(arguments: [UInt64](1...60))
  func numbersLieInsideApartAndClearOfRings(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bounds = Rectangle(
      x: 16, y: 100, width: .random(in: 60...900, using: &random), height: .random(in: 60...700, using: &random))
    // Some seeds crowd all points into one corner.
    let share = seed % 3 == 0 ? 0.1 : 1
    func discs(_ count: Int, radius: Double) -> [Disc] {
      (0..<count).map { _ in
        let x = bounds.x + share * .random(in: 0...bounds.width, using: &random)
        let y = bounds.y + share * .random(in: 0...bounds.height, using: &random)
        return Disc(center: Point(x: x, y: y), radius: radius)
      }
    }
    let markers = discs(.random(in: 1...24, using: &random), radius: 9.5)
    let task = LabelPlacement(
      bounds: bounds, labelWidth: 24, labelHeight: 18, markers: markers, minorMarkers: discs(40, radius: 6),
      preferredSide: seed % 2 == 0 ? 1 : -1)
    let boxes = task.boxes()
    #expect(boxes.count == markers.count)
    let placed = boxes.compactMap { $0 }
    for (index, box) in placed.enumerated() {
      #expect(bounds.contains(box), "seed \(seed)")
      #expect(!placed[(index + 1)...].contains(where: box.overlaps), "seed \(seed)")
      #expect(!markers.contains { $0.touches(box) }, "seed \(seed)")
    }
    // Points with room about them always get their number.
    if share == 1, bounds.width > 400, bounds.height > 400 { #expect(placed.count == markers.count, "seed \(seed)") }
  }

  @Test func aLonePointHasItsNumberOnThePreferredSide() throws {
    let marker = Disc(center: Point(x: 50, y: 50), radius: 9)
    func box(side: Double) -> Rectangle? {
      LabelPlacement(
        bounds: Rectangle(x: 0, y: 0, width: 100, height: 100), labelWidth: 20, labelHeight: 16, markers: [marker],
        preferredSide: side
      ).boxes()[0]
    }
    #expect(try #require(box(side: -1)).maxX <= 41)
    #expect(try #require(box(side: 1)).x >= 59)
  }

  @Test(arguments: [UInt64](1...60))
  func linesStayOutsideEveryDiscAndLoseNothingElse(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func point() -> Point { Point(x: .random(in: 0...500, using: &random), y: .random(in: 0...500, using: &random)) }
    let discs = (0..<30).map { _ in Disc(center: point(), radius: .random(in: 3...12, using: &random)) }
    let (start, end) = (point(), point())
    let pieces = InterruptedLine.pieces(from: start, to: end, outside: discs)
    let length = start.distance(to: end)
    for step in 0...2000 {
      let t = Double(step) / 2000
      let here = Point(x: start.x + t * (end.x - start.x), y: start.y + t * (end.y - start.y))
      let isDrawn = pieces.contains { t * length >= start.distance(to: $0.0) && t * length <= start.distance(to: $0.1) }
      let depth = discs.map { $0.radius - $0.center.distance(to: here) }.max() ?? 0
      if depth > 1e-6 { #expect(!isDrawn, "seed \(seed), t \(t)") }
    }
    for piece in pieces { #expect(piece.0.distance(to: piece.1) >= 3 - 1e-9, "seed \(seed)") }
    #expect(InterruptedLine.pieces(from: start, to: end, outside: []).count == 1)
    #expect(InterruptedLine.pieces(from: start, to: start, outside: []).isEmpty)
  }

  @Test func chosenInliersAreSpreadAndApartInBothPictures() {
    // A crowd of 200 round one place, and four far corners behind it in the list.
    var pairs = (0..<200).map { index in
      let point = Point(x: 100 + Double(index % 20), y: 100 + Double(index / 20))
      return PointPair(a: point, b: point)
    }
    for corner in [Point(x: 0, y: 0), Point(x: 500, y: 0), Point(x: 0, y: 500), Point(x: 500, y: 500)] {
      pairs.append(PointPair(a: corner, b: corner))
    }
    let chosen = InlierSelection.spread(pairs, count: 24, minimumDistance: 30)
    #expect(chosen[0] == 0)
    #expect(Set(chosen).isSuperset(of: 200..<204))
    #expect(chosen.count == 5)
    // Apart in A but on one spot in B: only one is legible.
    let collapsed = pairs.map { PointPair(a: $0.a, b: Point(x: 5, y: 5)) }
    #expect(InlierSelection.spread(collapsed, count: 24, minimumDistance: 30) == [0])
    #expect(InlierSelection.spread([], count: 24, minimumDistance: 30).isEmpty)
    #expect(InlierSelection.spread(pairs, count: 0, minimumDistance: 30).isEmpty)
  }

  @Test func anOutlineIsCutAtTheHorizon() throws {
    let bounds = Rectangle(x: -50, y: -50, width: 300, height: 300)
    let size = ImageSize(width: 101, height: 101)
    #expect(ProjectedOutline.polygon(of: size, map: .identity, bounds: bounds) == size.corners)
    // The right edge of the picture lies behind the viewer.
    let steep = Homography([1, 0, 0, 0, 1, 0, -0.0125, 0, 1])
    let polygon = ProjectedOutline.polygon(of: size, map: steep, bounds: bounds)
    #expect(polygon.count >= 3)
    for point in polygon {
      #expect(point.x >= -50 - 1e-6 && point.x <= 250 + 1e-6 && point.y >= -50 - 1e-6 && point.y <= 250 + 1e-6)
    }
    let away = Homography([1, 0, 5000, 0, 1, 0, 0, 0, 1])
    #expect(ProjectedOutline.polygon(of: size, map: away, bounds: bounds).isEmpty)
    #expect(ProjectedOutline.polygon(of: size, map: Homography([0, 0, 0, 0, 0, 0, 0, 0, 0]), bounds: bounds).isEmpty)
  }

  @Test(arguments: [(1, 1), (1920, 1080), (1080, 1920), (20_000, 30), (30, 20_000), (200, 150)])
  func picturesFitTheirPanels(width: Int, height: Int) {
    let other = ImageSize(width: 1600, height: 1200)
    let size = ImageSize(width: width, height: height)
    let layout = PairOverlayLayout(
      sizeA: size, sizeB: other, captionHeight: 80, legendHeight: { _ in 30 }, outline: other.corners,
      options: OverlayOptions())
    let canvas = Rectangle(x: 0, y: 0, width: Double(layout.size.width), height: Double(layout.size.height))
    for panel in [layout.a, layout.b] + layout.alignment { #expect(canvas.contains(panel.rectangle)) }
    #expect(layout.a.width <= 960 && layout.a.height <= 800)
    #expect(layout.a.width <= max(1, 2 * width) && layout.a.height <= max(1, 2 * height))
    #expect(!layout.a.rectangle.overlaps(layout.b.rectangle))
    #expect(
      layout.alignment.allSatisfy { Double($0.y) >= layout.a.rectangle.maxY && Double($0.y) >= layout.b.rectangle.maxY }
    )
    // The middle of the top-left pixel lies half a drawn pixel inside.
    let corner = layout.a.canvasPoint(Point(x: -0.5, y: -0.5))
    #expect(corner == Point(x: Double(layout.a.x), y: Double(layout.a.y)))
  }

  @Test func alignedPicturesBlendWithoutATrace() throws {
    // A slanted wave, and itself shifted by (12, 7): the map undoes the shift.
    func wave(dx: Int, dy: Int) -> Plane {
      .made(width: 160, height: 120) { x, y in UInt8(((x + dx) * 3 + (y + dy) * 2) % 200) }
    }
    let crop = Rectangle(x: 20, y: 20, width: 100, height: 80)
    let right = try #require(
      AlignmentPicture(
        a: wave(dx: 12, dy: 7), b: wave(dx: 0, dy: 0), bFromA: Homography([1, 0, 12, 0, 1, 7, 0, 0, 1]), crop: crop,
        width: 100, height: 80))
    #expect(!right.covered.contains(false))
    #expect(right.checkered(side: 10) == right.frame)
    #expect(right.blended == right.frame)
    let wrong = try #require(
      AlignmentPicture(
        a: wave(dx: 12, dy: 7), b: wave(dx: 0, dy: 0), bFromA: .identity, crop: crop, width: 100, height: 80))
    #expect(wrong.checkered(side: 10) != wrong.frame)
    #expect(
      AlignmentPicture(
        a: wave(dx: 0, dy: 0), b: wave(dx: 0, dy: 0), bFromA: Homography([0, 0, 0, 0, 0, 0, 0, 0, 0]), crop: crop,
        width: 10, height: 10) == nil)
  }

  @Test func shrinkingAndEnlargingKeepTheBrightness() {
    let plane = Plane.made(width: 97, height: 61) { x, y in (x + y) % 2 == 0 ? 200 : 100 }
    // Every other pixel: a filter that skips pixels would show bands.
    let small = GreyPicture(plane, width: 19, height: 13)
    #expect(small.pixels.allSatisfy { (140...160).contains($0) })
    let flat = GreyPicture(.made(width: 7, height: 5) { _, _ in 255 }, width: 14, height: 10)
    #expect(flat.pixels.allSatisfy { $0 == 255 })
    #expect(GreyPicture(plane, width: 97, height: 61).pixels[3 * 97 + 5] == plane[x: 5, y: 3])
  }
}
