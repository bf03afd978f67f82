// The references in memory: decoded and extracted once, on all threads, in order.

import FeatureExtraction
import FrameDecoding
import Logging
import MatchReporting

/// The views that frames are compared with.
package struct ReferenceSet: Sendable {
  /// The views that could be read, in the order of their folder or library.
  package let views: ReferenceViews
  /// All of them, with their digests or why they could not be read.
  package let digests: [ReferenceDigestDocument]

  /// Views that could not be read.
  package var failedCount: Int { digests.count - views.count }
}

/// Reads the views of a folder, or opens those of a library, whose features have been read long ago.
struct ReferenceReader {
  let listing: ReferenceListing
  /// The folder or library, for messages.
  let location: ReferenceLocation
  let options: MatchRunOptions
  let interrupt: InterruptFlag
  let logger: Logger

  /// Decodes and extracts the views, in order. A view that cannot be read is named and left out; after an interrupt, those not
  /// begun are missing.
  ///
  /// - Throws: `.noneUsable` where not one view could be read.
  func read(progress: (RunProgress) -> Void) async throws(ReferenceError) -> ReferenceSet {
    switch listing {
    case .folder(let plan):
      return try await read(plan, progress: progress)
    case .library(let views):
      return ReferenceSet(
        views: ReferenceViews(views),
        digests: views.entries.map {
          ReferenceDigestDocument(reference: $0.entry.system, view: $0.entry.view, sha256: $0.sha256)
        })
    }
  }

  private func read(
    _ plan: ReferencePlan, progress: (RunProgress) -> Void
  ) async throws(ReferenceError) -> ReferenceSet {
    let extraction = ReferenceExtraction(
      keypointCount: ReferenceExtraction.keypointCount(besideFramesOf: options.keypointCount),
      maxPixels: options.maxPixels)
    var entries = plan.entries[...]
    var views: [ReferenceView] = []
    var digests: [ReferenceDigestDocument] = []
    var failures: [String] = []
    do {
      try await OrderedPipeline.run(
        threads: options.threads, window: options.pipelineWindow,
        next: { interrupt.isRaised ? nil : entries.popFirst() },
        work: { entry -> (ReferenceEntry, Result<ReferenceView, DecodingError>) in
          do throws(DecodingError) {
            let reading = try extraction.reading(at: entry.path, mask: entry.mask)
            return (
              entry,
              .success(ReferenceView(entry: entry, sha256: reading.picture.sha256, features: reading.features))
            )
          } catch {
            return (entry, .failure(error))
          }
        },
        deliver: { entry, result in
          switch result {
          case .success(let view):
            views.append(view)
            digests.append(ReferenceDigestDocument(reference: entry.system, view: entry.view, sha256: view.sha256))
          case .failure(let error):
            failures.append(error.description)
            digests.append(
              ReferenceDigestDocument(
                reference: entry.system, view: entry.view, sha256: nil, error: ErrorDocument(FrameFailure(error))))
            logger.error("\(error.description) This reference view is left out.")
          }
          progress(
            RunProgress(phase: .references, done: digests.count, total: plan.entries.count, failed: failures.count))
        })
    } catch {
      preconditionFailure("reading references throws nothing: \(error)")
    }
    if views.isEmpty, let first = failures.first, !interrupt.isRaised {
      throw .noneUsable(path: location.path.display, first: first)
    }
    return ReferenceSet(views: ReferenceViews(views), digests: digests)
  }
}

extension MatchRunOptions {
  /// Frames that may wait for a slower one before them, for each thread. Outcomes are small; a film's frames hold their
  /// pixels only where there is an agreement to draw.
  private static let windowPerThread = 4

  /// Pictures taken but not delivered, at most.
  var pipelineWindow: Int { threads * MatchRunOptions.windowPerThread }

  /// The extractor of frames and views.
  var extractor: FeatureExtractor { FeatureExtractor(options: .ofRuns(keypointCount: keypointCount)) }
}
