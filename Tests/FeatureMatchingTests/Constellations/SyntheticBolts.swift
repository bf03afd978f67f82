import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReproducibleMath

/// A bolted thing: rings on parallel planes, rows and single bolts on its face.
struct BoltedThing {
  /// A ring of bolts, in the thing's units.
  struct Ring {
    var radius = 1.0
    /// Angles of the bolts, in radians.
    var angles: [Double]
    /// Places of the ring, where it keeps even ones.
    var slots: Int?
    var centre = Point(x: 0, y: 0)
    /// Depth of its plane behind the face.
    var depth = 0.0
    var kind = BoltRing.Kind.face
    var boltRadius = 0.06
  }

  var rings: [Ring]
  /// Rows of bolts on the face.
  var rows: [[Point]] = []
  /// Single bolts on the face.
  var lone: [Point] = []

  /// The mirror image: another thing.
  var mirrored: BoltedThing {
    var result = self
    for index in rings.indices {
      result.rings[index].angles = rings[index].angles.map { -$0 }
      result.rings[index].centre.x = -rings[index].centre.x
    }
    result.rows = rows.map { $0.map { Point(x: -$0.x, y: $0.y) } }
    result.lone = lone.map { Point(x: -$0.x, y: $0.y) }
    return result
  }
}

extension BoltedThing.Ring {
  /// Even places, without those at `gaps`, the first at `phase`.
  static func even(_ slots: Int, gaps: Set<Int> = [], radius: Double = 1, phase: Double = 0) -> Self {
    let angles = (0..<slots).filter { !gaps.contains($0) }.map { phase + 2 * .pi * Double($0) / Double(slots) }
    return Self(radius: radius, angles: angles, slots: slots)
  }

  /// Bolts at random angles, no two nearer than a third of an even share.
  static func uneven(_ count: Int, radius: Double = 1, _ random: inout SeededGenerator) -> Self {
    var angles: [Double] = []
    while angles.count < count {
      let angle = 2 * .pi * random.unit()
      let least = 2 * .pi / Double(3 * count)
      let isFree = angles.allSatisfy { other in
        let gap = abs(angle - other)
        return min(gap, 2 * .pi - gap) > least
      }
      if isFree { angles.append(angle) }
    }
    return Self(radius: radius, angles: angles.sorted())
  }
}

extension BoltedThing.Ring {
  /// A ring as the world makes them: even, even with gaps, in pairs, or uneven; 5 to 32 places.
  static func ofTheWorld(radius: Double = 1, _ random: inout SeededGenerator) -> Self {
    let slots = 5 + random.index(below: 28)
    switch random.index(below: 4) {
    case 0: return .even(slots, radius: radius)
    case 1:
      let gaps = (0...random.index(below: 3)).map { _ in random.index(below: slots) }
      return .even(slots, gaps: Set(gaps.prefix(max(1, slots - 4))), radius: radius)
    case 2:
      let order = 4 + random.index(below: 8)
      let step = 2 * Double.pi / Double(order)
      let half = (0.1 + 0.35 * random.unit()) * step
      return .init(radius: radius, angles: (0..<2 * order).map { Double($0 / 2) * step + Double($0 % 2) * half })
    default: return .uneven(5 + random.index(below: 12), radius: radius, &random)
    }
  }
}

extension BoltedThing {
  /// A thing of one to four rings and some single bolts.
  static func ofTheWorld(_ random: inout SeededGenerator) -> BoltedThing {
    var rings = [Ring.ofTheWorld(&random)]
    for _ in 0..<random.index(below: 4) {
      var further = Ring.ofTheWorld(radius: 0.25 + 0.65 * random.unit(), &random)
      if random.index(below: 3) == 0 { (further.kind, further.depth) = (.girth, 2 * random.unit()) }
      rings.append(further)
    }
    let lone = (0..<random.index(below: 10)).map { _ in
      Point(x: 2.4 * (random.unit() - 0.5), y: 2.4 * (random.unit() - 0.5))
    }
    return BoltedThing(rings: rings, lone: lone)
  }
}

/// A camera looking at a ``BoltedThing``, and how well bolts are found in its picture.
struct BoltView {
  /// Angle between the line of sight and the face's axis, in radians.
  var tilt = 0.0
  /// Direction of the tilt's axis in the face, in radians.
  var azimuth = 0.0
  /// Turn of the camera, in radians.
  var roll = 0.0
  /// Radius of a unit circle seen face on, in pixels.
  var scale = 120.0
  /// Distance of the camera, in the thing's units.
  var distance = 8.0
  /// Deviation of a centre, in pixels.
  var noise = 0.5
  /// Share of bolts that are not found.
  var missing = 0.0
  /// Arc of the first ring that is hidden: its middle and its half width, in radians.
  var hidden: (middle: Double, half: Double)?
  /// Bolts that are none, anywhere in the picture.
  var clutter = 0

  static let size = ImageSize(width: 640, height: 480)

  /// A view within `maximumTilt` at random.
  static func random(maximumTilt: Double, _ random: inout SeededGenerator) -> BoltView {
    BoltView(
      tilt: maximumTilt * random.unit(), azimuth: 2 * .pi * random.unit(), roll: 2 * .pi * random.unit(),
      scale: 90 + 80 * random.unit())
  }

  /// Maps the plane at `depth` behind the face to pixels.
  func imageFromPlane(depth: Double) -> Homography {
    let focal = scale * distance
    let (ca, sa) = Elementary.direction(azimuth)
    let (ct, st) = Elementary.direction(tilt)
    let (cr, sr) = Elementary.direction(roll)
    // Turn about the axis (ca, sa, 0) by the tilt (Rodrigues), then about the line of sight by the roll.
    let rotation = Matrix3(
      ct + ca * ca * (1 - ct), ca * sa * (1 - ct), sa * st, ca * sa * (1 - ct), ct + sa * sa * (1 - ct), -ca * st,
      -sa * st, ca * st, ct)
    let turned = Matrix3(cr, -sr, 0, sr, cr, 0, 0, 0, 1) * rotation
    let camera = Matrix3(
      focal, 0, Double(Self.size.width) / 2, 0, focal, Double(Self.size.height) / 2, 0, 0, 1)
    let plane = Matrix3(
      turned.m00, turned.m01, turned.m02 * depth, turned.m10, turned.m11, turned.m12 * depth, turned.m20, turned.m21,
      turned.m22 * depth + distance)
    return (camera * plane).homography
  }

  /// What extraction would find of `thing`.
  func observe(_ thing: BoltedThing, _ random: inout SeededGenerator) -> Features {
    var bolts: [Bolt] = []
    var rings: [BoltRing] = []
    var rows: [BoltRow] = []
    for (number, ring) in thing.rings.enumerated() {
      if let found = observe(ring, hidden: number == 0 ? hidden : nil, into: &bolts, &random) { rings.append(found) }
    }
    let face = imageFromPlane(depth: 0)
    for row in thing.rows {
      let first = bolts.count
      bolts += row.map { bolt(at: face.apply(to: $0), radius: 6, &random) }
      rows.append(BoltRow(bolts: Array(first..<bolts.count), slotIndices: Array(row.indices), missing: [], logOdds: 5))
    }
    bolts += thing.lone.map { bolt(at: face.apply(to: $0), radius: 6, &random) }
    for _ in 0..<clutter {
      let point = Point(x: Double(Self.size.width) * random.unit(), y: Double(Self.size.height) * random.unit())
      bolts.append(bolt(at: point, radius: 4 + 4 * random.unit(), &random))
    }
    return Features(
      size: Self.size, keypoints: [], descriptors: DescriptorSet(),
      patterns: BoltPatterns(bolts: bolts, rings: rings, rows: rows, grids: []))
  }

  private func bolt(at point: Point, radius: Double, _ random: inout SeededGenerator) -> Bolt {
    Bolt(
      center: Point(x: point.x + noise * normal(&random), y: point.y + noise * normal(&random)),
      centerDeviation: max(noise, 0.1), radius: radius, outline: nil, kind: .head, score: 3)
  }

  private func normal(_ random: inout SeededGenerator) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + random.unit() }
  }

  private func observe(
    _ ring: BoltedThing.Ring, hidden: (middle: Double, half: Double)?, into bolts: inout [Bolt],
    _ random: inout SeededGenerator
  ) -> BoltRing? {
    // Which angle is 0 means nothing: the reader's plane is turned at random.
    let offset = 2 * .pi * random.unit()
    let (cosine, sine) = Elementary.direction(offset)
    let place = Homography([
      ring.radius * cosine, -ring.radius * sine, ring.centre.x, ring.radius * sine, ring.radius * cosine,
      ring.centre.y, 0, 0, 1,
    ])
    let imageFromPlane = imageFromPlane(depth: ring.depth) * place
    guard let planeFromImage = imageFromPlane.inverse else { return nil }
    func point(_ angle: Double) -> Point {
      let (x, y) = Elementary.direction(angle - offset)
      return imageFromPlane.apply(to: Point(x: x, y: y))
    }
    func isInView(_ angle: Double) -> Bool {
      guard let hidden else { return true }
      return abs((angle - hidden.middle) - 2 * .pi * ((angle - hidden.middle) / (2 * .pi)).rounded()) > hidden.half
    }
    var found: [(angle: Double, deviation: Double, bolt: Int)] = []
    var gaps: [Double] = []
    let visible = ring.angles.filter(isInView)
    for angle in visible {
      if random.unit() < missing {
        gaps.append(angle)
        continue
      }
      let seen = bolt(at: point(angle), radius: ring.boltRadius * ring.radius * scale, &random)
      let inPlane = planeFromImage.apply(to: seen.center)
      let perRadian = point(angle - 0.01).distance(to: point(angle + 0.01)) / 0.02
      found.append((angleOf(x: inPlane.x, y: inPlane.y), seen.centerDeviation / perRadian, bolts.count))
      bolts.append(seen)
    }
    guard found.count >= 3 else { return nil }
    found.sort { ($0.angle, $0.bolt) < ($1.angle, $1.bolt) }
    let slots = ring.slots ?? found.count
    if ring.slots != nil {
      let pitch = 2 * .pi / Double(slots)
      for slot in 0..<slots {
        let angle = ring.angles[0] + Double(slot) * pitch
        let holds = ring.angles.contains { abs(Self.difference($0, angle)) < pitch / 2 }
        if !holds, isInView(angle) { gaps.append(angle) }
      }
    }
    let indices: [Int] = found.map { entry in
      let turns = (entry.angle - found[0].angle) / (2 * .pi) * Double(slots)
      return ((Int(turns.rounded()) % slots) + slots) % slots
    }
    return BoltRing(
      ellipse: Ellipse(
        center: imageFromPlane.apply(to: Point(x: 0, y: 0)), semiMajor: ring.radius * scale,
        semiMinor: ring.radius * scale * Elementary.direction(tilt).cosine, angle: 0),
      imageFromPlane: imageFromPlane, kind: ring.kind, bolts: found.map(\.bolt), angles: found.map(\.angle),
      angleDeviations: found.map(\.deviation), slotIndices: ring.slots == nil ? [] : indices, slots: slots,
      slotPosterior: ring.slots == nil ? [] : [.init(slots: slots, probability: 1)], isRegular: ring.slots != nil,
      missing: gaps.map { angle in
        let folded = Self.difference(angle - offset, 0)
        return .init(slot: 0, angle: folded < 0 ? folded + 2 * .pi : folded, point: point(angle))
      }, symmetryOrder: 1, boltRadiusRatio: ring.boltRadius, boltRadiusRatioDeviation: 0.1 * ring.boltRadius,
      logOdds: 6)
  }

  static func difference(_ a: Double, _ b: Double) -> Double {
    (a - b) - 2 * .pi * ((a - b) / (2 * .pi)).rounded()
  }
}
