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
  /// The comparison of bolt patterns.
  public var constellations = ConstellationMatchingOptions()

  /// The default choices.
  public init() {}
}

/// Compares two images by their features.
///
///     descriptor matches (ratio, mutual) → homography with significance → matches along it → refined homography
///     bolt patterns → agreement with its odds and its map
///     edges → met under the homography, or not
///
/// Keypoints and bolts are compared each by themselves; the homography is that of the kind whose agreement is worth more, and edges
/// confirm it.
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
  /// - Complexity: O(|A|·|B|) for the descriptors; the geometry is linear in the matches; see ``ConstellationMatcher`` for bolts.
  public func match(_ a: Features, _ b: Features) -> PairMatch {
    let putative = matcher.matches(a.descriptors, b.descriptors)
    let constellation = ConstellationMatcher(options: options.constellations).match(a, b)
    let bolts = constellation.isCompared ? constellation.logOdds : nil
    let agreement = keypointAgreement(a, b, putative)
    var evidence = Evidence(keypoints: agreement?.logOdds ?? Evidence.none.keypoints, bolts: bolts)
    let boltsMap = constellation.isSurface ? constellation.bFromA : nil
    let restsOnBolts = bolts.map { $0 >= ConstellationMatcher.acceptedLogOdds && $0 > evidence.keypoints } ?? false
    let byBolts = restsOnBolts ? boltsMap : nil
    let map = byBolts ?? agreement?.map
    let inliers = byBolts == nil ? agreement?.inliers ?? [] : []
    let edges = map.flatMap {
      EdgeVerifier().agreement(
        a, b, under: $0,
        base: byBolts == nil ? Self.base(of: inliers, a, b) : Self.base(of: constellation, a, b))
    }
    evidence.edges = edges?.logOdds
    return PairMatch(
      homography: map, basis: byBolts != nil ? .bolts : agreement == nil ? nil : .keypoints, inliers: inliers,
      putativeCount: putative.count, logOdds: evidence.logOdds, evidence: evidence, constellation: constellation,
      edges: edges, logNFA: agreement?.logNFA ?? 0, noiseScale: byBolts == nil ? agreement?.noiseScale ?? 0 : 0)
  }

  /// What edges know a map of keypoints by: the regions that the keypoints describe are no news.
  private static func base(of inliers: [DescriptorMatch], _ a: Features, _ b: Features) -> [EdgeBase] {
    inliers.map { inlier in
      let (left, right) = (a.keypoints[inlier.indexA], b.keypoints[inlier.indexB])
      return EdgeBase(
        a: Point(x: Double(left.x), y: Double(left.y)), b: Point(x: Double(right.x), y: Double(right.y)),
        radius: Double(left.size) / 2)
    }
  }

  /// The same for bolts: their outlines and the shadows beside them.
  private static func base(of constellation: ConstellationMatch, _ a: Features, _ b: Features) -> [EdgeBase] {
    constellation.bolts.map { pair in
      let (left, right) = (a.patterns.bolts[pair.indexA], b.patterns.bolts[pair.indexB])
      return EdgeBase(a: left.center, b: right.center, radius: 2 * left.radius + 3)
    }
  }

  /// A homography on which keypoints agree, and what it is worth.
  private struct KeypointAgreement {
    var map: Homography
    var inliers: [DescriptorMatch]
    var logOdds: Double
    var logNFA: Double
    var noiseScale: Double
  }

  private func keypointAgreement(
    _ a: Features, _ b: Features, _ putative: [DescriptorMatch]
  ) -> KeypointAgreement? {
    let correspondences = putative.map { Correspondence(a.keypoints[$0.indexA], b.keypoints[$0.indexB]) }
    let estimator = HomographyEstimator(options: options.estimation)
    guard let estimate = estimator.estimate(correspondences, sizeA: a.size, sizeB: b.size) else { return nil }
    var agreement = KeypointAgreement(
      map: estimate.targetFromSource, inliers: estimate.inliers.map { putative[$0] }, logOdds: estimate.logOdds,
      logNFA: estimate.logNFA, noiseScale: estimate.noiseScale)
    guard let guidance = options.guidance else { return agreement }
    for _ in 0..<guidance.rounds {
      let found = GuidedMatcher(options: guidance).matches(a, b, along: agreement.map)
      let list = found.map { Correspondence(a.keypoints[$0.indexA], b.keypoints[$0.indexB]) }
      // The wider base may not lose support: else the first estimate stands.
      guard let refined = estimator.refine(agreement.map, list, sizeA: a.size, sizeB: b.size),
        refined.inliers.count >= estimate.inliers.count
      else { break }
      agreement.map = refined.targetFromSource
      agreement.inliers = refined.inliers.map { found[$0] }
      agreement.noiseScale = refined.noiseScale
    }
    return agreement
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
    guard let map = match.homography, match.basis == .keypoints else { return match }
    let inliers = match.inliers.map { Correspondence(a.keypoints[$0.indexA], b.keypoints[$0.indexB]) }
    guard let aligned = HomographyAlignment().align(map, inliers, a: lumaA, b: lumaB) else { return match }
    return PairMatch(
      homography: aligned, basis: match.basis, inliers: match.inliers, putativeCount: match.putativeCount,
      logOdds: match.logOdds, evidence: match.evidence, constellation: match.constellation, edges: match.edges,
      logNFA: match.logNFA, noiseScale: match.noiseScale)
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
