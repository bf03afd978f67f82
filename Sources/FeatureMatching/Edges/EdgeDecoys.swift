import ReproducibleMath

/// Wrong maps near a right one: what they meet is what chance meets.
///
/// A decoy moves the proposal about in coordinates in which the places that proposed it fill a circle of radius 1 (see
/// ``RoundFrame``): for a ring of bolts seen obliquely, in the ring's own plane. So lines stay lines, circles about the ring's
/// middle stay such circles, and what a decoy meets by luck (parallel lines that fall on parallel lines, a rim that falls on
/// another rim) counts as chance.
///
/// Two questions are asked, each with its own decoys. *Displaced*: is it this place, this size? *Redesigned*: the places stay
/// where they are, and what lies inside and outside of their circle moves towards or away from it: another flange with the same
/// ring of bolts. Half of the decoys turn by any angle; the others keep their directions, for much that people build is parallel.
struct EdgeDecoy {
  /// Turn and scale about the middle: the complex number that a place is multiplied by.
  var turn: (x: Double, y: Double)
  /// Displacement after it, in radii.
  var shift: (x: Double, y: Double)
  /// How many times as far from the unit circle as before things lie; 1 for displaced decoys.
  var stretch: Double

  /// The proposal itself.
  static let none = EdgeDecoy(turn: (1, 0), shift: (0, 0), stretch: 1)

  /// Decoys for each of the two questions: the odds that they can give end at about as many, and a hundred to one is as much as
  /// edges are trusted with.
  static let count = 128

  /// Decoys that are displaced: half scaled by at least a seventeenth, half moved by at least a twelfth of the radius, so that
  /// hardly anything of a ring's size is where it was.
  static let displaced: [EdgeDecoy] = {
    var random = SeededGenerator(seed: 0x6564_6765_7331)
    return (0..<count).map { index in
      let isScaled = index % 2 == 0
      let logScale =
        isScaled ? sign(&random) * between(0.06, 0.35, &random) : between(-0.2, 0.2, &random)
      let distance = isScaled ? between(0, 0.2, &random) : between(0.08, 0.5, &random)
      let scale = Elementary.exponential(logScale)
      let turn = turn(isFree: index % 4 < 2, &random)
      let direction = Elementary.direction(2 * Double.pi * random.unit())
      return EdgeDecoy(
        turn: (scale * turn.cosine, scale * turn.sine),
        shift: (distance * direction.cosine, distance * direction.sine), stretch: 1)
    }
  }()

  /// Decoys that are redesigned: what lies off the circle lies between a half and twice as far off it, but not nearly as far.
  static let redesigned: [EdgeDecoy] = {
    var random = SeededGenerator(seed: 0x6564_6765_7332)
    return (0..<count).map { index in
      let stretch = Elementary.exponential(sign(&random) * between(0.15, 0.7, &random))
      let turn = turn(isFree: index % 2 == 0, &random)
      return EdgeDecoy(turn: (turn.cosine, turn.sine), shift: (0, 0), stretch: stretch)
    }
  }()

  /// A turn by any angle, or by up to an eleventh of a radian: less than a sector of ``EdgeDirections``.
  private static func turn(isFree: Bool, _ random: inout SeededGenerator) -> (cosine: Double, sine: Double) {
    let angle = isFree ? Double.pi : 0.09
    return Elementary.direction(between(-angle, angle, &random))
  }

  private static func between(_ low: Double, _ high: Double, _ random: inout SeededGenerator) -> Double {
    low + (high - low) * random.unit()
  }

  private static func sign(_ random: inout SeededGenerator) -> Double { random.next() & 1 == 0 ? 1 : -1 }
}
