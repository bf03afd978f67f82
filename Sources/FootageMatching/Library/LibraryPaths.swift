/// Paths of pictures as a library holds them.
///
/// A picture below the library's folder is named from there, so that both can be moved together and nobody's home folder is told; any
/// other by its absolute path.
enum LibraryPaths {
  private static let slash = UInt8(ascii: "/")

  /// What is stored for the picture at `path` in a library in `folder`.
  static func stored(_ path: SourcePath, folder: SourcePath) -> [UInt8] {
    guard let absolute = path.resolved?.bytes else { return path.bytes }
    guard let base = folder.resolved?.bytes else { return absolute }
    let prefix = base.last == slash ? base : base + [slash]
    return absolute.starts(with: prefix) ? Array(absolute.dropFirst(prefix.count)) : absolute
  }

  /// The file that a stored path names.
  static func resolved(_ stored: [UInt8], folder: SourcePath) -> SourcePath {
    stored.first == slash ? SourcePath(bytes: stored) : folder.appending(SourcePath(bytes: stored))
  }
}
