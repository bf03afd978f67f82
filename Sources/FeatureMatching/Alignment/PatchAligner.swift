import ImagePlanes

/// Finds how far the place of a correspondence in image B is off, by registering the pixels round it.
///
/// A keypoint's place is found in each image on its own, to a third of a pixel or so. The pixels of both images together
/// tell more: the patch of A, carried into B by the homography, is shifted until it fits best (Lucas & Kanade, IJCAI
/// 1981, in the inverse compositional form of Baker & Matthews, IJCV 2004, with gain and offset of brightness taken
/// out). Where both pictures show the same surface this leaves a tenth of the error; where they do not, the patches do
/// not correlate and the keypoint's own place stands.
struct PatchAligner {
  /// Samples on each side of the patch's middle.
  private static let radius = 8
  private static let side = 2 * radius + 1
  /// Samples of a patch.
  private static let count = side * side
  private static let maximumSteps = 12
  /// A shift below this many samples is the end.
  private static let settledShift = 0.01
  /// The furthest believable error of a keypoint's place, in samples of its patch.
  private static let maximumShift = 2.5
  /// The least normalised correlation of patches that show the same thing.
  private static let leastCorrelation = 0.8

  private let a: ImageOctaves
  private let b: ImageOctaves
  private var template = [Double](repeating: 0, count: count)
  private var gradientX = [Double](repeating: 0, count: count)
  private var gradientY = [Double](repeating: 0, count: count)
  private var warped = [Double](repeating: 0, count: count)

  /// Makes an aligner for the images `a` and `b`.
  init(a: ImageOctaves, b: ImageOctaves) {
    self.a = a
    self.b = b
  }

  /// Where in B the thing at `correspondence.a` is, or nil where the patches do not resemble each other.
  ///
  /// - Parameter bFromA: The homography, right to within two samples of the patch.
  mutating func place(of correspondence: Correspondence, bFromA: Homography) -> Point? {
    let spacingB = Self.stretch(of: bFromA, at: correspondence.a)
    guard spacingB.isFinite, spacingB > 0 else { return nil }
    // A patch has 32 samples a keypoint's diameter; samples are at least a pixel apart in both images.
    let spacing = max(correspondence.scaleA / 32, 1, 1 / spacingB)
    let planeA = Sampler(a, spacing: spacing)
    let planeB = Sampler(b, spacing: spacing * spacingB)
    guard takeTemplate(planeA, at: correspondence.a, spacing: spacing), let inverse = inverseHessian() else {
      return nil
    }

    var shift = Point(x: 0, y: 0)
    var correlation = 0.0
    for _ in 0..<Self.maximumSteps {
      let centre = Point(x: correspondence.a.x + shift.x * spacing, y: correspondence.a.y + shift.y * spacing)
      guard let now = warp(planeB, bFromA, centre: centre, spacing: spacing) else { return nil }
      correlation = now
      var sumX = 0.0
      var sumY = 0.0
      for index in 0..<Self.count {
        let error = template[index] - warped[index]
        sumX += gradientX[index] * error
        sumY += gradientY[index] * error
      }
      let step = Point(x: inverse.xx * sumX + inverse.xy * sumY, y: inverse.xy * sumX + inverse.yy * sumY)
      shift = Point(x: shift.x + step.x, y: shift.y + step.y)
      let limit = Self.maximumShift
      guard abs(shift.x) <= limit, abs(shift.y) <= limit else { return nil }
      if abs(step.x) < Self.settledShift, abs(step.y) < Self.settledShift { break }
    }
    guard correlation >= Self.leastCorrelation else { return nil }
    return bFromA.apply(
      to: Point(x: correspondence.a.x + shift.x * spacing, y: correspondence.a.y + shift.y * spacing))
  }

  /// Samples A round `centre`, normalised to mean 0 and length 1, and its gradients per sample.
  private mutating func takeTemplate(_ plane: Sampler, at centre: Point, spacing: Double) -> Bool {
    let radius = Self.radius
    let wide = Self.side + 2
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: wide * wide) { samples in
      for j in 0..<wide {
        for i in 0..<wide {
          let x = centre.x + Double(i - radius - 1) * spacing
          let y = centre.y + Double(j - radius - 1) * spacing
          guard let value = plane.value(x: x, y: y) else { return false }
          samples[j * wide + i] = value
        }
      }
      for j in 0..<Self.side {
        for i in 0..<Self.side {
          let middle = (j + 1) * wide + i + 1
          template[j * Self.side + i] = samples[middle]
          gradientX[j * Self.side + i] = (samples[middle + 1] - samples[middle - 1]) / 2
          gradientY[j * Self.side + i] = (samples[middle + wide] - samples[middle - wide]) / 2
        }
      }
      guard let norm = Self.normalize(&template) else { return false }
      for index in 0..<Self.count {
        gradientX[index] /= norm
        gradientY[index] /= norm
      }
      return true
    }
  }

  /// The inverse of the sum of the gradients' outer products, or nil where the patch does not fix a place.
  private func inverseHessian() -> (xx: Double, xy: Double, yy: Double)? {
    var xx = 0.0
    var xy = 0.0
    var yy = 0.0
    for index in 0..<Self.count {
      xx += gradientX[index] * gradientX[index]
      xy += gradientX[index] * gradientY[index]
      yy += gradientY[index] * gradientY[index]
    }
    let determinant = xx * yy - xy * xy
    let trace = xx + yy
    // An edge fixes a place along one direction only: the lesser eigenvalue is then a small part of the greater.
    guard determinant > 0.02 * trace * trace else { return nil }
    return (yy / determinant, -xy / determinant, xx / determinant)
  }

  /// Samples B at the images of the patch's places and normalises; the correlation with the template.
  private mutating func warp(_ plane: Sampler, _ bFromA: Homography, centre: Point, spacing: Double) -> Double? {
    let radius = Self.radius
    for j in 0..<Self.side {
      for i in 0..<Self.side {
        let place = bFromA.apply(
          to: Point(x: centre.x + Double(i - radius) * spacing, y: centre.y + Double(j - radius) * spacing))
        guard let value = plane.value(x: place.x, y: place.y) else { return nil }
        warped[j * Self.side + i] = value
      }
    }
    guard Self.normalize(&warped) != nil else { return nil }
    var correlation = 0.0
    for index in 0..<Self.count { correlation += warped[index] * template[index] }
    return correlation
  }

  /// Takes mean and length out; the length, or nil where there is no contrast to speak of.
  private static func normalize(_ values: inout [Double]) -> Double? {
    var mean = 0.0
    for value in values { mean += value }
    mean /= Double(values.count)
    var square = 0.0
    for index in values.indices {
      values[index] -= mean
      square += values[index] * values[index]
    }
    // Under half a grey level of deviation there is nothing but quantisation.
    guard square > 0.25 * Double(values.count) else { return nil }
    let norm = square.squareRoot()
    for index in values.indices { values[index] /= norm }
    return norm
  }

  /// Pixels of B a pixel of A at `point`: the root of the area's change.
  private static func stretch(of map: Homography, at point: Point) -> Double {
    let m = map.elements
    let w = m[6] * point.x + m[7] * point.y + m[8]
    return (abs(map.determinant) / abs(w * w * w)).squareRoot()
  }
}

/// Bilinear reading of one octave, in level-0 coordinates.
private struct Sampler {
  let plane: Plane
  let perSample: Double

  init(_ octaves: ImageOctaves, spacing: Double) {
    let octave = octaves.octave(spacing: spacing)
    plane = octaves.planes[octave]
    perSample = Double(1 << octave)
  }

  /// The value at (x, y), or nil outside the image.
  @inline(__always)
  func value(x: Double, y: Double) -> Double? {
    let column = (x + 0.5) / perSample - 0.5
    let row = (y + 0.5) / perSample - 0.5
    guard column >= 0, row >= 0, column < Double(plane.width - 1), row < Double(plane.height - 1) else { return nil }
    let (left, top) = (Int(column), Int(row))
    let (fx, fy) = (column - Double(left), row - Double(top))
    return plane.withUnsafePixels { pixels in
      let corner = pixels + top * plane.rowStride + left
      let upper = Double(corner[0]) + (Double(corner[1]) - Double(corner[0])) * fx
      let below = corner + plane.rowStride
      let lower = Double(below[0]) + (Double(below[1]) - Double(below[0])) * fx
      return upper + (lower - upper) * fy
    }
  }
}
