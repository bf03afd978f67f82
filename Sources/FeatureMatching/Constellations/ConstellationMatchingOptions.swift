/// What may be chosen about the comparison of bolt patterns.
///
/// The rates are those of the world, not of one set of pictures: chosen by reasoning, on the safe side where in doubt.
public struct ConstellationMatchingOptions: Hashable, Sendable {
  /// Rings, rows and grids of each picture that are compared, best first; 1...16. Time grows with the square.
  public var maximumGroups = 8

  /// Bolts outside the compared rings that may confirm a proposal, strongest first; 0...256. Time grows with the square.
  public var maximumLoneBolts = 48

  /// Proposals of rings that the other rings are asked about; 1...200.
  public var maximumVerifications = 64

  /// Proposals that single bolts are asked about, best first; 1...100. As many as a common ring has rotations.
  public var maximumBoltVerifications = 24

  /// Probability that a bolt which is there and in view is not found; 0 < rate < 0.5. Rings carry their weak bolts, so fewer
  /// are missed in them than elsewhere.
  public var missRate = 0.05

  /// Places that ``missRate`` weighs as much as, against what a ring's own empty places tell of the rate in its picture; above 0. Ten places
  /// are about a ring: a picture's own ring is believed as much as all others.
  public var missRatePlaces = 10.0

  /// Probability that a place of a regular ring is empty on the object itself; 0 < rate < 0.5. Most rings have no intended gap,
  /// some have one to three.
  public var gapRate = 0.05

  /// Probability that a bolt counted to a ring does not belong to its pattern; 0 < rate < 0.5.
  public var clutterRate = 0.1

  /// Probability that a ring's reading is wrong altogether, so that its pattern says nothing; 0 < rate < 0.5.
  public var misreadRate = 0.05

  /// Standard deviation of an angle in a ring's plane from what the reading does not know of, in radians; 0 < value < 0.1: heads
  /// stand proud, flanges bend, rectification from one ellipse is approximate. 0.015 is 0.9°.
  public var angleDeviation = 0.015

  /// Standard deviation of the relative turn of two rings' planes in one picture, in radians; 0 < value < 0.5.
  public var turnDeviation = 0.05

  /// Standard deviation of the logarithm of the ratio of two rings' radii, faces of one body; 0 < value < 0.5. Rings at different
  /// depths are foreshortened differently.
  public var ratioDeviation = 0.06

  /// The default choices.
  public init() {}
}
