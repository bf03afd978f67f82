/// A colour: red, green and blue, 0...1 (sRGB), and opacity.
package struct Color: Hashable, Sendable {
  package var red: Double
  package var green: Double
  package var blue: Double
  package var alpha: Double

  /// Makes a colour of its hexadecimal form, such as `0xE69F00`.
  package init(_ hex: UInt32, alpha: Double = 1) {
    red = Double(hex >> 16 & 0xFF) / 255
    green = Double(hex >> 8 & 0xFF) / 255
    blue = Double(hex & 0xFF) / 255
    self.alpha = alpha
  }

  /// The same colour with another opacity.
  package func opacity(_ alpha: Double) -> Color {
    var color = self
    color.alpha = alpha
    return color
  }

  /// The colour mixed with white: 0 leaves it, 1 gives white.
  package func lightened(by share: Double) -> Color {
    var color = self
    color.red += share * (1 - red)
    color.green += share * (1 - green)
    color.blue += share * (1 - blue)
    return color
  }

  /// Luma by BT.601, 0...1: what is left of the colour in a greyscale print.
  package var luma: Double { 0.299 * red + 0.587 * green + 0.114 * blue }
}

// Okabe & Ito, "Color Universal Design", 2008: told apart by people with any kind of colour vision. Of the eight, these
// also differ in luma. No colour carries a meaning alone: see the shapes in PairOverlay+Markers.
extension Color {
  /// Lines and rings of matches, first: luma 0.84.
  package static let yellow = Color(0xF0E442)
  /// Lines and rings of matches, second: luma 0.63.
  package static let skyBlue = Color(0x56B4E9)
  /// Lines and rings of matches, third: luma 0.64, far from sky blue in hue.
  package static let orange = Color(0xE69F00)
  /// What disagrees: luma 0.47.
  package static let vermillion = Color(0xD55E00)
  /// Outlines: luma 0.45.
  package static let bluishGreen = Color(0x009E73)

  /// Behind everything.
  package static let paper = Color(0x17191C)
  /// Behind the caption.
  package static let band = Color(0x24272B)
  /// Text that must be read.
  package static let ink = Color(0xF4F4F2)
  /// Text that may be read: contrast 7:1 against ``paper``.
  package static let faintInk = Color(0xB4B8BC)
  /// Under light strokes, so that they stand out on a light picture too.
  package static let casing = Color(0x000000)
}
