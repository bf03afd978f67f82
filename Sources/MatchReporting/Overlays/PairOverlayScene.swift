import ImagePlanes

/// Everything that a pair overlay will draw and where, in canvas pixels.
package struct PairOverlayScene {
  /// Space round a number's ink for its halo, in pixels.
  static let labelHalo = 2.0
  /// Least distance between two numbered points, in pixels: a ring and a number, so that it stays plain which is whose.
  static let numberedDistance = 30.0
  /// Least distance between two unnumbered rings in either picture, in pixels: hundreds of them would hide it.
  static let minorDistance = 14.0
  /// Distance from a ring's middle beyond which its number is tied to it by a short line, in pixels.
  static let leaderDistance = OverlayMarkers.clearRadius + 7
  /// Space beyond a picture into which outlines are computed, in its pixels; cuts there are never seen.
  static let outlineMargin = 64.0

  /// A match with a number.
  package struct Numbered {
    /// The drawn points.
    package var points: PointPair
    /// Place of the number beside the left point.
    package var labelA: Rectangle
    /// Place of the number beside the right point.
    package var labelB: Rectangle
  }

  /// Where the parts go.
  package let layout: PairOverlayLayout
  /// Numbered matches; the first has number 1.
  package private(set) var numbered: [Numbered] = []
  /// The line of each numbered match, in pieces.
  package private(set) var lines: [[(Point, Point)]] = []
  /// Short lines from rings to numbers that lie apart, with the numbers they belong to.
  package private(set) var leaders: [(number: Int, piece: (Point, Point))] = []
  /// Matches that agree and have no number.
  package private(set) var minor: [PointPair] = []
  /// Ends, in either picture, of those that are drawn: a choice that leaves the picture visible, the best first.
  package private(set) var minorEnds: [Point] = []
  /// Matches that do not agree.
  package let outliers: [PointPair]
  /// Ends of those in either picture, except where they would be drawn into a numbered ring.
  package private(set) var outlierEnds: [Point] = []
  /// A's border in B, in pixels of B.
  package let outlineInB: [Point]
  let caption: OverlayCaption
  let legend: OverlayLegend

  /// Plans the overlay of `content`; `ruler` measures text.
  package init(_ content: PairOverlayContent, options: OverlayOptions, ruler: Canvas) {
    let sizeA = content.a.luma.size
    let sizeB = content.b.luma.size
    let caption = OverlayCaption(
      title: content.verdict, agrees: content.bFromA != nil, scores: content.scores, notes: content.captions)
    let outline =
      content.bFromA.map {
        ProjectedOutline.polygon(of: sizeA, map: $0, bounds: sizeB.whole.expanded(by: Self.outlineMargin))
      } ?? []
    func layout(legendHeight: (Int) -> Int) -> PairOverlayLayout {
      PairOverlayLayout(
        sizeA: sizeA, sizeB: sizeB, captionHeight: caption.height, legendHeight: legendHeight,
        outline: options.showsAlignment && content.bFromA?.inverse != nil ? outline : nil, options: options)
    }
    // The legend's words depend on what is placed, which depends on the panels but not on the legend's height.
    let draft = layout { _ in 0 }
    outlineInB = outline
    outliers = content.outliers.prefix(PairOverlay.greatestCrossCount).map { draft.canvasPair($0) }
      .filter { draft.shows($0) }
    self.caption = caption
    let inliers = content.bFromA == nil ? [] : content.inliers.map { draft.canvasPair($0) }.filter { draft.shows($0) }
    let placed = Self.place(inliers, in: draft, count: options.numberedInlierCount, ruler: ruler)
    numbered = placed.numbered
    minor = placed.minor
    let rings = placed.numbered.flatMap { match in
      [match.points.a, match.points.b].map { Disc(center: $0, radius: OverlayMarkers.clearRadius) }
    }
    let thinned = Self.thinned(placed.minor)
    minorEnds = Self.ends(of: thinned, outside: rings)
    outlierEnds = Self.ends(of: outliers, outside: rings)
    let discs = rings + minorEnds.map { Disc(center: $0, radius: OverlayMarkers.minorClearRadius) }
    lines = placed.numbered.map { InterruptedLine.pieces(from: $0.points.a, to: $0.points.b, outside: discs) }
    leaders = Self.leaders(placed.numbered, rings: rings)
    let legend = Self.legend(
      content, numbered: placed.numbered.count, minor: placed.minor.count, drawn: thinned.count,
      crosses: outliers.count)
    self.legend = legend
    self.layout = layout { legend.height(width: Double($0), on: ruler) }
  }

  /// Chooses the matches that get a number, and finds room for the numbers. A match whose number finds none beside
  /// either of its points stays without.
  private static func place(
    _ inliers: [PointPair], in layout: PairOverlayLayout, count: Int, ruler: Canvas
  ) -> (numbered: [Numbered], minor: [PointPair]) {
    let chosen = InlierSelection.spread(inliers, count: count, minimumDistance: numberedDistance)
      // Numbers in reading order of the left picture, so that a number can be found there.
      .sorted { (inliers[$0].a.y, inliers[$0].a.x, $0) < (inliers[$1].a.y, inliers[$1].a.x, $1) }
    let isChosen = Set(chosen)
    let others = inliers.indices.filter { !isChosen.contains($0) }.map { inliers[$0] }
    // All labels are as wide as the widest number, so that renumbering cannot make one overlap.
    let width = ruler.width(of: "88", style: .label) + 2 * labelHalo
    func boxes(_ side: KeyPath<PointPair, Point>, panel: PairOverlayLayout.Panel, preferredSide: Double) -> [Rectangle?]
    {
      LabelPlacement(
        bounds: panel.rectangle, labelWidth: width, labelHeight: TextStyle.label.size + 2 * labelHalo,
        markers: chosen.map { Disc(center: inliers[$0][keyPath: side], radius: OverlayMarkers.clearRadius - 1) },
        minorMarkers: others.map { Disc(center: $0[keyPath: side], radius: OverlayMarkers.minorClearRadius) },
        preferredSide: preferredSide
      ).boxes()
    }
    let boxesA = boxes(\.a, panel: layout.a, preferredSide: -1)
    let boxesB = boxes(\.b, panel: layout.b, preferredSide: 1)
    var numbered: [Numbered] = []
    var minor = others
    for (position, index) in chosen.enumerated() {
      if let labelA = boxesA[position], let labelB = boxesB[position] {
        numbered.append(Numbered(points: inliers[index], labelA: labelA, labelB: labelB))
      } else {
        minor.append(inliers[index])
      }
    }
    return (numbered, minor)
  }

  /// As many of `pairs`, from the first, as keep ``minorDistance`` from each other in both pictures. O(n²).
  private static func thinned(_ pairs: [PointPair]) -> [PointPair] {
    var kept: [PointPair] = []
    let least = minorDistance * minorDistance
    for pair in pairs {
      let isCrowded = kept.contains {
        min($0.a.squaredDistance(to: pair.a), $0.b.squaredDistance(to: pair.b)) < least
      }
      if !isCrowded { kept.append(pair) }
    }
    return kept
  }

  /// Both ends of `pairs`, without those that would be drawn into one of `rings`.
  private static func ends(of pairs: [PointPair], outside rings: [Disc]) -> [Point] {
    pairs.flatMap { [$0.a, $0.b] }.filter { end in
      !rings.contains { $0.center.distance(to: end) < $0.radius + OverlayMarkers.minorRingRadius }
    }
  }

  private static func leaders(_ numbered: [Numbered], rings: [Disc]) -> [(number: Int, piece: (Point, Point))] {
    numbered.enumerated().flatMap { index, match in
      [(match.points.a, match.labelA), (match.points.b, match.labelB)].flatMap { point, label in
        let box = label.expanded(by: -labelHalo)
        let nearest = Point(
          x: min(max(point.x, box.x), box.maxX), y: min(max(point.y, box.y), box.maxY))
        guard nearest.distance(to: point) > leaderDistance else { return [(number: Int, piece: (Point, Point))]() }
        return InterruptedLine.pieces(from: point, to: nearest, outside: rings).map { (index + 1, $0) }
      }
    }
  }

  private static func legend(
    _ content: PairOverlayContent, numbered: Int, minor: Int, drawn: Int, crosses: Int
  ) -> OverlayLegend {
    var legend = OverlayLegend(entries: [])
    if numbered > 0 {
      let all = DisplayText.counted(content.inliers.count, "inlier", "inliers")
      legend.entries.append((.numberedRing, "inlier, the same number in both pictures (\(numbered) of \(all))"))
    }
    if minor > 0 {
      let count = DisplayText.grouped(minor)
      let shown = drawn < minor ? "\(DisplayText.grouped(drawn)) of \(count) drawn" : count
      legend.entries.append((.minorRing, "further inlier (\(shown))"))
    }
    if crosses > 0 {
      let shown =
        crosses < content.outliers.count
        ? "best \(DisplayText.grouped(crosses)) of \(DisplayText.grouped(content.outliers.count))"
        : DisplayText.grouped(crosses)
      legend.entries.append((.cross, "match that does not agree (\(shown))"))
    }
    if content.bFromA != nil {
      legend.entries.append((.outline, "border of the left picture, as the inliers place it in the right one"))
    }
    return legend
  }
}

extension PairOverlayLayout {
  /// Where a match is drawn.
  fileprivate func canvasPair(_ pair: PointPair) -> PointPair {
    PointPair(a: a.canvasPoint(pair.a), b: b.canvasPoint(pair.b))
  }

  /// Whether both ends of a drawn match lie in their pictures; ends that are not finite do not.
  fileprivate func shows(_ pair: PointPair) -> Bool {
    a.rectangle.contains(pair.a) && b.rectangle.contains(pair.b)
  }
}
