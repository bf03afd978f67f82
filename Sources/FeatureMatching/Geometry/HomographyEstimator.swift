import ImagePlanes
import ReproducibleMath

/// Estimates the homography between two images from correspondences of which many may be wrong, and says whether their
/// agreement is more than chance.
///
/// Search (``HomographySearch``), polish on all correspondences (``HomographyRefinement``), checks
/// (``HomographyPlausibility``), significance (``ChanceTest``). See <doc:Geometry> for the method and its sources.
///
/// Stateless: one estimator may serve many threads. Equal input gives equal output, bit for bit.
public struct HomographyEstimator: Sendable {
  /// The choices this estimator was made with.
  public let options: HomographyEstimationOptions

  /// Makes an estimator.
  public init(options: HomographyEstimationOptions = .init()) { self.options = options }

  /// The homography that maps A to B, or nil where the correspondences agree no better than chance would have it.
  ///
  /// Maps that mirror are never found: a keypoint's neighbourhood does not match its mirror image.
  ///
  /// - Parameters:
  ///   - correspondences: Best first. Those that are not finite or lie more than one image's size outside are left out.
  ///   - sizeA: Size of image A, in pixels; likewise `sizeB`.
  /// - Returns: nil if there are fewer than five correspondences, no plausible map, or no significant one.
  /// - Complexity: O(n) memory; time O(n) for each hypothesis that survives its sample's checks, a few hundred at most.
  public func estimate(
    _ correspondences: [Correspondence], sizeA: ImageSize, sizeB: ImageSize
  ) -> HomographyEstimate? {
    guard correspondences.count > 4, sizeA.area > 0, sizeB.area > 0 else { return nil }
    let table = CorrespondenceTable(correspondences, sizeA: sizeA, sizeB: sizeB, options: options)
    var search = HomographySearch(table, options: options)
    let candidates = search.run(seed: SeededGenerator.seed(of: correspondences))
    guard !candidates.isEmpty else { return nil }
    let chance = ChanceTest(table)
    let observations = table.entries.map(CorrespondenceTable.Observation.init)
    for candidate in candidates {
      guard let polished = polish(candidate.map, observations) else { continue }
      let result = chance.evaluate(polished.map, largestTolerance: MarginalizedKernel.quantile * largestNoise)
      guard result.logNFA < options.acceptedLogNFA else { continue }
      let inliers = self.inliers(polished.map, table, squaredTolerance: result.squaredTolerance)
      let tolerance = result.squaredTolerance.squareRoot()
      guard
        HomographyPlausibility(options: options).accepts(
          polished.map, table, inliers: inliers, tolerance: tolerance)
      else { continue }
      return HomographyEstimate(
        targetFromSource: table.pixelMap(polished.map), inliers: inliers.map { table.entries[$0].index },
        independentInlierCount: result.inlierCount, independentCount: table.independent.count,
        logNFA: result.logNFA, logOdds: Evidence.logOdds(logChance: result.logNFA), noiseScale: polished.noise,
        tolerance: tolerance)
    }
    return nil
  }

  /// Refines a map on correspondences that were found along it.
  ///
  /// - Returns: The refined map with its inliers, or nil if it is not plausible. Says nothing about significance: the
  ///   correspondences were chosen to agree.
  package func refine(
    _ start: Homography, _ correspondences: [Correspondence], sizeA: ImageSize, sizeB: ImageSize
  ) -> (targetFromSource: Homography, inliers: [Int], noiseScale: Double)? {
    guard correspondences.count > 4, sizeA.area > 0, sizeB.area > 0 else { return nil }
    let table = CorrespondenceTable(correspondences, sizeA: sizeA, sizeB: sizeB, options: options)
    let observations = table.entries.map(CorrespondenceTable.Observation.init)
    guard let map = table.normalizedMap(start), let polished = polish(map, observations) else { return nil }
    let tolerance = MarginalizedKernel.quantile * min(2 * polished.noise, largestNoise)
    let inliers = self.inliers(polished.map, table, squaredTolerance: tolerance * tolerance)
    guard
      HomographyPlausibility(options: options).accepts(polished.map, table, inliers: inliers, tolerance: tolerance)
    else { return nil }
    return (table.pixelMap(polished.map), inliers.map { table.entries[$0].index }, polished.noise)
  }

  /// Steps of the polish at most; five are usual.
  private static let polishSteps = 12
  /// Least width of the polish's kernel, in multiples of the largest noise. Measured on the Oxford sequences with SIFT, ORB
  /// and AKAZE: 0.5 to 1 do alike.
  private static let polishNarrowing = 0.7
  /// Width of the polish's kernel in multiples of the noise found: normal noise asks for nearly equal weights.
  private static let polishWidening = 2.0

  private var largestNoise: Double { min(max(options.maximumNoise, 0.1), 20) }

  /// Positions in the table of all correspondences within the tolerance whose frames agree, ascending.
  private func inliers(_ map: Matrix3, _ table: CorrespondenceTable, squaredTolerance: Double) -> [Int] {
    table.entries.indices.filter { position in
      let entry = table.entries[position]
      return TransferResidual(map, CorrespondenceTable.Observation(entry)).square <= squaredTolerance
        && FrameAgreement.holds(map, entry)
    }
  }

  /// Refines `start` on all observations while their noise scale is estimated.
  private func polish(
    _ start: Matrix3, _ observations: [CorrespondenceTable.Observation]
  ) -> (map: Matrix3, noise: Double)? {
    var refinement = HomographyRefinement()
    var map = start
    var noise = NoiseScale.estimate(map, observations, largest: largestNoise)
    for step in 1...Self.polishSteps {
      let width = max(Self.polishNarrowing * largestNoise, Self.polishWidening * noise)
      guard let next = refinement.step(map, observations, noise: width, perspectivePrior: 0) else { return nil }
      let change = map.largestDifference(from: next)
      map = next
      if change < 1e-9 { break }
      // The width settles first, so that the steps after it converge.
      if step <= 3 { noise = NoiseScale.estimate(map, observations, largest: largestNoise) }
    }
    return (map, NoiseScale.estimate(map, observations, largest: largestNoise))
  }
}

/// The localisation noise shown by residuals.
enum NoiseScale {
  /// Least noise that is believed, in pixels: below it lies quantisation, and weights would degenerate.
  static let least = 0.05

  /// One standard deviation a coordinate, in pixels, from the median squared residual of the inliers; at most `largest`.
  ///
  /// For r²/s² with χ² distribution of two degrees of freedom the median is 2 ln 2. Started from `largest`, the range of
  /// residuals that count as inliers narrows with the estimate, thrice.
  static func estimate(
    _ map: Matrix3, _ observations: [CorrespondenceTable.Observation], largest: Double
  ) -> Double {
    let limit = MarginalizedKernel.quantile * MarginalizedKernel.quantile
    var squares: [Double] = []
    squares.reserveCapacity(observations.count)
    for item in observations {
      let square = TransferResidual(map, item).square
      if square < limit * largest * largest { squares.append(square) }
    }
    squares.sort()
    var variance = largest * largest
    for _ in 0..<3 {
      let bound = limit * variance
      let inside = squares.firstIndex { $0 >= bound } ?? squares.count
      guard inside > 0 else { return least }
      variance = min(squares[inside / 2] / 1.386_294_361_119_890_6, variance)
    }
    return max(variance.squareRoot(), least)
  }
}
