// The folder that a run writes into.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder prepared for one run's results, with atomic writing of whole files.
package struct OutputFolder: Sendable {
  /// The folder itself.
  package let path: SourcePath

  /// The file that grows by a line a frame.
  package static let resultsName = "results.jsonl"
  /// The verdicts.
  package static let summaryName = "summary.json"
  /// Version, options, digests and times.
  package static let runName = "run.json"
  /// The folder of pictures.
  package static let overlaysName = "overlays"

  /// Makes the folder, and those above it, where they are missing; refuses one that holds a run already.
  ///
  /// - Parameter replacing: Whether an earlier run's files are deleted instead. Only files that a run writes are:
  ///   whatever else lies in the folder stays.
  package init(preparing path: SourcePath, replacing: Bool) throws(OutputError) {
    self.path = path
    try OutputFolder.makeFolders(path)
    let files = [OutputFolder.resultsName, OutputFolder.summaryName, OutputFolder.runName]
    for name in files {
      let file = path.appending(name)
      guard case .success = PathStatus.of(file) else { continue }
      guard replacing else { throw .holdsRun(path: path.display, file: name) }
      guard file.withCString({ unlink($0) }) == 0 else {
        throw .notWritable(path: file.display, reason: SystemError.last.description)
      }
    }
    let overlays = path.appending(OutputFolder.overlaysName)
    if case .success(let names) = FolderListing.names(in: overlays) {
      for name in names where OverlayNaming.isOverlay(name) {
        guard replacing else { throw .holdsRun(path: path.display, file: OutputFolder.overlaysName) }
        guard overlays.appending(name).withCString({ unlink($0) }) == 0 else {
          throw .notWritable(path: overlays.appending(name).display, reason: SystemError.last.description)
        }
      }
    }
    try OutputFolder.makeFolders(overlays)
  }

  /// Replaces the file `name` of the folder in one step: a reader sees the old content or the new, never a part.
  package func write(_ content: [UInt8], to name: String) throws(OutputError) {
    try write(content, to: path.appending(name))
  }

  /// Replaces the file at `target` in one step. Paths are bytes, so a folder of any name will do.
  package func write(_ content: [UInt8], to target: SourcePath) throws(OutputError) {
    let draft = target.parent.appending("." + target.lastComponent.display + ".part")
    do {
      let file = try OutputFile(creating: draft)
      try file.append(content)
      try file.finish()
    } catch {
      _ = draft.withCString { unlink($0) }
      throw error
    }
    let renamed = draft.withCString { from in target.withCString { to in rename(from, to) } }
    guard renamed == 0 else { throw .notWritable(path: target.display, reason: SystemError.last.description) }
  }

  /// Makes the folder at `path` and those above it, where they are missing.
  package static func makeFolders(_ path: SourcePath) throws(OutputError) {
    switch PathStatus.of(path) {
    case .success(let status):
      guard status.kind == .folder else { throw .notAFolder(path: path.display) }
    case .failure(let error):
      guard error.number == ENOENT else { throw .notWritable(path: path.display, reason: error.description) }
      let parent = path.parent
      if parent != path, parent.bytes.count < path.bytes.count || parent.bytes == [UInt8(ascii: ".")] {
        if path.bytes != [UInt8(ascii: ".")] { try makeFolders(parent) }
      }
      guard path.withCString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST else {
        throw .notWritable(path: path.display, reason: SystemError.last.description)
      }
    }
  }
}

/// Why results cannot be written.
public enum OutputError: Error, Hashable, Sendable {
  /// The folder holds results of another run.
  case holdsRun(path: String, file: String)
  /// Something that is not a folder stands at the path.
  case notAFolder(path: String)
  /// The system refuses to write.
  case notWritable(path: String, reason: String)
}

extension OutputError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .holdsRun(let path, let file):
      "\(path): holds the results of another run already (\(file)). Choose another folder with --output, or say --force "
        + "to replace them."
    case .notAFolder(let path):
      "\(path): is not a folder. Choose another place for the results with --output."
    case .notWritable(let path, let reason):
      "\(path): cannot be written (\(reason)). Check the permissions and the free space there."
    }
  }
}
