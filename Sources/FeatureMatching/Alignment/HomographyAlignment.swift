import ImagePlanes

/// The last step of a homography's estimation: its inliers are registered by their pixels, and the map is fitted anew.
///
/// The registration only sharpens an agreement that the keypoints have shown already; what the agreement is worth is
/// decided before, and without it.
struct HomographyAlignment {
  /// Inliers registered, at most: more add time but hardly any accuracy.
  private static let maximumCorrespondences = 500
  /// Registration and fit are repeated: the patches are carried over by a better map each time.
  private static let rounds = 3
  /// Registered inliers below which the keypoints' own places are the better base.
  private static let leastCount = 12
  private static let fitSteps = 12
  /// Width of the fit's kernel, in pixels for the smallest keypoints.
  private static let fitNoise = 1.0

  /// The aligned map, or nil where too few of the patches resemble each other.
  ///
  /// - Parameters:
  ///   - bFromA: The homography to start from.
  ///   - correspondences: Its inliers, the most trustworthy first.
  ///   - a: Luma of image A.
  ///   - b: Luma of image B.
  func align(_ bFromA: Homography, _ correspondences: [Correspondence], a: Plane, b: Plane) -> Homography? {
    let used = correspondences.prefix(Self.maximumCorrespondences)
    let largest = used.map { max($0.scaleA, $0.scaleB) / 32 }.max() ?? 1
    var aligner = PatchAligner(
      a: ImageOctaves(of: a, largestSpacing: 2 * largest), b: ImageOctaves(of: b, largestSpacing: 2 * largest))
    var map = bFromA
    for round in 0..<Self.rounds {
      var aligned: [Correspondence] = []
      for item in used {
        guard let place = aligner.place(of: item, bFromA: map) else { continue }
        var moved = item
        moved.b = place
        aligned.append(moved)
      }
      guard aligned.count >= Self.leastCount, 3 * aligned.count >= used.count,
        let next = fit(map, aligned, sizeA: a.size, sizeB: b.size)
      else { return round == 0 ? nil : map }
      map = next
    }
    return map
  }

  /// Fits a homography whose residuals' noise is estimated along the way.
  private func fit(_ start: Homography, _ aligned: [Correspondence], sizeA: ImageSize, sizeB: ImageSize) -> Homography?
  {
    let table = CorrespondenceTable(aligned, sizeA: sizeA, sizeB: sizeB, options: HomographyEstimationOptions())
    let observations = table.entries.map(CorrespondenceTable.Observation.init)
    guard var map = table.normalizedMap(start) else { return nil }
    var refinement = HomographyRefinement()
    for _ in 0..<Self.fitSteps {
      guard let next = refinement.step(map, observations, noise: Self.fitNoise, perspectivePrior: 0) else { return nil }
      let change = map.largestDifference(from: next)
      map = next
      if change < 1e-9 { break }
    }
    return table.pixelMap(map)
  }
}
