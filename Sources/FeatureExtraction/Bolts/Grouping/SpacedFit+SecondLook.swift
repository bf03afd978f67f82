import ImagePlanes
import ReproducibleMath

extension SpacedFit {
  /// Looks at the picture again: at the empty places between the members, and at the next one beyond either end. A fit foretells that one
  /// to a bolt's radius or so, those behind it hardly; each that is found sharpens the fit for the next.
  mutating func look(taken: [Bool], turn: Double) {
    guard let secondLook = table.secondLook else { return }
    let (first, last) = (slots[0], slots[slots.count - 1])
    let largest = turn > 0 ? min(Int(2 * Double.pi / turn + 0.4), 72) : 72
    let beyond = last - first + 1 < largest ? 1 : 0
    model.prepare(slots: 72)
    var looks: [(slot: Int, reach: Double, expected: ExpectedBolt)] = []
    for slot in Set(first - beyond...last + beyond).subtracting(slots).sorted() where abs(slot) < 72 {
      guard let place = model.place(slot), isInPicture(place) else { continue }
      let radius = radius(near: slot)
      guard slot < first || slot > last else {
        looks.append((slot, 0, ExpectedBolt(center: place, radius: radius)))
        continue
      }
      let neighbour = point(slot < first ? members[0] : members[members.count - 1])
      let reach = Self.reachBeyond * place.distance(to: neighbour)
      for (dx, dy) in [(0.0, 0.0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
        let start = Point(x: place.x + Self.starRadii * dx * radius, y: place.y + Self.starRadii * dy * radius)
        looks.append((slot, reach, ExpectedBolt(center: start, radius: radius)))
      }
    }
    var found: [Int: Int] = [:]
    for (look, entry) in zip(looks, secondLook.entries(at: looks.map(\.expected), of: table)) {
      guard let entry, likeness.holds(table, entry), !table.shows(entry, oneOf: taken),
        let place = model.place(look.slot)
      else { continue }
      let deviation = (table.variance[entry] + modelVariance).squareRoot()
      let reach = Self.outlierLimit * deviation + look.reach
      guard point(entry).squaredDistance(to: place) <= reach * reach,
        look.reach == 0 || table.score[entry] >= Self.leastScoreBeyond,
        found[look.slot].map({ table.score[entry] > table.score[$0] }) ?? true
      else { continue }
      found[look.slot] = entry
    }
    for (slot, member) in zip(slots, members) { found[slot] = member }
    slots = found.keys.sorted()
    members = slots.compactMap { found[$0] }
  }

  /// The least score of a bolt beyond a group's ends, where an empty place costs nothing: of places without a bolt one in 500 has it, and
  /// five are looked at.
  private static var leastScoreBeyond: Double { -0.5 }
  /// How far apart the places are that are looked at beyond an end, in radii: as far as a measured outline may move.
  private static var starRadii: Double { 0.7 }
  /// How far beyond an end a fit may miss, as a share of the step.
  private static var reachBeyond: Double { 0.08 }

  /// The radius that is expected at a slot: the mean of the nearest members'.
  private func radius(near slot: Int) -> Double {
    let order = slots.indices.sorted { (abs(slots[$0] - slot), $0) < (abs(slots[$1] - slot), $1) }.prefix(3)
    let sum = order.reduce(0.0) { $0 + table.logRadius[members[$1]] }
    return Elementary.exponential(sum / Double(order.count))
  }

  private func isInPicture(_ place: Point) -> Bool {
    place.x >= 0 && place.y >= 0 && place.x < Double(table.imageSize.width) && place.y < Double(table.imageSize.height)
  }
}
