import CCairo
import CPNG
import ImagePlanes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A picture to draw on: Cairo's image surface and context, released with the object.
///
/// Coordinates are pixels with the corner of the top-left pixel at (0, 0), x to the right, y downwards. Cairo keeps the
/// first failure and ignores what follows it, so failures are looked for once, in ``png()``.
///
/// A canvas belongs to one thread at a time; several may be drawn on at once by as many threads.
package final class Canvas {
  /// Longest side that Cairo's 16-bit raster coordinates reach.
  package static let longestSide = 32_767

  /// Columns.
  package let width: Int
  /// Rows.
  package let height: Int
  let surface: OpaquePointer
  let context: OpaquePointer

  /// Makes a canvas filled with `background`.
  ///
  /// - Throws: ``ReportingError/surfaceTooLarge(width:height:)``, ``ReportingError/cannotDraw(reason:)`` where there is
  ///   not enough memory.
  package init(width: Int, height: Int, background: Color) throws(ReportingError) {
    precondition(width > 0 && height > 0, "a canvas has at least one pixel")
    guard width <= Self.longestSide, height <= Self.longestSide else {
      throw .surfaceTooLarge(width: width, height: height)
    }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))!
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS else {
      cairo_surface_destroy(surface)
      throw .cannotDraw(reason: String(cString: cairo_status_to_string(status)))
    }
    self.width = width
    self.height = height
    self.surface = surface
    self.context = cairo_create(surface)!
    setUpText()
    fill(Rectangle(x: 0, y: 0, width: Double(width), height: Double(height)), color: background)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The canvas as a PNG file. One machine gives the same bytes for the same drawing.
  ///
  /// - Throws: ``ReportingError/cannotDraw(reason:)`` if this or any drawing before it failed.
  package func png() throws(ReportingError) -> [UInt8] {
    cairo_surface_flush(surface)
    try check(cairo_status(context))
    // Not by Cairo's own writer, whose compression took longer than everything else about an overlay.
    var count = 0
    let stride = Int(cairo_image_surface_get_stride(surface))
    guard let data = cairo_image_surface_get_data(surface),
      let bytes = remnant_png_encode(data, UInt32(width), UInt32(height), stride, &count)
    else { throw .cannotDraw(reason: "there is not enough memory for the picture's file") }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  func check(_ status: cairo_status_t) throws(ReportingError) {
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .cannotDraw(reason: String(cString: cairo_status_to_string(status)))
    }
  }
}

/// An axis-parallel rectangle in canvas pixels.
package struct Rectangle: Hashable, Sendable {
  /// Left edge.
  package var x: Double
  /// Top edge.
  package var y: Double
  /// Extent to the right.
  package var width: Double
  /// Extent downwards.
  package var height: Double

  /// Makes a rectangle of its top-left corner and its extent.
  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Right edge.
  package var maxX: Double { x + width }
  /// Bottom edge.
  package var maxY: Double { y + height }

  /// Whether the two share more than an edge.
  package func overlaps(_ other: Rectangle) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }

  /// Whether `other` lies inside.
  package func contains(_ other: Rectangle) -> Bool {
    other.x >= x && other.maxX <= maxX && other.y >= y && other.maxY <= maxY
  }

  /// Whether `point` lies inside or on the border.
  package func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }

  /// The rectangle with each edge moved outwards by `amount`.
  package func expanded(by amount: Double) -> Rectangle {
    Rectangle(x: x - amount, y: y - amount, width: width + 2 * amount, height: height + 2 * amount)
  }
}
