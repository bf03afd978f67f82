import ImagePlanes

/// A comparison on a clip's page: the viewer, the details, and the same in numbers.
struct ComparisonPart {
  /// A bolt or another place, marked in both pictures of the viewer.
  struct Mark {
    let label: String
    let isMatched: Bool
    let isMissing: Bool
    let isExtra: Bool
    let inReference: Ring
    let inFrame: Ring
  }

  /// A mark in the viewer's pixels, with its label's place.
  struct Ring {
    let cx: String
    let cy: String
    let r: String
    /// A square of the same size: top-left corner and side.
    let squareX: String
    let squareY: String
    let side: String
    let labelX: String
    let labelY: String
  }

  /// An enlarged detail.
  struct Detail {
    let detailLabel: String
    let detailSource: String
    let detailWidth: Int
    let detailHeight: Int
    let leftX: String
    let rightX: String
    let middle: String
    let markRadius: String
  }

  /// A row of the marks' table, in pixels of the originals.
  struct TableRow {
    let rowLabel: String
    let kind: String
    let referencePlace: String
    let framePlace: String
    let residual: String?
  }

  /// Pictures for the viewer.
  struct Viewer {
    let width: Int
    let height: Int
    let frameSource: String
    let registeredSource: String?
    let referenceSource: String
    let referenceWidth: Int
    let referenceHeight: Int
    let marks: [Mark]
    let hasMarks: Bool
    let details: [Detail]
    let hasDetails: Bool
    let coverageText: String?
  }

  let anchor: String
  let number: Int
  let reference: String
  let view: String
  let frameName: String
  let total: Measure
  let channels: [Channel]
  let boltSentence: String?
  let inlierText: String?
  let viewer: Viewer?
  let troubles: [String]
  let hasTroubles: Bool
  let table: [TableRow]
  let hasTable: Bool
  let digests: [Fact]

  /// Pages lie one folder below the report's.
  private static let root = "../"
}

extension ComparisonPart {
  init(_ material: ComparisonMaterial, number: Int, record: RunRecord) {
    let (frame, candidate) = (material.comparison.frame, material.comparison.candidate)
    self.number = number
    anchor = "comparison-\(number)"
    reference = candidate.reference
    view = candidate.view
    frameName = frame.frame
    total = Measure(candidate.logOdds)
    channels = Channel.all(candidate.evidence)
    boltSentence = candidate.bolts.map(\.summary)
    inlierText = candidate.inliers.map { DisplayText.counted($0, "place agrees", "places agree") + " with the map" }
    troubles = material.problems
    hasTroubles = !troubles.isEmpty
    table = Self.table(candidate)
    hasTable = !table.isEmpty
    viewer = material.files.map { Self.viewer($0, frame: frame, candidate: candidate) }
    let viewDigest = record.run?.references?.first { $0.view == candidate.view }?.sha256
    digests = [
      Fact(term: "Frame", detail: frame.frame, isCode: true),
      Fact(term: "SHA-256 of the frame's file", detail: frame.sha256 ?? "not known", isCode: true),
      Fact(term: "Reference view", detail: candidate.view, isCode: true),
      Fact(term: "SHA-256 of the view's file", detail: viewDigest ?? "not known", isCode: true),
      Fact(
        term: "Map from the view's pixels to the frame's",
        detail: candidate.frameFromReference.map { $0.map { "\($0)" }.joined(separator: ", ") } ?? "none",
        isCode: true),
    ]
  }

  private static func viewer(
    _ files: ComparisonMaterial.Files, frame: RecordedFrame, candidate: RecordedCandidate
  ) -> Viewer {
    let marks = files.registered == nil ? [] : marks(candidate, frame: frame, shown: files.size)
    let places = candidate.decidingPlaces
    let noun = candidate.bolts.map { !$0.pairs.isEmpty } == true ? "Bolt" : "Place"
    let details = files.details.compactMap { entry -> Detail? in
      guard places.indices.contains(entry.index) else { return nil }
      let side = Double(files.detailSide)
      return Detail(
        detailLabel: "\(noun) \(entry.index + 1)", detailSource: root + entry.file,
        detailWidth: 2 * files.detailSide + DetailPicture.gap, detailHeight: files.detailSide,
        leftX: DecimalText.tenths(side / 2), rightX: DecimalText.tenths(side * 1.5 + Double(DetailPicture.gap)),
        middle: DecimalText.tenths(side / 2),
        markRadius: DecimalText.tenths(entry.radius * DetailPicture.markMargin))
    }
    let percent = Int((files.coverage * 100).rounded())
    return Viewer(
      width: files.size.width, height: files.size.height, frameSource: root + files.frame,
      registeredSource: files.registered.map { root + $0 }, referenceSource: root + files.reference,
      referenceWidth: files.referenceSize.width, referenceHeight: files.referenceSize.height, marks: marks,
      hasMarks: !marks.isEmpty, details: details, hasDetails: !details.isEmpty,
      coverageText: files.registered == nil ? nil : "The reference covers \(percent) % of the frame.")
  }

  /// Marks in the pixels of the pictures shown. In the reference's picture a mark stands where the map puts the reference's bolt, so
  /// that a person sees what the map gets wrong.
  private static func marks(_ candidate: RecordedCandidate, frame: RecordedFrame, shown: ImageSize) -> [Mark] {
    guard let map = candidate.map, let width = frame.width, width > 0 else { return [] }
    let scale = Double(shown.width) / Double(width)
    let pairs = candidate.decidingPlaces
    let missing = candidate.bolts?.missing ?? []
    let extra = candidate.bolts?.extra ?? []
    let center = middle(of: (pairs + missing + extra).map(\.frame))
    func mark(
      _ places: BoltAgreementDocument.PlacesDocument, _ label: String, matched: Bool = false, missing: Bool = false,
      extra: Bool = false
    ) -> Mark {
      let mapped = map.apply(to: Point(x: places.reference.x, y: places.reference.y))
      return Mark(
        label: label, isMatched: matched, isMissing: missing, isExtra: extra,
        inReference: ring(mapped, radius: places.frame.radius, scale: scale, center: center),
        inFrame: ring(
          Point(x: places.frame.x, y: places.frame.y), radius: places.frame.radius, scale: scale, center: center))
    }
    return pairs.enumerated().map { mark($1, "\($0 + 1)", matched: true) }
      + missing.enumerated().map { mark($1, "M\($0 + 1)", missing: true) }
      + extra.enumerated().map { mark($1, "E\($0 + 1)", extra: true) }
  }

  /// Least radius of a mark and distance of its label, in pixels shown.
  private static let leastRadius = 9.0
  private static let labelDistance = 15.0

  private static func ring(_ point: Point, radius: Double, scale: Double, center: Point) -> Ring {
    let (x, y) = ((point.x + 0.5) * scale, (point.y + 0.5) * scale)
    let r = max(leastRadius, radius * scale * DetailPicture.markMargin)
    // Labels stand on the outer side, where a ring of bolts leaves room.
    var (dx, dy) = (point.x - center.x, point.y - center.y)
    let length = (dx * dx + dy * dy).squareRoot()
    if length > 1e-9 { (dx, dy) = (dx / length, dy / length) } else { (dx, dy) = (0, -1) }
    return Ring(
      cx: DecimalText.tenths(x), cy: DecimalText.tenths(y), r: DecimalText.tenths(r),
      squareX: DecimalText.tenths(x - r), squareY: DecimalText.tenths(y - r), side: DecimalText.tenths(2 * r),
      labelX: DecimalText.tenths(x + dx * (r + labelDistance)), labelY: DecimalText.tenths(y + dy * (r + labelDistance))
    )
  }

  private static func middle(of marks: [BoltAgreementDocument.MarkDocument]) -> Point {
    guard !marks.isEmpty else { return Point(x: 0, y: 0) }
    let count = Double(marks.count)
    return Point(x: marks.reduce(0) { $0 + $1.x } / count, y: marks.reduce(0) { $0 + $1.y } / count)
  }

  private static func table(_ candidate: RecordedCandidate) -> [TableRow] {
    let map = candidate.map
    func row(_ places: BoltAgreementDocument.PlacesDocument, _ label: String, _ kind: String) -> TableRow {
      var residual: String?
      if let map {
        let mapped = map.apply(to: Point(x: places.reference.x, y: places.reference.y))
        residual = DisplayText.oneDecimal(mapped.distance(to: Point(x: places.frame.x, y: places.frame.y)))
      }
      return TableRow(
        rowLabel: label, kind: kind, referencePlace: text(places.reference), framePlace: text(places.frame),
        residual: residual)
    }
    func text(_ mark: BoltAgreementDocument.MarkDocument) -> String {
      "\(DisplayText.oneDecimal(mark.x)), \(DisplayText.oneDecimal(mark.y))"
    }
    return candidate.decidingPlaces.enumerated().map { row($1, "\($0 + 1)", "agrees") }
      + (candidate.bolts?.missing ?? []).enumerated().map { row($1, "M\($0 + 1)", "missing in the frame") }
      + (candidate.bolts?.extra ?? []).enumerated().map { row($1, "E\($0 + 1)", "only in the frame") }
  }
}
