import CCairo
import Foundation

/// A PNG file as Cairo's own reader sees it.
struct DecodedPNG {
  let width: Int
  let height: Int
  private let pixels: [UInt32]

  /// Nil where `bytes` are no whole PNG file.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return nil }
    var rest = bytes[...]
    let read: cairo_read_func_t = { closure, target, count in
      let rest = closure!.assumingMemoryBound(to: ArraySlice<UInt8>.self)
      guard rest.pointee.count >= Int(count) else { return CAIRO_STATUS_READ_ERROR }
      for (index, byte) in rest.pointee.prefix(Int(count)).enumerated() { target![index] = byte }
      rest.pointee.removeFirst(Int(count))
      return CAIRO_STATUS_SUCCESS
    }
    let surface = withUnsafeMutablePointer(to: &rest) { cairo_image_surface_create_from_png_stream(read, $0) }
    defer { cairo_surface_destroy(surface) }
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface)
    else { return nil }
    let width = Int(cairo_image_surface_get_width(surface))
    let height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    self.width = width
    self.height = height
    pixels = (0..<height).flatMap { y in
      UnsafeRawPointer(data + y * stride).withMemoryRebound(to: UInt32.self, capacity: width) { row in
        (0..<width).map { row[$0] & 0xFFFFFF }
      }
    }
  }

  /// 0xRRGGBB.
  subscript(x x: Int, y y: Int) -> UInt32 { pixels[y * width + x] }
}

/// A folder that is removed with everything in it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("remnant-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  var entries: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
