import ArgumentParser
import FootageMatching
import FrameDecoding
import MatchReporting

struct ExtractCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Find the features of pictures.",
    discussion: """
      Writes a line a picture, or with --json an object (several pictures: an array) in the form remnant.features/1. \
      Positions are in pixels of the upright picture, the centre of the top-left pixel at (0, 0); angles in radians.

      Examples:
        remnant extract frame.jpg
        remnant extract frame.jpg --json > features.json
        remnant extract frame.jpg --overlay features.png
      """)

  @Argument(help: "PNG or JPEG pictures.")
  var images: [SourcePath]

  @Flag(help: "Write JSON.")
  var json = false

  @Option(
    help: "Draw the features over the picture into this PNG; for one picture.", completion: .file(extensions: ["png"]))
  var overlay: SourcePath?

  @Flag(help: "Draw the keypoints too where there are bolts, which they hide.")
  var drawKeypoints = false

  @OptionGroup var extraction: ExtractionArguments
  @OptionGroup var threading: ThreadingOptions

  func validate() throws {
    if overlay != nil, images.count != 1 { throw ValidationError("--overlay draws one picture: name just one.") }
  }

  func run() async throws {
    let examiner = ImageExaminer(keypointCount: extraction.features, maxPixels: extraction.maxPixels)
    var failures: [DecodingError] = []
    var written = 0
    try await examiner.examine(images, threads: min(threading.count, images.count)) { path, result in
      switch result {
      case .failure(let error):
        Console.shared.message("error: \(error)")
        failures.append(error)
        if json {
          let reason = ErrorDocument(kind: error.code, message: error.description)
          try write(FeaturesDocument(path: path.display, error: reason), position: written)
        }
      case .success(let image):
        if json {
          try write(
            FeaturesDocument(image: ImageDocument(image.frame), features: image.features), position: written)
        } else {
          let size = image.frame.size
          try StandardOutput.print(
            "\(path.display)  \(size.width) × \(size.height) px  \(image.features.keypoints.count) keypoints, "
              + PatternWords.counts(image.features.patterns))
        }
        if let overlay {
          var options = OverlayOptions()
          if drawKeypoints { options.showsKeypoints = true }
          let drawing = FeatureOverlay(
            name: path.display, luma: image.frame.luma, features: image.features, options: options)
          try OverlayFile.write(overlay) { () throws(ReportingError) in try drawing.png() }
        }
      }
      written += 1
    }
    guard let first = failures.first else { return }
    throw failures.count == images.count ? first.exitCode : ExitCode.someFailed
  }

  /// Writes one document: alone, or as the element of an array that grows.
  private func write(_ document: FeaturesDocument, position: Int) throws {
    var text = try JSONText.pretty(document)
    if images.count > 1 {
      while text.last == "\n" { text.removeLast() }
      text = (position == 0 ? "[" : "") + text + (position == images.count - 1 ? "]\n" : ",\n")
    }
    try StandardOutput.write(Array(text.utf8))
  }
}
