import CCairo
import ImagePlanes

extension Canvas {
  /// Fills `rectangle`.
  package func fill(_ rectangle: Rectangle, color: Color) {
    set(color)
    cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    cairo_fill(context)
  }

  /// Draws the outline of a circle; `radius` runs to the middle of the stroke. With `dash` (lengths of strokes and gaps in turn)
  /// unless that is empty.
  package func strokeCircle(center: Point, radius: Double, width: Double, color: Color, dash: [Double] = []) {
    cairo_new_sub_path(context)
    cairo_arc(context, center.x, center.y, radius, 0, 2 * Double.pi)
    cairo_set_dash(context, dash, Int32(dash.count), 0)
    stroke(width: width, color: color)
    cairo_set_dash(context, nil, 0, 0)
  }

  /// Draws straight lines, each from its first point to its second.
  package func strokeSegments(_ segments: [(Point, Point)], width: Double, color: Color) {
    for (start, end) in segments {
      cairo_move_to(context, start.x, start.y)
      cairo_line_to(context, end.x, end.y)
    }
    stroke(width: width, color: color)
  }

  /// Draws straight lines from each point to the next, with `dash` (lengths of strokes and gaps in turn) unless that is empty.
  package func strokePolyline(_ points: [Point], width: Double, color: Color, dash: [Double] = []) {
    guard let first = points.first else { return }
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    cairo_set_dash(context, dash, Int32(dash.count), 0)
    stroke(width: width, color: color)
    cairo_set_dash(context, nil, 0, 0)
  }

  /// Draws the outline of a polygon, with `dash` (lengths of strokes and gaps in turn) unless that is empty.
  package func strokePolygon(_ points: [Point], width: Double, color: Color, dash: [Double] = []) {
    guard let first = points.first else { return }
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    cairo_close_path(context)
    cairo_set_dash(context, dash, Int32(dash.count), 0)
    stroke(width: width, color: color)
    cairo_set_dash(context, nil, 0, 0)
  }

  /// Draws an × whose arms reach `arm` pixels to each side.
  package func strokeCross(center: Point, arm: Double, width: Double, color: Color) {
    strokeSegments(
      [
        (Point(x: center.x - arm, y: center.y - arm), Point(x: center.x + arm, y: center.y + arm)),
        (Point(x: center.x - arm, y: center.y + arm), Point(x: center.x + arm, y: center.y - arm)),
      ], width: width, color: color)
  }

  /// Calls `draw` with everything outside `rectangle` protected.
  package func clipped(to rectangle: Rectangle, draw: () -> Void) {
    cairo_save(context)
    cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    cairo_clip(context)
    draw()
    cairo_restore(context)
  }

  /// Copies grey `picture` with its top-left corner at (`x`, `y`), pixel for pixel.
  package func draw(_ picture: GreyPicture, x: Int, y: Int) {
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    guard let data = cairo_image_surface_get_data(surface) else { return }
    let columns = max(0, -x)..<max(0, -x, min(picture.width, width - x))
    for row in 0..<picture.height where y + row >= 0 && y + row < height {
      // SAFETY: row and columns lie in both pictures by the bounds above; RGB24 is a native 32-bit word a pixel.
      let target = UnsafeMutableRawPointer(data + (y + row) * stride).assumingMemoryBound(to: UInt32.self)
      for column in columns {
        target[x + column] = UInt32(picture.pixels[row * picture.width + column]) * 0x010101
      }
    }
    cairo_surface_mark_dirty(surface)
  }

  private func stroke(width: Double, color: Color) {
    set(color)
    cairo_set_line_width(context, width)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    cairo_stroke(context)
  }

  func set(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }
}
