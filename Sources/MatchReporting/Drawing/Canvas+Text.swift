import CCairo
import ImagePlanes

// Cairo's "toy" text: one font, no shaping. It needs fontconfig and a font (Debian's fonts-dejavu-core has Latin,
// Cyrillic, Greek, Arabic and more); a character that the font lacks is drawn as an empty box.

/// The sizes of text in overlays. None is under 12 px, the least that reads easily on paper and screen.
package enum TextStyle: CaseIterable, Sendable {
  /// The verdict.
  case title
  /// Scores and counts.
  case body
  /// Names over pictures.
  case heading
  /// Legend and notes.
  case small
  /// Numbers beside points.
  case label

  /// Height of the em square, in pixels.
  package var size: Double {
    switch self {
    case .title: return 22
    case .body: return 15
    case .heading: return 15
    case .small: return 13
    case .label: return 14
    }
  }

  /// From one line to the next, in pixels.
  package var lineHeight: Double { (size * 1.45).rounded() }

  var isBold: Bool {
    switch self {
    case .title, .heading, .label: return true
    case .body, .small: return false
    }
  }
}

extension Canvas {
  func setUpText() {
    let options = cairo_font_options_create()
    // Grey antialiasing and no subpixel order: colour fringes would depend on the screen.
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  /// The width of `text` on one line, in pixels, ink that leans over its last advance included.
  package func width(of text: String, style: TextStyle) -> Double {
    select(style)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, DisplayText.printable(text), &extents)
    return max(extents.x_advance, extents.x_bearing + extents.width)
  }

  /// Draws `text` on one line, left-aligned at `x`, in the middle of the line that starts at `top`.
  package func draw(_ text: String, x: Double, top: Double, style: TextStyle, color: Color) {
    select(style)
    cairo_move_to(context, x, baseline(top: top, lineHeight: style.lineHeight))
    set(color)
    cairo_show_text(context, DisplayText.printable(text))
    cairo_new_path(context)
  }

  /// Draws `text` in the middle of `box`, with a halo of `haloColor` that keeps it legible on anything.
  package func draw(
    _ text: String, centredIn box: Rectangle, style: TextStyle, color: Color, haloColor: Color, haloWidth: Double
  ) {
    select(style)
    var extents = cairo_text_extents_t()
    let printable = DisplayText.printable(text)
    cairo_text_extents(context, printable, &extents)
    // By its ink, not its advance: digits have no descender and would sit too high.
    cairo_move_to(
      context, box.x + (box.width - extents.width) / 2 - extents.x_bearing,
      box.y + (box.height - extents.height) / 2 - extents.y_bearing)
    cairo_text_path(context, printable)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    set(haloColor)
    cairo_set_line_width(context, 2 * haloWidth)
    cairo_stroke_preserve(context)
    set(color)
    cairo_fill(context)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
  }

  private func select(_ style: TextStyle) {
    cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, style.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, style.size)
  }

  private func baseline(top: Double, lineHeight: Double) -> Double {
    var extents = cairo_font_extents_t()
    cairo_font_extents(context, &extents)
    return (top + (lineHeight + extents.ascent - extents.descent) / 2).rounded()
  }
}
