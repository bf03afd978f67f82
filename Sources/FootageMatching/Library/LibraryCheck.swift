import ReferenceLibrary

/// What a check of a library found.
public struct LibraryCheckReport: Sendable {
  /// Pictures in the library.
  public var pictureCount = 0
  /// Pictures whose file is there and has the digest that it had.
  public var checkedCount = 0
  /// Pictures whose file is no longer where it was: the library needs it only to draw overlays.
  public var missingCount = 0
  /// Pictures whose features another version of the extractor found.
  public var staleCount = 0
  /// What is wrong.
  public var faults: [String] = []
  /// What a person may want to know.
  public var notices: [String] = []
}

/// Checks a library: its file, its features, and the pictures that it was made from.
public struct LibraryCheck: Sendable {
  private let path: SourcePath

  /// Prepares to check the library at `path`.
  public init(_ path: SourcePath) { self.path = path }

  /// Runs the check.
  ///
  /// - Complexity: reads the library and every picture once.
  public func run() throws(LibraryError) -> LibraryCheckReport {
    let library = try LibraryFile(opening: path.display)
    var report = LibraryCheckReport()
    report.faults = try library.integrityFaults().map { "\(path.display): \($0)." }
    for record in try library.references() {
      report.pictureCount += 1
      do throws(LibraryError) {
        _ = try library.features(of: record.id)
      } catch { report.faults.append(error.description) }
      if record.extractor.version != ExtractorFingerprint.current { report.staleCount += 1 }
      check(record, &report)
    }
    if report.staleCount > 0 {
      report.notices.append(
        "\(report.staleCount) pictures have features that this version of Remnant would not find alike. Add them again to a new library."
      )
    }
    return report
  }

  private func check(_ record: ReferenceRecord, _ report: inout LibraryCheckReport) {
    let folder = path.parent
    var files = [(LibraryPaths.resolved(record.provenance.path, folder: folder), record.picture.sha256)]
    if let mask = record.provenance.maskPath, let digest = record.picture.maskSHA256 {
      files.append((LibraryPaths.resolved(mask, folder: folder), digest))
    }
    for (index, (file, expected)) in files.enumerated() {
      do throws(SystemError) {
        let digest = try ContentDigest.ofFile(file, interrupt: InterruptFlag())
        if digest != expected {
          report.faults.append("\(file.display): has changed since it was added as \(record.provenance.label).")
        } else if index == 0 {
          report.checkedCount += 1
        }
      } catch {
        if error.isMissing {
          if index == 0 { report.missingCount += 1 }
          report.notices.append("\(file.display): is no longer there (\(record.provenance.label)).")
        } else {
          report.faults.append("\(file.display): cannot be read (\(error)).")
        }
      }
    }
  }
}
