// The front door of constellations: two sets of bolt patterns in, an agreement with its odds out.

import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Compares the bolt patterns of two images.
///
///     groups × groups, in every rotation → proposals with odds → other groups and bolts → odds over all hypotheses
///
/// The scheme is astrometry.net's: propose cheaply, verify by log-odds. What an agreement is worth comes from how rare it is; see
/// <doc:Constellations>. Stateless: one matcher may serve many threads. Equal input gives equal output, bit for bit.
public struct ConstellationMatcher: Sendable {
  /// The choices this matcher was made with.
  public let options: ConstellationMatchingOptions

  /// log10 of the odds from which an agreement counts as beyond chance: a thousand to one, as for keypoints.
  public static let acceptedLogOdds = 3.0

  /// Half of the weight lies on "other parts of it, or other things", which no pattern refutes.
  private static let logHalf = -Evidence.logTwo
  /// Decades by which a mirror image must agree better than the ring itself, and by which it must exceed chance, to be called one.
  private static let mirrorMargin = 1.5

  /// Makes a matcher.
  public init(options: ConstellationMatchingOptions = .init()) { self.options = options }

  /// Compares image A with image B.
  ///
  /// - Returns: ``ConstellationMatch/none`` where one of the images has no group that could be compared.
  /// - Complexity: O(g² · (places² + v · g)) for g groups a picture and v verifications: well under a millisecond for what
  ///   pictures hold, and bounded by the options for anything else.
  public func match(_ a: Features, _ b: Features) -> ConstellationMatch {
    let scene = ConstellationScene(a, b, options: options)
    guard scene.hypotheses > 0 else { return .none }
    var result = ConstellationMatch.none
    result.hypotheses = scene.hypotheses
    let (verified, rest) = verify(scene)
    var total = LogSum()
    total.add(Self.logHalf)
    for proposal in verified { total.add(Self.logHalf + proposal.proposal.logShare + proposal.logRatio) }
    for proposal in rest { total.add(Self.logHalf + proposal.logShare + proposal.logRatio) }
    result.logOdds = total.value
    result.isMirrored = isMirrored(scene, direct: total.value)
    if result.isMirrored {
      // A mirror image coincides with the pattern more often than unrelated ones do: bolts that agree come in twos.
      result.logOdds = Self.logHalf
    } else if let best = preferred(verified), best.logRatio > 0 {
      ConstellationReport(scene: scene).describe(best, rivals: verified, in: &result)
    }
    return result
  }

  /// Proposals after verification, best first, and those that were too weak to be looked at: these keep their own odds, which is
  /// what they are worth if nothing else is asked.
  private func verify(
    _ scene: ConstellationScene
  ) -> (verified: [VerifiedProposal], rest: [ConstellationProposal]) {
    let proposals = scene.proposals
    let worth = proposals.map { $0.logRatio + $0.logShare }
    let order = proposals.indices.sorted { (worth[$0], $1) > (worth[$1], $0) }
    let split = min(order.count, max(1, options.maximumVerifications))
    var verified = order[..<split].map { scene.askRings(proposals[$0]) }
    sort(&verified)
    for index in verified.indices.prefix(max(1, options.maximumBoltVerifications)) {
      verified[index] = scene.askBolts(verified[index])
    }
    sort(&verified)
    return (verified, order[split...].map { proposals[$0] })
  }

  /// Decades that a proposal may lie below the best and be preferred for mapping a surface. Seen from another base the same groups
  /// surprise more or less, by about as much.
  private static let surfaceMargin = 2.0

  /// The best proposal; of those little below it the best that maps a surface, for that one shows where everything is.
  private func preferred(_ verified: [VerifiedProposal]) -> VerifiedProposal? {
    guard let first = verified.first else { return nil }
    return verified.first { $0.proposal.isSurface && $0.logRatio > first.logRatio - Self.surfaceMargin } ?? first
  }

  private func sort(_ list: inout [VerifiedProposal]) {
    let sorted = list.enumerated().sorted {
      ($0.element.logRatio, $1.offset) > ($1.element.logRatio, $0.offset)
    }
    list = sorted.map(\.element)
  }

  private func isMirrored(_ scene: ConstellationScene, direct: Double) -> Bool {
    let mirrored = scene.bestMirrored
    return mirrored > Self.mirrorMargin && mirrored > direct + Self.mirrorMargin
  }
}
