// What is to be added to a library: pictures with what is known of them.

import ReferenceLibrary

/// Why there is nothing to add.
public enum LibraryPlanError: Error, Hashable, Sendable {
  /// A folder cannot be listed.
  case folder(ReferenceError)
  /// Pictures named one by one belong to no system.
  case noSystem(path: String)
  /// A table cannot be read.
  case table(path: String, line: Int, reason: String)
  /// A table's file cannot be read.
  case unreadable(path: String, reason: String)
}

extension LibraryPlanError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .folder(let error): error.description
    case .noSystem(let path): "\(path): which system does it show? Name it with --system."
    case .table(let path, let line, let reason): "\(path), line \(line): \(reason)."
    case .unreadable(let path, let reason): "\(path): cannot be read (\(reason))."
    }
  }
}

/// What is known of every picture of one call, where its row says nothing else.
public struct SharedProvenance: Hashable, Sendable {
  /// The system; nil where each folder in a folder is a system.
  public var system: String?
  /// The part of the system.
  public var component = ""
  /// Who published the pictures, and where.
  public var source = ""
  /// Their licence.
  public var licence = ""
  /// A remark.
  public var note = ""

  /// Knows nothing.
  public init() {}
}

/// A picture to be added.
public struct LibraryEntry: Hashable, Sendable {
  /// The file.
  public var path: SourcePath
  /// Its mask, where there is one.
  public var mask: SourcePath?
  /// Where it comes from; the paths in it are filled in when it is added.
  public var provenance: Provenance
}

/// Pictures to be added, in order.
public struct LibraryPlan: Sendable {
  /// The pictures.
  public private(set) var entries: [LibraryEntry] = []
  /// Sentences about what was left out and why.
  public private(set) var notices: [String] = []

  /// The columns that a table of provenance may have. `path` must be there; see the article on libraries.
  public static let columns = [
    "path", "system", "component", "view", "label", "source", "licence", "license", "note", "mask", "sha256",
  ]

  /// Plans nothing.
  public init() {}

  /// Appends a folder of systems, a folder of one system, or a picture.
  public mutating func append(_ path: SourcePath, shared: SharedProvenance) throws(LibraryPlanError) {
    if case .success(let status) = PathStatus.of(path), status.kind == .folder {
      let plan: ReferencePlan
      do throws(ReferenceError) {
        if let system = shared.system {
          plan = try ReferencePlan(listing: path, system: system)
        } else {
          plan = try ReferencePlan(listing: path)
        }
      } catch { throw .folder(error) }
      notices += plan.notices
      for entry in plan.entries { append(entry, shared) }
    } else {
      guard let system = shared.system else { throw .noSystem(path: path.display) }
      let view = system + "/" + path.lastComponent.display
      append(
        ReferenceEntry(system: system, view: view, path: path, mask: ReferenceExtraction.mask(beside: path)), shared)
    }
  }

  private mutating func append(_ entry: ReferenceEntry, _ shared: SharedProvenance) {
    let provenance = Provenance(
      system: entry.system, component: shared.component, view: String(entry.view.dropFirst(entry.system.count + 1)),
      label: entry.view, path: entry.path.bytes, source: shared.source, licence: shared.licence, note: shared.note)
    entries.append(LibraryEntry(path: entry.path, mask: entry.mask, provenance: provenance))
  }

  /// Appends the pictures of a table of provenance. Its paths are relative to its folder; empty fields say nothing.
  public mutating func append(table path: SourcePath, shared: SharedProvenance) throws(LibraryPlanError) {
    let table = try ProvenanceTable(reading: path)
    let folder = path.parent
    for row in table.rows {
      guard let name = row["path"] else {
        throw .table(path: path.display, line: row.line, reason: "the row has no path")
      }
      let picture = LibraryPaths.resolved(Array(name.utf8), folder: folder)
      let parent = picture.parent.lastComponent.display
      let system = row["system"] ?? shared.system ?? parent
      guard !system.isEmpty, system != ".", system != "/" else {
        throw .table(path: path.display, line: row.line, reason: "the row has no system")
      }
      let file = picture.lastComponent.display
      let provenance = Provenance(
        system: system, component: row["component"] ?? shared.component, view: row["view"] ?? file,
        label: row["label"] ?? system + "/" + file, path: picture.bytes, source: row["source"] ?? shared.source,
        licence: row["licence"] ?? row["license"] ?? shared.licence, note: row["note"] ?? shared.note)
      let mask = row["mask"].map { LibraryPaths.resolved(Array($0.utf8), folder: folder) }
      entries.append(
        LibraryEntry(path: picture, mask: mask ?? ReferenceExtraction.mask(beside: picture), provenance: provenance))
    }
  }
}
