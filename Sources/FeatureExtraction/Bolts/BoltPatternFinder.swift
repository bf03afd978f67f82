import ImagePlanes
import VectorKernels

/// Finds bolts and their groups: candidates, groups, a second look where the groups miss a bolt, and the groups again.
///
/// A search over the whole picture must ask for strong evidence, or gravel is full of bolts. Where a ring or a row says that a bolt should
/// be, little is enough: there the pixels are asked again, at the place and the size that the group expects.
struct BoltPatternFinder {
  let detection: BoltDetectionOptions
  let kernels: KernelTable

  /// The bolts and groups of an image.
  ///
  /// - Parameter rims: Circular edges, which rings may be concentric with.
  func patterns(
    in levels: [ScalePyramid.Level], maps: ResponseMaps, rims: [RimEllipse], workspace: ExtractionWorkspace
  ) -> BoltPatterns {
    let detector = BoltDetector(options: detection, kernels: kernels)
    let grouper = BoltGrouper()
    let size = ImageSize(width: levels[0].width, height: levels[0].height)
    let candidates = detector.bolts(in: levels, maps: maps, workspace: workspace)
    let first = grouper.patterns(of: candidates, rims: rims, imageSize: size)
    let expected = Self.expectedPlaces(in: first)
    guard !expected.isEmpty else { return first }
    let found = detector.bolts(at: expected, in: levels, workspace: workspace)
    let added = found.filter { new in
      !candidates.contains { $0.overlaps(new) && $0.score >= new.score }
    }
    guard !added.isEmpty else { return first }
    // A candidate that the second look saw better gives way to what it saw.
    let kept = candidates.filter { old in !added.contains { $0.overlaps(old) } }
    return grouper.patterns(of: (kept + added).sorted(by: Bolt.isStronger), rims: rims, imageSize: size)
  }

  /// Where groups miss bolts, each with the radius of its nearest bolt in the group.
  private static func expectedPlaces(in patterns: BoltPatterns) -> [BoltMeasure.Place] {
    var places: [BoltMeasure.Place] = []
    func expect(_ points: [Point], like members: [Int]) {
      let bolts = members.map { patterns.bolts[$0] }
      for point in points {
        let nearest = bolts.min { $0.center.squaredDistance(to: point) < $1.center.squaredDistance(to: point) }
        guard let nearest, point.x.isFinite, point.y.isFinite else { continue }
        places.append(BoltMeasure.Place(x: point.x, y: point.y, radius: nearest.radius))
      }
    }
    for ring in patterns.rings { expect(ring.missing.map(\.point), like: ring.bolts) }
    for row in patterns.rows { expect(row.missing, like: row.bolts) }
    return places
  }
}

extension Bolt {
  /// Places nearer to each other than this, over the larger radius, show the same bolt, as heads cannot be nearer than two radii and
  /// the light side and the shadow of one may each look like a smaller one; and pixels on top, for the smallest.
  private static let overlapRadii = 1.4
  private static let overlapPixels = 1.0

  /// Whether two findings can only be of the same bolt.
  func overlaps(_ other: Bolt) -> Bool {
    let reach = Self.overlapRadii * max(radius, other.radius) + Self.overlapPixels
    return center.squaredDistance(to: other.center) < reach * reach
  }

  /// Strongest first; ties by y, x.
  static func isStronger(_ a: Bolt, _ b: Bolt) -> Bool {
    (-a.score, a.center.y, a.center.x) < (-b.score, b.center.y, b.center.x)
  }
}
