// The folder that a run writes into.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What to do with the results of an earlier run in the output folder.
public enum EarlierResults: Sendable {
  /// Leave them: they end this run.
  case keep
  /// Delete them.
  case replace
  /// Go on where they end.
  case resume
}

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

  /// The index of a share's results.
  package static let shardName = "shard.json"
  /// A file that is being written, before it takes its name. There is one at a time.
  private static let draftName = ".remnant.part"
  /// Files that a run makes from its frames, each time anew.
  private static let derivedNames = [resultsName, summaryName, shardName, runName]

  /// Makes the folder, and those above it, where they are missing; refuses one that holds a run already.
  ///
  /// - Parameter earlier: What happens to an earlier run's files. Only files that a run writes are ever deleted: whatever else
  ///   lies in the folder stays. Those of a run that is to go on stay until ``removeDerived()``.
  package init(preparing path: SourcePath, earlier: EarlierResults) throws(OutputError) {
    self.path = path
    try OutputFolder.makeFolders(path)
    let names = [RunJournal.name] + OutputFolder.derivedNames
    switch earlier {
    case .keep:
      if let name = names.first(where: holds) { throw .holdsRun(path: path.display, file: name) }
      guard try overlayFiles().isEmpty else { throw .holdsRun(path: path.display, file: OutputFolder.overlaysName) }
    case .replace:
      try remove(path.appending(RunJournal.name))
      try removeDerived()
      try removeOverlays()
    case .resume:
      // A folder that holds no run is as good a start as a run that has done nothing yet; results without a journal are not.
      if !holds(RunJournal.name), let name = OutputFolder.derivedNames.first(where: holds) {
        throw .notResumable(path: path.display, file: name)
      }
    }
    try OutputFolder.makeFolders(path.appending(OutputFolder.overlaysName))
  }

  /// Whether there is a file or folder called `name`.
  package func holds(_ name: String) -> Bool {
    if case .success = PathStatus.of(path.appending(name)) { true } else { false }
  }

  /// Deletes what a run makes anew of its frames, and drafts of it: everything but the journal and the overlays.
  package func removeDerived() throws(OutputError) {
    for name in OutputFolder.derivedNames + [OutputFolder.draftName] { try remove(path.appending(name)) }
  }

  /// Deletes overlays of earlier attempts that are not among `names`, paths within the folder.
  package func removeOverlays(except names: Set<String> = []) throws(OutputError) {
    for overlay in try overlayFiles() {
      let name = OutputFolder.overlaysName + "/" + overlay.lastComponent.display
      if !names.contains(name) { try remove(overlay) }
    }
  }

  private func overlayFiles() throws(OutputError) -> [SourcePath] {
    let overlays = path.appending(OutputFolder.overlaysName)
    guard case .success(let names) = FolderListing.names(in: overlays) else { return [] }
    return names.filter(OverlayNaming.isOverlay).map { overlays.appending($0) }
  }

  private func remove(_ file: SourcePath) throws(OutputError) {
    guard file.withCString({ unlink($0) }) == 0 || errno == ENOENT else {
      throw .notWritable(path: file.display, reason: SystemError.last.description)
    }
  }

  /// Replaces the file `name` of the folder in one step: a reader sees the old content or the new, never a part.
  package func write(_ content: [UInt8], to name: String) throws(OutputError) {
    try write(content, to: path.appending(name))
  }

  /// Replaces the file at `target` in one step. Paths are bytes, so a folder of any name will do.
  package func write(_ content: [UInt8], to target: SourcePath) throws(OutputError) {
    let draft = path.appending(OutputFolder.draftName)
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
  /// The folder holds results, and no journal to go on with.
  case notResumable(path: String, file: String)
  /// The folder holds a run that differs from the one that is to go on.
  case differs(path: String, difference: String)
  /// Another process writes to the file.
  case inUse(path: String)
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
      "\(path): holds the results of another run already (\(file)). Choose another folder with --output, say --resume to go "
        + "on with it, or --force to replace it."
    case .notResumable(let path, let file):
      "\(path): holds results (\(file)) but no \(RunJournal.name) to go on with. Choose another folder with --output, or say "
        + "--force to replace them."
    case .differs(let path, let difference):
      "\(path): this run cannot be continued as asked: \(difference). The results of both would not belong together. Go on with "
        + "what it was begun with, choose another folder with --output, or say --force to begin anew."
    case .inUse(let path):
      "\(path): another process is writing there. Wait for its end, or choose another folder with --output."
    case .notAFolder(let path):
      "\(path): is not a folder. Choose another place for the results with --output."
    case .notWritable(let path, let reason):
      "\(path): cannot be written (\(reason)). Check the permissions and the free space there."
    }
  }
}
