import FeatureExtraction
import FeatureMatching
import ImagePlanes

/// Lines that lie to each other in both pictures alike, as an overlay shows them.
public struct MatchedLines: Sendable {
  /// A line of the left picture and the line of the right one that it matches.
  public struct Pair: Hashable, Sendable {
    /// The line in the left picture.
    public var a: LineSegment
    /// The line in the right picture.
    public var b: LineSegment
  }

  /// What is said of them.
  public var summary: String
  /// log10 of the odds factor that they do so by more than chance.
  public var logOdds: Double
  /// The pairs, the most significant line of the left picture first.
  public var pairs: [Pair]

  /// The consistent matches of `agreement` between the lines of `a` and of `b`.
  public init(_ agreement: LineAgreement, a: [LineSegment], b: [LineSegment]) {
    summary = agreement.summary
    logOdds = agreement.logOdds
    pairs = agreement.consistent.map { Pair(a: a[$0.indexA], b: b[$0.indexB]) }
  }

  /// Whether they are drawn: at ten to one or better. Chance finds a few lines that agree in any two pictures.
  var isDrawn: Bool { logOdds >= PairMatch.notableLogOdds && !pairs.isEmpty }
}

/// Where matched lines and their names go in one of the two pictures, in canvas pixels.
struct MatchedLineMarks {
  /// A line as drawn.
  struct Mark {
    var start: Point
    var end: Point
    /// "L1" for the most significant line; the same in both pictures.
    var name: String
    /// Where the name is written; nil where there is no room.
    var label: Rectangle?
  }

  /// Lines drawn, at most: with more a person finds no number again.
  static let most = 30
  /// Reach of the place beside a line's middle that its own name keeps free, in pixels.
  private static let clearance = 3.0

  let marks: [Mark]

  /// Plans the marks of `lines` in `panel`, their names outside of `taken`.
  init(_ lines: [LineSegment], in panel: PairOverlayLayout.Panel, avoiding taken: [Disc], ruler: Canvas) {
    let shown = lines.prefix(Self.most).map { (panel.canvasPoint($0.start), panel.canvasPoint($0.end)) }
    let boxes = LabelPlacement(
      bounds: panel.rectangle, labelWidth: ruler.width(of: "L88", style: .label) + 2 * PairOverlayScene.labelHalo,
      labelHeight: TextStyle.label.size + 2 * PairOverlayScene.labelHalo,
      markers: shown.map { start, end in
        Disc(center: Point(x: (start.x + end.x) / 2, y: (start.y + end.y) / 2), radius: Self.clearance)
      } + taken, preferredSide: 1
    ).boxes()
    marks = shown.indices.map { index in
      Mark(start: shown[index].0, end: shown[index].1, name: "L\(index + 1)", label: boxes[index])
    }
  }

  /// Draws lines and names.
  func draw(on canvas: Canvas) {
    for mark in marks { canvas.drawEdgeLine(from: mark.start, to: mark.end) }
    for mark in marks {
      guard let label = mark.label else { continue }
      canvas.drawLabel(mark.name, in: label)
    }
  }
}

extension Rectangle {
  /// The disc about its middle that reaches its left and right sides.
  var middleDisc: Disc { Disc(center: Point(x: x + width / 2, y: y + height / 2), radius: width / 2) }
}
