// The libFuzzer target of Scripts/fuzz: any bytes end in a picture or in an error, the same one each time.

import FrameDecoding
import ImagePlanes

/// Small limits: the decoder's own arithmetic is what is tried, not the speed of memory.
private let decoder: FrameDecoder = {
  var options = DecodingOptions()
  options.maxPixels = 1 << 20
  return FrameDecoder(options: options)
}()

@_silgen_name("remnant_fuzz_note")
private func note(_ value: UInt32)

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  let luma = Result { () throws(DecodingError) in try decoder.decode(bytes: bytes, path: "fuzz") }
  let color = Result { () throws(DecodingError) in try decoder.decodeColor(bytes: bytes, path: "fuzz") }
  switch (luma, color) {
  case (.success(let frame), .success(let picture)):
    precondition(frame.size == picture.size, "luma and colour differ in size")
    note(sum(frame.luma) & 0xFF | UInt32(frame.orientation) << 8)
  case (.success, .failure(let error)):
    // Chroma may be sampled in a way that luma does not care for, or be damaged where luma is not read.
    note(hash(error.description))
  case (.failure(let error), _):
    precondition(!error.description.isEmpty)
    note(hash(error.description))
  }
  return 0
}

/// Reads every sample, so that the address sanitizer sees each one.
private func sum(_ plane: Plane) -> UInt32 {
  plane.withUnsafePixels { pixels in
    var total: UInt32 = 0
    for y in 0..<plane.height {
      for x in 0..<plane.width { total &+= UInt32(pixels[y * plane.rowStride + x]) }
    }
    return total
  }
}

/// Distinct reasons count as distinct behaviours; the numbers in them do not.
private func hash(_ text: String) -> UInt32 {
  var value: UInt32 = 2_166_136_261
  for byte in text.utf8 where !(0x30...0x39).contains(byte) { value = (value ^ UInt32(byte)) &* 16_777_619 }
  return value
}
