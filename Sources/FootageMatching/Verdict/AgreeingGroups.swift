import FeatureExtraction
import FeatureMatching

/// The groups of bolts of a reference view that an agreement rests on, by their positions in the view's lists.
package struct AgreeingGroups: Hashable, Sendable {
  /// Rings that add to the odds.
  package let rings: Set<Int>
  /// Rows.
  package let rows: Set<Int>
  /// Grids.
  package let grids: Set<Int>

  /// No groups: an agreement of keypoints, or none.
  package static let none = AgreeingGroups(rings: [], rows: [], grids: [])

  /// log10 of the least that a ring must add to count as one that the agreement rests on: a factor of three.
  private static let leastLogOdds = 0.5

  package init(rings: Set<Int>, rows: Set<Int>, grids: Set<Int>) {
    self.rings = rings
    self.rows = rows
    self.grids = grids
  }

  /// The groups of image A that `match` rests on.
  package init(_ match: ConstellationMatch) {
    rings = Set(match.rings.filter { $0.logOdds >= Self.leastLogOdds }.map(\.ringA))
    rows = Set(match.rowPairs.map(\.indexA))
    grids = Set(match.gridPairs.map(\.indexA))
  }

  /// Whether there are none.
  package var isEmpty: Bool { rings.isEmpty && rows.isEmpty && grids.isEmpty }

  /// Whether all of these are among `other`'s.
  package func isCovered(by other: AgreeingGroups) -> Bool {
    rings.isSubset(of: other.rings) && rows.isSubset(of: other.rows) && grids.isSubset(of: other.grids)
  }
}

extension BoltPatterns {
  /// Rings, rows and grids.
  package var groupCount: Int { rings.count + rows.count + grids.count }
}
