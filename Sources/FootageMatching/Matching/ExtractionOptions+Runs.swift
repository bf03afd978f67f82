import FeatureExtraction

extension ExtractionOptions {
  /// What is extracted of frames and references that are compared in a run. Lines are not described: their matches are shown for two pictures
  /// and count in no run, and a library has no room for them (two hundred lines at four scales are 25 kB).
  static func ofRuns(keypointCount: Int) -> ExtractionOptions {
    var options = ExtractionOptions()
    options.keypointCount = keypointCount
    options.edges.describedLines = 0
    return options
  }
}
