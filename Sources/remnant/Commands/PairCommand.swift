import ArgumentParser
import FeatureMatching
import FootageMatching
import FrameDecoding
import ImagePlanes
import MatchReporting

struct PairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pair",
    abstract: "Compare two pictures: geometry and evidence.",
    discussion: """
      Says how strongly two pictures agree, in their keypoints and in the pattern of their bolts, by which \
      homography (pixels of A to pixels of B), and how well A's edges are met in B under it. No agreement beyond chance \
      is a normal answer: the homography is null then, and the exit code 0.

      --under asks of given maps how well A's edges are met under each: a file with a JSON array of objects \
      {"map": [9 numbers, row by row, A to B], "places": [[x, y, radius], ...]}, the places in A that each map rests \
      on. Edges between them are compared, those within the radius of one are not. The answer is a JSON array.

      Examples:
        remnant pair reference.png frame.jpg
        remnant pair reference.png frame.jpg --overlay check.png
        remnant pair reference.png frame.jpg --json
        remnant pair reference.png frame.jpg --under maps.json
      """)

  @Argument(help: "The first picture.")
  var a: SourcePath

  @Argument(help: "The second picture.")
  var b: SourcePath

  @Flag(help: "Write JSON in the form remnant.pair/1.")
  var json = false

  @Option(help: "Draw both pictures and what agrees into this PNG.", completion: .file(extensions: ["png"]))
  var overlay: SourcePath?

  @Option(
    help: "Compare edges under the maps in this JSON file, and nothing else.", completion: .file(extensions: ["json"]))
  var under: SourcePath?

  @OptionGroup var extraction: ExtractionArguments
  @OptionGroup var threading: ThreadingOptions

  func run() async throws {
    let examiner = ImageExaminer(keypointCount: extraction.features, maxPixels: extraction.maxPixels)
    var images: [ExaminedImage] = []
    try await examiner.examine([a, b], threads: min(threading.count, 2)) { _, result in
      switch result {
      case .failure(let error): throw CommandFailure(error)
      case .success(let image): images.append(image)
      }
    }
    let (left, right) = (images[0], images[1])
    if let under { return try EdgeQuestion.answer(file: under, left.features, right.features) }
    let matcher = PairMatcher()
    let match = matcher.sharpened(
      matcher.match(left.features, right.features), left.features, right.features, lumaA: left.frame.luma,
      lumaB: right.frame.luma)
    let axis = AxisComparison().agreement(left.features, right.features)
    let lines = LineComparison().agreement(left.features, right.features)
    let inliers = match.agreeingPlaces(left.features, right.features).map { PointPair(a: $0.a, b: $0.b) }
    if json {
      var document = PairDocument(
        a: ImageDocument(left.frame), b: ImageDocument(right.frame), bFromA: match.homography, inliers: inliers,
        putativeCount: match.putativeCount, logOdds: match.logOdds, evidence: EvidenceDocument(match.evidence),
        basis: match.basis, constellation: ConstellationDocument(match.constellation))
      if let axis, let axisA = left.features.edges.axis, let axisB = right.features.edges.axis {
        document.axis = AxisAgreementDocument(axis, a: axisA, b: axisB)
      }
      document.lines = lines.map(LineAgreementDocument.init)
      try StandardOutput.write(Array(try JSONText.pretty(document).utf8))
    } else {
      try StandardOutput.print(text(match, axis, lines))
    }
    guard let overlay else { return }
    let drawing = PairOverlay(
      PairOverlayContent(
        a: picture(left, role: "A"), b: picture(right, role: "B"), bFromA: match.homography, inliers: inliers,
        putativeCount: match.putativeCount, logOdds: match.logOdds,
        bolts: BoltAgreement(match.constellation, a: left.features.patterns, b: right.features.patterns),
        edges: match.edges,
        lines: lines.map { MatchedLines($0, a: left.features.edges.lines, b: right.features.edges.lines) }))
    try OverlayFile.write(overlay) { () throws(ReportingError) in try drawing.png() }
  }

  private func picture(_ image: ExaminedImage, role: String) -> PairOverlayContent.Picture {
    PairOverlayContent.Picture(
      role: role, name: image.frame.path, luma: image.frame.luma, keypointCount: image.features.keypoints.count)
  }

  private func text(_ match: PairMatch, _ axis: AxisAgreement?, _ lines: LineAgreement?) -> String {
    let logOdds = JSONRounding.round(match.logOdds, decimals: 1)
    var sentences: [String] = []
    switch match.basis {
    case .keypoints:
      sentences.append(
        "Consistent with one surface in both pictures: log-odds \(logOdds), "
          + "\(DisplayText.inliers(match.inliers.count, of: match.putativeCount)).")
    case .bolts:
      sentences.append(
        "Consistent with one bolt pattern in both pictures: log-odds \(logOdds), "
          + "\(match.constellation.bolts.count) bolts agree.")
    case nil where (match.evidence.bolts ?? 0) >= ConstellationMatcher.acceptedLogOdds:
      sentences.append("Consistent with one bolt pattern in both pictures, on no common surface: log-odds \(logOdds).")
    case nil:
      sentences.append(
        "No agreement beyond chance: log-odds \(logOdds), \(match.putativeCount) matches, "
          + "none of them confirmed by geometry.")
    }
    if let bolts = match.evidence.bolts {
      sentences.append("Bolts: \(match.constellation.summary) (log-odds \(JSONRounding.round(bolts, decimals: 1))).")
    }
    if let edges = match.edges {
      sentences.append("Edges: \(edges.summary) (log-odds \(JSONRounding.round(edges.logOdds, decimals: 1))).")
    }
    if let axis {
      let agree = axis.pairs.count == 1 ? "1 station agrees" : "\(axis.pairs.count) stations agree"
      sentences.append("Axis: \(agree) (log-odds \(JSONRounding.round(axis.logOdds, decimals: 1)), not counted).")
    }
    if let lines, !lines.matches.isEmpty {
      let logOdds = JSONRounding.round(lines.logOdds, decimals: 1)
      sentences.append("Lines: \(lines.summary) (log-odds \(logOdds), not counted).")
    }
    guard let homography = match.homography, let elements = JSONRounding.elements(of: homography) else {
      return sentences.joined(separator: "\n")
    }
    sentences.append("Homography, pixels of A to pixels of B:")
    for row in 0..<3 {
      sentences.append(
        "  " + elements[3 * row..<3 * row + 3].map { "\(JSONRounding.round($0, decimals: 9))" }.joined(separator: "  "))
    }
    return sentences.joined(separator: "\n")
  }
}
