// What frames are compared with, wherever it is kept.

import FeatureExtraction
import ReferenceLibrary

/// The reference views of a run: in memory, or in a library that is read as it is needed.
///
/// A collection, so that who needs a view asks for it by its position. In a library a view is read when it is first asked for, and
/// the last ones stay in memory. Any number of threads may ask.
package struct ReferenceViews: RandomAccessCollection, Sendable {
  private enum Storage: Sendable {
    case loaded([ReferenceView])
    case library(LibraryViews)
  }

  private let storage: Storage

  /// Views in memory.
  package init(_ views: [ReferenceView]) { storage = .loaded(views) }

  /// Views in a library.
  package init(_ views: LibraryViews) { storage = .library(views) }

  /// The first position.
  package var startIndex: Int { 0 }

  /// The number of views.
  package var endIndex: Int {
    switch storage {
    case .loaded(let views): views.count
    case .library(let views): views.count
    }
  }

  /// The view at a position. One that a library fails to give has no features, and ``fault`` says why: the run must end then.
  package subscript(position: Int) -> ReferenceView {
    switch storage {
    case .loaded(let views): views[position]
    case .library(let views): views.view(at: position)
    }
  }

  /// The first failure to read a view; nil as long as all went well.
  package var fault: LibraryError? {
    switch storage {
    case .loaded: nil
    case .library(let views): views.fault
    }
  }

  /// The positions, ascending, of the views that `features` are worth comparing with: all of them, or in a large library those that its
  /// index names.
  package func shortlist(for features: Features) -> [Int] {
    switch storage {
    case .loaded(let views): Array(views.indices)
    case .library(let views): views.shortlist(for: features)
    }
  }
}
