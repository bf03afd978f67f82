import FootageMatching
import Foundation

/// A folder that lives as long as this value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "remnant-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var path: SourcePath { SourcePath(url.path) }

  /// Writes `bytes` to a file below the folder, making the folders on its way.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8] = TemporaryFolder.pngHead) throws -> SourcePath {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return SourcePath(file.path)
  }

  /// Enough of a PNG to be taken for one.
  static let pngHead: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Enough of an MP4 to be taken for one.
  static let filmHead: [UInt8] = [0, 0, 0, 24] + Array("ftypisom".utf8)
}
