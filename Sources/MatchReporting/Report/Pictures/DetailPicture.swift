import ImagePlanes

/// One detail, enlarged: the reference's on the left, the frame's on the right, seen from the same side where a map is known.
package struct DetailPicture: Sendable {
  /// The two, side by side, with a light gap.
  package let image: ColorImage
  /// The detail's radius in `image`, in pixels; its centres are the middles of the two halves.
  package let radius: Double

  /// Columns between the two halves.
  package static let gap = 8
  /// Radius of a mark over that of its bolt: the mark must leave the rim in view.
  static let markMargin = 1.35

  /// Enlarges the detail at `places`.
  ///
  /// - Parameters:
  ///   - frameFromReference: Turns the reference's half as the frame's; without it, the half shows the reference as it is.
  ///   - side: Columns and rows of a half.
  package init(
    reference: ColorImage, frame: ColorImage, places: BoltAgreementDocument.PlacesDocument,
    frameFromReference: Homography?, side: Int
  ) {
    let geometry = DetailGeometry(a: places.reference.mark, b: places.frame.mark, bFromA: frameFromReference)
    let width = 2 * side + Self.gap
    var samples = [UInt8](repeating: Self.gapTone, count: 3 * width * side)
    func fill(column: Int, from picture: ColorImage, _ place: (Double, Double) -> Point) {
      for channel in 0..<3 {
        let half = DetailGeometry.picture(side: side, place: place) { picture.sample($0, channel: channel) }
        for y in 0..<side {
          for x in 0..<side { samples[(y * width + column + x) * 3 + channel] = half.pixels[y * side + x] }
        }
      }
    }
    fill(column: 0, from: reference, geometry.pointInA)
    fill(column: side + Self.gap, from: frame, geometry.pointInB)
    image = ColorImage(width: width, height: side, samples: samples)
    radius = geometry.relativeRadius * Double(side) / 2
  }

  /// The light grey of the gap.
  private static let gapTone: UInt8 = 236
}

extension DetailPicture {
  /// The pairs to enlarge: the first, then each time the one farthest from all chosen ones, so that they are spread over what agrees.
  ///
  /// - Returns: Positions in `pairs`, in ascending order.
  /// - Complexity: O(`count` · pairs).
  package static func spread(_ pairs: [BoltAgreementDocument.PlacesDocument], count: Int) -> [Int] {
    guard pairs.count > count else { return Array(pairs.indices) }
    var chosen = [0]
    var distances = [Double](repeating: .infinity, count: pairs.count)
    while chosen.count < count {
      let last = pairs[chosen[chosen.count - 1]].frame
      for index in pairs.indices {
        let (dx, dy) = (pairs[index].frame.x - last.x, pairs[index].frame.y - last.y)
        distances[index] = min(distances[index], dx * dx + dy * dy)
      }
      var farthest = 0
      for index in pairs.indices where distances[index] > distances[farthest] { farthest = index }
      guard distances[farthest] > 0 else { break }
      chosen.append(farthest)
    }
    return chosen.sorted()
  }
}
