// A library's content for other programs.

import FeatureExtraction
import MatchReporting
import ReferenceLibrary

/// The forms that a library can be exported in.
public enum LibraryExportFormat: String, Sendable, CaseIterable {
  /// A COLMAP database.
  case colmap
  /// A folder of COLMAP's text files, one a picture, for its `feature_importer`.
  case colmapText = "colmap-text"
  /// Bolts, rings, rows, grids and ellipses as annotations of COCO.
  case coco
  /// The same as W3C Web Annotations.
  case webAnnotation = "web-annotation"
  /// Provenance, a row a picture: what `add --table` and `import` read.
  case csv
}

/// Why an export failed.
public enum LibraryExportError: Error, Sendable, CustomStringConvertible {
  /// The library cannot be read, or a database not written.
  case library(LibraryError)
  /// The output cannot be written.
  case output(ReportingError)
  /// A folder is in the way, or cannot be made.
  case folder(path: String, reason: String)

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .library(let error): error.description
    case .output(let error): error.description
    case .folder(let path, let reason): "\(path): \(reason)."
    }
  }
}

/// Exports a library.
public struct LibraryExport: Sendable {
  private let path: SourcePath

  /// Prepares to export the library at `path`.
  public init(_ path: SourcePath) { self.path = path }

  /// Writes the library to `output` in `format`.
  ///
  /// - Returns: The number of pictures.
  public func write(_ format: LibraryExportFormat, to output: SourcePath) throws(LibraryExportError) -> Int {
    do {
      let library = try LibraryFile(opening: path.display)
      let records = try LibraryListing.records(of: library)
      switch format {
      case .colmap: try writeColmap(library, records, output)
      case .colmapText: try writeColmapText(library, records, output)
      case .coco: try JSONDocument.write(CocoDocument(library, records), to: output.display)
      case .webAnnotation: try JSONDocument.write(WebAnnotationPage(library, records), to: output.display)
      case .csv: try AtomicFile.write(Array(table(records, output).text.utf8), to: output.display)
      }
      return records.count
    } catch let error as LibraryError {
      throw .library(error)
    } catch let error as ReportingError {
      throw .output(error)
    } catch let error as LibraryExportError {
      throw error
    } catch {
      preconditionFailure("exports throw what they are made to throw: \(error)")
    }
  }

  private func writeColmap(_ library: LibraryFile, _ records: [ReferenceRecord], _ output: SourcePath) throws {
    let database = try ColmapDatabase(making: output.display)
    for record in records {
      try database.add(
        ColmapDatabase.Picture(name: record.provenance.label, size: record.picture.size),
        library.features(of: record.id))
    }
    try database.finish()
  }

  private func writeColmapText(_ library: LibraryFile, _ records: [ReferenceRecord], _ output: SourcePath) throws {
    for record in records {
      let file = output.appending(record.provenance.label + ".txt")
      try FolderMaking.make(file.parent)
      let features = try library.features(of: record.id)
      var lines = ["\(features.keypoints.count) \(ColmapDatabase.descriptorLength)"]
      for (index, keypoint) in features.keypoints.enumerated() {
        let row = ColmapDatabase.keypoint(keypoint)
        let descriptor = ColmapDatabase.descriptor(of: features.descriptors, at: index)
        lines.append(
          "\(row.x) \(row.y) \(row.scale) \(row.orientation) " + descriptor.map { "\($0)" }.joined(separator: " "))
      }
      try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: file.display)
    }
  }

  private func table(_ records: [ReferenceRecord], _ output: SourcePath) -> CSVTable {
    let columns = ["path", "system", "component", "view", "label", "source", "licence", "note", "mask", "sha256"]
    func named(_ stored: [UInt8]) -> String {
      // Relative to the table, as its reader expects.
      let file = LibraryPaths.resolved(stored, folder: path.parent)
      return SourcePath(bytes: LibraryPaths.stored(file, folder: output.parent)).display
    }
    return CSVTable(
      columns: columns,
      rows: records.map { record in
        let provenance = record.provenance
        return [
          named(provenance.path), provenance.system, provenance.component, provenance.view, provenance.label,
          provenance.source, provenance.licence, provenance.note, provenance.maskPath.map(named) ?? "",
          record.picture.sha256,
        ]
      })
  }
}
