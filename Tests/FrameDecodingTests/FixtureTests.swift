import Foundation
import FrameDecoding
import ImagePlanes
import Testing

/// One small picture as files of many kinds, written once by libpng 1.6.39 and libjpeg-turbo 2.1.5: unlike the files that
/// other tests write, they stay the same when the libraries change. They are the fuzzer's seeds, too.
@Suite("Fixtures")
struct FixtureTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")

  @Test("every kind of file shows the same picture, upright")
  func samePicture() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(names.count == 25)
    for name in names {
      let path = Self.folder.appendingPathComponent(name).path
      let frame = try FrameDecoder().decode(path: path)
      #expect(frame.size == ImageSize(width: 24, height: 18), "\(name)")
      #expect(frame.orientation == (name.contains("orientation-6") ? 6 : 1), "\(name)")
      #expect(try FrameDecoder().decodeColor(path: path).size == frame.size)
      let worst = worstDifference(frame.luma) { x, y in
        textbookLuma(UInt8(40 + 150 * x / 24), UInt8(60 + 120 * y / 18), UInt8(200 - 90 * (x + y) / 42))
      }
      #expect(worst <= tolerance(of: name), "\(name)")
    }
  }

  @Test("a JPEG says how its luma is quantised, other files do not")
  func quantization() throws {
    for name in ["grey.jpg", "progressive-422.jpg", "orientation-6.jpg", "cmyk.jpg", "rgb-8.png"] {
      let frame = try FrameDecoder().decode(path: Self.folder.appendingPathComponent(name).path)
      let isKnown = name.hasSuffix("jpg") && name != "cmyk.jpg"
      #expect((frame.quantization != nil) == isKnown, "\(name)")
      // The standard's table: the highest frequencies have the coarsest steps, whatever the quality.
      if let steps = frame.quantization?.steps { #expect(steps[63] >= steps[0] && steps[0] > 0, "\(name)") }
    }
  }

  /// How far a kind of file may be from the picture: PNG rounds luma, or its few grey levels; JPEG loses a little.
  private func tolerance(of name: String) -> Int {
    if name.hasSuffix(".jpg") { return 6 }
    switch name {
    case "grey-1.png": return 128
    case "grey-2-interlaced.png": return 43
    case "grey-4.png", "palette-4.png": return 9
    default: return 1
    }
  }
}
