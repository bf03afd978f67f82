/// A plane-to-plane projective map: a 3×3 matrix, row-major, acting on homogeneous columns (x, y, 1).
///
/// Name values `targetFromSource`: `frameFromReference.apply(to: pointInReference)` is a point in the frame.
public struct Homography: Hashable, Sendable {
  /// The nine elements, row by row.
  public var elements: [Double]

  /// Makes a homography of nine row-major elements.
  public init(_ elements: [Double]) {
    precondition(elements.count == 9, "a homography has nine elements")
    self.elements = elements
  }

  /// The map that leaves every point where it is.
  public static let identity = Homography([1, 0, 0, 0, 1, 0, 0, 0, 1])

  /// The image of `point`. Infinite or NaN where `point` maps to the line at infinity.
  public func apply(to point: Point) -> Point {
    let m = elements
    let w = m[6] * point.x + m[7] * point.y + m[8]
    return Point(
      x: (m[0] * point.x + m[1] * point.y + m[2]) / w,
      y: (m[3] * point.x + m[4] * point.y + m[5]) / w)
  }

  /// The determinant of the matrix.
  public var determinant: Double {
    let m = elements
    return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6])
      + m[2] * (m[3] * m[7] - m[4] * m[6])
  }

  /// The inverse map, or nil where the matrix is singular.
  public var inverse: Homography? {
    let m = elements
    let d = determinant
    guard d.isFinite, d != 0 else { return nil }
    let adjugate = [
      m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
      m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
      m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
    ]
    let result = adjugate.map { $0 / d }
    return result.allSatisfy(\.isFinite) ? Homography(result) : nil
  }

  /// The map that applies `right` first and `left` to its result: `aFromB * bFromC` is `aFromC`.
  public static func * (left: Homography, right: Homography) -> Homography {
    let a = left.elements
    let b = right.elements
    var product = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        product[3 * row + column] =
          a[3 * row] * b[column] + a[3 * row + 1] * b[3 + column] + a[3 * row + 2] * b[6 + column]
      }
    }
    return Homography(product)
  }
}
