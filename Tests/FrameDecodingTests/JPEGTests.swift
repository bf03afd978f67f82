import CImageWriters
import FrameDecoding
import ImagePlanes
import Testing

@Suite("JPEG")
struct JPEGTests {
  /// The ways to code one picture that libjpeg can write.
  enum Coding: CaseIterable {
    case baseline, progressive, arithmetic, progressiveArithmetic, separateScans, restarts

    func apply(to spec: inout JPEGSpec) {
      spec.progressive = self == .progressive || self == .progressiveArithmetic
      spec.arithmetic = self == .arithmetic || self == .progressiveArithmetic
      spec.separateScans = self == .separateScans
      spec.restartRows = self == .restarts ? 1 : 0
    }
  }

  @Test("every coding of one picture gives the same luma and colour", arguments: Coding.allCases)
  func codings(coding: Coding) throws {
    let rgb = smoothRGB(width: 37, height: 29)
    var spec = JPEGSpec()
    let plain = try spec.encode(rgb)
    coding.apply(to: &spec)
    let coded = try spec.encode(rgb)
    let frame = try FrameDecoder().decode(bytes: coded, path: "")
    #expect(frame.kind == .jpeg)
    #expect(try pixels(frame) == pixels(FrameDecoder().decode(bytes: plain, path: "")))
    let color = try FrameDecoder().decodeColor(bytes: coded, path: "")
    #expect(try color.samples == FrameDecoder().decodeColor(bytes: plain, path: "").samples)
  }

  @Test("luma and colour are those of the picture that was coded", arguments: [false, true])
  func agreesWithSource(progressive: Bool) throws {
    for (width, height) in [(1, 1), (7, 3), (8, 8), (16, 17), (37, 29), (130, 65)] {
      let rgb = smoothRGB(width: width, height: height)
      var spec = JPEGSpec(width: width, height: height, quality: 100, progressive: progressive)
      spec.sampling = [(horizontal: 1, vertical: 1)]
      let jpeg = try spec.encode(rgb)
      let frame = try FrameDecoder().decode(bytes: jpeg, path: "")
      let worst = worstDifference(frame.luma) { x, y in
        let i = 3 * (y * width + x)
        return textbookLuma(rgb[i], rgb[i + 1], rgb[i + 2])
      }
      #expect(worst <= 2, "\(width) × \(height)")

      // The same picture as PNG: the one luma definition.
      let color = try FrameDecoder().decodeColor(bytes: jpeg, path: "")
      let png = try PNGSpec(width: width, height: height).encode(color.samples)
      let other = try FrameDecoder().decode(bytes: png, path: "")
      #expect(worstDifference(other.luma) { x, y in Int(frame.luma[x: x, y: y]) } <= 1, "\(width) × \(height)")
    }
  }

  @Test(
    "odd sampling factors",
    arguments: [
      [(2, 2), (1, 1), (1, 1)], [(4, 1), (1, 1), (1, 1)], [(1, 4), (1, 1), (1, 1)], [(2, 1), (1, 2), (1, 1)],
      [(1, 1), (2, 2), (1, 1)], [(1, 1), (2, 2), (2, 2)], [(3, 1), (1, 1), (3, 1)], [(4, 2), (1, 1), (1, 1)],
    ])
  func sampling(factors: [(Int, Int)]) throws {
    let rgb = smoothRGB(width: 45, height: 35)
    var spec = JPEGSpec(width: 45, height: 35, quality: 100)
    spec.sampling = factors.map { (horizontal: $0.0, vertical: $0.1) }
    let jpeg = try spec.encode(rgb)
    let frame = try FrameDecoder().decode(bytes: jpeg, path: "")
    // Luma that is stored at half size is interpolated, so it may miss by more than rounding.
    let worst = worstDifference(frame.luma) { x, y in
      let i = 3 * (y * 45 + x)
      return textbookLuma(rgb[i], rgb[i + 1], rgb[i + 2])
    }
    #expect(worst <= 4)
    #expect(try FrameDecoder().decodeColor(bytes: jpeg, path: "").size == frame.size)
  }

  @Test("grey, with any sampling factors")
  func grey() throws {
    var gray: [UInt8] = []
    for _ in 0..<29 { for x in 0..<37 { gray.append(UInt8(30 + x * 5)) } }
    for factors in [(1, 1), (2, 2), (4, 4), (1, 3)] {
      var spec = JPEGSpec(color: WRITERS_JPEG_GRAY, quality: 100)
      spec.sampling = [(horizontal: factors.0, vertical: factors.1)]
      let jpeg = try spec.encode(gray)
      let frame = try FrameDecoder().decode(bytes: jpeg, path: "")
      #expect(worstDifference(frame.luma) { x, _ in 30 + x * 5 } <= 2)
      let color = try FrameDecoder().decodeColor(bytes: jpeg, path: "")
      for (i, value) in pixels(frame).enumerated() {
        #expect(color.samples[3 * i] == value && color.samples[3 * i + 1] == value && color.samples[3 * i + 2] == value)
      }
    }
  }

  @Test("RGB without a colour transform")
  func storedRGB() throws {
    let rgb = smoothRGB(width: 37, height: 29)
    let jpeg = try JPEGSpec(color: WRITERS_JPEG_RGB, quality: 100).encode(rgb)
    let frame = try FrameDecoder().decode(bytes: jpeg, path: "")
    let color = try FrameDecoder().decodeColor(bytes: jpeg, path: "")
    #expect(largestDifference(color.samples, rgb) <= 3)
    let worst = worstDifference(frame.luma) { x, y in
      let (red, green, blue) = color[x: x, y: y]
      return textbookLuma(red, green, blue)
    }
    #expect(worst <= 1)
  }

  @Test("CMYK and YCCK, inverted as Adobe stores them, or not", arguments: [WRITERS_JPEG_CMYK, WRITERS_JPEG_YCCK])
  func inks(color: writers_jpeg_color) throws {
    let rgb = smoothRGB(width: 37, height: 29)
    // Half of the light is held back by black, so the inks stand for `rgb` at half brightness.
    var light: [UInt8] = []
    for i in 0..<37 * 29 {
      light.append(contentsOf: rgb[3 * i..<3 * i + 3])
      light.append(128)
    }
    let ink: [UInt8] = light.map { 255 - $0 }
    for adobe in [true, false] where adobe || color == WRITERS_JPEG_CMYK {
      var spec = JPEGSpec(color: color, quality: 100, adobeMarker: adobe)
      spec.sampling = Array(repeating: (horizontal: 1, vertical: 1), count: 4)
      let jpeg = try spec.encode(adobe ? light : ink)
      let picture = try FrameDecoder().decodeColor(bytes: jpeg, path: "")
      #expect(largestDifference(picture.samples, rgb.map { $0 / 2 }) <= 3)
      let frame = try FrameDecoder().decode(bytes: jpeg, path: "")
      let worst = worstDifference(frame.luma) { x, y in
        let (red, green, blue) = picture[x: x, y: y]
        return textbookLuma(red, green, blue)
      }
      #expect(worst <= 1)
    }
  }

  @Test("codings that exist but are not decoded are named")
  func unsupported() throws {
    let jpeg = try JPEGSpec().encode(smoothRGB(width: 37, height: 29))
    let frame = try #require(jpeg.firstIndex(ofMarker: 0xC0))
    func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var bytes = jpeg
      change(&bytes)
      return bytes
    }
    let cases: [(String, [UInt8])] = [
      ("JPEG with lossless coding", changed { $0[frame + 1] = 0xC3 }),
      ("JPEG with hierarchical coding", changed { $0[frame + 1] = 0xC5 }),
      ("JPEG with 12-bit samples", changed { $0[frame + 4] = 12 }),
    ]
    for (feature, bytes) in cases {
      #expect(throws: DecodingError.unsupported(path: "p", feature: feature)) {
        try FrameDecoder().decode(bytes: bytes, path: "p")
      }
    }
  }

  @Test("stray bytes before a marker and after the end cost nothing, so they are let pass")
  func strayBytes() throws {
    let jpeg = try JPEGSpec().encode(smoothRGB(width: 37, height: 29))
    let plain = pixels(try FrameDecoder().decode(bytes: jpeg, path: ""))
    var padded = Array(jpeg.dropLast(2))
    padded += [0, 0, 0, 0]
    padded += jpeg.suffix(2)
    #expect(try pixels(FrameDecoder().decode(bytes: padded, path: "")) == plain)
    padded += [1, 2, 3, 0xFF, 0xD8]
    #expect(try pixels(FrameDecoder().decode(bytes: padded, path: "")) == plain)
  }

  @Test("a file that ends in good order, but before the scan of a component, is truncated")
  func missingScan() throws {
    let jpeg = try JPEGSpec(separateScans: true).encode(smoothRGB(width: 37, height: 29))
    let first = try #require(jpeg.firstIndex(ofMarker: 0xDA))
    let second = try #require(jpeg.firstIndex(ofMarker: 0xDA, after: first + 1))
    let cut = Array(jpeg[..<second]) + [0xFF, 0xD9]
    let expected = DecodingError.truncated(path: "p", reason: "a colour component has no scan")
    #expect(throws: expected) { try FrameDecoder().decode(bytes: cut, path: "p") }
    #expect(throws: expected) { try FrameDecoder().decodeColor(bytes: cut, path: "p") }
  }

  @Test("entropy-coded data that ends early is corrupt, not grey")
  func earlyEnd() throws {
    let jpeg = try JPEGSpec().encode(smoothRGB(width: 37, height: 29))
    let cut = Array(jpeg.dropLast(60)) + [0xFF, 0xD9]
    do {
      _ = try FrameDecoder().decode(bytes: cut, path: "p")
      Issue.record("decoded")
    } catch {
      #expect(error.code == "corrupt")
    }
  }

  @Test("a progressive file may not repeat scans without end")
  func scanBomb() throws {
    let jpeg = try JPEGSpec(width: 8, height: 8, progressive: true).encode(smoothRGB(width: 8, height: 8))
    let first = try #require(jpeg.firstIndex(ofMarker: 0xDA))
    let second = try #require(jpeg.firstIndex(ofMarker: 0xC4, after: first))
    let scan = Array(jpeg[first..<second])
    var bomb = Array(jpeg[..<second])
    for _ in 0..<600 { bomb += scan }
    bomb += jpeg[second...]
    #expect(throws: DecodingError.corrupt(path: "p", reason: "more than 500 scans")) {
      try FrameDecoder().decode(bytes: bomb, path: "p")
    }
  }

  @Test("an image that its file cannot hold is refused before memory is taken")
  func impossiblePromise() throws {
    let jpeg = try JPEGSpec(progressive: true).encode(smoothRGB(width: 37, height: 29))
    let frame = try #require(jpeg.firstIndex(ofMarker: 0xC2))
    func stating(_ width: Int, _ height: Int) -> [UInt8] {
      var bytes = jpeg
      bytes[frame + 5] = UInt8(height >> 8)
      bytes[frame + 6] = UInt8(height & 0xFF)
      bytes[frame + 7] = UInt8(width >> 8)
      bytes[frame + 8] = UInt8(width & 0xFF)
      return bytes
    }
    let reason = "\(jpeg.count) bytes cannot hold 14000 × 14000 pixels"
    #expect(throws: DecodingError.truncated(path: "p", reason: reason)) {
      try FrameDecoder().decode(bytes: stating(14_000, 14_000), path: "p")
    }
    let size = ImageSize(width: 20_000, height: 20_000)
    #expect(throws: DecodingError.tooManyPixels(path: "p", size: size, maxPixels: 200_000_000)) {
      try FrameDecoder().decode(bytes: stating(20_000, 20_000), path: "p")
    }
    #expect(throws: DecodingError.self) { try FrameDecoder().decode(bytes: stating(0, 5), path: "p") }
    #expect(throws: DecodingError.self) { try FrameDecoder().decode(bytes: stating(65_535, 1), path: "p") }
  }
}

extension [UInt8] {
  /// Where the marker FF `code` stands, at or after `start`.
  func firstIndex(ofMarker code: UInt8, after start: Int = 0) -> Int? {
    indices.dropLast().first { $0 >= start && self[$0] == 0xFF && self[$0 + 1] == code }
  }
}
