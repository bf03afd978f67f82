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
    guard point.x >= -0.5, point.y >= -0.5, point.x <= Double(width) - 0.5, point.y <= Double(height) - 0.5 else {
      return nil
    }
    let x = min(max(point.x, 0), Double(width - 1))
    let y = min(max(point.y, 0), Double(height - 1))
    let (left, top) = (Int(x), Int(y))
    let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
    let (fx, fy) = (x - Double(left), y - Double(top))
    func at(_ x: Int, _ y: Int) -> Double { Double(samples[(y * width + x) * 3 + index]) }
    return (at(left, top) * (1 - fx) + at(right, top) * fx) * (1 - fy)
      + (at(left, bottom) * (1 - fx) + at(right, bottom) * fx) * fy
  }
}
