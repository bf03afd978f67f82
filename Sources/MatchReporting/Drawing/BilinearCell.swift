import ImagePlanes

/// The four pixels round a point, and how much each of them counts there. Beyond a picture's outermost pixels those are repeated.
struct BilinearCell {
  private let left, top, right, bottom: Int
  private let fractionX, fractionY: Double

  /// The cell of `point`, pixel centres at whole numbers, in a picture of `width` × `height`.
  init(_ point: Point, width: Int, height: Int) {
    let x = min(max(point.x, 0), Double(width - 1))
    let y = min(max(point.y, 0), Double(height - 1))
    left = Int(x)
    top = Int(y)
    right = min(left + 1, width - 1)
    bottom = min(top + 1, height - 1)
    fractionX = x - Double(left)
    fractionY = y - Double(top)
  }

  /// The cell of a point that lies in the picture, its outermost pixels' halves included; nil for any other.
  init?(inside point: Point, width: Int, height: Int) {
    guard point.x >= -0.5, point.y >= -0.5, point.x <= Double(width) - 0.5, point.y <= Double(height) - 0.5 else {
      return nil
    }
    self.init(point, width: width, height: height)
  }

  /// The sample there of what `pixel` is at each column and row.
  @inline(__always)
  func sample(_ pixel: (_ x: Int, _ y: Int) -> UInt8) -> Double {
    let upper = Double(pixel(left, top)) * (1 - fractionX) + Double(pixel(right, top)) * fractionX
    let lower = Double(pixel(left, bottom)) * (1 - fractionX) + Double(pixel(right, bottom)) * fractionX
    return upper * (1 - fractionY) + lower * fractionY
  }
}
