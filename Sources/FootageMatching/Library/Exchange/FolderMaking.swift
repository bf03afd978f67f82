#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes folders.
enum FolderMaking {
  /// Makes `folder` and those it lies in, where they are missing.
  static func make(_ folder: SourcePath) throws(LibraryExportError) {
    if case .success(let status) = PathStatus.of(folder) {
      guard status.kind == .folder else { throw .folder(path: folder.display, reason: "is not a folder") }
      return
    }
    if folder.parent != folder { try make(folder.parent) }
    guard folder.withCString({ mkdir($0, 0o755) }) == 0 || errno == EEXIST else {
      throw .folder(path: folder.display, reason: "cannot be made (\(SystemError.last))")
    }
  }
}
