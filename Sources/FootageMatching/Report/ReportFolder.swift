// The folder of a report: there as a whole, or not at all.

import MatchReporting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Gathers a report's files beside the place where it goes, and puts them there in one step.
///
/// Until then an earlier report stays as it is. Files are not flushed one by one: a report can be made again, and a thousand
/// flushes take longer than making it.
struct ReportFolder {
  /// The report's name in the results' folder.
  static let name = "report"

  private let target: SourcePath
  private let draft: SourcePath
  private let old: SourcePath

  /// Prepares an empty draft.
  ///
  /// - Throws: ``ReportError/inTheWay(path:)`` where something else than a report stands in the report's place.
  init(in results: SourcePath) throws(ReportError) {
    target = results.appending(Self.name)
    draft = results.appending(".\(Self.name).partial")
    old = results.appending(".\(Self.name).old")
    if case .success = PathStatus.of(target), !Self.isReport(target) { throw .inTheWay(path: target.display) }
    do {
      for leftover in [draft, old] { try Self.remove(leftover) }
      try OutputFolder.makeFolders(draft)
    } catch { throw .output(error) }
  }

  /// Adds a file.
  func write(_ file: ReportFile) throws(OutputError) {
    let path = draft.appending(file.name)
    try OutputFolder.makeFolders(path.parent)
    try OutputFile(creating: path).append(file.bytes)
  }

  /// Puts the draft in the report's place.
  func publish() throws(OutputError) {
    let replaces = Self.rename(target, to: old)
    guard Self.rename(draft, to: target) else {
      let error = OutputError.notWritable(path: target.display, reason: SystemError.last.description)
      if replaces { _ = Self.rename(old, to: target) }
      throw error
    }
    try Self.remove(old)
  }

  /// Removes the draft, after a failure.
  func discard() { try? Self.remove(draft) }

  /// Whether a folder holds a report of this program's.
  private static func isReport(_ folder: SourcePath) -> Bool {
    guard case .success(let head) = FolderListing.head(of: folder.appending("index.html"), count: headLength) else {
      return false
    }
    return String(decoding: head, as: UTF8.self).contains(ReportSite.generatorMark)
  }

  /// The generator's mark comes early in a page.
  private static let headLength = 4096

  private static func rename(_ from: SourcePath, to target: SourcePath) -> Bool {
    from.withCString { from in target.withCString { systemRename(from, $0) } } == 0
  }

  /// Removes what stands at `path`, folders with all that is in them; links are removed, not followed.
  private static func remove(_ path: SourcePath) throws(OutputError) {
    var status = stat()
    guard path.withCString({ lstat($0, &status) }) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in names(in: path) { try remove(path.appending(name)) }
      guard path.withCString({ rmdir($0) }) == 0 else {
        throw .notWritable(path: path.display, reason: SystemError.last.description)
      }
    } else if path.withCString({ unlink($0) }) != 0 {
      throw .notWritable(path: path.display, reason: SystemError.last.description)
    }
  }

  /// Every name in a folder, hidden ones too.
  private static func names(in folder: SourcePath) -> [SourcePath] {
    guard let handle = folder.withCString({ opendir($0) }) else { return [] }
    defer { closedir(handle) }
    var names: [SourcePath] = []
    while let entry = readdir(handle) {
      // SAFETY: `d_name` is zero-terminated and `entry` lives until the next `readdir` on this handle.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        UnsafeRawPointer(tuple).withMemoryRebound(to: UInt8.self, capacity: 256) { start in
          Array(
            UnsafeBufferPointer(
              start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
        }
      }
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(SourcePath(bytes: name)) }
    }
    return names
  }
}

/// `rename(2)`, under a name that the method above does not hide.
private func systemRename(_ from: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> Int32 {
  rename(from, target)
}
