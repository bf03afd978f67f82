import ImagePlanes

/// Everything that a pair overlay will draw and where, in canvas pixels.
package struct PairOverlayScene {
  /// Space round a number's ink for its halo, in pixels.
  static let labelHalo = 2.0
  /// Least distance between two numbered points, in pixels: a ring and a number, so that it stays plain which is whose.
  static let numberedDistance = 30.0
  /// Least distance between two unnumbered rings in either picture, in pixels: hundreds of them would hide it.
  static let minorDistance = 14.0
  /// Distance from a ring beyond which its number is tied to it by a short line, in pixels.
  static let leaderDistance = OverlayMarkers.clearance + 7
  /// Missing bolts named, at most, and extra ones.
  static let mostUnmatched = 40
  /// Space beyond a picture into which outlines are computed, in its pixels; cuts there are never seen.
  static let outlineMargin = 64.0

  /// A match with a number.
  package struct Numbered {
    /// The drawn points.
    package var points: PointPair
    /// The detail in A, in A's pixels; a keypoint has no radius.
    package var a: BoltAgreement.Mark
    /// The detail in B, in B's pixels.
    package var b: BoltAgreement.Mark
    /// Radius of the ring round the left point, to the middle of its stroke.
    package var radiusA: Double
    /// Radius of the ring round the right point.
    package var radiusB: Double
    /// Place of the number beside the left point.
    package var labelA: Rectangle
    /// Place of the number beside the right point.
    package var labelB: Rectangle
  }

  /// A match before it has a number.
  fileprivate struct Candidate {
    var points: PointPair
    var a: BoltAgreement.Mark
    var b: BoltAgreement.Mark
    var radiusA = OverlayMarkers.ringRadius
    var radiusB = OverlayMarkers.ringRadius
  }

  /// A bolt that only one picture shows, or its empty place in the other.
  package struct Unmatched {
    /// Where it is drawn.
    package var point: Point
    /// The bolt's radius, as drawn.
    package var radius: Double
    /// Whether it is the place, not the bolt.
    package var isPlace: Bool
    /// "M1" for the first missing bolt, "E1" for the first extra one; the same at the bolt and at its place.
    package var name: String
    /// Where the name is written.
    package var label: Rectangle
  }

  /// What has found a place: matches with a number, matches without, and bolts without a partner.
  private typealias Placed = (numbered: [Numbered], minor: [PointPair], unmatched: [Unmatched])

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
  /// Bolts that only one picture shows, and their empty places in the other.
  package private(set) var unmatched: [Unmatched] = []
  /// Whether the numbered matches are bolts.
  package let numbersBolts: Bool
  /// Matches that do not agree.
  package let outliers: [PointPair]
  /// Ends of those in either picture, except where they would be drawn into a numbered ring.
  package private(set) var outlierEnds: [Point] = []
  /// Details that are shown enlarged.
  package let details: [DetailInset]
  /// Lines that match, in the left picture and in the right one.
  let matchedLines: [MatchedLineMarks]
  /// A's border in B, in pixels of B.
  package let outlineInB: [Point]
  let caption: OverlayCaption
  let legend: OverlayLegend

  /// Plans the overlay of `content`; `ruler` measures text.
  package init(_ content: PairOverlayContent, options: OverlayOptions, ruler: Canvas) {
    let sizeA = content.a.luma.size
    let sizeB = content.b.luma.size
    let caption = OverlayCaption(
      title: content.verdict, agrees: content.agrees, scores: content.scores, notes: content.notes)
    let outline =
      content.bFromA.map {
        ProjectedOutline.polygon(of: sizeA, map: $0, bounds: sizeB.whole.expanded(by: Self.outlineMargin))
      } ?? []
    func layout(detailCount: Int, legendHeight: (Int) -> Int) -> PairOverlayLayout {
      PairOverlayLayout(
        sizeA: sizeA, sizeB: sizeB, captionHeight: caption.height, legendHeight: legendHeight, detailCount: detailCount,
        outline: options.showsAlignment && content.bFromA?.inverse != nil ? outline : nil, options: options)
    }
    // The legend's words and the details depend on what is placed, which depends on the panels but not on what comes below them.
    let draft = layout(detailCount: 0) { _ in 0 }
    outlineInB = outline
    outliers = content.outliers.prefix(PairOverlay.greatestCrossCount).map { draft.canvasPair($0) }
      .filter { draft.shows($0) }
    self.caption = caption
    // Bolts are what a person checks: where some agree, they have the numbers, and keypoints are drawn small.
    let bolts = (content.bolts?.pairs ?? []).map { draft.candidate($0) }.filter { draft.shows($0.points) }
    let keypoints = content.keypointInliers.map { pair in
      Candidate(
        points: draft.canvasPair(pair), a: .init(center: pair.a, radius: 0), b: .init(center: pair.b, radius: 0))
    }.filter { draft.shows($0.points) }
    numbersBolts = !bolts.isEmpty
    let marks = content.bolts.map { draft.unmatched($0) } ?? []
    let placed = Self.place(
      bolts.isEmpty ? keypoints : bolts, others: bolts.isEmpty ? [] : keypoints.map(\.points), unmatched: marks,
      in: draft, count: bolts.isEmpty ? options.numberedInlierCount : options.numberedBoltCount,
      isBolts: !bolts.isEmpty,
      ruler: ruler)
    numbered = placed.numbered
    minor = placed.minor
    unmatched = placed.unmatched
    let rings = placed.numbered.flatMap { match in
      [
        Disc(center: match.points.a, radius: match.radiusA + OverlayMarkers.clearance),
        Disc(center: match.points.b, radius: match.radiusB + OverlayMarkers.clearance),
      ]
    }
    let numbers = placed.numbered.flatMap { [$0.labelA, $0.labelB] }.map { $0.middleDisc }
    let matched = content.lines.flatMap { $0.isDrawn ? $0.pairs : nil } ?? []
    matchedLines = [
      MatchedLineMarks(matched.map(\.a), in: draft.a, avoiding: rings + numbers, ruler: ruler),
      MatchedLineMarks(matched.map(\.b), in: draft.b, avoiding: rings + numbers, ruler: ruler),
    ]
    let thinned = Self.thinned(placed.minor)
    minorEnds = Self.ends(of: thinned, outside: rings)
    outlierEnds = Self.ends(of: outliers, outside: rings)
    let discs = rings + minorEnds.map { Disc(center: $0, radius: OverlayMarkers.minorClearRadius) }
    // Lines between all the bolts of a ring would be a net over both pictures: their numbers do.
    lines =
      numbersBolts
      ? [] : placed.numbered.map { InterruptedLine.pieces(from: $0.points.a, to: $0.points.b, outside: discs) }
    leaders = Self.leaders(placed.numbered, rings: rings)
    let legend = Self.legend(
      content, placed: placed, drawn: thinned.count, crosses: outliers.count, numbersBolts: numbersBolts)
    self.legend = legend
    let fitting = DetailInset.count(in: draft.size.width - 2 * PairOverlayLayout.margin)
    details =
      options.showsDetails
      ? DetailInset.chosen(placed.numbered, unmatched: Self.absences(content.bolts, placed.unmatched), count: fitting)
      : []
    self.layout = layout(detailCount: details.count) { legend.height(width: Double($0), on: ruler) }
  }

  /// Chooses the matches that get a number, and finds room for the numbers. A match whose number finds none beside
  /// either of its points stays without.
  private static func place(
    _ candidates: [Candidate], others: [PointPair], unmatched: [Unmatched], in layout: PairOverlayLayout, count: Int,
    isBolts: Bool, ruler: Canvas
  ) -> Placed {
    // Bolts are numbered in their rings' order, which a person can follow round; keypoints well spread, in reading order.
    let points = candidates.map(\.points)
    let chosen =
      isBolts
      ? Array(points.indices.prefix(count))
      : InlierSelection.spread(points, count: count, minimumDistance: numberedDistance)
        .sorted { (points[$0].a.y, points[$0].a.x, $0) < (points[$1].a.y, points[$1].a.x, $1) }
    let isChosen = Set(chosen)
    let rest = others + points.indices.filter { !isChosen.contains($0) }.map { points[$0] }
    // All labels are as wide as the widest number, so that renumbering cannot make one overlap.
    let width = ruler.width(of: unmatched.isEmpty ? "88" : "M8", style: .label) + 2 * labelHalo
    func boxes(
      _ side: KeyPath<PointPair, Point>, radius: KeyPath<Candidate, Double>, panel: PairOverlayLayout.Panel,
      preferredSide: Double
    ) -> [Rectangle?] {
      let lone = unmatched.filter { panel.rectangle.contains($0.point) }
      return LabelPlacement(
        bounds: panel.rectangle, labelWidth: width, labelHeight: TextStyle.label.size + 2 * labelHalo,
        markers: chosen.map {
          Disc(
            center: points[$0][keyPath: side],
            radius: candidates[$0][keyPath: radius] + OverlayMarkers.clearance - 1)
        } + lone.map { Disc(center: $0.point, radius: PatternMarkers.clearRadius($0.radius)) },
        minorMarkers: rest.map { Disc(center: $0[keyPath: side], radius: OverlayMarkers.minorClearRadius) },
        preferredSide: preferredSide
      ).boxes()
    }
    let boxesA = boxes(\.a, radius: \.radiusA, panel: layout.a, preferredSide: -1)
    let boxesB = boxes(\.b, radius: \.radiusB, panel: layout.b, preferredSide: 1)
    var numbered: [Numbered] = []
    var minor = rest
    for (position, index) in chosen.enumerated() {
      if let labelA = boxesA[position], let labelB = boxesB[position] {
        let candidate = candidates[index]
        numbered.append(
          Numbered(
            points: candidate.points, a: candidate.a, b: candidate.b, radiusA: candidate.radiusA,
            radiusB: candidate.radiusB, labelA: labelA,
            labelB: labelB))
      } else {
        minor.append(points[index])
      }
    }
    var named: [Unmatched] = []
    for (panel, boxes) in [(layout.a, boxesA), (layout.b, boxesB)] {
      let lone = unmatched.filter { panel.rectangle.contains($0.point) }
      for (mark, box) in zip(lone, boxes.dropFirst(chosen.count)) {
        var mark = mark
        mark.label = box ?? Rectangle(x: 0, y: 0, width: 0, height: 0)
        named.append(mark)
      }
    }
    return (numbered, minor, named)
  }

  /// Missing and extra bolts in turn, of those that are drawn.
  private static func absences(_ bolts: BoltAgreement?, _ drawn: [Unmatched]) -> [DetailInset] {
    guard let bolts else { return [] }
    let names = Set(drawn.filter { !$0.isPlace }.map(\.name))
    let missing = bolts.missing.enumerated().map { DetailInset(name: "M\($0 + 1)", a: $1.bolt, b: $1.place) }
    let extra = bolts.extra.enumerated().map { DetailInset(name: "E\($0 + 1)", a: $1.place, b: $1.bolt) }
    return (0..<max(missing.count, extra.count)).flatMap { index in
      [missing, extra].compactMap { $0.indices.contains(index) ? $0[index] : nil }
    }.filter { names.contains($0.name) }
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
      [
        (match.points.a, match.radiusA, match.labelA), (match.points.b, match.radiusB, match.labelB),
      ].flatMap { point, radius, label in
        let box = label.expanded(by: -labelHalo)
        let nearest = Point(
          x: min(max(point.x, box.x), box.maxX), y: min(max(point.y, box.y), box.maxY))
        guard nearest.distance(to: point) > radius + leaderDistance else {
          return [(number: Int, piece: (Point, Point))]()
        }
        return InterruptedLine.pieces(from: point, to: nearest, outside: rings).map { (index + 1, $0) }
      }
    }
  }

  private static func legend(
    _ content: PairOverlayContent, placed: Placed, drawn: Int, crosses: Int, numbersBolts: Bool
  ) -> OverlayLegend {
    let (numbered, minor, unmatched) = placed
    var legend = OverlayLegend(entries: [])
    if !numbered.isEmpty {
      let all =
        numbersBolts
        ? DisplayText.counted(content.bolts?.pairs.count ?? 0, "bolt", "bolts")
        : DisplayText.counted(content.inliers.count, "inlier", "inliers")
      let what = numbersBolts ? "bolt" : "inlier"
      legend.entries.append((.numberedRing, "\(what), the same number in both pictures (\(numbered.count) of \(all))"))
    }
    if unmatched.contains(where: { $0.name.hasPrefix("M") }) {
      legend.entries.append((.unmatchedBolt, "M: bolt of the left picture that is missing in the right one"))
    }
    if unmatched.contains(where: { $0.name.hasPrefix("E") }) {
      legend.entries.append((.unmatchedBolt, "E: bolt of the right picture that the left one does not have"))
    }
    if unmatched.contains(where: \.isPlace) {
      legend.entries.append((.emptyPlace, "its empty place in the other picture"))
    }
    if !minor.isEmpty {
      let count = DisplayText.grouped(minor.count)
      let shown = drawn < minor.count ? "\(DisplayText.grouped(drawn)) of \(count) drawn" : count
      legend.entries.append((.minorRing, "\(numbersBolts ? "keypoint that agrees" : "further inlier") (\(shown))"))
    }
    if crosses > 0 {
      let shown =
        crosses < content.outliers.count
        ? "best \(DisplayText.grouped(crosses)) of \(DisplayText.grouped(content.outliers.count))"
        : DisplayText.grouped(crosses)
      legend.entries.append((.cross, "match that does not agree (\(shown))"))
    }
    if let lines = content.lines, lines.isDrawn {
      let shown = min(lines.pairs.count, MatchedLineMarks.most)
      legend.entries.append((.edgeLine, "line, the same L number in both pictures (\(shown) of \(lines.pairs.count))"))
    }
    if let edges = content.edges, content.bFromA != nil {
      if edges.marks.contains(where: { $0.isMet }) {
        legend.entries.append((.metEdge, "edge of the left picture that is met in the right one"))
      }
      if edges.marks.contains(where: { !$0.isMet }) { legend.entries.append((.unmetEdge, "edge that is not met")) }
    }
    if content.bFromA != nil {
      let what = content.restsOnBolts ? "bolts" : "inliers"
      legend.entries.append((.outline, "border of the left picture, as the \(what) place it in the right one"))
    }
    return legend
  }
}

extension PairOverlayLayout {
  /// Where a match is drawn.
  fileprivate func canvasPair(_ pair: PointPair) -> PointPair {
    PointPair(a: a.canvasPoint(pair.a), b: b.canvasPoint(pair.b))
  }

  /// Where a pair of bolts is drawn.
  fileprivate func candidate(_ pair: BoltAgreement.Pair) -> PairOverlayScene.Candidate {
    PairOverlayScene.Candidate(
      points: canvasPair(PointPair(a: pair.a.center, b: pair.b.center)), a: pair.a, b: pair.b,
      radiusA: PatternMarkers.radius(a.drawnRadius(pair.a)), radiusB: PatternMarkers.radius(b.drawnRadius(pair.b)))
  }

  /// Where bolts without partners, and their places, are drawn; without labels yet. Left picture's first.
  fileprivate func unmatched(_ bolts: BoltAgreement) -> [PairOverlayScene.Unmatched] {
    func mark(
      _ mark: BoltAgreement.Mark, in panel: Panel, isPlace: Bool, name: String
    ) -> PairOverlayScene.Unmatched? {
      let point = panel.canvasPoint(mark.center)
      guard panel.rectangle.contains(point) else { return nil }
      return PairOverlayScene.Unmatched(
        point: point, radius: panel.drawnRadius(mark), isPlace: isPlace, name: name,
        label: Rectangle(x: 0, y: 0, width: 0, height: 0))
    }
    let missing = bolts.missing.prefix(PairOverlayScene.mostUnmatched).enumerated()
    let extra = bolts.extra.prefix(PairOverlayScene.mostUnmatched).enumerated()
    return missing.flatMap { number, absence in
      [
        mark(absence.bolt, in: a, isPlace: false, name: "M\(number + 1)"),
        mark(absence.place, in: b, isPlace: true, name: "M\(number + 1)"),
      ].compactMap { $0 }
    }
      + extra.flatMap { number, absence in
        [
          mark(absence.place, in: a, isPlace: true, name: "E\(number + 1)"),
          mark(absence.bolt, in: b, isPlace: false, name: "E\(number + 1)"),
        ].compactMap { $0 }
      }
  }

  /// Whether both ends of a drawn match lie in their pictures; ends that are not finite do not.
  fileprivate func shows(_ pair: PointPair) -> Bool {
    a.rectangle.contains(pair.a) && b.rectangle.contains(pair.b)
  }
}

extension PairOverlayLayout.Panel {
  /// A bolt's radius as drawn, within reason.
  fileprivate func drawnRadius(_ mark: BoltAgreement.Mark) -> Double {
    guard mark.radius.isFinite else { return 0 }
    return min(max(0, mark.radius * Double(width) / crop.width), 500)
  }
}
