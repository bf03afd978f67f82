// The report of a finished run: from its folder of results to a folder of pages.

import FrameDecoding
import Logging
import MatchReporting

/// What may be chosen about a report.
public struct ReportOptions: Sendable {
  /// Clips worked on at once; at least 1. Default: the processors that this process may use.
  public var threads = ThreadBudget.available
  /// Comparisons shown for a clip, best first; 0...100, default 3: the first system, its rivals, and not more than a person looks at.
  public var comparisonsPerClip = 3
  /// The largest picture in pixels; at least 1, default 200 million.
  public var maxPixels = DecodingOptions().maxPixels
  /// Where the footage is now; nil for where the run found it.
  public var footage: [SourcePath]?
  /// Where the references are now; nil for where the run found them.
  public var references: SourcePath?

  /// The default choices.
  public init() {}
}

/// What a report came to.
public struct ReportOutcome: Sendable {
  /// The page to open.
  public let index: SourcePath
  /// Clips in the report.
  public let clips: Int
  /// Comparisons with pictures.
  public let comparisons: Int
  /// Sentences about what is missing: documents' lines, originals, overlays.
  public let notices: [String]
  /// Whether a document of the run was missing or damaged in part.
  public let hasDamage: Bool
}

/// Makes the HTML report of a run.
public struct ReportRun: Sendable {
  private let results: SourcePath
  private let options: ReportOptions

  /// Prepares the report of the results in `results`.
  public init(results: SourcePath, options: ReportOptions = .init()) {
    precondition(options.threads >= 1, "at least one thread")
    self.results = results
    self.options = options
  }

  /// Writes the report into the folder `report` of the results, in place of an earlier one.
  ///
  /// The same results and originals give the same bytes, for any number of threads.
  ///
  /// - Parameter progress: Called after each clip with the number of those done and of all, from one task at a time.
  /// - Complexity: O(frames) rows, a few decodes a clip. Memory: the results, and the pictures of as many clips as there are threads.
  public func write(progress: (Int, Int) -> Void = { _, _ in }) async throws(ReportError) -> ReportOutcome {
    let (record, documents) = try read()
    let folder = try ReportFolder(in: results)
    do throws(OutputError) {
      let outcome = try await write(record, documents, to: folder, progress: progress)
      try folder.publish()
      return outcome
    } catch {
      folder.discard()
      throw .output(error)
    }
  }

  private func write(
    _ record: RunRecord, _ documents: [ReportSite.DocumentDigest], to folder: ReportFolder,
    progress: (Int, Int) -> Void
  ) async throws(OutputError) -> ReportOutcome {
    let site = ReportSite(record: record, documents: documents, version: RemnantVersion.current)
    var decoding = DecodingOptions()
    decoding.maxPixels = options.maxPixels
    let artist = ClipArtist(
      record: record, results: results, originals: originals(of: record), pictures: ReportPictureOptions(),
      comparisonsPerClip: options.comparisonsPerClip, decoder: FrameDecoder(options: decoding))
    var materials: [ClipMaterial] = []
    var clips = record.clips.indices.makeIterator()
    do {
      try await OrderedPipeline.run(
        threads: options.threads, window: options.threads, next: { clips.next() },
        work: { index -> (ClipMaterial, [ReportFile]) in
          let (material, files) = artist.draw(index)
          let page = ReportFile(name: ReportNaming.page(clip: index), bytes: site.clip(index, material))
          return (material, files + [page])
        },
        deliver: { material, files in
          for file in files { try folder.write(file) }
          materials.append(material)
          progress(materials.count, record.clips.count)
        })
    } catch let error as OutputError {
      throw error
    } catch {
      preconditionFailure("the pipeline throws what it is given to throw: \(error)")
    }
    try folder.write(ReportFile(name: "index.html", bytes: site.index(materials)))
    try folder.write(ReportFile(name: "inputs.html", bytes: site.inputs()))
    try folder.write(ReportFile(name: "method.html", bytes: site.method()))

    var notices = record.notices
    for material in materials {
      for problem in material.problems + material.comparisons.flatMap(\.problems) where !notices.contains(problem) {
        notices.append(problem)
      }
    }
    return ReportOutcome(
      index: results.appending(ReportFolder.name).appending("index.html"), clips: record.clips.count,
      comparisons: materials.reduce(0) { $0 + $1.comparisons.count { $0.files != nil } }, notices: notices,
      hasDamage: record.hasDamage)
  }

  private func read() throws(ReportError) -> (RunRecord, [ReportSite.DocumentDigest]) {
    guard case .success(let status) = PathStatus.of(results), status.kind == .folder else {
      throw .missing(path: results.display)
    }
    let names = [OutputFolder.summaryName, OutputFolder.resultsName, OutputFolder.runName]
    var contents: [[UInt8]?] = []
    var digests: [ReportSite.DocumentDigest] = []
    for name in names {
      switch FolderListing.content(of: results.appending(name), atMost: Int.max) {
      case .success(let bytes):
        contents.append(bytes)
        digests.append(
          ReportSite.DocumentDigest(name: name, sha256: bytes.withUnsafeBytes { OriginalPictures.sha256(of: $0) }))
      case .failure(let error) where error.isMissing: contents.append(nil)
      case .failure(let error): throw .unreadable(path: results.appending(name).display, reason: error.description)
      }
    }
    guard let summary = contents[0] else {
      throw contents[1] == nil && contents[2] == nil
        ? .noRun(path: results.display) : .unfinished(path: results.display)
    }
    do throws(RunRecordError) {
      return (try RunRecord(summary: summary, results: contents[1], run: contents[2]), digests)
    } catch {
      let path = results.appending(OutputFolder.summaryName).display
      switch error {
      case .damagedSummary(let reason): throw .damaged(path: path, reason: reason)
      case .otherSummary: throw .damaged(path: path, reason: "it is a document of another kind")
      }
    }
  }

  private func originals(of record: RunRecord) -> OriginalPictures {
    let locations = record.run?.execution?.locations
    let recorded = record.run?.options?["framesPerSecond"]
    let framesPerSecond: Double =
      switch recorded {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: MatchRunOptions().framesPerSecond
      }
    return OriginalPictures(
      footage: options.footage ?? (locations?.footage ?? []).compactMap(SourcePath.init(uri:)),
      workingFolder: (locations?.workingFolder).flatMap(SourcePath.init(uri:)),
      references: options.references ?? (locations?.references).flatMap(SourcePath.init(uri:)),
      framesPerSecond: framesPerSecond, maxPixels: options.maxPixels)
  }
}
