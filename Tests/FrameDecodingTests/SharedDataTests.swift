import Foundation
import FrameDecoding
import ImagePlanes
import Testing

/// The files of other projects, where they lie beside this repository.
@Suite("Shared files", .enabled(if: SharedData.isPresent, "../shared is not there"))
struct SharedDataTests {
  @Test("every file decodes or gives a clear error")
  func everyFile() throws {
    let paths = SharedData.images(in: ".")
    #expect(paths.count > 100)
    for path in paths {
      do {
        let frame = try FrameDecoder().decode(path: path)
        #expect(try FrameDecoder().decodeColor(path: path).size == frame.size)
      } catch {
        #expect(error.description.hasPrefix("\(path): "))
        #expect(error.code != "not-found" && error.code != "unreadable")
      }
    }
  }

  @Test("PngSuite agrees with libpng's own colours; its broken files are refused")
  func pngSuite() throws {
    for path in SharedData.images(in: "png/pngsuite") {
      // PngSuite's names of broken files begin with x.
      if (path as NSString).lastPathComponent.hasPrefix("x") {
        #expect(throws: DecodingError.self, "\(path)") { try FrameDecoder().decode(path: path) }
        continue
      }
      let reference = try #require(libpngRGB(Array(Data(contentsOf: URL(fileURLWithPath: path)))), "\(path)")
      let frame = try FrameDecoder().decode(path: path)
      // exif2c08 states an orientation: upright, 1, in the file that PngSuite publishes.
      #expect(frame.orientation == 1)
      let worst = worstDifference(frame.luma) { x, y in
        let i = 3 * (y * reference.width + x)
        return textbookLuma(reference.rgb[i], reference.rgb[i + 1], reference.rgb[i + 2])
      }
      #expect(worst <= 1, "\(path)")
    }
  }

  @Test("JPEGs agree with the PNG beside them")
  func jpegReferences() throws {
    var compared = 0
    for path in SharedData.images(in: "jpeg/jpeg-decoder-tests/reftest") where path.hasSuffix(".jpg") {
      let referencePath = path.dropLast(4) + ".png"
      guard FileManager.default.fileExists(atPath: String(referencePath)),
        let frame = try? FrameDecoder().decode(path: path)
      else { continue }
      let reference = try FrameDecoder().decodeColor(path: String(referencePath))
      #expect(reference.size == frame.size)
      compared += 1
      // Where Y, Cb and Cr name a colour outside RGB, the reference was clipped and has lost the Y that was stored.
      let worst = worstDifference(frame.luma) { x, y in
        let (red, green, blue) = reference[x: x, y: y]
        let clipped = !(red == green && green == blue) && [red, green, blue].contains { $0 == 0 || $0 == 255 }
        return clipped ? Int(frame.luma[x: x, y: y]) : textbookLuma(red, green, blue)
      }
      #expect(worst <= 2, "\(path)")
    }
    #expect(compared >= 30)
  }

  @Test("all orientations of a picture decode alike", arguments: ["Landscape", "Portrait"])
  func orientations(name: String) throws {
    let folder = SharedData.decoder.appendingPathComponent("exif-orientation")
    let upright = try FrameDecoder().decode(path: folder.appendingPathComponent("\(name)_1.jpg").path)
    for orientation in 0...8 {
      let frame = try FrameDecoder().decode(path: folder.appendingPathComponent("\(name)_\(orientation).jpg").path)
      #expect(frame.orientation == max(orientation, 1))
      #expect(frame.size == upright.size)
      var total = 0
      for y in 0..<frame.size.height {
        for x in 0..<frame.size.width { total += abs(Int(frame.luma[x: x, y: y]) - Int(upright.luma[x: x, y: y])) }
      }
      // Each file was compressed anew after it was turned, so they differ a little; one turned wrongly differs by tens.
      #expect(Double(total) / Double(frame.size.area) < 6, "orientation \(orientation)")
    }
  }
}
