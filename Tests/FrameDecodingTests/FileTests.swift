import Foundation
import FrameDecoding
import ImagePlanes
import Testing

@Suite("Files")
struct FileTests {
  /// Calls `body` with an empty folder that is removed afterwards.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remnant-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("a frame records its path, digest, length and kind, which is told from the bytes")
  func record() throws {
    try withFolder { folder in
      let png = try PNGSpec(width: 1, height: 1, colorType: 0).encode([7])
      let path = folder.appendingPathComponent("wrongly-named.jpg").path
      try Data(png).write(to: URL(fileURLWithPath: path))
      let frame = try FrameDecoder().decode(path: path)
      #expect(frame.kind == .png)
      #expect(frame.path == path)
      #expect(frame.byteCount == png.count)
      #expect(frame.orientation == 1)
      #expect(pixels(frame) == [7])
      #expect(frame.sha256.count == 64)
      #expect(try FrameDecoder().decode(bytes: png, path: "other").sha256 == frame.sha256)
      #expect(try FrameDecoder().decodeColor(path: path).samples == [7, 7, 7])
    }
  }

  @Test("the digest is SHA-256")
  func digest() throws {
    // A one-pixel PNG, written out, with the digest that sha256sum gives.
    let bytes = Data(base64Encoded: Self.onePixel) ?? Data()
    let frame = try FrameDecoder().decode(bytes: Array(bytes), path: "")
    #expect(frame.sha256 == Self.onePixelDigest)
  }

  private static let onePixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgBwAACQAIICPDjAAAAABJRU5ErkJggg=="
  private static let onePixelDigest = "eb98e7e8f15d447786930b4ac3eb0f50f68dbd35df8da2ef3752c776ba2721d1"

  @Test("what is no readable file is named, and nothing waits for ever", .timeLimit(.minutes(1)))
  func notFiles() throws {
    try withFolder { folder in
      let missing = folder.appendingPathComponent("missing.png").path
      #expect(throws: DecodingError.notFound(path: missing)) { try FrameDecoder().decode(path: missing) }
      #expect(throws: DecodingError.notAFile(path: folder.path, what: "a folder")) {
        try FrameDecoder().decode(path: folder.path)
      }
      let pipe = folder.appendingPathComponent("pipe.png").path
      #expect(mkfifo(pipe, 0o600) == 0)
      #expect(throws: DecodingError.notAFile(path: pipe, what: "a pipe")) { try FrameDecoder().decode(path: pipe) }
      #expect(throws: DecodingError.notAFile(path: "/dev/zero", what: "a device")) {
        try FrameDecoder().decode(path: "/dev/zero")
      }
      let empty = folder.appendingPathComponent("empty.png").path
      try Data().write(to: URL(fileURLWithPath: empty))
      #expect(throws: DecodingError.empty(path: empty)) { try FrameDecoder().decode(path: empty) }
    }
  }

  @Test("a file that is no image, or that no permitted image needs, is not read to its end")
  func hugeFiles() throws {
    try withFolder { folder in
      // Sparse, so they take no room on the disk.
      let path = folder.appendingPathComponent("huge.png").path
      try Data(base64Encoded: Self.onePixel)?.write(to: URL(fileURLWithPath: path))
      #expect(truncate(path, 1 << 32) == 0)
      let limit = 8 * 200_000_000 + (64 << 20)
      #expect(throws: DecodingError.tooManyBytes(path: path, byteCount: 1 << 32, maxByteCount: limit)) {
        try FrameDecoder().decode(path: path)
      }
      let blank = folder.appendingPathComponent("blank.png").path
      try Data([0]).write(to: URL(fileURLWithPath: blank))
      #expect(truncate(blank, 1 << 30) == 0)
      #expect(throws: DecodingError.notAnImage(path: blank)) { try FrameDecoder().decode(path: blank) }
    }
  }

  @Test(
    "other formats are named",
    arguments: [
      ("GIF89a\u{1}\0", "GIF"), ("RIFF\0\0\0\0WEBPVP8 ", "WebP"),
      ("II*\0\u{8}\0\0\0", "TIFF (or a camera's raw format)"),
      ("\0\0\0\u{18}ftypheic\0\0\0\0", "HEIC"), ("\0\0\0\u{18}ftypavif\0\0\0\0", "AVIF"),
      ("\0\0\0\u{18}ftypisom\0\0\0\0", "MP4 or QuickTime video"), ("BM\0\0\0\0\0\0\0\0\0\0\0\0", "BMP"),
      ("P5\n1 1\n255\n", "Netpbm (PBM, PGM, PPM)"), ("%PDF-1.7", "PDF"), ("8BPS\0\u{1}", "Photoshop (PSD)"),
    ])
  func otherFormats(start: String, name: String) {
    #expect(throws: DecodingError.unsupported(path: "p", feature: name)) {
      try FrameDecoder().decode(bytes: Array(start.utf8), path: "p")
    }
  }

  @Test("bytes that are no image, and images whose first bytes are hurt")
  func notImages() throws {
    #expect(throws: DecodingError.notAnImage(path: "p")) {
      try FrameDecoder().decode(bytes: Array("# notes\n".utf8), path: "p")
    }
    var png = try PNGSpec(width: 1, height: 1, colorType: 0).encode([7])
    png.remove(at: 4)  // CR LF became LF.
    let reason = "the PNG signature is damaged, as by a copy in text mode"
    #expect(throws: DecodingError.corrupt(path: "p", reason: reason)) {
      try FrameDecoder().decode(bytes: png, path: "p")
    }
  }

  @Test("every error is a sentence that begins with the file and says what to do")
  func sentences() {
    let size = ImageSize(width: 30_000, height: 20_000)
    let errors: [DecodingError] = [
      .notFound(path: "a/b.png"), .unreadable(path: "a/b.png", reason: "Permission denied"),
      .notAFile(path: "a/b.png", what: "a folder"), .empty(path: "a/b.png"), .notAnImage(path: "a/b.png"),
      .unsupported(path: "a/b.png", feature: "GIF"), .truncated(path: "a/b.png", reason: "x"),
      .corrupt(path: "a/b.png", reason: "x"), .tooManyPixels(path: "a/b.png", size: size, maxPixels: 5),
      .tooManyBytes(path: "a/b.png", byteCount: 9, maxByteCount: 5), .outOfMemory(path: "a/b.png"),
    ]
    for error in errors {
      #expect(error.description.hasPrefix("a/b.png: "))
      #expect(error.description.hasSuffix("."))
    }
    #expect(Set(errors.map(\.code)).count == errors.count)
  }
}
