/// A ring whose plane is known well enough that others may be read by it.
struct KnownPlane {
  let plane: RingPlane

  /// Standard deviation of shape and perspective.
  var deviation: Double { plane.deviation }

  /// Least bolts, and least arc in radians (200°), of a ring that tells its plane by itself.
  private static let least = (bolts: 6, arc: 3.5)
  /// The least probability of its number of places: another number is another perspective.
  private static let leastProbability = 0.9
  /// What bending and flanges that are not quite square to the axis add: under one degree.
  private static let bending = 0.012

  /// Nil for a ring that tells too little.
  init?(_ reading: RingReading) {
    guard reading.kind == .face, reading.hasPattern, reading.order.count >= Self.least.bolts,
      let best = reading.slotPosterior.first, best.probability >= Self.leastProbability
    else { return nil }
    var widest = reading.angles[0] + 2 * Double.pi - reading.angles[reading.angles.count - 1]
    for (angle, next) in zip(reading.angles, reading.angles.dropFirst()) { widest = max(widest, next - angle) }
    let arc = 2 * Double.pi - widest
    guard arc >= Self.least.arc else { return nil }
    // Noise of two numbers from twice as many coordinates as there are bolts; an open arc tells them worse.
    let noise = 2 * reading.residual / (reading.ellipse.semiMajor * Double(reading.order.count).squareRoot())
    let opening = 2 * Double.pi / arc
    let deviation = (Self.bending * Self.bending + noise * noise * opening * opening).squareRoot()
    plane = RingPlane(imageFromPlane: reading.imageFromPlane, deviation: deviation)
  }
}
