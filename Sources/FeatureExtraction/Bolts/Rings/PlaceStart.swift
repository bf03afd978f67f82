import ReproducibleMath

/// Where a fit of places starts: a map, and which place each member is on.
struct PlaceStart {
  var map: RingMap
  /// Each member's place (or pair), from 0 to the pattern's period − 1.
  var index: [Int]
  /// For pairs, −1 or +1: which of the two; 0 otherwise.
  var side: [Double]
  /// Half the angle between the two bolts of a pair.
  var halfGap: Double
  var weights: [Double]
  /// Whether the weights tell already who belongs.
  var isTrusted: Bool

  /// From what the search found for a pattern.
  init?(curve: CurveFit, pattern: PlacePattern, peak: SpacingSearch.Peak) {
    let period = pattern.period
    let step = 2 * Double.pi / Double(period)
    // The turn that puts a place (a pair's middle) at angle 0.
    let phase = Elementary.direction(angleOf(x: peak.sum.x, y: peak.sum.y) / Double(period))
    let turn = Vector2(phase.cosine, phase.sine)
    map = curve.map.boosted(by: peak.alpha).turned(by: turn)
    weights = curve.weights
    isTrusted = false
    halfGap = 0
    index = []
    side = []
    var gapCount = 0.0
    for (i, direction) in curve.directions.enumerated() {
      let z = SpacingSearch.moved(direction, by: peak.alpha).times(turn.conjugate)
      let angle = angleOf(x: z.x, y: z.y)
      let nearest = (angle / step).rounded()
      index.append(Int(nearest) % period)
      let offset = angle - nearest * step
      side.append(pattern.isPaired ? (offset < 0 ? -1 : 1) : 0)
      if pattern.isPaired, weights[i] > 0 {
        halfGap += abs(offset)
        gapCount += 1
      }
    }
    if pattern.isPaired {
      guard gapCount > 0 else { return nil }
      halfGap /= gapCount
    }
  }

  /// The same run of places, or of pairs, as part of a ring of another number: what is seen of a part stays in its order when the whole is
  /// thought larger or smaller.
  ///
  /// - Parameter period: Places of the whole ring, or pairs.
  init?(continuing fit: PlaceFit, toPeriod period: Int) {
    let isPaired = fit.pattern.isPaired
    let old = fit.pattern.period
    let positions = fit.slots.map { $0 < 0 ? -1 : isPaired ? $0 / 2 : $0 }
    let taken = positions.filter { $0 >= 0 }.sorted()
    guard let first = taken.first, let last = taken.last else { return nil }
    // The run starts after the widest gap.
    var widest = first + old - last
    var start = first
    for (a, b) in zip(taken, taken.dropFirst()) where b - a > widest {
      widest = b - a
      start = b
    }
    let length = old - widest
    guard length < period else { return nil }
    let middle = Double(start) + Double(length) / 2
    let turn = Elementary.direction(2 * Double.pi * middle * (1 / Double(old) - 1 / Double(period)))
    map = fit.map.turned(by: Vector2(turn.cosine, turn.sine))
    index = positions.map { position in
      guard position >= 0 else { return 0 }
      return (start + (position - start + old) % old) % period
    }
    side = fit.slots.map { slot in isPaired && slot >= 0 ? (slot % 2 == 1 ? 1 : -1) : 0 }
    halfGap = fit.halfGap * Double(old) / Double(period)
    weights = fit.slots.map { $0 >= 0 ? 1 : 0 }
    isTrusted = true
  }
}
