import FeatureExtraction
import FeatureMatching
import ImagePlanes

/// The marks that overlays put on edges: lines and ellipses that were found, and edges that meet or do not.
enum EdgeMarkers {
  /// Least length of a line that is drawn, in canvas pixels: shorter ones are specks.
  static let leastLength = 6.0
  /// Least distance between two drawn edge points of a kind, in canvas pixels: with less the marks run together.
  static let leastDistance = 6.0
  /// Dashes and gaps of an ellipse, in pixels: it is told from a line's stroke, and from a ring of bolts, without colour.
  static let dash: [Double] = [9, 5]
  /// Dashes of a body's axis, in pixels: long, gap, dot, gap.
  static let axisDash: [Double] = [16, 4, 3, 4]
  /// Reach of the square where a station crosses the axis, in pixels.
  static let stationReach = 2.5
  /// Reach of the cross on an edge that is not met, and of the square on one that is, in pixels.
  static let reach = 2.0
}

extension Canvas {
  /// A straight edge with a bar across each end, so that segments that continue each other stay apart.
  func drawEdgeLine(from start: Point, to end: Point) {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length.isFinite, length >= EdgeMarkers.leastLength else { return }
    let bar = (x: -dy / length * 2.5, y: dx / length * 2.5)
    let ends = [start, end].map {
      (Point(x: $0.x - bar.x, y: $0.y - bar.y), Point(x: $0.x + bar.x, y: $0.y + bar.y))
    }
    strokeSegments([(start, end)], width: 2.8, color: .casing.opacity(0.4))
    strokeSegments([(start, end)] + ends, width: 1.1, color: .skyBlue)
  }

  /// An elliptic edge, dashed.
  func drawEdgeEllipse(_ points: [Point]) {
    guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return }
    strokePolygon(points, width: 3, color: .casing.opacity(0.45))
    strokePolygon(points, width: 1.6, color: .orange, dash: EdgeMarkers.dash)
  }

  /// The axis of a body: dash and dot, as drawings of machines have it.
  func drawAxis(from start: Point, to end: Point) {
    strokePolyline([start, end], width: 3.4, color: .casing.opacity(0.5))
    strokePolyline([start, end], width: 1.6, color: .vermillion, dash: EdgeMarkers.axisDash)
  }

  /// What goes round a body: a stroke from side to side, and a square where it crosses the axis.
  func drawStation(_ points: [Point], at place: Point) {
    guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), place.x.isFinite, place.y.isFinite else { return }
    strokePolyline(points, width: 3.2, color: .casing.opacity(0.45))
    strokePolyline(points, width: 1.6, color: .vermillion)
    let reach = EdgeMarkers.stationReach
    fill(
      Rectangle(x: place.x - reach - 1, y: place.y - reach - 1, width: 2 * reach + 2, height: 2 * reach + 2),
      color: .casing.opacity(0.7))
    fill(Rectangle(x: place.x - reach, y: place.y - reach, width: 2 * reach, height: 2 * reach), color: .vermillion)
  }

  /// A raceway: its two outermost edges, each a double stroke.
  func drawRaceway(_ edges: [(Point, Point)]) {
    for (start, end) in edges where [start.x, start.y, end.x, end.y].allSatisfy(\.isFinite) {
      strokePolyline([start, end], width: 5, color: .vermillion.opacity(0.9))
      strokePolyline([start, end], width: 2, color: .casing)
    }
  }

  /// An edge of the left picture, laid over the right one: a filled square where it is met, a cross where it is not.
  func drawEdgeMark(at point: Point, isMet: Bool) {
    let reach = EdgeMarkers.reach
    if isMet {
      fill(
        Rectangle(x: point.x - reach - 1, y: point.y - reach - 1, width: 2 * reach + 2, height: 2 * reach + 2),
        color: .casing.opacity(0.6))
      fill(
        Rectangle(x: point.x - reach, y: point.y - reach, width: 2 * reach, height: 2 * reach), color: .yellow)
    } else {
      strokeCross(center: point, arm: reach + 0.7, width: 2.6, color: .casing.opacity(0.5))
      strokeCross(center: point, arm: reach + 0.2, width: 1, color: .vermillion)
    }
  }
}

extension EdgeAgreement {
  /// The marks to draw in `panel`, where they are drawn: of each kind those that keep ``EdgeMarkers/leastDistance`` from the ones
  /// before them.
  ///
  /// - Complexity: O(marks²), of a thousand at most.
  func drawnMarks(in panel: PairOverlayLayout.Panel) -> [(point: Point, isMet: Bool)] {
    var kept: [(point: Point, isMet: Bool)] = []
    let least = EdgeMarkers.leastDistance * EdgeMarkers.leastDistance
    for mark in marks {
      let point = panel.canvasPoint(mark.b)
      guard panel.rectangle.contains(point) else { continue }
      let isCrowded = kept.contains { $0.isMet == mark.isMet && $0.point.squaredDistance(to: point) < least }
      if !isCrowded { kept.append((point, mark.isMet)) }
    }
    // Those that are met on top: they are what a person looks for.
    return kept.filter { !$0.isMet } + kept.filter(\.isMet)
  }
}
