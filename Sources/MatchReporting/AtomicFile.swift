#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Writes whole files: after a crash, a full disk or an interruption, a reader sees the old file or the new one, never
/// a part of it.
public enum AtomicFile {
  /// Replaces the file at `path` by `bytes`, through a temporary file in the same folder and a rename.
  ///
  /// The temporary file is removed on failure. The bytes are flushed to the disk before the rename, so that the name
  /// never refers to a file whose content is still to come.
  ///
  /// - Throws: ``ReportingError/cannotWrite(path:code:reason:)``.
  public static func write(_ bytes: [UInt8], to path: String) throws(ReportingError) {
    // The process number keeps two processes that write the same file from sharing a temporary file.
    let temporary = "\(path).\(getpid()).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path: path) }
    do throws(ReportingError) {
      try writeAll(bytes, to: descriptor, path: path)
      guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else { throw .cannotWrite(path: path) }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    // A network file system may report a full disk only here.
    guard close(descriptor) == 0, rename(temporary, path) == 0 else {
      let error = ReportingError.cannotWrite(path: path)
      unlink(temporary)
      throw error
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(ReportingError) {
    var failed = false
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        // SAFETY: done < count, so the rest of the buffer is a valid range.
        let written = unistdWrite(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else {
          failed = true
          return
        }
        done += written
      }
    }
    if failed { throw .cannotWrite(path: path) }
  }
}

/// `write(2)`, under a name that the methods of this file do not hide.
private func unistdWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

extension ReportingError {
  /// The error for `path` that `errno` now describes.
  static func cannotWrite(path: String) -> ReportingError {
    let code = errno
    return .cannotWrite(path: path, code: code, reason: String(cString: strerror(code)))
  }

  /// What a person can do about the `errno` value `code`, or an empty string where its text says all.
  static func advice(errno code: Int32) -> String {
    switch code {
    case ENOSPC: return ": free some space on that disk, or choose another folder"
    case EDQUOT: return ": your quota on that disk is used up; choose another folder"
    case EACCES, EPERM: return ": check the folder's permissions, or choose another folder"
    case EROFS: return ": the disk is mounted read-only; choose another folder"
    case ENOENT: return ": the folder does not exist; create it first"
    case ENOTDIR: return ": a part of that path is a file, not a folder"
    case EISDIR: return ": a folder has that name; choose another"
    case ENAMETOOLONG: return ": choose a shorter name"
    default: return ""
    }
  }
}
