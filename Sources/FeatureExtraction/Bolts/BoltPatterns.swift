/// The bolts of an image and the groups that they make.
public struct BoltPatterns: Hashable, Sendable {
  /// Bolts: those strong enough alone, and weaker ones that a group carries; strongest first, ties by y, x.
  public var bolts: [Bolt]
  /// Rings, best first.
  public var rings: [BoltRing]
  /// Rows, best first.
  public var rows: [BoltRow]
  /// Grids, best first.
  public var grids: [BoltGrid]

  /// No bolts.
  public static let none = BoltPatterns(bolts: [], rings: [], rows: [], grids: [])

  /// Makes patterns of their parts.
  public init(bolts: [Bolt], rings: [BoltRing], rows: [BoltRow], grids: [BoltGrid]) {
    self.bolts = bolts
    self.rings = rings
    self.rows = rows
    self.grids = grids
  }
}
