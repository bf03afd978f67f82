// Where a run's pictures are, for whoever wants to look at them again.

import MatchReporting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension RunLocationsDocument {
  /// The places of what was named. Entries of a list are left out: their names in the results are their paths.
  init(footage: [FootageArgument], references: SourcePath) {
    let folder = SourcePath.workingFolder
    self.init(
      workingFolder: FileURI.uri(ofPath: folder.bytes),
      footage: footage.compactMap { argument in
        guard case .named(let path) = argument else { return nil }
        return FileURI.uri(ofPath: path.absolute(in: folder).bytes)
      },
      references: FileURI.uri(ofPath: references.absolute(in: folder).bytes))
  }

  /// The places of several shares of one run, in the order of the shares; nil of none.
  ///
  /// Each machine may have its own paths: all footage is listed, so that whoever looks finds what is within reach. The working folder and the
  /// references are the first share's.
  init?(joining shares: [RunLocationsDocument]) {
    guard let first = shares.first else { return nil }
    self = first
    for uri in shares.dropFirst().flatMap(\.footage) where !footage.contains(uri) { footage.append(uri) }
  }
}

extension SourcePath {
  /// The folder that this process started in.
  static var workingFolder: SourcePath { SourcePath(".").resolved ?? SourcePath("/") }

  /// The path, from the root on.
  func absolute(in folder: SourcePath) -> SourcePath {
    bytes.first == UInt8(ascii: "/") ? self : folder.appending(self)
  }

  /// The path that a `file:` URI names.
  init?(uri: String) {
    guard let path = FileURI.path(ofURI: uri), !path.contains(0) else { return nil }
    self.init(bytes: path)
  }
}
