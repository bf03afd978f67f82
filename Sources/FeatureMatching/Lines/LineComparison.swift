import FeatureExtraction
import ReproducibleMath

/// Compares the lines of two pictures.
///
///     bands beside lines → each other's nearest → which of them lie to each other as before → how many support each
///     the same for matches exchanged among lines of B that run alike, 64 times → what chance reaches here → an e-value
///
/// The exchanged matches keep both pictures' lines and, to an eighth of a turn, their directions: things stand upright in unrelated
/// pictures too, and nearly parallel lines in both agree in their turn for that. The e-value is that of `DecoyEvidence`, as for edges.
public struct LineComparison: Sendable {
  private static let decoys = 64
  /// Directions are exchanged within such sectors of the circle; where they begin is chosen anew for each decoy.
  private static let sectors = 8
  /// Half a supporter: scores that differ by less are equal.
  private static let leastDeviation = 0.5

  private let matcher = LineMatcher()

  /// Makes a comparison.
  public init() {}

  /// The agreement of B's lines with A's; nil where one of the pictures has no line that is described.
  ///
  /// - Complexity: O(65 · matches²) after the matching; as many matches as lines are described, at most.
  public func agreement(_ a: Features, _ b: Features) -> LineAgreement? {
    let (bandsA, bandsB) = (a.edges.bands, b.edges.bands)
    guard bandsA.count > 0, bandsB.count > 0 else { return nil }
    var matches = matcher.matches(bandsA, bandsB)
    let linesB = matches.map { b.edges.lines[$0.indexB] }
    let consistency = LineConsistency(
      a: LineLayout(matches.map { a.edges.lines[$0.indexA] }), b: LineLayout(linesB),
      rootScales: matches.map { Float($0.scale.squareRoot()) })
    let order = Array(matches.indices)
    let found = consistency.consensus(order)
    for match in found.chosen { matches[match].isConsistent = true }
    var scores = [found.support]
    var random = SeededGenerator(seed: 0x6c69_6e65_73)
    let turns = linesB.map { angleOf(x: $0.end.x - $0.start.x, y: $0.end.y - $0.start.y) / (2 * Double.pi) }
    for _ in 0..<Self.decoys {
      scores.append(consistency.consensus(Self.exchanged(order, turns, &random)).support)
    }
    let eValue = DecoyEvidence.eValue(scores, leastDeviation: Self.leastDeviation)
    return LineAgreement(matches: matches, support: found.support, logOdds: DecoyEvidence.logOdds(eValue))
  }

  /// The order in which B's lines are matched, shuffled among those of one sector; `turns` are their directions as shares of the circle.
  private static func exchanged(_ order: [Int], _ turns: [Double], _ random: inout SeededGenerator) -> [Int] {
    var order = order
    let begin = random.unit()
    let sectorOf = turns.map { turn in
      min(Int((turn + begin).truncatingRemainder(dividingBy: 1) * Double(sectors)), sectors - 1)
    }
    for sector in 0..<sectors {
      let members = order.indices.filter { sectorOf[$0] == sector }
      for last in members.indices.dropFirst().reversed() {
        order.swapAt(members[last], members[random.index(below: last + 1)])
      }
    }
    return order
  }
}
