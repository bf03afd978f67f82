import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Asks the other rings of both pictures about a proposal of one pair of rings.
///
/// Rings of one body have one axis. So under the proposal each other ring of A has a radius, a turn and, in the same plane, a
/// place in B; a ring of B that is there confirms or contradicts by its own pattern.
struct RelatedRings {
  /// Standard deviations of the logarithm of the radius' ratio and of the turn for rings round a body are this much wider: their
  /// planes are far apart, and only half of them is seen.
  private static let girthWidening = 2.0
  /// Standard deviation of a centre, in radii of the base ring: on it, and growing with the distance from it.
  private static let centreDeviation = 0.1
  /// Width of the world's distribution of the logarithm of the ratio of two rings' radii.
  private static let ratioRange = 1.2
  /// log10 of what a ring is worth that should be in view and is not found. Rings are torn off, buried and overlooked.
  static let logAbsent = -0.155
  /// Offset along the axis, in radii of the base ring, from which the order of rings is believed.
  private static let believedOffset = 0.1

  /// How the rings of one picture lie to each other: `[ring][base]`.
  typealias Relations = [[PlaneRelation?]]

  let comparisons: [[RingComparison?]]
  let ringsA: [RingPattern]
  let ringsB: [RingPattern]
  let relationsA: Relations
  let relationsB: Relations
  let sizeA: ImageSize
  let sizeB: ImageSize
  let options: ConstellationMatchingOptions

  /// How each of `rings` lies to each other.
  static func relations(_ rings: [RingPattern]) -> Relations {
    rings.map { ring in rings.map { PlaneRelation(ring, to: $0) } }
  }

  /// The other rings that agree, and log10 of the odds factor of them all.
  ///
  /// - Complexity: O(rings² · rotations).
  func verify(
    a baseA: Int, b baseB: Int, rotation: RingComparison.Rotation, bFromA: Homography
  ) -> (rings: [VerifiedProposal.Ring], logRatio: Double) {
    var usedB = [Bool](repeating: false, count: ringsB.count)
    usedB[baseB] = true
    var found: [VerifiedProposal.Ring] = []
    var total = 0.0
    let isFlat = ringsA[baseA].ring.kind == .face && ringsB[baseB].ring.kind == .face
    // Offsets along the axis of the first ring that is clearly off the base's plane, in both pictures.
    var axis: (a: Point, b: Point)?
    for a in ringsA.indices where a != baseA {
      guard let relationA = relationsA[a][baseA] else { continue }
      var best: (ring: VerifiedProposal.Ring, offsets: (Point, Point))?
      var isThere = false
      for b in ringsB.indices where !usedB[b] {
        guard let relationB = relationsB[b][baseB],
          let geometry = geometry(a, b, relationA, relationB, turn: isFlat ? rotation.angle : nil),
          keepsOrder(axis, relationA.offset, relationB.offset)
        else { continue }
        isThere = true
        guard let comparison = comparisons[a][b] else { continue }
        let (pattern, turned) = pattern(
          comparison, base: rotation, baseSlots: slots(baseA, rotation),
          angle: isFlat ? rotation.angle + relationA.turn - relationB.turn : nil)
        guard let turned else { continue }
        let value = pattern + geometry
        if value > best?.ring.logRatio ?? -.infinity {
          best = (
            VerifiedProposal.Ring(a: a, b: b, rotation: turned, logRatio: value),
            (relationA.offset, relationB.offset)
          )
        }
      }
      guard isThere else {
        let centre = bFromA.apply(to: ringsA[a].ring.ellipse.center)
        if ringsA[a].ring.kind == .face, sizeB.contains(centre) { total += Self.logAbsent }
        continue
      }
      // Any of the free rings could have agreed: that choice is paid for, the same whichever picture is called A.
      let choices = Double((ringsB.count - 1 - found.count) * (ringsA.count - 1 - found.count))
      let value = (best?.ring.logRatio ?? -.infinity) - Elementary.decimalLogarithm(max(1, choices)) / 2
      total += LogSum.hedged(value, share: options.misreadRate)
      guard let best, value > 0 else { continue }
      usedB[best.ring.b] = true
      found.append(
        VerifiedProposal.Ring(a: best.ring.a, b: best.ring.b, rotation: best.ring.rotation, logRatio: value))
      if axis == nil, length(best.offsets.0) > Self.believedOffset, length(best.offsets.1) > Self.believedOffset {
        axis = best.offsets
      }
    }
    return (found, total)
  }

  /// log10 of the odds factor of radius and, where the base's turn counts, place; nil where they exclude each other.
  private func geometry(
    _ a: Int, _ b: Int, _ relationA: PlaneRelation, _ relationB: PlaneRelation, turn: Double?
  ) -> Double? {
    let isFace = ringsA[a].ring.kind == .face
    guard ringsB[b].ring.kind == ringsA[a].ring.kind else { return nil }
    guard
      var value = Self.radius(
        relationA.logScale - relationB.logScale, isFace: isFace && turn != nil, options: options)
    else { return nil }
    guard isFace, let turn else { return value }
    let (cosine, sine) = Elementary.direction(turn)
    let x = cosine * relationA.offset.x - sine * relationA.offset.y
    let y = sine * relationA.offset.x + cosine * relationA.offset.y
    let place = Point(x: x, y: y)
    let spread = Self.centreDeviation * (1 + length(relationB.offset))
    let square = place.squaredDistance(to: relationB.offset)
    guard square < RingPattern.reach * RingPattern.reach * spread * spread else { return nil }
    let density = NormalDensity.logPlane(square: square, variance: spread * spread)
    // The world's rings are concentric as often as not; else anywhere within the base ring.
    let concentric = NormalDensity.logPlane(
      square: relationB.offset.squaredDistance(to: Point(x: 0, y: 0)), variance: spread * spread)
    var world = LogSum()
    world.add(concentric)
    world.add(-Elementary.decimalLogarithm(.pi))
    value += density - world.value + Elementary.decimalLogarithm(2)
    return value
  }

  /// log10 of the odds factor of a radius whose logarithm is off by `difference`; nil where that excludes it.
  private static func radius(_ difference: Double, isFace: Bool, options: ConstellationMatchingOptions) -> Double? {
    let deviation = options.ratioDeviation * (isFace ? 1 : girthWidening)
    guard abs(difference) < RingPattern.reach * deviation else { return nil }
    return NormalDensity.log(difference, variance: deviation * deviation) + Elementary.decimalLogarithm(ratioRange)
  }

  /// log10 of the odds factor of radius and distance, whatever the turn; nil where they exclude each other.
  static func geometry(
    _ a: PatternSketch.Relation, _ b: PatternSketch.Relation, areFaces: (Bool, Bool),
    options: ConstellationMatchingOptions
  ) -> Double? {
    let isFace = areFaces.0
    guard isFace == areFaces.1, let value = radius(a.logScale - b.logScale, isFace: isFace, options: options) else {
      return nil
    }
    guard isFace else { return value }
    let spread = centreDeviation * (1 + b.distance)
    return abs(a.distance - b.distance) < RingPattern.reach * spread ? value : nil
  }

  /// log10 of the odds factor of the pattern, at the turn that the base foretells if it foretells one.
  private func pattern(
    _ comparison: RingComparison, base: RingComparison.Rotation, baseSlots: Int?, angle: Double?
  ) -> (Double, RingComparison.Rotation?) {
    var value: Double
    var turned: RingComparison.Rotation?
    if comparison.a.ring.kind == .face, let angle {
      (value, turned) = comparison.conditional(on: angle, deviation: options.turnDeviation)
    } else {
      (value, turned) = (comparison.logMean, comparison.rotations.first)
    }
    // Rings of one body often have the same number of places, or twice or half as many.
    if let turned, let mine = baseSlots, case .even(let reading, _, _) = turned.basis {
      let other = comparison.a.readings[reading].slots
      if other == mine || other == 2 * mine || 2 * other == mine {
        let prior = RingPrior.even(other)
        value -= Elementary.decimalLogarithm(0.5 * (1 + prior) / prior)
      }
    }
    return (value, turned)
  }

  private func slots(_ a: Int, _ rotation: RingComparison.Rotation) -> Int? {
    guard case .even(let reading, _, _) = rotation.basis else { return nil }
    return ringsA[a].readings[reading].slots
  }

  /// Whether a ring lies on the same side of the base's plane, along the axis, in both pictures.
  private func keepsOrder(_ axis: (a: Point, b: Point)?, _ offsetA: Point, _ offsetB: Point) -> Bool {
    guard let axis, length(offsetA) > Self.believedOffset, length(offsetB) > Self.believedOffset else { return true }
    let alongA = axis.a.x * offsetA.x + axis.a.y * offsetA.y
    let alongB = axis.b.x * offsetB.x + axis.b.y * offsetB.y
    return alongA * alongB > 0
  }

  private func length(_ point: Point) -> Double { point.distance(to: Point(x: 0, y: 0)) }
}

extension ImageSize {
  /// Whether `point` lies in the picture; false where it is not finite.
  func contains(_ point: Point) -> Bool {
    point.x >= -0.5 && point.y >= -0.5 && point.x <= Double(width) - 0.5 && point.y <= Double(height) - 0.5
  }
}
