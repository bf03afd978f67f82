import ImagePlanes

/// Bolts on one straight line of the object, such as one side of a raceway.
public struct BoltRow: Hashable, Sendable {
  /// Its bolts: indices into the bolts of the features, in order along the row.
  public var bolts: [Int]
  /// The place of each bolt in the row's spacing, in the order of ``bolts``: 0 is the first bolt's, gaps are left out. Empty for a row
  /// without a regular spacing.
  public var slotIndices: [Int]
  /// Places between the row's ends without a bolt.
  public var missing: [Point]
  /// log10 of the odds that these bolts make a row, rather than chance.
  public var logOdds: Double

  /// Makes a row of its parts.
  public init(bolts: [Int], slotIndices: [Int], missing: [Point], logOdds: Double) {
    self.bolts = bolts
    self.slotIndices = slotIndices
    self.missing = missing
    self.logOdds = logOdds
  }
}

/// Bolts in a plane lattice or round a rectangle, such as a hatch's.
public struct BoltGrid: Hashable, Sendable {
  /// A bolt's place in the lattice.
  public struct Cell: Hashable, Sendable {
    /// Column, from 0.
    public var column: Int
    /// Row, from 0.
    public var row: Int

    /// Makes a place.
    public init(column: Int, row: Int) {
      self.column = column
      self.row = row
    }
  }

  /// Its bolts: indices into the bolts of the features.
  public var bolts: [Int]
  /// The lattice place of each bolt, in the order of ``bolts``.
  public var cells: [Cell]
  /// Maps lattice places (column, row) to pixels.
  public var imageFromLattice: Homography
  /// Places of the lattice without a bolt, in pixels: of all of it, or of its frame where it is empty inside.
  public var missing: [Point]
  /// log10 of the odds that these bolts make a grid, rather than chance.
  public var logOdds: Double

  /// Makes a grid of its parts.
  public init(
    bolts: [Int], cells: [Cell], imageFromLattice: Homography, missing: [Point] = [], logOdds: Double
  ) {
    self.bolts = bolts
    self.cells = cells
    self.imageFromLattice = imageFromLattice
    self.missing = missing
    self.logOdds = logOdds
  }
}
