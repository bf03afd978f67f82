// From arguments to clips.
//
// Rules, the same for arguments and for lists:
// - a folder that holds pictures is one clip; folders in it are clips of their own, to any depth
// - pictures named one by one belong to the clip of the folder they lie in
// - a film is a clip
// Order: arguments as given, folders in natural order, parents before their subfolders.

/// Finds the clips that arguments name.
package struct ClipGrouping {
  /// A folder and a name in it: one place that a picture is found at.
  private struct Place: Hashable {
    let folder: PathStatus.Identity
    let name: SourcePath
  }

  private var clips: [Clip] = []
  private var notices: [String] = []
  /// Position in `clips` of the clip of a folder's pictures.
  private var clipOfFolder: [PathStatus.Identity: Int] = [:]
  /// Folders read whole, or never to be read: a second visit, as by a looping link, is left out.
  private var visited: Set<PathStatus.Identity> = []
  /// Pictures and films met while reading folders, whether or not they were taken.
  private var metInFolders = 0
  /// Pictures taken from arguments; a list may name one as often as it likes.
  private var taken: Set<Place> = []

  /// Groups `arguments` into clips.
  ///
  /// - Parameter excluded: Folders that are never footage: the references, the output.
  /// - Throws: `FootageError` where a named argument cannot be used at all, or where nothing was named.
  package static func plan(
    _ arguments: [FootageArgument], excluding excluded: [SourcePath] = []
  ) throws(FootageError) -> FootagePlan {
    guard !arguments.isEmpty else { throw .emptyList }
    var grouping = ClipGrouping()
    for folder in excluded {
      if case .success(let status) = PathStatus.of(folder) { grouping.visited.insert(status.identity) }
    }
    for argument in arguments { try grouping.add(argument) }
    grouping.makeNamesUnique()
    return FootagePlan(clips: grouping.clips, notices: grouping.notices)
  }

  private mutating func add(_ argument: FootageArgument) throws(FootageError) {
    switch argument {
    case .named(let path):
      switch PathStatus.of(path) {
      case .failure(let error):
        if error.isMissing { throw .missing(path: path.display) }
        throw .unreadable(path: path.display, reason: error.description)
      case .success(let status):
        switch status.kind {
        case .folder: try addNamedFolder(path, status)
        case .file: addFile(path, onlyOnce: true)
        case .other: throw .notAFile(path: path.display)
        }
      }
    case .listed(let path):
      switch PathStatus.of(path) {
      case .success(let status) where status.kind == .folder:
        if visited.contains(status.identity) {
          notices.append("\(path.display): already read, or one of this run's own folders; left out.")
        } else {
          walk(path, status.identity, name: ClipGrouping.folderName(path), childPrefix: "")
        }
      case .success(let status) where status.kind == .file: addFile(path, onlyOnce: false)
      case .success: addFailure(path, .notAFile(path: path.display))
      case .failure(let error):
        let reason: FootageError =
          error.isMissing
          ? .missing(path: path.display) : .unreadable(path: path.display, reason: error.description)
        addFailure(path, reason)
      }
    }
  }

  private mutating func addNamedFolder(_ path: SourcePath, _ status: PathStatus) throws(FootageError) {
    guard !visited.contains(status.identity) else {
      notices.append("\(path.display): named twice, or one of this run's own folders; left out.")
      return
    }
    // What can be read is a row of the results, what cannot be listed at all is a mistake in the command.
    if case .failure(let error) = FolderListing.names(in: path) {
      throw .unreadable(path: path.display, reason: error.description)
    }
    let before = metInFolders
    walk(path, status.identity, name: ClipGrouping.folderName(path), childPrefix: "")
    if metInFolders == before { throw .noImages(path: path.display) }
  }

  /// Adds the clips of a folder and of those in it.
  private mutating func walk(
    _ folder: SourcePath, _ identity: PathStatus.Identity, name: String, childPrefix: String
  ) {
    visited.insert(identity)
    let names: [SourcePath]
    switch FolderListing.names(in: folder) {
    case .success(let list): names = list
    case .failure(let error):
      let reason = FootageError.unreadable(path: folder.display, reason: error.description)
      metInFolders += 1  // Something is there, and its error will be a row.
      let label = childPrefix.isEmpty ? folder.display : String(childPrefix.dropLast())
      append(
        Clip.ImageEntry(path: folder, label: label, failure: FrameFailure(reason)), folder: identity, name: name)
      return
    }
    var folders: [(path: SourcePath, name: SourcePath, identity: PathStatus.Identity)] = []
    var videos: [(path: SourcePath, name: SourcePath)] = []
    for entry in names {
      let path = folder.appending(entry)
      switch PathStatus.of(path) {
      case .failure(let error):
        // A dangling link with a picture's name stands for a frame that someone expects; other names do not.
        guard MediaSignature.nameClaimsImage(entry) else { continue }
        metInFolders += 1
        let reason = FootageError.unreadable(path: path.display, reason: error.description)
        append(
          Clip.ImageEntry(path: path, label: childPrefix + entry.display, failure: FrameFailure(reason)),
          folder: identity, name: name)
      case .success(let status):
        switch status.kind {
        case .other: continue
        case .folder: folders.append((path, entry, status.identity))
        case .file:
          let signature = ClipGrouping.signature(path, name: entry)
          if signature != .unknown { metInFolders += 1 }
          switch signature {
          case .image:
            guard taken.insert(Place(folder: identity, name: entry)).inserted else { continue }
            append(
              Clip.ImageEntry(path: path, label: childPrefix + entry.display, failure: nil), folder: identity,
              name: name)
          case .video: videos.append((path, entry))
          case .unknown: continue
          }
        }
      }
    }
    for video in videos where taken.insert(Place(folder: identity, name: video.name)).inserted {
      let label = childPrefix + video.name.display
      clips.append(Clip(name: label, content: .video(video.path, label: label)))
    }
    for child in folders {
      if visited.contains(child.identity) {
        notices.append("\(child.path.display): already read, or one of this run's own folders; left out.")
      } else {
        let childName = childPrefix + child.name.display
        walk(child.path, child.identity, name: childName, childPrefix: childName + "/")
      }
    }
  }

  private mutating func addFile(_ path: SourcePath, onlyOnce: Bool) {
    let folder = path.parent
    guard case .success(let status) = PathStatus.of(folder) else {
      return addFailure(path, .missing(path: path.display))
    }
    let place = Place(folder: status.identity, name: path.lastComponent)
    if !taken.insert(place).inserted, onlyOnce {
      notices.append("\(path.display): named twice; counted once.")
      return
    }
    if case .success(let head) = FolderListing.head(of: path, count: MediaSignature.headLength),
      MediaSignature(head: head) == .video
    {
      clips.append(Clip(name: path.lastComponent.display, content: .video(path, label: path.display)))
    } else {
      // Whatever else was named is taken for a picture: the decoder says best what is wrong with it.
      append(
        Clip.ImageEntry(path: path, label: path.display, failure: nil), folder: status.identity,
        name: ClipGrouping.folderName(folder))
    }
  }

  /// An error row in the clip of the folder that `path` would lie in.
  private mutating func addFailure(_ path: SourcePath, _ reason: FootageError) {
    let entry = Clip.ImageEntry(path: path, label: path.display, failure: FrameFailure(reason))
    if case .success(let status) = PathStatus.of(path.parent) {
      append(entry, folder: status.identity, name: ClipGrouping.folderName(path.parent))
    } else if let last = clips.indices.last, case .images(var entries) = clips[last].content,
      clips[last].name == path.parent.display
    {
      entries.append(entry)
      clips[last].content = .images(entries)
    } else {
      clips.append(Clip(name: path.parent.display, content: .images([entry])))
    }
  }

  private mutating func append(_ entry: Clip.ImageEntry, folder: PathStatus.Identity, name: String) {
    if let index = clipOfFolder[folder], case .images(var entries) = clips[index].content {
      clips[index].content = .images([])  // Gives up the array's second owner: appending then copies nothing.
      entries.append(entry)
      clips[index].content = .images(entries)
    } else {
      clipOfFolder[folder] = clips.count
      clips.append(Clip(name: name, content: .images([entry])))
    }
  }

  /// Names that occur twice give way to the paths they stand for; should those read alike too, they are numbered.
  private mutating func makeNamesUnique() {
    var count: [String: Int] = [:]
    for clip in clips { count[clip.name, default: 0] += 1 }
    var used: Set<String> = []
    for index in clips.indices {
      if count[clips[index].name, default: 0] > 1 {
        clips[index].name =
          switch clips[index].content {
          case .video(let path, _): path.display
          case .images(let entries): entries.first?.path.parent.display ?? clips[index].name
          }
      }
      let name = clips[index].name
      var number = 2
      while !used.insert(clips[index].name).inserted {
        clips[index].name = "\(name) (\(number))"
        number += 1
      }
    }
  }

  /// A folder's own name, also where it was given as `.` or `..`.
  static func folderName(_ folder: SourcePath) -> String {
    let last = folder.lastComponent.display
    guard last == "." || last == ".." else { return last }
    return folder.resolved?.lastComponent.display ?? last
  }

  private static func signature(_ path: SourcePath, name: SourcePath) -> MediaSignature {
    if MediaSignature.nameClaimsImage(name) { return .image }
    guard case .success(let head) = FolderListing.head(of: path, count: MediaSignature.headLength) else {
      return .unknown
    }
    return MediaSignature(head: head)
  }
}
