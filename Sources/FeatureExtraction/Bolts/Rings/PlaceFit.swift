import ReproducibleMath

/// A hypothesis about the places of a ring.
struct PlacePattern: Hashable, Sendable {
  /// Places of the whole ring.
  var slots: Int
  /// Whether they stand in pairs, slots 2k and 2k + 1 making one.
  var isPaired: Bool

  /// The number of turns that map the pattern onto itself.
  var period: Int { isPaired ? slots / 2 : slots }
}

/// The map that puts the members on the places of a pattern, by least squares, with the evidence for it.
struct PlaceFit {
  var pattern: PlacePattern
  var map: RingMap
  /// Half the angle between the two bolts of a pair; 0 for even places.
  var halfGap: Double
  /// Each member's slot, −1 for one that is in none.
  var slots: [Int]
  var inliers: Int
  var chiSquare: Double
  /// Natural logarithm of the evidence.
  var logEvidence: Double

  /// The same places counted the other way round, for a map that came out mirrored: that of a flat arc may.
  mutating func mirror() {
    map = map.mirrored
    let period = pattern.period
    for i in slots.indices where slots[i] >= 0 {
      slots[i] =
        pattern.isPaired
        ? 2 * ((period - slots[i] / 2) % period) + 1 - slots[i] % 2 : (period - slots[i]) % period
    }
  }

  /// The evidence's terms that are not the solver's.
  func evidence(_ problem: RingProblem, clutter: Double, kind: BoltRing.Kind) -> Double {
    var log = LogGamma.noise(chiSquare: chiSquare, count: 2 * inliers)
    for i in slots.indices {
      // Of the normal density's constant 2π σ².
      log +=
        slots[i] >= 0
        ? -Elementary.logarithm(2 * Double.pi * problem.variances[i]) : clutter
    }
    // A shape of any size is as probable: the density of A falls with the fourth power of its size.
    let axes = map.axes
    log -= 4 * Elementary.logarithm(axes.major)
    // A turn by one period is another optimum of the same height.
    log += Elementary.logarithm(Double(pattern.period))
    if pattern.isPaired { log += Elementary.logarithm(2 * Double(pattern.period) / Double.pi) }
    let options = problem.options
    let share = pattern.isPaired ? options.pairedShare : 1 - options.pairedShare - options.irregularShare
    // Few places are a little more common than many.
    log += Elementary.logarithm(share / Double(pattern.period))
    let girth =
      kind == .girth
      ? GirthView(side: GirthView.nearSide(map, sum: memberSum), angle: { angle(of: $0) }) : nil
    let sorted = slots.filter { $0 >= 0 }.sorted()
    log += sorted.withUnsafeBufferPointer { taken in
      SlotOccupancy.logProbability(taken: taken, slots: pattern.slots, options: options, girth: girth) { slot in
        problem.isInPicture(map.point(direction(of: slot))) ? 1 : SlotOccupancy.leastVisibility
      }
    }
    return log
  }

  /// The sum of the members' directions.
  private var memberSum: Vector2 {
    slots.reduce(.zero) { $1 >= 0 ? $0 + direction(of: $1) : $0 }
  }

  /// The direction of a slot in the ring's plane.
  func direction(of slot: Int) -> Vector2 {
    let d = Elementary.direction(angle(of: slot))
    return Vector2(d.cosine, d.sine)
  }

  /// The angle of a slot in the ring's plane.
  func angle(of slot: Int) -> Double {
    guard pattern.isPaired else { return 2 * Double.pi * Double(slot) / Double(pattern.slots) }
    return 2 * Double.pi * Double(slot / 2) / Double(pattern.period) + (slot % 2 == 1 ? halfGap : -halfGap)
  }

  /// ln of the density of clutter where members are looked for, per square unit.
  static func clutterDensity(_ problem: RingProblem, _ map: RingMap) -> Double {
    let axes = map.axes
    let perimeter = 2 * Double.pi * ((axes.major * axes.major + axes.minor * axes.minor) / 2).squareRoot()
    let band = 2 * problem.options.clutterBand / problem.scale
    return Elementary.logarithm(problem.options.clutterShare * Double(problem.count) / (perimeter * band))
  }
}
