import FeatureExtraction

/// A ring of bolts in a document.
///
/// A place's angle is that in the ring's plane, where the ring is a circle; which angle is 0 means nothing, and angles grow
/// clockwise to the eye.
public struct RingDocument: Codable, Hashable, Sendable {
  /// A number of places that the whole ring may have.
  public struct SlotCountDocument: Codable, Hashable, Sendable {
    /// Places, empty ones included.
    public var slots: Int
    /// Probability given what is seen, 4 decimals.
    public var probability: Double
  }

  /// A place where a bolt is expected and none is seen.
  public struct PlaceDocument: Codable, Hashable, Sendable {
    /// Position in the whole ring's order, from 0.
    public var slot: Int
    /// Angle in the ring's plane, in radians, 5 decimals.
    public var angle: Double
    /// Column of where it should be, in pixels, 3 decimals.
    public var x: Double
    /// Row of where it should be, in pixels, 3 decimals.
    public var y: Double

    init(_ place: BoltRing.Place) {
      slot = place.slot
      angle = JSONRounding.turn(place.angle)
      x = JSONRounding.round(place.point.x, decimals: JSONRounding.pixelDecimals)
      y = JSONRounding.round(place.point.y, decimals: JSONRounding.pixelDecimals)
    }
  }

  /// The ellipse through the bolts' centres.
  public var ellipse: EllipseDocument
  /// The most probable number of places of the whole ring.
  public var slots: Int
  /// The numbers of places that together hold 95 % of the probability, most probable first.
  public var slotsCredible: [Int]
  /// Its bolts by growing angle: positions in the document's list of bolts.
  public var bolts: [Int]
  /// log10 of the odds that they make a ring, rather than chance, 3 decimals.
  public var logOdds: Double
  /// `face` (a flange) or `girth` (round a body).
  public var kind: String
  /// Whether the bolts keep to even places.
  public var isRegular: Bool
  /// Whether they stand in pairs at even steps: `slots` counts both of each pair.
  public var isPaired: Bool
  /// The number of rotations that map the ring's seen pattern onto itself.
  public var symmetryOrder: Int
  /// The bolts' angles in the ring's plane, in radians in [0, 2π), 5 decimals.
  public var angles: [Double]
  /// Standard deviation of each angle, in radians, 5 decimals.
  public var angleDeviations: [Double]
  /// The place that each bolt takes, 0 being the first bolt's; empty for a ring without a regular spacing.
  public var places: [Int]
  /// The probability of each number of places, most probable first.
  public var slotsPosterior: [SlotCountDocument]
  /// Places in view without a bolt.
  public var missing: [PlaceDocument]
  /// Mean radius of the bolts over that of the ring, in the ring's plane, 5 decimals; absent where unknown.
  public var boltRadiusRatio: Double?
  /// Standard deviation of the ratio, 5 decimals; absent where unknown.
  public var boltRadiusRatioDeviation: Double?
  /// Nine elements, row by row, of the map from the ring's plane, where the ring is the unit circle, to pixels.
  public var imageFromPlane: [Double]?

  /// Rounds `ring`.
  public init(_ ring: BoltRing) {
    ellipse = EllipseDocument(ring.ellipse)
    slots = ring.slots
    slotsCredible = ring.credibleSlots
    bolts = ring.bolts
    logOdds = JSONRounding.logOdds(ring.logOdds)
    kind = ring.kind.rawValue
    isRegular = ring.isRegular
    isPaired = ring.isPaired
    symmetryOrder = ring.symmetryOrder
    angles = ring.angles.map(JSONRounding.turn)
    angleDeviations = ring.angleDeviations.map {
      JSONRounding.round($0, decimals: JSONRounding.angleDecimals)
    }
    places = ring.slotIndices
    slotsPosterior = ring.slotPosterior.map {
      SlotCountDocument(
        slots: $0.slots,
        probability: JSONRounding.round($0.probability, decimals: JSONRounding.probabilityDecimals))
    }
    missing = ring.missing.map(PlaceDocument.init)
    boltRadiusRatio = JSONRounding.finite(ring.boltRadiusRatio, decimals: JSONRounding.ratioDecimals)
    boltRadiusRatioDeviation = JSONRounding.finite(
      ring.boltRadiusRatioDeviation, decimals: JSONRounding.ratioDecimals)
    imageFromPlane = JSONRounding.elements(of: ring.imageFromPlane)
  }
}
