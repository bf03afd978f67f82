// The references on disk: a folder of systems, each a folder of views.

import ReferenceLibrary

/// A picture of a known system.
package struct ReferenceEntry: Sendable, Hashable {
  /// The system: the name of its folder.
  package let system: String
  /// The view's path within the reference folder, as `system/view.png`.
  package let view: String
  /// Where the picture is.
  package let path: SourcePath
  /// The mask that limits its features, where there is one.
  package let mask: SourcePath?
}

/// Why there is nothing to compare with.
public enum ReferenceError: Error, Hashable, Sendable {
  /// Nothing stands at the path.
  case missing(path: String)
  /// Something that is not a folder stands there.
  case notAFolder(path: String)
  /// The folder, or one in it, cannot be listed.
  case unreadable(path: String, reason: String)
  /// No folder in it holds pictures.
  case noViews(path: String)
  /// Pictures lie in the folder itself, where none belong to a system.
  case viewsOutsideSystems(path: String)
  /// Not one view could be read; the first one's reason.
  case noneUsable(path: String, first: String)
  /// The library of references cannot be opened or read.
  case library(LibraryError)
  /// The library holds nothing.
  case emptyLibrary(path: String)
}

extension ReferenceError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    let layout = "Each system needs a folder of its own with pictures of it: REFERENCES/system/view.png"
    return switch self {
    case .missing(let path): "\(path): there is no such folder of references. Check --references."
    case .notAFolder(let path): "\(path): is not a folder. \(layout)."
    case .unreadable(let path, let reason): "\(path): cannot be read (\(reason)). Check its permissions."
    case .noViews(let path): "\(path): no folder in it holds PNG or JPEG pictures. \(layout)."
    case .viewsOutsideSystems(let path):
      "\(path): its pictures belong to no system, as they lie in the folder itself. \(layout)."
    case .noneUsable(let path, let first): "\(path): none of the reference pictures could be read. The first: \(first)"
    case .library(let error): error.description
    case .emptyLibrary(let path): "\(path): this library holds no pictures. `remnant library add` adds some."
    }
  }
}

/// The views of a reference folder, in natural order: systems first, then views.
package struct ReferencePlan: Sendable {
  /// The views.
  package let entries: [ReferenceEntry]
  /// Sentences about what was left out and why, for the log.
  package let notices: [String]

  /// Lists the views below `folder`. Folders inside a system's folder belong to the system.
  package init(listing folder: SourcePath) throws(ReferenceError) {
    switch PathStatus.of(folder) {
    case .failure(let error):
      if error.isMissing { throw .missing(path: folder.display) }
      throw .unreadable(path: folder.display, reason: error.description)
    case .success(let status):
      guard status.kind == .folder else { throw .notAFolder(path: folder.display) }
    }
    var entries: [ReferenceEntry] = []
    var notices: [String] = []
    var loose = 0
    for name in try ReferencePlan.names(in: folder) {
      let path = folder.appending(name)
      guard case .success(let status) = PathStatus.of(path) else { continue }
      if status.kind == .folder {
        var visited: Set<PathStatus.Identity> = []
        let before = entries.count
        try ReferencePlan.walk(
          path, status.identity, system: name.display, prefix: name.display, &entries, &visited)
        if entries.count == before { notices.append("\(path.display): holds no pictures, so it is no system.") }
      } else if ReferencePlan.isImage(path, name: name) {
        loose += 1
      }
    }
    if entries.isEmpty {
      if loose > 0 { throw .viewsOutsideSystems(path: folder.display) }
      throw .noViews(path: folder.display)
    }
    if loose > 0 {
      notices.append("\(folder.display): \(loose) pictures outside the systems' folders are left out.")
    }
    self.entries = entries
    self.notices = notices
  }

  /// Lists the pictures below `folder`, all of one system.
  package init(listing folder: SourcePath, system: String) throws(ReferenceError) {
    guard case .success(let status) = PathStatus.of(folder) else { throw .missing(path: folder.display) }
    guard status.kind == .folder else { throw .notAFolder(path: folder.display) }
    var entries: [ReferenceEntry] = []
    var visited: Set<PathStatus.Identity> = []
    try ReferencePlan.walk(folder, status.identity, system: system, prefix: system, &entries, &visited)
    guard !entries.isEmpty else { throw .noViews(path: folder.display) }
    self.entries = entries
    notices = []
  }

  private static func walk(
    _ folder: SourcePath, _ identity: PathStatus.Identity, system: String, prefix: String,
    _ entries: inout [ReferenceEntry], _ visited: inout Set<PathStatus.Identity>
  ) throws(ReferenceError) {
    guard visited.insert(identity).inserted else { return }
    for name in try names(in: folder) {
      let path = folder.appending(name)
      let view = prefix + "/" + name.display
      switch PathStatus.of(path) {
      case .success(let status) where status.kind == .folder:
        try walk(path, status.identity, system: system, prefix: view, &entries, &visited)
      case .success(let status) where status.kind == .other: continue
      default:
        // A dangling link with a picture's name is kept: reading it fails, and is reported.
        guard isImage(path, name: name), !ReferenceExtraction.isMask(name) else { continue }
        let mask = ReferenceExtraction.mask(beside: path)
        entries.append(ReferenceEntry(system: system, view: view, path: path, mask: mask))
      }
    }
  }

  private static func names(in folder: SourcePath) throws(ReferenceError) -> [SourcePath] {
    switch FolderListing.names(in: folder) {
    case .success(let names): return names
    case .failure(let error): throw .unreadable(path: folder.display, reason: error.description)
    }
  }

  private static func isImage(_ path: SourcePath, name: SourcePath) -> Bool {
    if MediaSignature.nameClaimsImage(name) { return true }
    guard case .success(let head) = FolderListing.head(of: path, count: MediaSignature.headLength) else { return false }
    return MediaSignature(head: head) == .image
  }
}
