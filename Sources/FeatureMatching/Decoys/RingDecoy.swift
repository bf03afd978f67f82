import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Draws rings as common as one ring of the reference, in its plane.
struct RingDecoy {
  /// What makes the ring one of its kind, and is drawn anew.
  private enum Sort {
    /// Even places: their number and which are empty.
    case even(slots: Int)
    /// A group of bolts repeated: how often, and the angles in the group.
    case repeated(order: Int, size: Int)
    /// The angles.
    case uneven
  }

  /// What a drawn ring looks like in its plane.
  private struct Layout {
    var angles: [Double]
    var missing: [Double] = []
    var slots: Int
  }

  private let ring: BoltRing
  private let templates: [Bolt]
  private let sort: Sort

  /// log10 of the odds against random angles from which a ring counts as a repeated group.
  private static let leastRepeatWeight = 1.0
  /// How often an uneven ring's decoy is its mirror image; otherwise its gaps are shuffled or drawn anew, half and half.
  private static let mirrorShare = 0.1
  /// A repeated group's number of repeats is drawn from these where it is not kept: what flanges of pairs and threes have.
  private static let repeats = 3...12
  /// Radii relative to the base ring's are drawn within these factors: rings of one body differ by more than the 6 % that readings do.
  private static let scales = 0.7...1.4
  /// The greatest scatter of a place, in radians: readings less sure than this are not told apart by angles.
  private static let greatestScatter = 0.05

  /// Prepares decoys of `ring`, the `index`-th of its picture; nil where it cannot be compared.
  init?(_ ring: BoltRing, index: Int, bolts: [Bolt], options: ConstellationMatchingOptions) {
    guard let pattern = RingPattern(ring, index: index, options: options), ring.bolts.allSatisfy(bolts.indices.contains)
    else { return nil }
    self.ring = ring
    templates = ring.bolts.map { bolts[$0] }
    let repeated = pattern.repeats.max { ($0.weight, $1.order) < ($1.weight, $0.order) }
    if ring.isRegular, (RingPrior.leastSlots...RingPrior.greatestSlots).contains(ring.slots) {
      sort = .even(slots: ring.slots)
    } else if let repeated, repeated.weight >= Self.leastRepeatWeight, repeated.distinct >= 1 {
      sort = .repeated(order: repeated.order, size: repeated.distinct)
    } else {
      sort = .uneven
    }
  }

  /// Draws a ring. The base ring stays in place; others are turned and scaled against it.
  func draw(isBase: Bool, into draft: inout DecoyDraft, _ random: inout SeededGenerator) {
    var layout: Layout
    switch sort {
    case .even(let slots): layout = even(slots, &random)
    case .repeated(let order, let size): layout = repeated(order, size: size, &random)
    case .uneven: layout = uneven(&random)
    }
    let scale = isBase ? 1 : Self.scales.lowerBound + (Self.scales.upperBound - Self.scales.lowerBound) * random.unit()
    if !isBase { turn(&layout, &random) }
    add(layout, scale: scale, to: &draft, &random)
  }

  /// Half of the world's rings are in line, or half a place off, and so are half of the decoys.
  private func turn(_ layout: inout Layout, _ random: inout SeededGenerator) {
    let phase =
      switch random.index(below: 4) {
      case 0: 0.0
      case 1: Double.pi / Double(max(1, layout.slots))
      default: Turn.full * random.unit()
      }
    layout.angles = layout.angles.map { $0 + phase }
    layout.missing = layout.missing.map { $0 + phase }
  }

  /// The count stays with the probability that the world gives it; gaps go to random places in view; what was hidden stays so.
  private func even(_ slots: Int, _ random: inout SeededGenerator) -> Layout {
    let start = ring.angles[0]
    let pitch = Turn.full / Double(slots)
    func place(_ angle: Double, _ slots: Int) -> Int {
      let nearest = Int((Turn.wrapped(angle - start) / Turn.full * Double(slots)).rounded())
      return ((nearest % slots) + slots) % slots
    }
    var isSeen = [Bool](repeating: false, count: slots)
    for angle in ring.angles + ring.missing.map(\.angle) where angle.isFinite { isSeen[place(angle, slots)] = true }
    let seenCount = isSeen.count { $0 }
    let drawn = random.unit() < RingPrior.even(slots) ? slots : Self.otherCount(than: slots, &random)
    let newPitch = Turn.full / Double(drawn)
    let inView = (0..<drawn).map { start + Double($0) * newPitch }.filter { isSeen[place($0, slots)] }
    let gapShare = Double(max(0, seenCount - ring.bolts.count)) / Double(seenCount)
    let gapCount = min(Int((gapShare * Double(inView.count)).rounded()), max(0, inView.count - RingPrior.leastSlots))
    let gaps = random.subset(gapCount, below: inView.count)
    guard inView.count >= RingPrior.leastSlots else {
      // A short arc of few, wide places: three of them, so that there is a ring to compare.
      let angles = (0..<RingPrior.leastSlots).map { start + Double($0) * pitch }
      return Layout(angles: angles, slots: drawn)
    }
    return Layout(
      angles: inView.indices.filter { !gaps.contains($0) }.map { inView[$0] },
      missing: inView.indices.filter { gaps.contains($0) }.map { inView[$0] }, slots: drawn)
  }

  /// Another number of places, between half and double, by the world's weights.
  private static func otherCount(than slots: Int, _ random: inout SeededGenerator) -> Int {
    let counts = (max(RingPrior.leastSlots, slots / 2)...min(RingPrior.greatestSlots, 2 * slots)).filter { $0 != slots }
    var rest = random.unit() * counts.reduce(0) { $0 + RingPrior.even($1) }
    for count in counts {
      rest -= RingPrior.even(count)
      if rest < 0 { return count }
    }
    return counts.last ?? slots
  }

  private func repeated(_ order: Int, size: Int, _ random: inout SeededGenerator) -> Layout {
    let isKept = random.unit() < RingPrior.repeated
    let drawn = isKept ? order : Self.repeats.lowerBound + random.index(below: Self.repeats.count)
    let step = Turn.full / Double(drawn)
    let group = [0] + (1..<max(2, size)).map { _ in step * random.unit() }.prefix(size - 1)
    let angles = (0..<drawn).flatMap { turn in group.map { ring.angles[0] + Double(turn) * step + $0 } }
    return Layout(angles: Array(angles.prefix(RingPattern.mostBolts)), slots: min(angles.count, RingPattern.mostBolts))
  }

  private func uneven(_ random: inout SeededGenerator) -> Layout {
    let angles = ring.angles.map(Turn.positive).sorted()
    let count = angles.count
    var gaps = angles.indices.map { index in
      index + 1 < count ? angles[index + 1] - angles[index] : angles[0] + Turn.full - angles[index]
    }
    if random.unit() < Self.mirrorShare {
      gaps.reverse()
    } else if random.index(below: 2) == 0 {
      gaps = random.shuffled(gaps)
    } else {
      let drawn = gaps.map { _ in gaps[random.index(below: count)] }
      let sum = drawn.reduce(0, +)
      gaps = sum > 0 ? drawn.map { $0 * Turn.full / sum } : gaps
    }
    var angle = angles[0]
    let result = gaps.map { gap -> Double in
      defer { angle += gap }
      return angle
    }
    return Layout(angles: result, slots: count)
  }

  private func add(_ layout: Layout, scale: Double, to draft: inout DecoyDraft, _ random: inout SeededGenerator) {
    var drawn = ring
    drawn.imageFromPlane = ring.imageFromPlane * Homography([scale, 0, 0, 0, scale, 0, 0, 0, 1])
    drawn.boltRadiusRatio = ring.boltRadiusRatio / scale
    let count = templates.count
    let places = layout.angles.enumerated().map { index, angle -> (angle: Double, deviation: Double, template: Int) in
      let deviation = ring.angleDeviations[index % count]
      let scatter = deviation.isFinite ? min(deviation, Self.greatestScatter) : Self.greatestScatter
      return (Turn.positive(angle + scatter * random.normal()), deviation, index % count)
    }.sorted { ($0.angle, $0.template) < ($1.angle, $1.template) }
    drawn.angles = places.map(\.angle)
    drawn.angleDeviations = places.map(\.deviation)
    func point(_ angle: Double) -> Point {
      let (cosine, sine) = Elementary.direction(angle)
      return drawn.imageFromPlane.apply(to: Point(x: cosine, y: sine))
    }
    drawn.bolts = places.map { draft.add(templates[$0.template], at: point($0.angle)) }
    let pitch = Turn.full / Double(layout.slots)
    func slot(_ angle: Double) -> Int {
      let nearest = Int((Turn.positive(angle - drawn.angles[0]) / pitch).rounded())
      return nearest % layout.slots
    }
    drawn.missing = layout.missing.map { .init(slot: slot($0), angle: Turn.positive($0), point: point($0)) }
    drawn.slotIndices = ring.isRegular ? drawn.angles.map(slot) : []
    // A reader that wavers between counts wavers between the decoy's likewise.
    drawn.slotPosterior = ring.slotPosterior.compactMap { entry in
      let shifted = entry.slots + layout.slots - ring.slots
      return shifted >= RingPrior.leastSlots ? .init(slots: shifted, probability: entry.probability) : nil
    }
    drawn.slots = layout.slots
    draft.rings.append(drawn)
  }
}
