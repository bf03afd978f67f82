/// Why a library cannot be opened, read or changed. Each case has a sentence that says what is wrong, where, and what to do.
public enum LibraryError: Error, Hashable, Sendable {
  /// Nothing stands at the path.
  case missing(path: String)
  /// The file is no library: another kind of file, or another program's database.
  case notALibrary(path: String)
  /// The library was written in a form that this version does not know.
  case newer(path: String, version: Int, supported: Int)
  /// The library was written in a form that is no longer read.
  case older(path: String, version: Int)
  /// The file's content contradicts itself: cut short, overwritten or from a failing disk.
  case damaged(path: String, reason: String)
  /// Another process is changing the library.
  case busy(path: String)
  /// The file or its folder may not be written to.
  case readOnly(path: String)
  /// No room is left on the disk.
  case diskFull(path: String)
  /// Reading or writing failed.
  case failed(path: String, reason: String)
  /// A picture with the same bytes is in the library.
  case duplicate(picture: String, existing: String, sha256: String)
  /// Another picture of the library has the label.
  case labelTaken(label: String, picture: String)
  /// Nothing in the library has the name or the digest.
  case unknown(name: String, path: String)
  /// Several pictures have a digest that begins so.
  case ambiguous(name: String, count: Int)
}

extension LibraryError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .missing(let path): "\(path): there is no such library. `remnant library add` makes one."
    case .notALibrary(let path): "\(path): is no reference library of Remnant."
    case .newer(let path, let version, let supported):
      "\(path): is a library of form \(version), and this version of Remnant reads up to form \(supported). Use a newer Remnant."
    case .older(let path, let version):
      "\(path): is a library of form \(version), which an unreleased Remnant wrote. Add the pictures again to a new library."
    case .damaged(let path, let reason):
      "\(path): is damaged (\(reason)). Restore it from a copy, or add the pictures again to a new library."
    case .busy(let path): "\(path): another process is changing this library. Try again when it has finished."
    case .readOnly(let path): "\(path): may not be written to. Check the permissions of the file and of its folder."
    case .diskFull(let path): "\(path): no room is left on that disk. Nothing was changed by what failed."
    case .failed(let path, let reason): "\(path): \(reason)."
    case .duplicate(let picture, let existing, let sha256):
      "\(picture): is in the library already, as \(existing) (SHA-256 \(sha256.prefix(12))…)."
    case .labelTaken(let label, let picture):
      "\(picture): the library has another picture labelled \(label). Remove that one first, or give this one another label."
    case .unknown(let name, let path): "\(path): holds nothing named \(name). `remnant library list` names all."
    case .ambiguous(let name, let count): "\(name): \(count) pictures are named so. Give more digits of the SHA-256."
    }
  }
}
