// What comes into a library from elsewhere without pictures being examined.

import FeatureExtraction
import ReferenceLibrary

/// What an import came to.
public struct LibraryImportReport: Sendable {
  /// Labels of the pictures that came or whose provenance changed.
  public var changed: [String] = []
  /// Labels of those that were there, or were known so, already.
  public var unchanged: [String] = []
  /// Why rows were left out.
  public var failures: [String] = []
}

/// Imports another library's pictures, a table's provenance, or bolts that people have marked.
public struct LibraryImport: Sendable {
  private let path: SourcePath

  /// Prepares to change the library at `path`.
  public init(into path: SourcePath) { self.path = path }

  /// Copies another library's pictures with their features.
  public func copy(from other: SourcePath) throws(LibraryError) -> LibraryImportReport {
    let source = try LibraryFile(opening: other.display)
    let (from, to) = (other.parent, path.parent)
    let library = try LibraryFile(making: path.display)
    let result = try library.copy(from: source) { provenance in
      var moved = provenance
      moved.path = LibraryPaths.stored(LibraryPaths.resolved(provenance.path, folder: from), folder: to)
      moved.maskPath = provenance.maskPath.map {
        LibraryPaths.stored(LibraryPaths.resolved($0, folder: from), folder: to)
      }
      return moved
    }
    try library.updateIndex()
    var report = LibraryImportReport()
    report.changed = result.added
    report.unchanged = result.present
    return report
  }

  /// Replaces bolts by those of a COCO file: as export writes it and annotation tools give it back.
  ///
  /// Pictures are found by `sha256`, else by their label as `file_name`. Bolts and holes whose boxes are as exported stay, those without a box
  /// go, boxes that were drawn become bolts; rings, rows and grids are found anew among them. Other categories are not read. Pictures that
  /// the file does not name stay as they are; one that it names without a bolt loses all.
  ///
  /// - Throws: `CocoError` or `LibraryError`; nothing is changed then.
  public func updateBolts(from file: SourcePath) throws -> LibraryImportReport {
    let pictures = try CocoBolts(reading: file).pictures
    let library = try LibraryFile(opening: path.display, writable: true)
    let records = try library.references()
    // Both looked up only.
    let byDigest = Dictionary(records.map { ($0.picture.sha256, $0) }) { first, _ in first }
    let byLabel = Dictionary(records.map { ($0.provenance.label, $0) }) { first, _ in first }
    var report = LibraryImportReport()
    var changes: [LibraryFile.ChangedStructure] = []
    for picture in pictures {
      guard let record = picture.sha256.flatMap({ byDigest[$0] }) ?? byLabel[picture.name] else {
        report.failures.append("\(file.display): no picture of the library is \(picture.name).")
        continue
      }
      guard picture.size == record.picture.size else {
        report.failures.append(
          "\(file.display): \(picture.name) is \(picture.size.width) × \(picture.size.height) pixels there and "
            + "\(record.picture.size.width) × \(record.picture.size.height) in the library.")
        continue
      }
      let features = try library.features(of: record.id)
      guard let bolts = picture.edited(features) else {
        report.unchanged.append(record.provenance.label)
        continue
      }
      let edited = Features(
        size: features.size, keypoints: features.keypoints, descriptors: features.descriptors,
        patterns: BoltGrouper().patterns(
          of: bolts, rims: features.edges.rims, lines: features.edges.lines, imageSize: features.size),
        edges: features.edges)
      let origin = ExtractorRecord(version: record.extractor.version, options: Self.annotated(record.extractor.options))
      changes.append(
        LibraryFile.ChangedStructure(id: record.id, features: StoredFeatures(edited), extractor: origin))
      report.changed.append(record.provenance.label)
    }
    try library.changeStructures(changes)
    return report
  }

  /// Extractor options that say that people have marked the bolts.
  private static func annotated(_ options: String) -> String {
    let note = "bolts=annotated"
    return options.contains(note) ? options : options + " " + note
  }

  /// Replaces provenance by a table's: rows find their pictures by `sha256`, else by `label`. System, component, view, source, licence
  /// and note are replaced where the row has a field; an empty field changes nothing.
  ///
  /// - Throws: `LibraryPlanError` or `LibraryError`; nothing is changed then.
  public func update(from table: SourcePath) throws -> LibraryImportReport {
    let rows = try ProvenanceTable(reading: table).rows
    let library = try LibraryFile(opening: path.display, writable: true)
    let records = try library.references()
    var (byDigest, byLabel) = ([String: ReferenceRecord](), [String: ReferenceRecord]())  // Looked up by key only.
    for record in records {
      byDigest[record.picture.sha256] = record
      byLabel[record.provenance.label] = record
    }
    var report = LibraryImportReport()
    var changes: [(id: Int, provenance: Provenance)] = []
    for row in rows {
      guard let record = row["sha256"].map({ byDigest[$0.lowercased()] }) ?? row["label"].flatMap({ byLabel[$0] })
      else {
        report.failures.append("\(table.display), line \(row.line): no picture has the row's sha256 or label.")
        continue
      }
      var provenance = record.provenance
      provenance.system = row["system"] ?? provenance.system
      provenance.component = row["component"] ?? provenance.component
      provenance.view = row["view"] ?? provenance.view
      provenance.source = row["source"] ?? provenance.source
      provenance.licence = row["licence"] ?? row["license"] ?? provenance.licence
      provenance.note = row["note"] ?? provenance.note
      if provenance == record.provenance {
        report.unchanged.append(provenance.label)
      } else {
        changes.append((record.id, provenance))
        report.changed.append(provenance.label)
      }
    }
    try library.update(changes)
    return report
  }
}
