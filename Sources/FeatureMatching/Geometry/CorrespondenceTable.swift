import ImagePlanes
import ReproducibleMath

/// The correspondences of one estimation, prepared for its loops: positions in normalised coordinates, noise by keypoint
/// size, keypoint frames as unit vectors.
///
/// Normalised coordinates have their origin in the centre of the image and half its longer side as unit, which keeps the
/// linear systems well conditioned (Hartley, "In Defense of the Eight-Point Algorithm", PAMI 1997).
package struct CorrespondenceTable {
  /// One correspondence.
  package struct Entry {
    /// Position in A, normalised.
    var ax, ay: Double
    /// Position in B, normalised.
    var bx, by: Double
    /// Variance a coordinate for a noise scale of one pixel, in normalised units of each image.
    var varianceA, varianceB: Double
    /// Direction of the keypoint in each image.
    var cosineA, sineA, cosineB, sineB: Double
    /// (scaleB / scaleA)² in normalised units, or 0 where there is no frame: the area change that the keypoints claim.
    var areaChange: Double
    /// Index in the caller's list.
    var index: Int
  }

  /// What a residual needs of an entry.
  package struct Observation {
    var ax, ay, bx, by, varianceA, varianceB: Double
  }

  /// All usable correspondences (finite, within reach of the images), in the caller's order.
  package private(set) var entries: [Entry]
  /// Positions in `entries` of those that count as independent evidence, best first. See `IndependentSelection`.
  package let independent: [Int]
  /// Positions in `entries` of the independent ones, in an order in which every prefix is a fair sample of all.
  package let scanOrder: [Int]
  /// The observations in that order: for scoring with early exit.
  package let scan: [Observation]
  /// Maps pixels of A, and of B, to normalised coordinates: subtract the centre, divide by the unit.
  package let sizeA, sizeB: ImageSize

  package init(
    _ correspondences: [Correspondence], sizeA: ImageSize, sizeB: ImageSize, options: HomographyEstimationOptions
  ) {
    self.sizeA = sizeA
    self.sizeB = sizeB
    let (unitA, unitB) = (Self.unit(sizeA), Self.unit(sizeB))
    let (centreA, centreB) = (Self.centre(sizeA), Self.centre(sizeB))
    let reference = Self.referenceScale(of: correspondences)
    var entries: [Entry] = []
    entries.reserveCapacity(correspondences.count)
    for (index, item) in correspondences.enumerated() {
      let entry = Entry(
        ax: (item.a.x - centreA.x) / unitA, ay: (item.a.y - centreA.y) / unitA,
        bx: (item.b.x - centreB.x) / unitB, by: (item.b.y - centreB.y) / unitB,
        varianceA: Self.relativeVariance(scale: item.scaleA, reference: reference) / (unitA * unitA),
        varianceB: Self.relativeVariance(scale: item.scaleB, reference: reference) / (unitB * unitB),
        cosineA: 1, sineA: 0, cosineB: 1, sineB: 0, areaChange: 0, index: index)
      // A position far outside its image is a fault upstream; it would also spoil the conditioning.
      guard abs(entry.ax) < 4, abs(entry.ay) < 4, abs(entry.bx) < 4, abs(entry.by) < 4 else { continue }
      entries.append(entry)
      guard Self.hasFrame(item) else { continue }
      let last = entries.count - 1
      (entries[last].cosineA, entries[last].sineA) = Elementary.direction(item.angleA)
      (entries[last].cosineB, entries[last].sineB) = Elementary.direction(item.angleB)
      let ratio = (item.scaleB / unitB) / (item.scaleA / unitA)
      entries[last].areaChange = ratio * ratio
    }
    self.entries = entries
    independent = IndependentSelection(options: options).select(entries.map { correspondences[$0.index] })

    // Steps of the golden section visit any list evenly.
    let count = independent.count
    var scanOrder: [Int] = []
    scanOrder.reserveCapacity(count)
    var step = max(1, Int(0.618 * Double(count)))
    while count > 1 && Self.greatestCommonDivisor(step, count) != 1 { step += 1 }
    var position = 0
    for _ in 0..<count {
      scanOrder.append(independent[position])
      position = (position + step) % count
    }
    self.scanOrder = scanOrder
    scan = scanOrder.map { Observation(entries[$0]) }
  }

  /// The map in pixels of a map in normalised coordinates.
  package func pixelMap(_ map: Matrix3) -> Homography {
    let (unitA, unitB) = (Self.unit(sizeA), Self.unit(sizeB))
    let (centreA, centreB) = (Self.centre(sizeA), Self.centre(sizeB))
    let toPixels = Matrix3(unitB, 0, centreB.x, 0, unitB, centreB.y, 0, 0, 1)
    let fromPixels = Matrix3(1 / unitA, 0, -centreA.x / unitA, 0, 1 / unitA, -centreA.y / unitA, 0, 0, 1)
    return (toPixels * map * fromPixels).homography
  }

  /// The map in normalised coordinates of a map in pixels.
  package func normalizedMap(_ map: Homography) -> Matrix3? {
    let (unitA, unitB) = (Self.unit(sizeA), Self.unit(sizeB))
    let (centreA, centreB) = (Self.centre(sizeA), Self.centre(sizeB))
    let fromPixels = Matrix3(1 / unitB, 0, -centreB.x / unitB, 0, 1 / unitB, -centreB.y / unitB, 0, 0, 1)
    let toPixels = Matrix3(unitA, 0, centreA.x, 0, unitA, centreA.y, 0, 0, 1)
    return (fromPixels * Matrix3(map) * toPixels).oriented
  }

  /// Pixels of image A in one unit of its normalised coordinates.
  package var unitA: Double { Self.unit(sizeA) }
  /// Pixels of image B in one unit of its normalised coordinates.
  package var unitB: Double { Self.unit(sizeB) }

  private static func unit(_ size: ImageSize) -> Double { max(1, Double(max(size.width, size.height)) / 2) }

  private static func centre(_ size: ImageSize) -> Point {
    Point(x: Double(size.width - 1) / 2, y: Double(size.height - 1) / 2)
  }

  private static func hasFrame(_ item: Correspondence) -> Bool {
    item.scaleA > 0 && item.scaleB > 0 && item.scaleA < 1e6 && item.scaleB < 1e6
  }

  /// The scale whose keypoints have the noise scale: the lowest decile of all scales, so nearly the finest.
  private static func referenceScale(of correspondences: [Correspondence]) -> Double {
    var scales: [Double] = []
    scales.reserveCapacity(2 * correspondences.count)
    for item in correspondences where hasFrame(item) {
      scales.append(item.scaleA)
      scales.append(item.scaleB)
    }
    guard !scales.isEmpty else { return 1 }
    scales.sort()
    return scales[scales.count / 10]
  }

  /// Localisation variance, of which half is common to all keypoints and half grows with their diameter. Measured against
  /// ground truth on the Oxford sequences, the error grows with the power 0.4 (SIFT) to 0.75 (ORB) of the diameter.
  private static func relativeVariance(scale: Double, reference: Double) -> Double {
    guard scale > 0, scale < 1e6 else { return 1 }
    return 0.5 + 0.5 * min(max(scale / reference, 1), 16)
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

extension CorrespondenceTable.Observation {
  init(_ entry: CorrespondenceTable.Entry) {
    self.init(
      ax: entry.ax, ay: entry.ay, bx: entry.bx, by: entry.by, varianceA: entry.varianceA, varianceB: entry.varianceB)
  }
}
