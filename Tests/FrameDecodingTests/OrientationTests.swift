import CImageWriters
import FrameDecoding
import ImagePlanes
import TestSupport
import Testing

@Suite("EXIF orientation")
struct OrientationTests {
  /// Where the upright pixel (x, y) is stored in a picture of `width` × `height`: EXIF 2.32, tag 0x0112, by its words.
  private func stored(_ x: Int, _ y: Int, _ orientation: Int, _ width: Int, _ height: Int) -> (x: Int, y: Int) {
    switch orientation {
    case 2: (width - 1 - x, y)  // row 0 is the top, column 0 the right-hand side
    case 3: (width - 1 - x, height - 1 - y)  // bottom, right
    case 4: (x, height - 1 - y)  // bottom, left
    case 5: (y, x)  // left, top
    case 6: (y, height - 1 - x)  // right, top
    case 7: (width - 1 - y, height - 1 - x)  // right, bottom
    case 8: (width - 1 - y, x)  // left, bottom
    default: (x, y)
    }
  }

  /// Samples whose neighbours all differ.
  private func scrambled(_ count: Int) -> [UInt8] {
    (0..<count).map { (i: Int) -> UInt8 in UInt8(truncatingIfNeeded: i &* 7 &+ i / 251) }
  }

  @Test("each orientation turns a PNG as EXIF says, in luma and colour", arguments: 1...8, [false, true])
  func png(orientation: Int, bigEndian: Bool) throws {
    for (width, height) in [(1, 1), (3, 2), (70, 1), (67, 129)] {
      let rgb = scrambled(3 * width * height)
      var spec = PNGSpec(width: width, height: height)
      let plain = try FrameDecoder().decode(bytes: spec.encode(rgb), path: "")
      let plainColor = try FrameDecoder().decodeColor(bytes: spec.encode(rgb), path: "")
      spec.exif = tiff(orientation: UInt16(orientation), bigEndian: bigEndian)
      let png = try spec.encode(rgb)
      let frame = try FrameDecoder().decode(bytes: png, path: "")
      let color = try FrameDecoder().decodeColor(bytes: png, path: "")
      #expect(frame.orientation == orientation)
      #expect(frame.size == (orientation < 5 ? plain.size : ImageSize(width: height, height: width)))
      #expect(color.size == frame.size)
      var misplaced = 0
      for y in 0..<frame.size.height {
        for x in 0..<frame.size.width {
          let from = stored(x, y, orientation, width, height)
          if frame.luma[x: x, y: y] != plain.luma[x: from.x, y: from.y] { misplaced += 1 }
          if color[x: x, y: y] != plainColor[x: from.x, y: from.y] { misplaced += 1 }
        }
      }
      #expect(misplaced == 0)
    }
  }

  @Test("a JPEG's APP1 marker counts as a PNG's chunk does", arguments: 1...8)
  func jpeg(orientation: Int) throws {
    let rgb = smoothRGB(width: 37, height: 29)
    let plain = try FrameDecoder().decode(bytes: JPEGSpec().encode(rgb), path: "")
    let marker = exifMarker(tiff(orientation: UInt16(orientation)))
    let frame = try FrameDecoder().decode(bytes: JPEGSpec(app1: marker).encode(rgb), path: "")
    #expect(frame.orientation == orientation)
    let worst = worstDifference(frame.luma) { x, y in
      let from = stored(x, y, orientation, 37, 29)
      return Int(plain.luma[x: from.x, y: from.y])
    }
    #expect(worst == 0)
  }

  @Test("an eXIf chunk after the samples counts too")
  func lateChunk() throws {
    let png = try PNGSpec().encode(smoothRGB(width: 13, height: 11))
    var late = Array(png.dropLast(12))
    late += pngChunk("eXIf", tiff(orientation: 6))
    late += png.suffix(12)
    let frame = try FrameDecoder().decode(bytes: late, path: "")
    #expect(frame.orientation == 6)
    #expect(frame.size == ImageSize(width: 11, height: 13))
  }

  @Test("another APP1 block, as XMP, does not hide EXIF")
  func afterXMP() throws {
    let jpeg = try JPEGSpec(app1: exifMarker(tiff(orientation: 3))).encode(smoothRGB(width: 37, height: 29))
    let xmp = Array("http://ns.adobe.com/xap/1.0/\0<x/>".utf8)
    var bytes = Array(jpeg[..<2])
    bytes += [0xFF, 0xE1, 0, UInt8(xmp.count + 2)]
    bytes += xmp
    bytes += jpeg[2...]
    let frame = try FrameDecoder().decode(bytes: bytes, path: "")
    #expect(frame.orientation == 3)
  }

  @Test("an orientation that EXIF does not define counts as upright", arguments: [0, 9, 255, 256, 65_535] as [UInt16])
  func undefined(orientation: UInt16) throws {
    let marker = exifMarker(tiff(orientation: orientation))
    let jpeg = try JPEGSpec(app1: marker).encode(smoothRGB(width: 37, height: 29))
    let frame = try FrameDecoder().decode(bytes: jpeg, path: "")
    #expect(frame.orientation == 1)
    #expect(frame.size == ImageSize(width: 37, height: 29))
  }

  @Test("a chunk that claims more bytes than there are, or than memory, costs no memory")
  func absurdLength() throws {
    let png = try PNGSpec().encode(smoothRGB(width: 13, height: 11))
    for claim: UInt32 in [200_000, 0x4153_D265, 0x7FFF_FFFF] {
      var bytes = Array(png[..<33])
      bytes += bigEndian(claim)
      bytes += "eXIfMM".utf8
      bytes += png[33...]
      #expect(throws: DecodingError.self) { try FrameDecoder().decode(bytes: bytes, path: "") }
    }
  }

  @Test("broken EXIF never costs the frame", arguments: 1...200)
  func garbage(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var block = tiff(orientation: 6, bigEndian: seed.isMultiple(of: 2))
    block += [UInt8](repeating: 0, count: 40)
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      block[.random(in: block.indices, using: &random)] = .random(in: 0...255, using: &random)
    }
    block.removeLast(.random(in: 0..<block.count, using: &random))
    let rgb = smoothRGB(width: 37, height: 29)
    let jpeg = try JPEGSpec(app1: exifMarker(block)).encode(rgb)
    let frame = try FrameDecoder().decode(bytes: jpeg, path: "")
    #expect((1...8).contains(frame.orientation), "seed \(seed)")
    #expect(frame.size.area == 37 * 29, "seed \(seed)")
  }
}
