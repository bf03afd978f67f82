import FrameDecoding
import ImagePlanes
import TestSupport
import Testing

@Suite("PNG")
struct PNGTests {
  /// Every colour type with every depth that PNG allows.
  static let kinds: [[Int]] = [
    [0, 1], [0, 2], [0, 4], [0, 8], [0, 16], [2, 8], [2, 16], [3, 1], [3, 2], [3, 4], [3, 8], [4, 8], [4, 16], [6, 8],
    [6, 16],
  ]

  @Test(
    "every colour type, depth and interlace gives libpng's colours and their luma", arguments: kinds, [false, true])
  func everyKind(kind: [Int], interlaced: Bool) throws {
    let (colorType, bitDepth) = (kind[0], kind[1])
    for (width, height) in [(1, 1), (2, 5), (5, 2), (13, 11), (64, 3), (65, 9)] {
      var random = SplitMix64(seed: UInt64(colorType * 1000 + bitDepth * 10 + width))
      var spec = PNGSpec(width: width, height: height, colorType: colorType, bitDepth: bitDepth)
      spec.interlaced = interlaced
      if colorType == 3 { spec.palette = noise(3 << bitDepth, &random) }
      let rows = noise(spec.rowBytes * height, &random)
      let png = try spec.encode(rows)
      let reference = try #require(libpngRGB(png))

      let color = try FrameDecoder().decodeColor(bytes: png, path: "test.png")
      #expect(color.size == ImageSize(width: width, height: height))
      #expect(color.samples == reference.rgb)

      let frame = try FrameDecoder().decode(bytes: png, path: "test.png")
      #expect(frame.size == color.size)
      #expect(frame.kind == .png)
      let worst = worstDifference(frame.luma) { x, y in
        let i = 3 * (y * width + x)
        return textbookLuma(reference.rgb[i], reference.rgb[i + 1], reference.rgb[i + 2])
      }
      #expect(worst <= 1)
    }
  }

  @Test("grey samples are kept, whatever their depth")
  func greyIsKept() throws {
    let row = (0...255).map { UInt8($0) }
    let png = try PNGSpec(width: 256, height: 1, colorType: 0).encode(row)
    let frame = try FrameDecoder().decode(bytes: png, path: "")
    #expect(worstDifference(frame.luma) { x, _ in x } == 0)

    // 4 bits: 0 is black, 15 is white, even steps between.
    let nibbles = try PNGSpec(width: 4, height: 1, colorType: 0, bitDepth: 4).encode([0x01, 0x8F])
    let small = try FrameDecoder().decode(bytes: nibbles, path: "")
    #expect((0..<4).map { small.luma[x: $0, y: 0] } == [0, 17, 136, 255])
  }

  @Test("grey written as RGB stays the same grey")
  func greyAsRGB() throws {
    var row: [UInt8] = []
    for grey in UInt8.min...UInt8.max { row += [grey, grey, grey] }
    let png = try PNGSpec(width: 256, height: 1, colorType: 2).encode(row)
    let frame = try FrameDecoder().decode(bytes: png, path: "")
    #expect(worstDifference(frame.luma) { x, _ in x } == 0)
  }

  @Test("16-bit samples go to the nearest 8-bit ones")
  func sixteenBits() throws {
    var random = SplitMix64(seed: 16)
    var values = [0, 128, 129, 257, 385, 386, 65_407, 65_534, 65_535]
    for _ in 0..<500 { values.append(.random(in: 0...65_535, using: &random)) }
    var rows: [UInt8] = []
    for value in values { rows += [UInt8(value >> 8), UInt8(value & 0xFF)] }
    let png = try PNGSpec(width: values.count, height: 1, colorType: 0, bitDepth: 16).encode(rows)
    let frame = try FrameDecoder().decode(bytes: png, path: "")
    #expect(worstDifference(frame.luma) { x, _ in Int((Double(values[x]) * 255 / 65_535).rounded()) } == 0)
  }

  @Test("alpha changes nothing: samples count as stored")
  func alphaIsIgnored() throws {
    let rgb = smoothRGB(width: 13, height: 11)
    let opaque = try PNGSpec().encode(rgb)
    var random = SplitMix64(seed: 4)
    var rgba: [UInt8] = []
    for i in 0..<13 * 11 {
      rgba += rgb[3 * i..<3 * i + 3]
      rgba += noise(1, &random)
    }
    let clear = try PNGSpec(colorType: 6).encode(rgba)
    let expected = pixels(try FrameDecoder().decode(bytes: opaque, path: ""))
    #expect(try pixels(FrameDecoder().decode(bytes: clear, path: "")) == expected)

    var spec = PNGSpec(width: 2, height: 1, colorType: 3, palette: [10, 10, 10, 200, 200, 200], paletteAlpha: [0, 0])
    let faint = try spec.encode([0, 1])
    spec.paletteAlpha = []
    let solid = try spec.encode([0, 1])
    #expect(try pixels(FrameDecoder().decode(bytes: faint, path: "")) == [10, 200])
    #expect(try pixels(FrameDecoder().decode(bytes: solid, path: "")) == [10, 200])
  }

  @Test("an index without a colour is an error, not black")
  func strayIndex() throws {
    let png = try PNGSpec(width: 2, height: 1, colorType: 3, palette: [1, 2, 3]).encode([0, 9])
    let reason = "a pixel uses a colour that the palette lacks"
    #expect(throws: DecodingError.corrupt(path: "p", reason: reason)) {
      try FrameDecoder().decode(bytes: png, path: "p")
    }
    #expect(throws: DecodingError.corrupt(path: "p", reason: reason)) {
      try FrameDecoder().decodeColor(bytes: png, path: "p")
    }
  }

  @Test("a compressed text or profile that would unfold to gigabytes is skipped, and so is one that is damaged")
  func ancillaryChunksAreSkipped() throws {
    let png = try PNGSpec().encode(smoothRGB(width: 13, height: 11))
    let plain = try FrameDecoder().decode(bytes: png, path: "")
    for name in ["zTXt", "iTXt", "iCCP", "tEXt", "sPLT", "gAMA", "tRNS", "acTL", "prVt"] {
      // A chunk of noise right after IHDR, with the checksum that its bytes demand.
      var random = SplitMix64(seed: 99)
      var changed = Array(png[..<33])
      changed += pngChunk(name, noise(300, &random))
      changed += png[33...]
      let frame = try FrameDecoder().decode(bytes: changed, path: name)
      #expect(pixels(frame) == pixels(plain), "\(name)")
    }
  }

  @Test("an image that its file cannot hold is refused before memory is taken")
  func impossiblePromise() throws {
    let png = try PNGSpec().encode(smoothRGB(width: 13, height: 11))
    func stating(_ width: UInt32, _ height: UInt32) -> [UInt8] {
      var bytes = Array(png[..<8])
      bytes += pngChunk("IHDR", bigEndian(width) + bigEndian(height) + png[24..<29])
      bytes += png[33...]
      return bytes
    }
    do {
      _ = try FrameDecoder().decode(bytes: stating(14_000, 14_000), path: "p")
      Issue.record("decoded")
    } catch {
      #expect(error.code == "truncated")
      #expect(error.description.contains("cannot hold 14000 × 14000"))
    }
    for (width, height) in [(20_000, 20_000), (65_501, 1), (1, 65_501), (0x7FFF_FFFF, 0x7FFF_FFFF)] {
      let size = ImageSize(width: width, height: height)
      #expect(throws: DecodingError.tooManyPixels(path: "p", size: size, maxPixels: 200_000_000)) {
        try FrameDecoder().decode(bytes: stating(UInt32(width), UInt32(height)), path: "p")
      }
    }
  }

  @Test("maxPixels is the last size that passes")
  func maxPixels() throws {
    let png = try PNGSpec().encode(smoothRGB(width: 13, height: 11))
    var options = DecodingOptions()
    options.maxPixels = 143
    #expect(try FrameDecoder(options: options).decode(bytes: png, path: "").size.area == 143)
    options.maxPixels = 142
    #expect(throws: DecodingError.self) { try FrameDecoder(options: options).decode(bytes: png, path: "") }
    #expect(throws: DecodingError.self) { try FrameDecoder(options: options).decodeColor(bytes: png, path: "") }
  }
}
