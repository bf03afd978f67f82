import ImagePlanes
import ReproducibleMath

/// The places of a ring that was read: which are empty, and which turns leave the pattern as it is.
struct RingPlaces {
  let problem: RingProblem
  let map: RingMap
  let fit: PlaceFit?
  let kind: BoltRing.Kind
  /// Directions of the members.
  let near: [Vector2]

  /// Share of the mean gap by which gaps that count as equal may differ.
  private static let evenTolerance = 0.15

  /// Whether a bolt in `slot` would be seen.
  private func isInView(_ slot: Int) -> Bool {
    guard let fit else { return false }
    let u = fit.direction(of: slot)
    if kind == .girth {
      let side = GirthView.nearSide(map, sum: near.reduce(.zero, +))
      guard u.dot(side) > GirthView.certainCosine else { return false }
    }
    return problem.isInPicture(map.point(u))
  }

  /// Empty places in view, by growing slot; slots are counted from `base`.
  func missing(base: Int) -> [BoltRing.Place] {
    guard let fit else { return [] }
    let slots = fit.pattern.slots
    var isTaken = [Bool](repeating: false, count: slots)
    for slot in fit.slots where slot >= 0 { isTaken[slot] = true }
    return (0..<slots).compactMap { offset in
      let slot = (offset + base) % slots
      guard !isTaken[slot], isInView(slot) else { return nil }
      let turn = 2 * Double.pi
      let angle = fit.angle(of: slot)
      return BoltRing.Place(
        slot: offset, angle: angle < 0 ? angle + turn : angle, point: problem.pixel(map.point(fit.direction(of: slot))))
    }
  }

  /// The number of turns that map the pattern in view onto itself. Places out of view may hold anything.
  func symmetryOrder(angles: [Double], deviations: [Double]) -> Int {
    guard let fit else { return Self.irregularOrder(angles, deviations) }
    let slots = fit.pattern.slots
    // 1 filled, 0 empty, −1 unknown.
    var state = (0..<slots).map { isInView($0) ? 0 : -1 }
    for slot in fit.slots where slot >= 0 { state[slot] = 1 }
    let step = fit.pattern.isPaired ? 2 : 1
    return stride(from: 0, to: slots, by: step).count { shift in
      state.indices.allSatisfy { slot in
        let other = state[(slot + shift) % slots]
        return state[slot] < 0 || other < 0 || state[slot] == other
      }
    }
  }

  /// The greatest number of equal turns by which the angles fall on each other, to three standard deviations.
  private static func irregularOrder(_ angles: [Double], _ deviations: [Double]) -> Int {
    let count = angles.count
    let turn = 2 * Double.pi
    // Perspective that is not known makes deviations wide, but errors of neighbours alike: no excuse for uneven gaps.
    let most = evenTolerance * turn / Double(max(count, 1))
    func isSymmetry(_ shift: Int) -> Bool {
      let differences = (0..<count).map { i in
        let other = i + shift
        return other < count ? angles[other] - angles[i] : angles[other - count] + turn - angles[i]
      }
      let mean = differences.reduce(0, +) / Double(count)
      return (0..<count).allSatisfy { i in
        let a = deviations[i]
        let b = deviations[(i + shift) % count]
        return abs(differences[i] - mean) <= min(3 * (a * a + b * b).squareRoot(), most)
      }
    }
    let order = (1...max(count, 1)).reversed().first { count % $0 == 0 && ($0 == 1 || isSymmetry(count / $0)) }
    return order ?? 1
  }
}
