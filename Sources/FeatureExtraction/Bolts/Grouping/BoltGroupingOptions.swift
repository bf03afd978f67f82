/// What may be chosen about the grouping of bolts.
package struct BoltGroupingOptions: Hashable, Sendable {
  /// Candidates looked at, the strongest ones; 0...100,000. What lies behind the 2,000th is hardly ever a bolt, and time grows
  /// with their number.
  package var maximumCandidates = 2_000

  /// log10 of the odds from its own pixels at which a candidate is a bolt without any group; and which a group's member must
  /// reach together with its group. 0.1: somewhat more likely than not.
  package var acceptedBoltLogOdds = 0.1

  /// log10 of the odds at which a group is believed; 0 and above. The odds count every group that the image might have held
  /// instead, so unrelated points reach odds of 10 to the x in one image of 10 to the x at most. 1.3 is one in twenty, and leaves
  /// a factor of two for clutter that is less random than the model believes.
  package var acceptedGroupLogOdds = 1.3

  /// The largest natural logarithm of the ratio of two like bolts' radii; above 0. 0.5 is a ratio of 1.65: two and a half
  /// standard deviations of a radius known to 20 %.
  package var radiusTolerance = 0.5

  /// The least number of bolts in a group; at least 4.
  package var minimumMembers = 5

  /// The default choices.
  package init() {}
}
