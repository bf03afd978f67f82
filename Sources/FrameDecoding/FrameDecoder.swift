import ImagePlanes

/// Decodes PNG and JPEG files into frames.
///
/// The kind is told from the bytes, not from the name. Only luma is decoded: JPEG's Y as stored, BT.601 weights for RGB (see
/// <doc:FrameDecoding>), so a JPEG's chroma costs next to nothing. The EXIF orientation is applied once and recorded.
///
/// Any input ends in a frame or a ``DecodingError``, in time and memory bounded by its length and its stated size. The same
/// bytes give the same frame. A decoder holds no state and may be used from any number of threads.
public struct FrameDecoder: Sendable {
  /// The limits that images must keep.
  public let options: DecodingOptions

  /// Makes a decoder with the limits `options`.
  public init(options: DecodingOptions = .init()) {
    self.options = options
  }

  /// Decodes the luma of the image file at `path`.
  ///
  /// - Complexity: O(file length + pixels) time; the file and one plane in memory, two planes where the picture is turned.
  public func decode(path: String) throws(DecodingError) -> Frame {
    let file = try read(path)
    return try decode(bytes: file.buffer, path: path)
  }

  /// Decodes the luma of an image file's `bytes`; `path` names them in the frame and in errors.
  public func decode(bytes: [UInt8], path: String) throws(DecodingError) -> Frame {
    try bytes.withUnsafeBufferPointer { buffer throws(DecodingError) in
      try decode(bytes: UnsafeRawBufferPointer(buffer), path: path)
    }
  }

  /// Decodes the luma of an image file's `bytes`; `path` names them in the frame and in errors.
  public func decode(bytes: UnsafeRawBufferPointer, path: String) throws(DecodingError) -> Frame {
    let kind = try Self.kind(of: bytes, path: path)
    let stored: Plane
    let orientation: EXIFOrientation
    var quantization: LumaQuantization?
    switch kind {
    case .jpeg:
      let decoder = try JPEGDecoder(bytes: bytes, path: path)
      try checkSize(decoder.size, path: path)
      stored = try decoder.luma()
      orientation = decoder.orientation
      quantization = decoder.quantization
    case .png:
      var decoder = try PNGDecoder(bytes: bytes, path: path)
      try checkSize(decoder.size, path: path)
      stored = try decoder.luma()
      orientation = decoder.orientation
    }
    return Frame(
      luma: Self.upright(stored, orientation), path: path, sha256: sha256(of: bytes), byteCount: bytes.count,
      kind: kind, orientation: orientation.rawValue, quantization: quantization)
  }

  /// Decodes the image file at `path` in colour, for drawing on: the same size and orientation as its frame.
  public func decodeColor(path: String) throws(DecodingError) -> ColorImage {
    let file = try read(path)
    return try decodeColor(bytes: file.buffer, path: path)
  }

  /// Decodes an image file's `bytes` in colour; `path` names them in errors.
  public func decodeColor(bytes: [UInt8], path: String) throws(DecodingError) -> ColorImage {
    try bytes.withUnsafeBufferPointer { buffer throws(DecodingError) in
      try decodeColor(bytes: UnsafeRawBufferPointer(buffer), path: path)
    }
  }

  /// Decodes an image file's `bytes` in colour; `path` names them in errors.
  public func decodeColor(bytes: UnsafeRawBufferPointer, path: String) throws(DecodingError) -> ColorImage {
    let stored: ColorImage
    let orientation: EXIFOrientation
    switch try Self.kind(of: bytes, path: path) {
    case .jpeg:
      let decoder = try JPEGDecoder(bytes: bytes, path: path)
      try checkSize(decoder.size, path: path)
      stored = ColorImage(width: decoder.size.width, height: decoder.size.height, samples: try decoder.color())
      orientation = decoder.orientation
    case .png:
      var decoder = try PNGDecoder(bytes: bytes, path: path)
      try checkSize(decoder.size, path: path)
      stored = ColorImage(width: decoder.size.width, height: decoder.size.height, samples: try decoder.color())
      orientation = decoder.orientation
    }
    return Self.upright(stored, orientation)
  }

  private func read(_ path: String) throws(DecodingError) -> FileBytes {
    try FileBytes(path: path, maxByteCount: options.maxByteCount) { start throws(DecodingError) in
      _ = try Self.kind(of: start, path: path)
    }
  }

  private static func kind(of bytes: UnsafeRawBufferPointer, path: String) throws(DecodingError) -> ImageKind {
    guard !bytes.isEmpty else { throw .empty(path: path) }
    switch FileSignature(bytes) {
    case .image(let kind): return kind
    case .other(let format): throw .unsupported(path: path, feature: format)
    case nil:
      if FileSignature.isBeginning(bytes) {
        throw .truncated(path: path, reason: "the file has no more than \(bytes.count) bytes")
      }
      if FileSignature.isDamagedPNG(bytes) {
        throw .corrupt(path: path, reason: "the PNG signature is damaged, as by a copy in text mode")
      }
      throw .notAnImage(path: path)
    }
  }

  private func checkSize(_ size: ImageSize, path: String) throws(DecodingError) {
    // Both sides are below 2³², so the area cannot overflow.
    if max(size.width, size.height) > DecodingOptions.maxSide || size.area > options.maxPixels {
      throw .tooManyPixels(path: path, size: size, maxPixels: options.maxPixels)
    }
  }

  private static func upright(_ stored: Plane, _ orientation: EXIFOrientation) -> Plane {
    if orientation == .upright { return stored }
    let size = orientation.uprightSize(of: stored.size)
    return Plane(width: size.width, height: size.height) { target, targetStride in
      stored.withUnsafePixels { source in
        orientation.apply(
          from: source, size: stored.size, stride: stored.rowStride, to: target, targetStride: targetStride,
          pixelBytes: 1)
      }
    }
  }

  private static func upright(_ stored: ColorImage, _ orientation: EXIFOrientation) -> ColorImage {
    if orientation == .upright { return stored }
    let size = orientation.uprightSize(of: stored.size)
    let samples = [UInt8](unsafeUninitializedCapacity: stored.samples.count) { buffer, count in
      stored.samples.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = buffer.baseAddress else { return }
        orientation.apply(
          from: source, size: stored.size, stride: stored.rowStride, to: target, targetStride: 3 * size.width,
          pixelBytes: 3)
      }
      count = stored.samples.count
    }
    return ColorImage(width: size.width, height: size.height, samples: samples)
  }
}
