// What a clip is, for knowing it again: the content of its frames and what its results call them.

/// Gathers the key of a clip: a digest over its number and name, and over its frames' names and content, in order.
///
/// The number is in the key because overlays are named by it. A clip that has changed in any of these is examined again.
struct ClipKey {
  private let digest = ContentDigest()

  init(clip: Int, name: String) { add("\(clip)", name) }

  /// Adds the next frame of a clip of pictures, or the film of a film's clip.
  ///
  /// - Parameter sha256: The digest of the file; nil where it cannot be read.
  mutating func add(label: String, sha256: String?) { add(label, sha256 ?? "-") }

  /// The key.
  var text: String { digest.hexadecimal }

  private func add(_ first: String, _ second: String) {
    // Lengths keep neighbouring texts apart, whatever they hold.
    for text in [first, second] { digest.append("\(text.utf8.count):\(text)") }
  }

  /// The digest of what stands at `path`, where that is a file that can be read.
  static func digest(of path: SourcePath) -> String? {
    guard case .success(let status) = PathStatus.of(path), status.kind == .file else { return nil }
    return try? ContentDigest.ofFile(path, interrupt: InterruptFlag())
  }

  /// The key of a clip of a plan, as far as its files can be read.
  ///
  /// - Complexity: every file is read once.
  static func of(_ clip: Clip, index: Int) -> String {
    var key = ClipKey(clip: index, name: clip.name)
    switch clip.content {
    case .images(let entries):
      for entry in entries { key.add(label: entry.label, sha256: entry.failure == nil ? digest(of: entry.path) : nil) }
    case .video(let path, let label): key.add(label: label, sha256: digest(of: path))
    }
    return key.text
  }
}
