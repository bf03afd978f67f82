import ImagePlanes

/// What a set of bolts says about the ring that they are on. ``BoltRing`` has the same fields, with the members'
/// numbers in the image.
package struct RingReading: Hashable, Sendable {
  /// The ellipse through the bolts' centres.
  package var ellipse: Ellipse
  /// Maps the ring's plane, where the ring is the unit circle, to pixels. Its determinant is positive.
  package var imageFromPlane: Homography
  /// Face or girth, as given or as decided.
  package var kind: BoltRing.Kind
  /// The members that belong to the ring, as indices into the members read, by growing angle.
  package var order: [Int]
  /// The members that do not: off the ellipse, or between the places. By growing index.
  package var outliers: [Int]
  /// Angles in the ring's plane, in radians in [0, 2π), in the order of ``order``.
  package var angles: [Double]
  /// Standard deviation of each angle about the pattern's common turn, which means nothing, in radians.
  package var angleDeviations: [Double]
  /// The slot that each bolt takes, in the order of ``order``: 0 is the first one's. Empty where places are not even.
  package var slotIndices: [Int]
  /// The most probable number of places of the whole ring; the number of bolts seen where there is no pattern.
  package var slots: Int
  /// The posterior of the number of places, most probable first, without what falls below one in 10,000.
  package var slotPosterior: [BoltRing.SlotCount]
  /// Whether the bolts keep to even places. Pairs do not: ``slots`` counts both bolts of each pair, the angles tell the
  /// rest.
  package var isRegular: Bool
  /// Places in view without a bolt.
  package var missing: [BoltRing.Place]
  /// Whether the bolts keep to places, even ones or pairs.
  package var hasPattern: Bool
  /// The number of rotations that map the pattern in view onto itself.
  package var symmetryOrder: Int
  /// Mean radius of the bolts over that of the ring, in the ring's plane.
  package var boltRadiusRatio: Double
  /// Standard deviation of ``boltRadiusRatio``.
  package var boltRadiusRatioDeviation: Double
  /// Root mean square distance of the members from their places (from the ellipse where there is no pattern), in
  /// pixels.
  package var residual: Double
  /// Natural logarithm of the evidence: the probability density of the members' positions, per square pixel each,
  /// summed over all hypotheses about a ring. Comparable between hypotheses about one set of members.
  package var logEvidence: Double
  /// ``logEvidence`` less that of the same members as clutter along the ellipse: what being a ring explains. In nats.
  package var logOddsAgainstClutter: Double
  /// The rims (indices into those given) that were found to be concentric with the ring, or for a girth of its body's
  /// width.
  package var rims: [Int]
}
