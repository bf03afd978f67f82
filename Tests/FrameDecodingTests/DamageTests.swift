import CImageWriters
import FrameDecoding
import ImagePlanes
import TestSupport
import Testing

@Suite("Damaged files")
struct DamageTests {
  /// Small files of every coding.
  private static func samples() throws -> [(name: String, bytes: [UInt8])] {
    let rgb = smoothRGB(width: 37, height: 29)
    let small = smoothRGB(width: 13, height: 11)
    var files: [(String, [UInt8])] = []
    for coding in JPEGTests.Coding.allCases {
      var spec = JPEGSpec(app1: exifMarker(tiff(orientation: 6)))
      coding.apply(to: &spec)
      files.append(("\(coding) JPEG", try spec.encode(rgb)))
    }
    var light: [UInt8] = []
    for i in 0..<37 * 29 { light += [rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], 200] }
    files.append(("YCCK JPEG", try JPEGSpec(color: WRITERS_JPEG_YCCK).encode(light)))
    for interlaced in [false, true] {
      var spec = PNGSpec(interlaced: interlaced)
      spec.exif = tiff(orientation: 8)
      files.append(("RGB PNG, interlaced: \(interlaced)", try spec.encode(small)))
      spec.colorType = 3
      spec.palette = [0, 0, 0, 90, 90, 90, 180, 180, 180, 255, 255, 255]
      files.append(("palette PNG, interlaced: \(interlaced)", try spec.encode(small.prefix(143).map { $0 % 4 })))
    }
    return files
  }

  @Test("a file cut anywhere is an error, never a picture")
  func everyTruncation() throws {
    let decoder = FrameDecoder()
    for (name, bytes) in try Self.samples() {
      _ = try decoder.decode(bytes: bytes, path: name)
      // Collected, because an expectation for each of some ten thousand lengths would take longer than the decoding.
      var decoded: [Int] = []
      for length in 0..<bytes.count {
        let cut = Array(bytes[..<length])
        if (try? decoder.decode(bytes: cut, path: name)) != nil { decoded.append(length) }
        if (try? decoder.decodeColor(bytes: cut, path: name)) != nil { decoded.append(length) }
      }
      #expect(decoded.isEmpty, "\(name) of \(bytes.count) bytes")
    }
  }

  @Test("a file cut within its samples is called truncated")
  func truncationIsNamed() throws {
    for (name, bytes) in try Self.samples() {
      for length in [2 * bytes.count / 3, bytes.count - 13, bytes.count - 1] {
        do {
          _ = try FrameDecoder().decode(bytes: Array(bytes[..<length]), path: name)
          Issue.record("\(name) decoded")
        } catch {
          #expect(error.code == "truncated", "\(name), \(length) of \(bytes.count) bytes: \(error)")
        }
      }
    }
  }

  @Test("changed bytes give a picture or an error, the same one each time", arguments: 1...20)
  func corruption(seed: Int) throws {
    let decoder = FrameDecoder()
    for (name, bytes) in try Self.samples() {
      var random = SplitMix64(seed: UInt64(seed))
      for round in 0..<20 {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          damaged[.random(in: damaged.indices, using: &random)] = .random(in: 0...255, using: &random)
        }
        let first = outcome(of: damaged, decoder)
        #expect(first == outcome(of: damaged, decoder), "\(name), seed \(seed), round \(round)")
        _ = try? decoder.decodeColor(bytes: damaged, path: "")
      }
    }
  }

  @Test("PNG checksums catch any changed byte of the samples", arguments: 1...20)
  func checksums(seed: Int) throws {
    let png = try PNGSpec().encode(smoothRGB(width: 13, height: 11))
    var random = SplitMix64(seed: UInt64(seed))
    var damaged = png
    // Behind IHDR and the length and name of IDAT, before IEND.
    let at = Int.random(in: 41..<png.count - 12, using: &random)
    damaged[at] ^= UInt8.random(in: 1...255, using: &random)
    #expect(throws: DecodingError.self, "seed \(seed), byte \(at)") {
      try FrameDecoder().decode(bytes: damaged, path: "")
    }
  }

  private func outcome(of bytes: [UInt8], _ decoder: FrameDecoder) -> Result<[UInt8], DecodingError> {
    do {
      let frame = try decoder.decode(bytes: bytes, path: "damaged")
      return .success(pixels(frame) + [UInt8(frame.orientation)])
    } catch {
      return .failure(error)
    }
  }
}
