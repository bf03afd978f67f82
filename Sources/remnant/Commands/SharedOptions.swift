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
    help: ArgumentHelp("The most keypoints a picture; references beside frames get half as many.", valueName: "number"))
  var features = MatchRunOptions().keypointCount

  @Option(help: ArgumentHelp("The largest picture that is read, in pixels.", valueName: "number"))
  var maxPixels = MatchRunOptions().maxPixels

  func validate() throws {
    guard (1...65_535).contains(features) else { throw ValidationError("--features must be 1 to 65535.") }
    guard maxPixels >= 1 else { throw ValidationError("--max-pixels must be at least 1.") }
  }
}

/// Where the references are: one of two options.
struct ReferenceArguments: ParsableArguments {
  @Option(name: .shortAndLong, help: "Folder with a folder of pictures for each system.", completion: .directory)
  var references: SourcePath?

  @Option(name: .shortAndLong, help: "Library to compare with, instead of a folder of references.", completion: .file())
  var library: SourcePath?

  func validate() throws { _ = try location() }

  /// The one that was given.
  func location() throws -> ReferenceLocation {
    switch (references, library) {
    case (let folder?, nil): .folder(folder)
    case (nil, let file?): .library(file)
    default: throw ValidationError("Give either --references or --library.")
    }
  }
}

/// Options about films.
struct FilmArguments: ParsableArguments {
  @Option(name: .customLong("frames-per-second"), help: "Frames taken from a second of a film.")
  var framesPerSecond = MatchRunOptions().framesPerSecond

  func validate() throws {
    guard framesPerSecond > 0, framesPerSecond <= 1000 else {
      throw ValidationError("--frames-per-second must be above 0 and at most 1000.")
    }
  }
}
