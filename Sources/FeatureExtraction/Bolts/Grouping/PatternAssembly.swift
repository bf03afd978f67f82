import ImagePlanes
import ReproducibleMath

/// Reads the rings, chooses the bolts, strongest first, and writes the groups with indices into them.
struct PatternAssembly {
  private let table: CandidateTable
  private let rims: [RimEllipse]
  private let lines: [LineSegment]
  private let options: BoltGroupingOptions
  private let reader = RingReader()

  init(
    _ table: CandidateTable, rims: [RimEllipse], lines: [LineSegment], options: BoltGroupingOptions
  ) {
    self.table = table
    self.rims = rims
    self.lines = lines
    self.options = options
  }

  /// A ring and what was read off it.
  private struct ReadRing {
    var reading: RingReading
    /// Candidates that were read: what the reading's indices mean.
    var members: [Int]
    var likeness: Likeness
    var logOdds: Double
  }

  /// A group with the members that are bolts.
  private struct Survivors {
    var group: GroupHypothesis
    /// Indices into the group's members.
    var kept: [Int]
  }

  /// The patterns of the groups accepted.
  func patterns(of groups: [GroupHypothesis]) -> BoltPatterns {
    var isBolt = (0..<table.capacity).map { $0 < table.count && table.score[$0] >= options.acceptedBoltLogOdds }
    var isTaken = [Bool](repeating: false, count: table.capacity)
    for group in groups {
      for member in group.members { isTaken[member] = true }
    }
    var drafts: [ReadRing] = []
    var others: [Survivors] = []
    for group in groups {
      let kept = group.members.indices.filter { group.memberOdds[$0] >= options.acceptedBoltLogOdds }
      guard kept.count >= options.minimumMembers else { continue }
      if case .ring = group.form {
        let members = kept.map { group.members[$0] }
        guard let reading = reading(of: members, parallels: []) else { continue }
        drafts.append(
          ReadRing(reading: reading, members: members, likeness: group.likeness, logOdds: group.logOdds))
      } else {
        for index in kept { isBolt[group.members[index]] = true }
        others.append(Survivors(group: group, kept: kept))
      }
    }
    let rings = finished(drafts, &isTaken)
    for ring in rings {
      for index in ring.reading.order { isBolt[ring.members[index]] = true }
    }
    let members = Set(rings.flatMap { ring in ring.reading.order.map { ring.members[$0] } })
      .union(others.flatMap { other in other.kept.map { other.group.members[$0] } })
    dropShadowed(&isBolt, by: members)
    var position = [Int](repeating: -1, count: table.capacity)
    var result = BoltPatterns.none
    let order = table.bolts.indices.filter { isBolt[$0] }.sorted {
      CandidateTable.precedes(table.bolts[$0], table.bolts[$1])
    }
    for index in order {
      position[index] = result.bolts.count
      result.bolts.append(table.bolts[index])
    }
    result.rings = rings.map { boltRing($0, position) }
    for other in others { append(other, position, to: &result) }
    // A stable order: ties keep the order of acceptance.
    result.rings.sort { $0.logOdds > $1.logOdds }
    result.rows.sort { $0.logOdds > $1.logOdds }
    result.grids.sort { $0.logOdds > $1.logOdds }
    return result
  }

  /// Leaves out bolts of no group that show what a group's bolt, found where it was expected, shows better.
  private func dropShadowed(_ isBolt: inout [Bool], by members: Set<Int>) {
    let foretold = members.filter { table.wasForetold($0) }.sorted()
    for index in 0..<table.count where isBolt[index] && !members.contains(index) {
      isBolt[index] = !foretold.contains { table.bolts[$0].overlaps(table.bolts[index]) }
    }
  }

  // MARK: Rings

  /// Rings read once more: each by the planes of the others that were read best, and with the candidates at places that its reading
  /// misses.
  ///
  /// - Complexity: Two to four readings a ring.
  private func finished(_ drafts: [ReadRing], _ isTaken: inout [Bool]) -> [ReadRing] {
    let planes = drafts.indices.compactMap { index in
      KnownPlane(drafts[index].reading).map { (ring: index, plane: $0) }
    }.sorted { ($0.plane.deviation, $0.ring) < ($1.plane.deviation, $1.ring) }
    return drafts.indices.map { index in
      var ring = drafts[index]
      let parallels = planes.first { $0.ring != index }.map { [$0.plane.plane] } ?? []
      if !parallels.isEmpty, let again = reading(of: ring.members, parallels: parallels) { ring.reading = again }
      let strong = strong(onEllipseOf: ring.reading, likeness: ring.likeness, isTaken)
      extend(&ring, by: strong, parallels: parallels, &isTaken)
      extend(&ring, by: carried(by: ring.reading, likeness: ring.likeness, isTaken), parallels: parallels, &isTaken)
      return ring
    }
  }

  /// Reads a ring again with more members, where that makes it longer.
  private func extend(_ ring: inout ReadRing, by found: [Int], parallels: [RingPlane], _ isTaken: inout [Bool]) {
    guard !found.isEmpty, let again = reading(of: ring.members + found, parallels: parallels),
      again.order.count > ring.reading.order.count
    else { return }
    ring.reading = again
    ring.members += found
    for index in again.order { isTaken[ring.members[index]] = true }
  }

  /// Bolts in their own right that lie on the ring's ellipse and are of its kind: a group that was grown by its spacing may have passed
  /// them over, as it does every second one of pairs.
  private func strong(onEllipseOf reading: RingReading, likeness: Likeness, _ isTaken: [Bool]) -> [Int] {
    guard reading.kind == .face, let planeFromImage = reading.imageFromPlane.inverse else { return [] }
    return (0..<table.count).filter { index in
      guard !isTaken[index], table.score[index] >= options.acceptedBoltLogOdds, likeness.holds(table, index) else {
        return false
      }
      let point = Point(x: table.x[index], y: table.y[index])
      let place = planeFromImage.apply(to: point)
      let length = (place.x * place.x + place.y * place.y).squareRoot()
      guard length.isFinite, length > 0 else { return false }
      let nearest = reading.imageFromPlane.apply(to: Point(x: place.x / length, y: place.y / length))
      let variance = reading.residual * reading.residual + table.variance[index]
      return point.squaredDistance(to: nearest) <= Self.carryingReach * Self.carryingReach * variance
    }
  }

  private func reading(of members: [Int], parallels: [RingPlane]) -> RingReading? {
    let read = reader.read(
      members.map {
        RingMember(
          point: Point(x: table.x[$0], y: table.y[$0]), deviation: table.variance[$0].squareRoot(),
          radius: table.radius[$0])
      }, kind: nil, rims: rims, lines: lines, parallels: parallels, imageSize: table.imageSize)
    guard let read, read.order.count >= options.minimumMembers else { return nil }
    return read
  }

  /// Weak candidates where the reading expects bolts: their place speaks for them.
  private func carried(by reading: RingReading, likeness: Likeness, _ isTaken: [Bool]) -> [Int] {
    guard reading.hasPattern, !reading.missing.isEmpty else { return [] }
    var taken = isTaken
    var found: [Int] = []
    var empty: [Point] = []
    let deviation = (reading.residual * reading.residual + GroupNoise.exact.deviation).squareRoot()
    for place in reading.missing {
      guard
        let index = table.best(
          nearX: place.point.x, y: place.point.y, reach: Self.carryingReach * deviation, deviation: deviation,
          like: likeness, where: taken), table.score[index] >= Self.leastCarriedScore
      else {
        empty.append(place.point)
        continue
      }
      taken[index] = true
      found.append(index)
    }
    guard let secondLook = table.secondLook else { return found }
    let radius = Elementary.exponential(likeness.logRadius)
    let expected = empty.map { ExpectedBolt(center: $0, radius: radius) }
    for (place, entry) in zip(empty, secondLook.entries(at: expected, of: table)) {
      guard let entry, !table.shows(entry, oneOf: taken), likeness.holds(table, entry) else { continue }
      let variance = deviation * deviation + table.variance[entry]
      guard table.bolts[entry].center.squaredDistance(to: place) <= Self.carryingReach * Self.carryingReach * variance
      else { continue }
      taken[entry] = true
      found.append(entry)
    }
    return found
  }

  /// How far from its place a candidate is carried, in deviations.
  private static let carryingReach = 2.5
  /// What a place cannot make a bolt: it is worth about two powers of ten, and an empty place has a candidate now and then.
  private static let leastCarriedScore = -1.5

  private func boltRing(_ ring: ReadRing, _ position: [Int]) -> BoltRing {
    let reading = ring.reading
    return BoltRing(
      ellipse: reading.ellipse, imageFromPlane: reading.imageFromPlane, kind: reading.kind,
      bolts: reading.order.map { position[ring.members[$0]] }, angles: reading.angles,
      angleDeviations: reading.angleDeviations, slotIndices: reading.slotIndices, slots: reading.slots,
      slotPosterior: reading.slotPosterior, isRegular: reading.isRegular,
      isPaired: reading.hasPattern && !reading.isRegular, missing: reading.missing,
      symmetryOrder: reading.symmetryOrder, boltRadiusRatio: reading.boltRadiusRatio,
      boltRadiusRatioDeviation: reading.boltRadiusRatioDeviation, logOdds: ring.logOdds)
  }

  // MARK: Rows and grids

  private func append(_ survivors: Survivors, _ position: [Int], to result: inout BoltPatterns) {
    let group = survivors.group
    let bolts = survivors.kept.map { position[group.members[$0]] }
    if case .row = group.form {
      let first = group.slots[survivors.kept[0]]
      result.rows.append(
        BoltRow(
          bolts: bolts, slotIndices: survivors.kept.map { group.slots[$0] - first }, missing: group.missing,
          logOdds: group.logOdds))
    } else if let map = group.imageFromLattice {
      result.grids.append(
        BoltGrid(
          bolts: bolts, cells: survivors.kept.map { group.cells[$0] }, imageFromLattice: map, missing: group.missing,
          logOdds: group.logOdds))
    }
  }
}
