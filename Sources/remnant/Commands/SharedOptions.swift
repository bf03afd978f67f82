import ArgumentParser
import FootageMatching

/// Options about processors.
struct ThreadingOptions: ParsableArguments {
  @Option(help: "Threads to use; by default, the processors that this process may use.")
  var threads: Int?

  /// The number of threads.
  var count: Int { threads ?? ThreadBudget.available }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be 1 to 1024.") }
  }
}

/// Options about what is taken from a picture.
struct ExtractionArguments: ParsableArguments {
  @Option(
    name: [.customLong("features"), .customLong("keypoints")],
    help: ArgumentHelp("The most keypoints a picture.", valueName: "number"))
  var features = MatchRunOptions().keypointCount

  @Option(help: ArgumentHelp("The largest picture that is read, in pixels.", valueName: "number"))
  var maxPixels = MatchRunOptions().maxPixels

  func validate() throws {
    guard (1...65_535).contains(features) else { throw ValidationError("--features must be 1 to 65535.") }
    guard maxPixels >= 1 else { throw ValidationError("--max-pixels must be at least 1.") }
  }
}
