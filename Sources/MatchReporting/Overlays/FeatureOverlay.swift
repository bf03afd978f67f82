import FeatureExtraction
import ImagePlanes

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Draws one picture with what was found in it, as a PNG: edges, bolts and their groups, or keypoints where there are no bolts.
///
/// Edges: straight ones as thin strokes with a bar across each end, elliptic ones dashed. A body's axis is dash and dot; its stations
/// run from side to side with a square on the axis, its raceways' edges are double strokes.
///
/// Bolts: a circle round each head, a diamond round each empty hole, bold in a group; rings and rows as thin lines between their
/// bolts with their counts; empty places as dashed circles with a cross.
///
/// Keypoints: a circle a quarter as wide as the region that a keypoint describes, with a stroke from its middle in the region's
/// direction: circles of the full width overlap until nothing of the picture is left, and the sizes still compare.
/// Where there are more keypoints than can be told apart, the strongest are drawn and the caption says how many of how
/// many.
public struct FeatureOverlay {
  /// Brightness of the picture under the marks.
  static let dimming = 0.8
  /// Drawn width of a circle, as a share of the region described.
  static let circleShare = 0.25
  /// Least radius of a circle, in pixels.
  static let leastRadius = 3.0
  /// How much larger than a panel of a pair the one picture may be: it has the width of two.
  static let panelScale = 1.6

  private let name: String
  private let luma: Plane
  private let features: Features
  private let options: OverlayOptions

  /// Makes an overlay of `features` on `luma`, the upright picture that they were found in, called `name` in the
  /// caption. Nothing is drawn yet.
  public init(name: String, luma: Plane, features: Features, options: OverlayOptions = OverlayOptions()) {
    self.name = name
    self.luma = luma
    self.features = features
    self.options = options
  }

  /// Draws the overlay and writes it to `path`, whole or not at all.
  ///
  /// - Throws: ``ReportingError``.
  public func write(to path: String) throws(ReportingError) {
    try AtomicFile.write(png(), to: path)
  }

  private var showsKeypoints: Bool { options.showsKeypoints ?? features.patterns.bolts.isEmpty }

  /// The line that says what is shown.
  package var scores: String {
    let size = "\(DisplayText.grouped(luma.width)) × \(DisplayText.grouped(luma.height)) px"
    var parts: [String] = []
    if !features.patterns.bolts.isEmpty { parts.append(PatternWords.counts(features.patterns)) }
    if features.edges != .none {
      parts.append(
        DisplayText.counted(features.edges.lines.count, "line", "lines") + ", "
          + DisplayText.counted(features.edges.ellipses.count, "ellipse", "ellipses"))
    }
    if let axis = features.edges.axis {
      parts.append("axis with " + DisplayText.counted(axis.stations.count, "station", "stations"))
    }
    let count = features.keypoints.count
    if !showsKeypoints {
      parts.append("\(DisplayText.counted(count, "keypoint", "keypoints")), not shown")
    } else if count <= options.keypointCount {
      parts.append(DisplayText.counted(count, "keypoint", "keypoints"))
    } else {
      parts.append(
        "strongest \(DisplayText.grouped(options.keypointCount)) of \(DisplayText.grouped(count)) keypoints shown")
    }
    return (parts + [size]).joined(separator: "   ·   ")
  }

  private var legend: OverlayLegend {
    var legend = OverlayLegend(entries: [])
    let patterns = features.patterns
    if patterns.bolts.contains(where: { $0.kind == .head }) {
      legend.entries.append((.bolt, "bolt (bold: in a ring, row or grid)"))
    }
    if patterns.bolts.contains(where: { $0.kind == .hole }) { legend.entries.append((.hole, "empty hole")) }
    if !patterns.rings.isEmpty {
      legend.entries.append((.groupLine, "ring, with the number of its places; “or” names what is possible too"))
    } else if !patterns.rows.isEmpty || !patterns.grids.isEmpty {
      legend.entries.append((.groupLine, "row or grid"))
    }
    if patterns.rings.contains(where: { !$0.missing.isEmpty }) || patterns.rows.contains(where: { !$0.missing.isEmpty })
    {
      legend.entries.append((.emptyPlace, "place without a bolt: missing, torn out or not found"))
    }
    if !features.edges.ellipses.isEmpty { legend.entries.append((.edgeEllipse, "elliptic edge")) }
    if !features.edges.lines.isEmpty { legend.entries.append((.edgeLine, "straight edge")) }
    if let axis = features.edges.axis {
      legend.entries.append((.axis, "body's axis, with the stations that go round it"))
      if !axis.raceways.isEmpty { legend.entries.append((.raceway, "raceway along the body")) }
    }
    if showsKeypoints {
      legend.entries.append(
        (.keypoint, "keypoint: circle a quarter as wide as the region it describes, stroke in its direction"))
    }
    return legend
  }

  /// Draws the overlay as a PNG file's bytes: the same for the same input, on one machine with its fonts.
  ///
  /// - Throws: ``ReportingError/surfaceTooLarge(width:height:)``, ``ReportingError/cannotDraw(reason:)``.
  public func png() throws(ReportingError) -> [UInt8] {
    let margin = PairOverlayLayout.margin
    let caption = OverlayCaption(title: name, agrees: nil, scores: scores, notes: [])
    let scale = min(
      options.greatestEnlargement, Self.panelScale * Double(options.panelWidth) / Double(luma.width),
      Self.panelScale * Double(options.panelHeight) / Double(luma.height))
    let width = max(1, Int((Double(luma.width) * scale).rounded()))
    let height = max(1, Int((Double(luma.height) * scale).rounded()))
    let canvasWidth = max(width, PairOverlayLayout.narrowestColumn) + 2 * margin
    let legend = legend
    let ruler = try Canvas(width: 1, height: 1, background: .paper)
    let legendHeight = legend.height(width: Double(canvasWidth - 2 * margin), on: ruler)
    let panel = PairOverlayLayout.Panel(
      x: (canvasWidth - width) / 2, y: caption.height + margin, width: width, height: height, crop: luma.size.whole)
    let legendTop = panel.y + height + margin / 2
    let canvas = try Canvas(
      width: canvasWidth, height: legendTop + legendHeight + margin / 2, background: .paper)

    caption.draw(on: canvas, margin: Double(margin))
    let grey = GreyPicture(luma, width: width, height: height).toned { UInt8((Double($0) * Self.dimming).rounded()) }
    canvas.draw(grey, x: panel.x, y: panel.y)
    canvas.clipped(to: panel.rectangle) {
      for line in features.edges.lines {
        canvas.drawEdgeLine(from: panel.canvasPoint(line.start), to: panel.canvasPoint(line.end))
      }
      for edge in features.edges.ellipses {
        canvas.drawEdgeEllipse(PatternMarkers.points(of: edge.ellipse).map(panel.canvasPoint))
      }
      if let axis = features.edges.axis { draw(axis, on: canvas, panel) }
      // Weakest first, so that the strongest lie on top.
      for keypoint in features.keypoints.prefix(showsKeypoints ? options.keypointCount : 0).reversed() {
        let point = panel.canvasPoint(Point(x: Double(keypoint.x), y: Double(keypoint.y)))
        guard point.x.isFinite, point.y.isFinite, keypoint.size.isFinite, keypoint.angle.isFinite else { continue }
        canvas.drawKeypoint(
          at: point, radius: max(Self.leastRadius, Self.circleShare * Double(keypoint.size) / 2 * scale),
          angle: Double(keypoint.angle))
      }
      PatternScene(features.patterns, panel: panel, ruler: ruler).draw(on: canvas)
    }
    legend.draw(
      on: canvas, x: Double(margin), top: Double(legendTop), width: Double(canvasWidth - 2 * margin))
    return try canvas.png()
  }
}

extension FeatureOverlay {
  private func draw(_ axis: AirframeAxis, on canvas: Canvas, _ panel: PairOverlayLayout.Panel) {
    for raceway in axis.raceways {
      canvas.drawRaceway(raceway.edges.map { (panel.canvasPoint($0.start), panel.canvasPoint($0.end)) })
    }
    if let (first, last) = axis.line {
      canvas.drawAxis(from: panel.canvasPoint(first), to: panel.canvasPoint(last))
    }
    for station in axis.stations {
      canvas.drawStation(axis.outline(of: station).map(panel.canvasPoint), at: panel.canvasPoint(station.point))
    }
  }
}

extension Canvas {
  /// A keypoint's circle and direction, `angle` in radians from the x axis downwards.
  func drawKeypoint(at point: Point, radius: Double, angle: Double) {
    let tip = Point(x: point.x + radius * cos(angle), y: point.y + radius * sin(angle))
    strokeCircle(center: point, radius: radius, width: 2.6, color: .casing.opacity(0.35))
    strokeCircle(center: point, radius: radius, width: 1.2, color: .yellow.opacity(0.9))
    strokeSegments([(point, tip)], width: 1.2, color: .yellow.opacity(0.9))
  }
}
