import ReferenceLibrary

/// Where the references of a run are.
public enum ReferenceLocation: Hashable, Sendable {
  /// A folder with a folder for each system, which holds the system's views.
  case folder(SourcePath)
  /// A library file.
  case library(SourcePath)

  /// The folder or the file.
  public var path: SourcePath {
    switch self {
    case .folder(let path), .library(let path): path
    }
  }
}

/// The references of a run before any picture is read.
enum ReferenceListing {
  case folder(ReferencePlan)
  case library(LibraryViews)

  /// Lists the folder, or opens the library.
  init(_ location: ReferenceLocation) throws(ReferenceError) {
    switch location {
    case .folder(let path): self = .folder(try ReferencePlan(listing: path))
    case .library(let path):
      let views: LibraryViews
      do throws(LibraryError) { views = try LibraryViews(opening: path) } catch { throw .library(error) }
      guard views.count > 0 else { throw .emptyLibrary(path: path.display) }
      self = .library(views)
    }
  }

  /// Sentences for the log.
  var notices: [String] {
    switch self {
    case .folder(let plan): plan.notices
    case .library: []
    }
  }
}
