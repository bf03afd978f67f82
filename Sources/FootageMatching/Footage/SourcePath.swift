// Paths as the system has them: bytes. A Swift String cannot hold every file name that Linux allows.

/// A path, kept as the bytes that the system uses, with a readable form.
///
/// Evidence folders hold names in old encodings; a name that is not UTF-8 must still open its own file.
public struct SourcePath: Hashable, Sendable {
  /// The bytes, without a terminating zero.
  public let bytes: [UInt8]

  /// Makes a path of `bytes`, which hold no zero.
  public init(bytes: [UInt8]) {
    precondition(!bytes.contains(0), "a path holds no zero byte")
    self.bytes = bytes
  }

  /// Makes a path of text.
  public init(_ text: String) {
    self.init(bytes: text.utf8.filter { $0 != 0 })
  }

  /// The path for people and for JSON: bytes that are not UTF-8 appear as U+FFFD.
  public var display: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the bytes are UTF-8, so that `display` opens the same file.
  package var isUTF8: Bool { Array(display.utf8) == bytes }

  /// The last component; for `/` the whole path.
  package var lastComponent: SourcePath {
    let trimmed = withoutTrailingSlashes.bytes
    guard let slash = trimmed.lastIndex(of: SourcePath.slash), trimmed.count > 1 else {
      return SourcePath(bytes: trimmed)
    }
    return SourcePath(bytes: Array(trimmed[(slash + 1)...]))
  }

  /// The folder that the path lies in: `.` for a bare name.
  package var parent: SourcePath {
    let trimmed = withoutTrailingSlashes.bytes
    guard let slash = trimmed.lastIndex(of: SourcePath.slash) else { return SourcePath(".") }
    return slash == 0 ? SourcePath("/") : SourcePath(bytes: Array(trimmed[..<slash])).withoutTrailingSlashes
  }

  /// This path with `name` appended.
  package func appending(_ name: SourcePath) -> SourcePath {
    let base = withoutTrailingSlashes.bytes
    return SourcePath(bytes: base + (base == [SourcePath.slash] ? [] : [SourcePath.slash]) + name.bytes)
  }

  /// This path with `name` appended.
  package func appending(_ name: String) -> SourcePath { appending(SourcePath(name)) }

  /// Calls `body` with the path as a C string.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
    try (bytes + [0]).withUnsafeBufferPointer { buffer in
      try buffer.withMemoryRebound(to: CChar.self) { try body($0.baseAddress!) }
    }
  }

  private var withoutTrailingSlashes: SourcePath {
    var end = bytes.count
    while end > 1, bytes[end - 1] == SourcePath.slash { end -= 1 }
    return end == bytes.count ? self : SourcePath(bytes: Array(bytes[..<end]))
  }

  private static let slash: UInt8 = 0x2F
}
