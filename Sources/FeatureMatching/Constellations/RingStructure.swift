import ReproducibleMath

/// Says how well the angles of a ring's bolts keep to a structure: even places, or a group repeated.
///
/// Bolts are taken one by one. A bolt that the structure and the bolts before it foretell has a high density where it is; one
/// that they do not is clutter and may be anywhere. So a structure pays for its choice of places (`slots` − t are free for the
/// t-th bolt) and is not refuted by one bolt that does not fit.
struct RingStructure {
  /// Angles, ascending in [0, 2π).
  let angles: [Double]
  /// Their variances.
  let variances: [Double]
  /// log10 of the share of bolts that do not belong, and of those that do.
  private let logClutter: Double
  private let logKept: Double
  private let directions: [(cosine: Double, sine: Double)]
  /// log10 of 2π times the normal density at its middle, for each bolt.
  private let peaks: [Double]

  private static let logFullTurn = 0.798_179_868_358_115

  init(angles: [Double], variances: [Double], clutter: Double) {
    self.angles = angles
    self.variances = variances
    logClutter = Elementary.decimalLogarithm(clutter)
    logKept = Elementary.decimalLogarithm(1 - clutter)
    directions = angles.map(Elementary.direction)
    peaks = variances.map { Self.logFullTurn + NormalDensity.log(0, variance: $0) }
  }

  /// The weight that even places typically get from bolts that keep to them: each one deviation off.
  func typicalWeight(slots: Int) -> Double {
    var weight = 0.0
    for index in angles.indices.dropFirst() {
      weight += max(logClutter, logKept + peaks[index] - Elementary.logE / 2 - LogCount.log(slots - index))
    }
    return weight
  }

  /// The weights of 1...`limit` even places for these very angles, by the number of places less one.
  func evenWeights(upTo limit: Int) -> [Double] {
    // The mean direction of the angles' multiples, each multiple from the one before it.
    var multiples = [(cosine: Double, sine: Double)](repeating: (1, 0), count: angles.count)
    return (1...limit).map { slots in
      var x = 0.0
      var y = 0.0
      for index in angles.indices {
        let (before, step) = (multiples[index], directions[index])
        let next = (
          cosine: before.cosine * step.cosine - before.sine * step.sine,
          sine: before.sine * step.cosine + before.cosine * step.sine
        )
        multiples[index] = next
        x += next.cosine / variances[index]
        y += next.sine / variances[index]
      }
      return evenWeight(slots: slots, phase: angleOf(x: x, y: y) / Double(slots))
    }
  }

  private func evenWeight(slots: Int, phase: Double) -> Double {
    let pitch = Turn.full / Double(slots)
    var taken = [Bool](repeating: false, count: slots)
    var weight = 0.0
    var kept = 0
    for index in angles.indices {
      let position = (angles[index] - phase) / pitch
      let slot = Int(position.rounded())
      let offset = (position - Double(slot)) * pitch
      let place = ((slot % slots) + slots) % slots
      var term = logClutter
      if !taken[place], kept < slots {
        let density = peaks[index] - Elementary.logE * offset * offset / (2 * variances[index])
        // The first bolt may be anywhere: it only fixes the phase.
        let value = kept == 0 ? 0 : logKept + density - LogCount.log(slots - kept)
        if value > logClutter {
          term = value
          taken[place] = true
          kept += 1
        }
      }
      weight += term
    }
    return weight
  }

  /// The ring as one of `slots` even places.
  ///
  /// - Parameter missing: Angles of places in view that hold no bolt.
  func reading(slots: Int, missing: [Double], weight: Double) -> RingPattern.EvenReading {
    let phase = phase(slots: slots)
    let pitch = Turn.full / Double(slots)
    var places = [RingPattern.Place](repeating: .unseen, count: slots)
    var holders = [Int](repeating: -1, count: slots)
    var offsets = [Double](repeating: .infinity, count: slots)
    func slot(_ angle: Double) -> (place: Int, offset: Double) {
      let position = (angle - phase) / pitch
      let nearest = position.rounded()
      let place = ((Int(nearest) % slots) + slots) % slots
      return (place, abs(position - nearest) * pitch)
    }
    for angle in missing { places[slot(angle).place] = .empty }
    for index in angles.indices {
      let (place, offset) = slot(angles[index])
      guard offset < offsets[place] else { continue }
      offsets[place] = offset
      places[place] = .bolt
      holders[place] = index
    }
    Self.forgetLongGaps(&places)
    return RingPattern.EvenReading(slots: slots, phase: phase, places: places, holders: holders, weight: weight)
  }

  /// Makes places unseen that lie in a long run of places without bolts: such an arc is hidden by the body, buried or torn off,
  /// whatever the reader thought; only gaps between bolts are gaps.
  private static func forgetLongGaps(_ places: inout [RingPattern.Place]) {
    guard let start = places.firstIndex(of: .bolt) else { return }
    var run: [Int] = []
    for step in 1...places.count {
      let place = (start + step) % places.count
      if places[place] != .bolt {
        run.append(place)
        continue
      }
      if run.count > RingPattern.longestGap { for hidden in run { places[hidden] = .unseen } }
      run.removeAll(keepingCapacity: true)
    }
  }

  /// The readings of the ring as a group repeated 2 to `limit` times.
  func repeats(upTo limit: Int) -> [RingPattern.RepeatedReading] {
    guard limit >= 2 else { return [] }
    return (2...limit).map { order in
      let step = Turn.full / Double(order)
      var weight = 0.0
      var distinct = 0
      for index in angles.indices {
        // Bolts of the first step are the group itself, anywhere in it. Later ones follow
        // from one of as many as have not followed from others.
        let wanted = angles[index] - step
        var term = logClutter
        if angles[index] - angles[0] < step - RingPattern.reach * variances[index].squareRoot() {
          distinct += 1
          term = 0
        } else if let other = nearest(to: wanted) {
          let variance = variances[index] + variances[other]
          term = max(
            logClutter,
            logKept + Self.logFullTurn + NormalDensity.log(angles[other] - wanted, variance: variance)
              - LogCount.log(distinct))
          if term == logClutter { distinct += 1 }
        }
        weight += term
      }
      return RingPattern.RepeatedReading(order: order, distinct: distinct, weight: weight)
    }
  }

  /// The phase of `slots` even places that fits best: the mean direction of the angles' multiples.
  private func phase(slots: Int) -> Double {
    var x = 0.0
    var y = 0.0
    for index in angles.indices {
      let multiple = Elementary.direction(Turn.wrapped(angles[index] * Double(slots)))
      let weight = 1 / variances[index]
      x += weight * multiple.cosine
      y += weight * multiple.sine
    }
    return angleOf(x: x, y: y) / Double(slots)
  }

  private func nearest(to angle: Double) -> Int? {
    guard !angles.isEmpty else { return nil }
    var low = 0
    var high = angles.count
    while low < high {
      let middle = (low + high) / 2
      if angles[middle] < angle { low = middle + 1 } else { high = middle }
    }
    if low == angles.count { return low - 1 }
    if low > 0, angle - angles[low - 1] < angles[low] - angle { return low - 1 }
    return low
  }
}
