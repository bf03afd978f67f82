import FeatureExtraction
import ImagePlanes

/// A bolt or an empty hole in a document. Pixels are those of the upright picture, the centre of the top-left one at (0, 0).
public struct BoltDocument: Codable, Hashable, Sendable {
  /// Column, in pixels, 3 decimals.
  public var x: Double
  /// Row, in pixels, 3 decimals.
  public var y: Double
  /// Apparent radius, in pixels, 3 decimals.
  public var radius: Double
  /// `head` or `hole`.
  public var kind: String
  /// log10 of the odds that a bolt is here, from its own pixels alone, 3 decimals.
  public var score: Double
  /// Standard deviation of the centre along each axis, in pixels, 3 decimals.
  public var deviation: Double?
  /// The outline; absent where the bolt is too small to measure one.
  public var outline: EllipseDocument?

  /// Rounds `bolt`.
  public init(_ bolt: Bolt) {
    x = JSONRounding.round(bolt.center.x, decimals: JSONRounding.pixelDecimals)
    y = JSONRounding.round(bolt.center.y, decimals: JSONRounding.pixelDecimals)
    radius = JSONRounding.round(bolt.radius, decimals: JSONRounding.pixelDecimals)
    kind = bolt.kind.rawValue
    score = JSONRounding.logOdds(bolt.score)
    deviation = JSONRounding.finite(bolt.centerDeviation, decimals: JSONRounding.pixelDecimals)
    outline = bolt.outline.map(EllipseDocument.init)
  }
}

/// An ellipse in a document.
public struct EllipseDocument: Codable, Hashable, Sendable {
  /// Column of the centre, in pixels, 3 decimals.
  public var x: Double
  /// Row of the centre, in pixels, 3 decimals.
  public var y: Double
  /// Semi-major axis, in pixels, 3 decimals.
  public var a: Double
  /// Semi-minor axis, in pixels, 3 decimals.
  public var b: Double
  /// Direction of the major axis, in radians from the x axis towards the y axis, in [0, π), 5 decimals.
  public var angle: Double

  /// Rounds `ellipse`.
  public init(_ ellipse: Ellipse) {
    x = JSONRounding.round(ellipse.center.x, decimals: JSONRounding.pixelDecimals)
    y = JSONRounding.round(ellipse.center.y, decimals: JSONRounding.pixelDecimals)
    a = JSONRounding.round(ellipse.semiMajor, decimals: JSONRounding.pixelDecimals)
    b = JSONRounding.round(ellipse.semiMinor, decimals: JSONRounding.pixelDecimals)
    let angle = JSONRounding.round(ellipse.angle, decimals: JSONRounding.angleDecimals)
    self.angle = angle >= Double.pi ? 0 : angle
  }
}

/// A row of bolts in a document.
public struct RowDocument: Codable, Hashable, Sendable {
  /// Its bolts, in order along the row: positions in the document's list of bolts.
  public var bolts: [Int]
  /// log10 of the odds that they make a row, rather than chance, 3 decimals.
  public var logOdds: Double
  /// The place of each bolt in the row's spacing, from 0; empty for a row without a regular spacing.
  public var places: [Int]
  /// Places between the ends without a bolt.
  public var missing: [PointDocument]

  /// Rounds `row`.
  public init(_ row: BoltRow) {
    bolts = row.bolts
    logOdds = JSONRounding.logOdds(row.logOdds)
    places = row.slotIndices
    missing = row.missing.map(PointDocument.init)
  }
}

/// Bolts in a lattice in a document.
public struct GridDocument: Codable, Hashable, Sendable {
  /// A bolt's place in the lattice.
  public struct CellDocument: Codable, Hashable, Sendable {
    /// Column, from 0.
    public var column: Int
    /// Row, from 0.
    public var row: Int
  }

  /// Its bolts: positions in the document's list of bolts.
  public var bolts: [Int]
  /// log10 of the odds that they make a grid, rather than chance, 3 decimals.
  public var logOdds: Double
  /// The lattice place of each bolt, in the order of `bolts`.
  public var cells: [CellDocument]
  /// Places of the lattice, or of its frame, without a bolt.
  public var missing: [PointDocument]?
  /// Nine elements, row by row, of the map from lattice places (column, row) to pixels; absent where one is not finite.
  public var imageFromLattice: [Double]?

  /// Rounds `grid`.
  public init(_ grid: BoltGrid) {
    bolts = grid.bolts
    logOdds = JSONRounding.logOdds(grid.logOdds)
    cells = grid.cells.map { CellDocument(column: $0.column, row: $0.row) }
    missing = grid.missing.map(PointDocument.init)
    imageFromLattice = JSONRounding.elements(of: grid.imageFromLattice)
  }
}

/// A point in a document, in pixels with 3 decimals.
public struct PointDocument: Codable, Hashable, Sendable {
  /// Column.
  public var x: Double
  /// Row.
  public var y: Double

  /// Rounds `point`.
  public init(_ point: Point) {
    x = JSONRounding.round(point.x, decimals: JSONRounding.pixelDecimals)
    y = JSONRounding.round(point.y, decimals: JSONRounding.pixelDecimals)
  }
}
