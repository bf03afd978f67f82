// References and frames made by arithmetic, with the statistics of real ones, for measuring large libraries.

import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// A flange made at random: even places with intended gaps, or angles without a law.
struct MadeRing {
  var slots: Int
  var angles: [Double]
  var isRegular: Bool
  /// Where it is on its object and how large, and how large its bolts are beside it. Half of the rings of an object have one centre.
  var centre = Point(x: 0, y: 0)
  var radius = 100.0
  var boltRatio = 0.07

  init(_ random: inout SeededGenerator) {
    isRegular = random.unit() < 0.75
    if isRegular {
      // Small even numbers are the common ones.
      let common = [4, 6, 8, 8, 10, 12, 12, 12, 16, 16, 18, 20, 24, 24, 30, 36]
      slots = random.unit() < 0.8 ? common[random.index(below: common.count)] : 4 + random.index(below: 36)
      var places = Array(0..<slots)
      let gaps = random.unit() < 0.6 || slots < 8 ? 0 : 1 + random.index(below: 3)
      for _ in 0..<gaps { places.remove(at: random.index(below: places.count)) }
      let count = Double(slots)
      angles = places.map { Double($0) / count * 2 * Double.pi }
    } else {
      slots = 5 + random.index(below: 8)
      let count = slots
      angles = (0..<count).map { _ in random.unit() * 2 * Double.pi }.sorted()
    }
    if random.unit() < 0.5 { centre = Point(x: 300 * (random.unit() - 0.5), y: 300 * (random.unit() - 0.5)) }
    radius = 40 * Elementary.exponential(1.2 * random.unit())
    // From half a degree of the circle to as large as they fit.
    boltRatio = min(0.03 * Elementary.exponential(1.3 * random.unit()), 0.7 * Double.pi / Double(slots))
  }
}

/// How a picture shows an object: turned, enlarged and moved.
struct MadeView {
  var turn: Double
  var scale: Double
  var centre: Point

  /// A place of the object in the picture.
  func place(_ point: Point) -> Point {
    let (cosine, sine) = Elementary.direction(turn)
    return Point(
      x: centre.x + scale * (point.x * cosine - point.y * sine),
      y: centre.y + scale * (point.x * sine + point.y * cosine))
  }
}

/// A reference: its rings and its descriptors.
struct MadeReference {
  static let size = ImageSize(width: 1280, height: 720)
  var rings: [MadeRing]
  var features: Features

  /// Draws descriptors from `pool`, each with a tenth to a quarter of its bits flipped, and one to three rings; `edges` take their room.
  init(_ random: inout SeededGenerator, pool: DescriptorSet, keypoints: Int, edges: EdgeFeatures) {
    rings = (0..<1 + random.index(below: 3)).map { _ in MadeRing(&random) }
    var words: [UInt64] = []
    var points: [Keypoint] = []
    for _ in 0..<keypoints {
      words += flipped(pool, random.index(below: pool.count), rate: 0.1 + 0.15 * random.unit(), &random)
      points.append(
        Keypoint(
          x: Float(random.unit() * 1279), y: Float(random.unit() * 719), size: Float(10 + 60 * random.unit()),
          angle: Float(random.unit() * 6.28), response: 0))
    }
    features = Features(
      size: Self.size, keypoints: points, descriptors: DescriptorSet(words: words),
      patterns: patterns(
        of: rings, MadeView(turn: 0, scale: 1.3, centre: Point(x: 640, y: 360)), arc: 1, missRate: 0.03, &random),
      edges: edges)
  }

  /// A frame that shows it: `share` of its keypoints with an eighth of their bits flipped, moved and turned, among others; its rings in
  /// part, with bolts missed, and a ring that is not its own.
  func frame(
    _ random: inout SeededGenerator, pool: DescriptorSet, share: Double, showsRings: Bool
  ) -> Features {
    let turn = random.unit() * 2 * Double.pi
    let (cosine, sine) = Elementary.direction(turn)
    var words: [UInt64] = []
    var points: [Keypoint] = []
    for (index, keypoint) in features.keypoints.enumerated() where random.unit() < share {
      words += flipped(features.descriptors, index, rate: 0.125, &random)
      let (x, y) = (0.7 * (Double(keypoint.x) - 640), 0.7 * (Double(keypoint.y) - 360))
      let angle = (Double(keypoint.angle) + turn) / (2 * Double.pi)
      points.append(
        Keypoint(
          x: Float(960 + x * cosine - y * sine + random.unit() - 0.5),
          y: Float(540 + x * sine + y * cosine + random.unit() - 0.5), size: 0.7 * keypoint.size,
          angle: Float((angle - angle.rounded(.down)) * 2 * Double.pi), response: 0))
    }
    while points.count < 2000 {
      words += flipped(pool, random.index(below: pool.count), rate: 0.1 + 0.15 * random.unit(), &random)
      points.append(
        Keypoint(
          x: Float(random.unit() * 1919), y: Float(random.unit() * 1079), size: Float(10 + 60 * random.unit()),
          angle: Float(random.unit() * 6.28), response: 0))
    }
    // Strength says nothing of whose a keypoint is.
    for position in points.indices.dropLast() {
      let other = position + random.index(below: points.count - position)
      points.swapAt(position, other)
      for word in 0..<4 { words.swapAt(4 * position + word, 4 * other + word) }
    }
    let view = MadeView(turn: turn, scale: 0.9 + random.unit(), centre: Point(x: 960, y: 540))
    let arc = 0.55 + 0.45 * random.unit()
    let own = patterns(of: showsRings ? rings : [], view, arc: arc, missRate: 0.08, &random)
    // A ring of something else, elsewhere.
    let other = MadeView(turn: 0, scale: 1, centre: Point(x: 300 + 1300 * random.unit(), y: 200 + 700 * random.unit()))
    let stranger = patterns(of: [MadeRing(&random)], other, arc: 1, missRate: 0.08, &random)
    return Features(
      size: ImageSize(width: 1920, height: 1080), keypoints: points, descriptors: DescriptorSet(words: words),
      patterns: joined(own, stranger))
  }
}

/// Descriptor `index` of `set` with each bit flipped with probability `rate`.
private func flipped(
  _ set: DescriptorSet, _ index: Int, rate: Double, _ random: inout SeededGenerator
) -> [UInt64] {
  var words = Array(set.words[4 * index..<4 * index + 4])
  // Eight bits of randomness a bit: the rate to 1/256.
  let threshold = UInt64(rate * 256)
  for word in 0..<4 {
    for byte in 0..<8 {
      let draw = random.next()
      for bit in 0..<8 where draw >> UInt64(8 * bit) & 0xFF < threshold { words[word] ^= 1 << UInt64(8 * byte + bit) }
    }
  }
  return words
}

/// Two sets of rings in one picture.
private func joined(_ first: BoltPatterns, _ second: BoltPatterns) -> BoltPatterns {
  var result = first
  result.bolts += second.bolts
  result.rings += second.rings.map { ring in
    var moved = ring
    moved.bolts = ring.bolts.map { $0 + first.bolts.count }
    return moved
  }
  return result
}

/// Rings as the reader would say them: turned, seen in an arc, with bolts missed.
private func patterns(
  of rings: [MadeRing], _ view: MadeView, arc: Double, missRate: Double, _ random: inout SeededGenerator
) -> BoltPatterns {
  var bolts: [Bolt] = []
  var found: [BoltRing] = []
  for ring in rings {
    let turn = view.turn
    let start = random.unit()
    let centre = view.place(ring.centre)
    let radius = view.scale * ring.radius
    // A tenth off: washers and shadows.
    let boltRatio = ring.boltRatio * (0.9 + 0.2 * random.unit())
    func isSeen(_ angle: Double) -> Bool {
      let turns = angle / (2 * Double.pi) - start
      return turns - turns.rounded(.down) <= arc
    }
    func turned(_ angle: Double) -> Double {
      let turns = (angle + turn) / (2 * Double.pi)
      return (turns - turns.rounded(.down)) * 2 * Double.pi
    }
    func place(_ angle: Double) -> Point {
      let (cosine, sine) = Elementary.direction(angle)
      return Point(x: centre.x + radius * cosine, y: centre.y + radius * sine)
    }
    let pitch = 2 * Double.pi / Double(ring.slots)
    var seen: [(angle: Double, slot: Int)] = []
    for angle in ring.angles where isSeen(angle) && random.unit() >= missRate {
      seen.append((turned(angle + 0.02 * (random.unit() + random.unit() - 1)), Int((angle / pitch).rounded())))
    }
    guard seen.count >= 4 else { continue }
    seen.sort { $0.angle < $1.angle }
    let first = seen[0].slot
    let indices = seen.map { (($0.slot - first) % ring.slots + ring.slots) % ring.slots }
    let held = Set(seen.map(\.slot))
    let missing =
      !ring.isRegular
      ? []
      : (0..<ring.slots).filter { !held.contains($0) && isSeen(Double($0) * pitch) }
        .map { slot in
          BoltRing.Place(
            slot: ((slot - first) % ring.slots + ring.slots) % ring.slots, angle: turned(Double(slot) * pitch),
            point: place(turned(Double(slot) * pitch)))
        }
    let sure = arc > 0.95 ? 0.95 : 0.6
    let posterior =
      !ring.isRegular
      ? []
      : [
        BoltRing.SlotCount(slots: ring.slots, probability: sure),
        BoltRing.SlotCount(slots: ring.slots + 1, probability: (1 - sure) / 2),
        BoltRing.SlotCount(slots: max(3, ring.slots - 1), probability: (1 - sure) / 2),
      ]
    let base = bolts.count
    for bolt in seen {
      bolts.append(
        Bolt(
          center: place(bolt.angle), centerDeviation: 0.3, radius: radius * boltRatio, outline: nil, kind: .head,
          score: 2))
    }
    found.append(
      BoltRing(
        ellipse: Ellipse(center: centre, semiMajor: radius, semiMinor: radius, angle: 0),
        imageFromPlane: Homography([radius, 0, centre.x, 0, radius, centre.y, 0, 0, 1]), kind: .face,
        bolts: Array(base..<base + seen.count), angles: seen.map(\.angle),
        angleDeviations: seen.map { _ in 0.01 }, slotIndices: ring.isRegular ? indices : [],
        slots: ring.isRegular ? ring.slots : seen.count, slotPosterior: posterior, isRegular: ring.isRegular,
        missing: missing, symmetryOrder: 1, boltRadiusRatio: boltRatio, boltRadiusRatioDeviation: 0.05 * boltRatio,
        logOdds: 10))
  }
  return BoltPatterns(bolts: bolts, rings: found, rows: [], grids: [])
}
