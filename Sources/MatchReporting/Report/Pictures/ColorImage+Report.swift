import CJPEG
import ImagePlanes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ColorImage {
  /// A JPEG of the picture.
  ///
  /// - Parameter quality: 1...100.
  /// - Throws: ``ReportingError/cannotDraw(reason:)`` where libjpeg gives up: memory is short.
  package func jpeg(quality: Int32) throws(ReportingError) -> [UInt8] {
    var count = 0
    let encoded = samples.withUnsafeBufferPointer {
      remnant_jpeg_encode($0.baseAddress, UInt32(width), UInt32(height), quality, &count)
    }
    guard let encoded else { throw .cannotDraw(reason: "the JPEG of a picture could not be made") }
    defer { free(encoded) }
    // SAFETY: the encoder returned `count` bytes, which live until they are freed.
    return Array(UnsafeBufferPointer(start: encoded, count: count))
  }

  /// The picture at no more than `limit` columns, its proportions kept; itself where it is no wider.
  package func shrunk(toWidth limit: Int) -> ColorImage {
    guard width > limit else { return self }
    let height = max(1, Int((Double(self.height) * Double(limit) / Double(width)).rounded()))
    return ColorImage(
      channels: (0..<3).map { GreyPicture(channel($0), width: limit, height: height) })
  }

  /// Red, green or blue alone: `index` 0, 1 or 2.
  package func channel(_ index: Int) -> Plane {
    Plane(width: width, height: height) { target, stride in
      samples.withUnsafeBufferPointer { source in
        for y in 0..<height {
          for x in 0..<width { target[y * stride + x] = source[(y * width + x) * 3 + index] }
        }
      }
    }
  }

  /// A picture of its three channels, which have one size.
  init(channels: [GreyPicture]) {
    let (width, height) = (channels[0].width, channels[0].height)
    var samples = [UInt8](repeating: 0, count: 3 * width * height)
    for (index, channel) in channels.enumerated() {
      for position in 0..<width * height { samples[3 * position + index] = channel.pixels[position] }
    }
    self.init(width: width, height: height, samples: samples)
  }

  /// The bilinear sample of channel `index` at `point`; nil outside the picture.
  func sample(_ point: Point, channel index: Int) -> Double? {
    BilinearCell(inside: point, width: width, height: height)?.sample { x, y in samples[(y * width + x) * 3 + index] }
  }
}
