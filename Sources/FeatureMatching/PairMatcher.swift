// The front door of matching: two sets of features in, geometry and evidence out.

import FeatureExtraction
import ImagePlanes

/// What may be chosen about the comparison of two images.
public struct PairMatchingOptions: Hashable, Sendable {
  /// The descriptor matches that everything starts from.
  public var matching = DescriptorMatchingOptions()
  /// The estimation of the homography.
  public var estimation = HomographyEstimationOptions()
  /// The search for more matches along a homography that was found; nil leaves it out.
  public var guidance: GuidedMatchingOptions? = GuidedMatchingOptions()

  /// The default choices.
  public init() {}
}

/// Compares two images by their features.
///
///     descriptor matches (ratio, mutual) → homography with significance → matches along it → refined homography
///
/// Stateless: one matcher may serve many threads; one image against many is one call for each.
public struct PairMatcher: Sendable {
  /// The choices this matcher was made with.
  public let options: PairMatchingOptions
  private let matcher: DescriptorMatcher

  /// Makes a matcher.
  public init(options: PairMatchingOptions = .init()) {
    self.options = options
    matcher = DescriptorMatcher(options: options.matching)
  }

  /// Compares image A with image B. Equal features give equal results, on any thread.
  ///
  /// - Complexity: O(|A|·|B|) for the descriptors; the geometry is linear in the matches.
  public func match(_ a: Features, _ b: Features) -> PairMatch {
    let putative = matcher.matches(a.descriptors, b.descriptors)
    let correspondences = putative.map { Correspondence(a.keypoints[$0.indexA], b.keypoints[$0.indexB]) }
    let estimator = HomographyEstimator(options: options.estimation)
    guard let estimate = estimator.estimate(correspondences, sizeA: a.size, sizeB: b.size) else {
      return PairMatch(
        homography: nil, inliers: [], putativeCount: putative.count, logOdds: Evidence.none.logOdds,
        evidence: .none, logNFA: 0, noiseScale: 0)
    }
    let evidence = Evidence(keypoints: estimate.logOdds)
    var map = estimate.targetFromSource
    var inliers = estimate.inliers.map { putative[$0] }
    var noiseScale = estimate.noiseScale
    if let guidance = options.guidance {
      for _ in 0..<guidance.rounds {
        let found = GuidedMatcher(options: guidance).matches(a, b, along: map)
        let list = found.map { Correspondence(a.keypoints[$0.indexA], b.keypoints[$0.indexB]) }
        // The wider base may not lose support: else the first estimate stands.
        guard let refined = estimator.refine(map, list, sizeA: a.size, sizeB: b.size),
          refined.inliers.count >= estimate.inliers.count
        else { break }
        map = refined.targetFromSource
        inliers = refined.inliers.map { found[$0] }
        noiseScale = refined.noiseScale
      }
    }
    return PairMatch(
      homography: map, inliers: inliers, putativeCount: putative.count, logOdds: evidence.logOdds, evidence: evidence,
      logNFA: estimate.logNFA, noiseScale: noiseScale)
  }
}

extension PairMatcher {
  /// The match with its homography sharpened by registering the pixels of its inliers: see ``HomographyAlignment``'s method in
  /// the article on geometry. Everything else, the evidence above all, stays as it is.
  ///
  /// - Parameters:
  ///   - match: What `match(_:_:)` said of the same features.
  ///   - lumaA: The luma plane that `a` was found in.
  ///   - lumaB: The luma plane that `b` was found in.
  /// - Complexity: Linear in the inliers, up to 500 of them.
  public func sharpened(
    _ match: PairMatch, _ a: Features, _ b: Features, lumaA: Plane, lumaB: Plane
  ) -> PairMatch {
    guard let map = match.homography else { return match }
    let inliers = match.inliers.map { Correspondence(a.keypoints[$0.indexA], b.keypoints[$0.indexB]) }
    guard let aligned = HomographyAlignment().align(map, inliers, a: lumaA, b: lumaB) else { return match }
    return PairMatch(
      homography: aligned, inliers: match.inliers, putativeCount: match.putativeCount, logOdds: match.logOdds,
      evidence: match.evidence, logNFA: match.logNFA, noiseScale: match.noiseScale)
  }
}

extension Correspondence {
  /// Pairs two keypoints.
  public init(_ a: Keypoint, _ b: Keypoint) {
    self.init(
      a: Point(x: Double(a.x), y: Double(a.y)), b: Point(x: Double(b.x), y: Double(b.y)), scaleA: Double(a.size),
      scaleB: Double(b.size), angleA: Double(a.angle), angleB: Double(b.angle))
  }
}
