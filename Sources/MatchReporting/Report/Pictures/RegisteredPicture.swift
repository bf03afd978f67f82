import ImagePlanes

/// A reference laid into a frame: the frame's own pixels with the reference, mapped, where it covers them.
///
/// So a viewer that swipes or flickers between the frame and this picture changes nothing but what is compared. A dashed line marks
/// the reference's border.
package struct RegisteredPicture: Sendable {
  /// The frame, at the size in which it is shown.
  package let frame: ColorImage
  /// The same with the reference in it.
  package let registered: ColorImage
  /// Shown pixels that the reference covers, of all, 0...1.
  package let coverage: Double

  /// Length of a dash and of a gap along the border, in pixels.
  private static let dashLength = 6

  /// Lays `reference` into `frame`, shown at no more than `width` columns.
  ///
  /// - Returns: Nil where the map has no inverse.
  /// - Complexity: O(pixels of both).
  package init?(reference: ColorImage, frame: ColorImage, frameFromReference: Homography, width limit: Int) {
    let width = min(limit, frame.width)
    let height = max(1, Int((Double(frame.height) * Double(width) / Double(frame.width)).rounded()))
    let whole = Rectangle(x: 0, y: 0, width: Double(frame.width), height: Double(frame.height))
    var below: [GreyPicture] = []
    var above: [GreyPicture] = []
    var covered: [Bool] = []
    for channel in 0..<3 {
      guard
        let picture = AlignmentPicture(
          a: reference.channel(channel), b: frame.channel(channel), bFromA: frameFromReference, crop: whole,
          width: width, height: height)
      else { return nil }
      var laid = picture.frame
      for index in laid.pixels.indices where picture.covered[index] {
        laid.pixels[index] = picture.reference.pixels[index]
      }
      below.append(picture.frame)
      above.append(laid)
      covered = picture.covered
    }
    for y in 0..<height {
      for x in 0..<width where Self.isBorder(x, y, covered, width, height) {
        let ink: UInt8 = (x + y) / Self.dashLength % 2 == 0 ? 255 : 0
        for channel in 0..<3 { above[channel].pixels[y * width + x] = ink }
      }
    }
    self.frame = ColorImage(channels: below)
    registered = ColorImage(channels: above)
    coverage = Double(covered.count { $0 }) / Double(covered.count)
  }

  /// Whether a covered pixel has a neighbour in the picture that is not.
  private static func isBorder(_ x: Int, _ y: Int, _ covered: [Bool], _ width: Int, _ height: Int) -> Bool {
    guard covered[y * width + x] else { return false }
    return (x > 0 && !covered[y * width + x - 1]) || (x + 1 < width && !covered[y * width + x + 1])
      || (y > 0 && !covered[(y - 1) * width + x]) || (y + 1 < height && !covered[(y + 1) * width + x])
  }
}
