import FeatureExtraction
import ReferenceLibrary
import Synchronization

/// The views of a library, in the order in which a folder of the same pictures would have them.
package final class LibraryViews: Sendable {
  /// Bytes of features that stay in memory, about: a library of a thousand pictures is read once.
  private static let cacheBytes = 64 << 20

  private let library: LibraryFile
  /// What is known without reading features, by position.
  private let places: [Place]
  /// The index of a library that is too large to compare with all of it.
  private let index: ReferenceIndex?
  private let cache: Mutex<FeatureCache>
  private let firstFault = Mutex<LibraryError?>(nil)

  private struct Place: Sendable {
    let id: Int
    let entry: ReferenceEntry
    let sha256: String
  }

  /// Opens the library at `path` to compare with.
  ///
  /// - Complexity: O(n log n) for n pictures, some microseconds each; no features are read.
  package init(opening path: SourcePath, retrieval: RetrievalOptions = .init()) throws(LibraryError) {
    library = try LibraryFile(opening: path.display)
    let folder = path.parent
    var places: [(place: Place, key: [[UInt8]])] = []
    for record in try library.references() {
      let provenance = record.provenance
      let entry = ReferenceEntry(
        system: provenance.system, view: provenance.label,
        path: LibraryPaths.resolved(provenance.path, folder: folder), mask: nil)
      places.append((Place(id: record.id, entry: entry, sha256: record.picture.sha256), Self.key(record)))
    }
    places.sort { Self.precedes($0.key, $1.key) }
    self.places = places.map(\.place)
    index = try ReferenceIndex(of: library, ids: places.map(\.place.id), options: retrieval)
    cache = Mutex(FeatureCache(limit: Self.cacheBytes))
  }

  /// What a picture is sorted by: its system, then the folders and the file of its label.
  static func key(_ record: ReferenceRecord) -> [[UInt8]] {
    let provenance = record.provenance
    return [Array(provenance.system.utf8)]
      + provenance.label.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
  }

  /// The order of a folder: system by system, then file by file, each name in natural order. Total, as labels are unique.
  static func precedes(_ left: [[UInt8]], _ right: [[UInt8]]) -> Bool {
    for (a, b) in zip(left, right) where a != b { return NaturalOrder.precedes(a, b) }
    return left.count < right.count
  }

  /// The number of views.
  package var count: Int { places.count }

  /// Every view's place and digest, in order: what `run.json` lists.
  package var entries: [(entry: ReferenceEntry, sha256: String)] { places.map { ($0.entry, $0.sha256) } }

  /// The first failure to read a view.
  package var fault: LibraryError? { firstFault.withLock { $0 } }

  /// The view at a position, read where it is not in memory.
  package func view(at position: Int) -> ReferenceView {
    let place = places[position]
    if let features = cache.withLock({ $0.features(at: position) }) {
      return ReferenceView(entry: place.entry, sha256: place.sha256, features: features)
    }
    do throws(LibraryError) {
      let features = try library.features(of: place.id)
      cache.withLock { $0.insert(features, at: position) }
      return ReferenceView(entry: place.entry, sha256: place.sha256, features: features)
    } catch {
      note(error)
      return ReferenceView(entry: place.entry, sha256: place.sha256, features: .nothing)
    }
  }

  /// The positions of the views that `features` are worth comparing with.
  ///
  /// - Complexity: O(n) where the library is small; see ``ReferenceIndex`` else.
  package func shortlist(for features: Features) -> [Int] {
    guard let index else { return Array(places.indices) }
    do throws(LibraryError) {
      return try index.shortlist(for: features)
    } catch {
      note(error)
      return []
    }
  }

  private func note(_ error: LibraryError) { firstFault.withLock { $0 = $0 ?? error } }
}

extension Features {
  /// Of a picture of one pixel, where nothing is.
  fileprivate static let nothing = Features(
    size: .init(width: 1, height: 1), keypoints: [], descriptors: DescriptorSet())
}

/// The features read last, up to a number of bytes.
///
/// Which ones are here changes how long a comparison takes and nothing else.
private struct FeatureCache {
  private struct Entry {
    var features: Features
    var lastUse: Int
  }

  private let limit: Int
  private var entries: [Int: Entry] = [:]  // Emptied by last use, which no two share: its order plays no part.
  private var bytes = 0
  private var clock = 0

  init(limit: Int) { self.limit = limit }

  mutating func features(at position: Int) -> Features? {
    clock += 1
    entries[position]?.lastUse = clock
    return entries[position]?.features
  }

  mutating func insert(_ features: Features, at position: Int) {
    guard entries[position] == nil else { return }
    clock += 1
    entries[position] = Entry(features: features, lastUse: clock)
    bytes += Self.size(of: features)
    guard bytes > limit else { return }
    // Half at once, so that the sort is paid for by many insertions.
    for (position, entry) in entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }).prefix(entries.count / 2) {
      bytes -= Self.size(of: entry.features)
      entries[position] = nil
    }
  }

  /// Bytes that features take, about.
  private static func size(of features: Features) -> Int {
    features.keypoints.count * (MemoryLayout<Keypoint>.stride + 8 * DescriptorSet.wordsPerDescriptor)
      + features.patterns.bolts.count * MemoryLayout<Bolt>.stride
      + features.edges.lines.count * MemoryLayout<LineSegment>.stride
      + features.edges.ellipses.count * MemoryLayout<EdgeEllipse>.stride
  }
}
