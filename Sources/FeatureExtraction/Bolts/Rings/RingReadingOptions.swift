/// What the reading of a ring takes for granted about rings and cameras.
package struct RingReadingOptions: Hashable, Sendable {
  /// Least number of members that are read at all: five points fix a conic.
  package var leastMembers = 5
  /// Most members that are read; more are no ring, and would cost time. The first ones are read.
  package var mostMembers = 160
  /// Least number of places considered.
  package var leastSlots = 3
  /// Greatest number of places considered. Above this, neighbours 120 px from the centre are 10 px apart.
  package var mostSlots = 72
  /// Least standard deviation of a bolt's centre, in pixels: what light and shadow shift whatever the detector
  /// believes, and what a driller misses.
  package var leastDeviation = 0.15
  /// Share of the ring's semi-major axis that a bolt may sit beside its place, one standard deviation: 0.1 %, a
  /// fitter's tolerance.
  package var placeTolerance = 0.001
  /// Share of a rim's semi-major axis that its outline may be off a circle about the bolts' axis, one standard deviation: 0.2 %, a dent
  /// of half a millimetre in a flange of half a metre.
  package var rimTolerance = 0.002
  /// Share of members that may be clutter, for the density of clutter along the ellipse. 0...0.5.
  package var clutterShare = 0.15
  /// Half width of the band along the ellipse in which clutter is taken for a member, in pixels.
  package var clutterBand = 6.0
  /// Probability that a place in view has no bolt found in it: intact rings, worn ones, and poorly seen ones, in equal
  /// parts.
  package var missingShares = (intact: 0.02, worn: 0.15, poor: 0.35)
  /// Prior probability that a whole ring's bolts stand in pairs.
  package var pairedShare = 0.08
  /// Prior probability that they keep to no pattern.
  package var irregularShare = 0.12
  /// Prior probability that an arc of the ring is hidden by something.
  package var hiddenShare = 0.5
  /// Focal length over the picture's longer side: the middle, by ratio, of 0.7 (wide) to 4 (tele).
  package var focalRatio = 1.7
  /// Relative standard deviation of the focal length.
  package var focalSpread = 0.6
  /// Standard deviation of the principal point from the picture's middle, over the longer side: pictures are cropped.
  package var principalSpread = 0.2

  /// The defaults.
  package init() {}

  package static func == (left: RingReadingOptions, right: RingReadingOptions) -> Bool {
    left.key == right.key
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(key) }

  private var key: [Double] {
    [
      Double(leastMembers), Double(mostMembers), Double(leastSlots), Double(mostSlots), leastDeviation, placeTolerance,
      rimTolerance,
      clutterShare, clutterBand, missingShares.intact, missingShares.worn, missingShares.poor, pairedShare,
      irregularShare, hiddenShare, focalRatio, focalSpread, principalSpread,
    ]
  }
}
