import ImagePlanes

/// Bolts on one circle of the object: on a flange's face, or in a girth round a body.
///
/// The ring's plane has the circle as its unit circle. A bolt's place is an angle in that plane; which angle is 0 means nothing, but
/// angles grow from the image's x axis towards its y axis (clockwise to the eye), so that a mirrored ring has another sequence.
public struct BoltRing: Hashable, Sendable {
  /// How the ring is seen.
  public enum Kind: String, Hashable, Sendable {
    /// The bolts' axes are those of the ring: a flange. All of it can be seen at once.
    case face
    /// The bolts point outwards from a body: at most half of the ring is seen.
    case girth
  }

  /// A number of places that the whole ring may have.
  public struct SlotCount: Hashable, Sendable {
    /// Places of the whole ring, empty ones included.
    public var slots: Int
    /// Probability, given what is seen.
    public var probability: Double

    /// Makes an alternative.
    public init(slots: Int, probability: Double) {
      self.slots = slots
      self.probability = probability
    }
  }

  /// A place of the ring where a bolt is expected.
  public struct Place: Hashable, Sendable {
    /// Position in the whole ring's order, from 0 to `slots` − 1.
    public var slot: Int
    /// Angle in the ring's plane, in radians.
    public var angle: Double
    /// Where it is in the image.
    public var point: Point

    /// Makes a place.
    public init(slot: Int, angle: Double, point: Point) {
      self.slot = slot
      self.angle = angle
      self.point = point
    }
  }

  /// The ellipse through the bolts' centres.
  public var ellipse: Ellipse
  /// Maps the ring's plane, where the ring is the unit circle, to pixels.
  public var imageFromPlane: Homography
  /// Face or girth.
  public var kind: Kind
  /// Its bolts: indices into the bolts of the features, by growing angle.
  public var bolts: [Int]
  /// The bolts' angles in the ring's plane, in radians in [0, 2π), in the order of ``bolts``.
  public var angles: [Double]
  /// Standard deviation of each angle, in radians.
  public var angleDeviations: [Double]
  /// The slot that each bolt takes, in the order of ``bolts``: 0 is the first bolt's. Empty for a ring without a regular spacing.
  public var slotIndices: [Int]
  /// The most probable number of places of the whole ring; the number of bolts seen where the spacing is irregular.
  public var slots: Int
  /// The posterior of the number of places, most probable first.
  public var slotPosterior: [SlotCount]
  /// Whether the bolts keep to even places. Irregular rings are told by their angles alone.
  public var isRegular: Bool
  /// Whether they stand in pairs at even steps instead: ``slots`` then counts both of each pair.
  public var isPaired: Bool
  /// Places in view without a bolt: missing, torn out or not detected.
  public var missing: [Place]
  /// The number of rotations that map the ring's seen pattern onto itself: `slots` for an even ring, 1 for one of its kind.
  public var symmetryOrder: Int
  /// Mean radius of the bolts over that of the ring, in the ring's plane.
  public var boltRadiusRatio: Double
  /// Standard deviation of ``boltRadiusRatio``.
  public var boltRadiusRatioDeviation: Double
  /// log10 of the odds that these bolts make a ring, rather than chance.
  public var logOdds: Double

  /// The smallest set of slot counts that holds 95 % of the posterior, most probable first.
  public var credibleSlots: [Int] {
    var mass = 0.0
    var set: [Int] = []
    for entry in slotPosterior {
      set.append(entry.slots)
      mass += entry.probability
      if mass >= 0.95 { break }
    }
    return set
  }

  /// Makes a ring of its parts.
  public init(
    ellipse: Ellipse, imageFromPlane: Homography, kind: Kind, bolts: [Int], angles: [Double], angleDeviations: [Double],
    slotIndices: [Int], slots: Int, slotPosterior: [SlotCount], isRegular: Bool, isPaired: Bool = false,
    missing: [Place],
    symmetryOrder: Int, boltRadiusRatio: Double, boltRadiusRatioDeviation: Double, logOdds: Double
  ) {
    self.ellipse = ellipse
    self.imageFromPlane = imageFromPlane
    self.kind = kind
    self.bolts = bolts
    self.angles = angles
    self.angleDeviations = angleDeviations
    self.slotIndices = slotIndices
    self.slots = slots
    self.slotPosterior = slotPosterior
    self.isRegular = isRegular
    self.isPaired = isPaired
    self.missing = missing
    self.symmetryOrder = symmetryOrder
    self.boltRadiusRatio = boltRadiusRatio
    self.boltRadiusRatioDeviation = boltRadiusRatioDeviation
    self.logOdds = logOdds
  }
}
