// Adding pictures to a library: decode → extract → mask → encode on all threads, commit in order.

import FrameDecoding
import ReferenceLibrary

/// What became of a picture that was to be added.
public enum LibraryAddition: Sendable {
  /// It is in the library now, on the disk.
  case added(label: String)
  /// It was there already, under the same label.
  case unchanged(label: String)
  /// It was refused: a duplicate, or its label is taken.
  case refused(LibraryError)
  /// It cannot be read.
  case failed(DecodingError)
}

/// What may be chosen when pictures are added.
public struct LibraryIngestOptions: Sendable {
  /// Pictures worked on at once; at least 1.
  public var threads = ThreadBudget.available
  /// The most keypoints a picture; at least 1, default 1,000: 38 kB.
  public var keypointCount = ReferenceExtraction.keypointCount
  /// The largest picture in pixels; at least 1.
  public var maxPixels = DecodingOptions().maxPixels

  /// The default choices.
  public init() {}
}

/// Adds pictures to a library.
public struct LibraryIngest: Sendable {
  private let library: LibraryFile
  private let folder: SourcePath
  private let options: LibraryIngestOptions
  private let interrupt: InterruptFlag

  /// Pictures a transaction: a flush to the disk takes as long as some pictures, and no more than these are lost when the process is
  /// killed.
  private static let batchSize = 16

  /// Prepares to add to `library`, which lies at `path`.
  public init(
    library: LibraryFile, path: SourcePath, options: LibraryIngestOptions = .init(), interrupt: InterruptFlag = .init()
  ) {
    self.library = library
    folder = path.parent
    self.options = options
    self.interrupt = interrupt
  }

  /// Adds the pictures of `plan`, in order.
  ///
  /// Pictures that are there already, by the digest of their bytes, are not examined again. After an interrupt no further picture is
  /// begun, and what was examined is added.
  ///
  /// - Parameters:
  ///   - deliver: Receives what became of each picture, in order; an added one is on the disk by then.
  /// - Throws: What ended the work; pictures delivered as added stay.
  public func add(
    _ plan: LibraryPlan, deliver: (LibraryEntry, LibraryAddition) throws -> Void
  ) async throws {
    var labelOfDigest: [String: String] = [:]  // Looked up by digest only.
    var labels: Set<String> = []
    for record in try library.references() {
      labelOfDigest[record.picture.sha256] = record.provenance.label
      labels.insert(record.provenance.label)
    }
    let known = labelOfDigest
    let extraction = ReferenceExtraction(keypointCount: options.keypointCount, maxPixels: options.maxPixels)
    let extractor = ExtractorRecord(
      version: ExtractorFingerprint.current, options: "keypoints=\(options.keypointCount)")
    var pending: [(LibraryEntry, LibraryAddition, LibraryFile.NewReference?)] = []
    func flush() throws {
      try library.add(pending.compactMap(\.2))
      for (entry, addition, _) in pending { try deliver(entry, addition) }
      pending = []
    }
    var remaining = plan.entries[...]
    try await OrderedPipeline.run(
      threads: options.threads, window: 4 * options.threads,
      next: { interrupt.isRaised ? nil : remaining.popFirst() },
      work: { entry -> (LibraryEntry, Examined) in (entry, examine(entry, extraction, known)) },
      deliver: { entry, examined in
        var addition: LibraryAddition
        var new: LibraryFile.NewReference?
        switch examined {
        case .known(let sha256): addition = duplicate(entry, sha256, labelOfDigest)
        case .failed(let error): addition = .failed(error)
        case .read(let reading):
          let label = entry.provenance.label
          if labelOfDigest[reading.picture.sha256] != nil {
            addition = duplicate(entry, reading.picture.sha256, labelOfDigest)
          } else if labels.contains(label) {
            addition = .refused(.labelTaken(label: label, picture: entry.path.display))
          } else {
            addition = .added(label: label)
            labelOfDigest[reading.picture.sha256] = label
            labels.insert(label)
            var provenance = entry.provenance
            provenance.path = LibraryPaths.stored(entry.path, folder: folder)
            provenance.maskPath = entry.mask.map { LibraryPaths.stored($0, folder: folder) }
            new = LibraryFile.NewReference(
              provenance: provenance, picture: reading.picture, extractor: extractor,
              features: StoredFeatures(reading.features))
          }
        }
        pending.append((entry, addition, new))
        if pending.count >= Self.batchSize { try flush() }
      })
    try flush()
    try library.updateIndex()
  }

  private enum Examined: Sendable {
    case known(sha256: String)
    case read(ReferenceExtraction.Reading)
    case failed(DecodingError)
  }

  private func examine(
    _ entry: LibraryEntry, _ extraction: ReferenceExtraction, _ known: [String: String]
  ) -> Examined {
    // A digest costs a hundredth of an extraction: adding to a large library again takes no time.
    if case .success(let status) = PathStatus.of(entry.path), status.kind == .file,
      let digest = try? ContentDigest.ofFile(entry.path, interrupt: interrupt), known[digest] != nil
    {
      return .known(sha256: digest)
    }
    do throws(DecodingError) {
      return .read(try extraction.reading(at: entry.path, mask: entry.mask))
    } catch { return .failed(error) }
  }

  private func duplicate(_ entry: LibraryEntry, _ sha256: String, _ labels: [String: String]) -> LibraryAddition {
    let existing = labels[sha256] ?? ""
    if existing == entry.provenance.label { return .unchanged(label: existing) }
    return .refused(.duplicate(picture: entry.path.display, existing: existing, sha256: sha256))
  }
}
