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
  /// Radii from a detail's centre to the border of its picture: the neighbourhood tells a bolt from a stain.
  private static let reach = 5.0
  /// The least distance from a detail's centre to the border, in pixels of the frame.
  private static let leastReach = 20.0
  /// Samples along each side of a pixel, against moiré where a picture is shown smaller than it is.
  private static let samplesPerSide = 2

  /// Enlarges the detail at `places`.
  ///
  /// - Parameters:
  ///   - frameFromReference: Turns the reference's half as the frame's; without it, the half shows the reference as it is.
  ///   - side: Columns and rows of a half.
  package init(
    reference: ColorImage, frame: ColorImage, places: BoltAgreementDocument.PlacesDocument,
    frameFromReference: Homography?, side: Int
  ) {
    let frameReach = max(Self.leastReach, Self.reach * places.frame.radius)
    let inFrame = Point(x: places.frame.x, y: places.frame.y)
    let inReference = Point(x: places.reference.x, y: places.reference.y)
    // What the map gets wrong at this place is taken off: the halves show the two bolts, not the residual.
    let inverse = frameFromReference?.inverse
    let mapped = inverse?.apply(to: inFrame)
    let referenceReach =
      places.frame.radius > 0 ? frameReach * places.reference.radius / places.frame.radius : frameReach

    func framePoint(_ u: Double, _ v: Double) -> Point {
      Point(x: inFrame.x + u * frameReach, y: inFrame.y + v * frameReach)
    }
    func referencePoint(_ u: Double, _ v: Double) -> Point {
      guard let inverse, let mapped else {
        return Point(x: inReference.x + u * referenceReach, y: inReference.y + v * referenceReach)
      }
      let point = inverse.apply(to: framePoint(u, v))
      return Point(x: point.x - mapped.x + inReference.x, y: point.y - mapped.y + inReference.y)
    }

    let width = 2 * side + Self.gap
    var samples = [UInt8](repeating: 236, count: 3 * width * side)
    let count = Self.samplesPerSide
    func fill(column: Int, from picture: ColorImage, _ place: (Double, Double) -> Point) {
      for y in 0..<side {
        for x in 0..<side {
          for channel in 0..<3 {
            var sum = 0.0
            for part in 0..<count * count {
              let u = (Double(x) + (Double(part % count) + 0.5) / Double(count)) / Double(side) * 2 - 1
              let v = (Double(y) + (Double(part / count) + 0.5) / Double(count)) / Double(side) * 2 - 1
              sum += picture.sample(place(u, v), channel: channel) ?? Self.outside
            }
            samples[(y * width + column + x) * 3 + channel] = UInt8((sum / Double(count * count)).rounded())
          }
        }
      }
    }
    fill(column: 0, from: reference, referencePoint)
    fill(column: side + Self.gap, from: frame, framePoint)
    image = ColorImage(width: width, height: side, samples: samples)
    radius = places.frame.radius / frameReach * Double(side) / 2
  }

  /// What stands outside a picture: a middle grey.
  private static let outside = 128.0
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
