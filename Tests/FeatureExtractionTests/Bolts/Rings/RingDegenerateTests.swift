import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing

/// Input that is no ring.
@Suite struct RingDegenerateTests {
  static let size = ImageSize(width: 640, height: 480)

  static func member(_ x: Double, _ y: Double, deviation: Double = 0.5) -> RingMember {
    RingMember(point: Point(x: x, y: y), deviation: deviation, radius: 5)
  }

  /// Every number of a reading is one, and every index in range.
  static func check(_ reading: RingReading?, count: Int, _ what: String) {
    guard let reading else { return }
    let ellipse = reading.ellipse
    var numbers = [ellipse.center.x, ellipse.center.y, ellipse.semiMajor, ellipse.semiMinor, ellipse.angle]
    numbers += reading.imageFromPlane.elements + reading.angles + reading.angleDeviations
    numbers +=
      reading.missing.flatMap { [$0.angle, $0.point.x, $0.point.y] } + reading.slotPosterior.map(\.probability)
    numbers += [reading.boltRadiusRatio, reading.boltRadiusRatioDeviation, reading.residual, reading.logEvidence]
    let areFinite = numbers.allSatisfy(\.isFinite)
    #expect(areFinite, "\(what)")
    #expect((reading.order + reading.outliers).sorted() == Array(0..<count), "\(what)")
    let turns = (reading.angles.first ?? 0, reading.angles.last ?? 0)
    #expect(turns.0 >= 0 && turns.1 < 2 * Double.pi, "\(what)")
    #expect(reading.angleDeviations.count == reading.angles.count && reading.order.count == reading.angles.count)
    let mass = reading.slotPosterior.reduce(0) { $0 + $1.probability }
    #expect(mass <= 1 + 1e-9, "\(what)")
    #expect(reading.slotPosterior.first?.slots == reading.slots, "\(what)")
    #expect(ellipse.semiMajor >= ellipse.semiMinor && ellipse.angle >= 0 && ellipse.angle < Double.pi, "\(what)")
  }

  static func read(_ members: [RingMember], _ kind: BoltRing.Kind?, rims: [RimEllipse] = []) -> RingReading? {
    RingReader().read(members, kind: kind, rims: rims, imageSize: size)
  }

  static let kinds: [BoltRing.Kind?] = [nil, .face, .girth]

  @Test func fewerThanFiveAreNoRing() {
    let members = (0..<4).map { Self.member(100 + 80 * cos(Double($0)), 100 + 80 * sin(Double($0))) }
    for count in 0...4 {
      for kind in Self.kinds { #expect(Self.read(Array(members.prefix(count)), kind) == nil) }
    }
  }

  @Test func coincidentMembersAreNoRing() {
    for kind in Self.kinds {
      #expect(Self.read(Array(repeating: Self.member(50, 60), count: 12), kind) == nil)
      let two = (0..<12).map { Self.member(50 + Double($0 % 2) * 100, 60) }
      Self.check(Self.read(two, kind), count: 12, "two places")
      let three = (0..<12).map { Self.member(50 + Double($0 % 3) * 100, 60 + Double($0 % 3 % 2) * 50) }
      Self.check(Self.read(three, kind), count: 12, "three places")
    }
  }

  @Test func membersOnALine() {
    for kind in Self.kinds {
      for count in 5...14 {
        let exact = (0..<count).map { Self.member(20 + 30 * Double($0), 40 + 20 * Double($0)) }
        Self.check(Self.read(exact, kind), count: count, "an exact line of \(count)")
        var generator = SplitMix64(seed: UInt64(count))
        let noisy = exact.map {
          Self.member($0.point.x, $0.point.y + Double.random(in: -0.8...0.8, using: &generator))
        }
        Self.check(Self.read(noisy, kind), count: count, "a line of \(count)")
      }
    }
  }

  @Test func numbersThatAreNone() {
    let ring = (0..<9).map { Self.member(300 + 100 * cos(0.698 * Double($0)), 200 + 80 * sin(0.698 * Double($0))) }
    for bad in [Double.nan, .infinity, -.infinity, 1e300, 1e12] {
      #expect(Self.read([Self.member(bad, 5)] + ring, .face) == nil)
      #expect(Self.read(ring + [Self.member(5, bad)], nil) == nil)
    }
    for bad in [Double.nan, .infinity] { #expect(Self.read(ring + [Self.member(5, 5, deviation: bad)], .face) == nil) }
    for odd in [0, -1, 1e-300] {
      let members = ring.map { Self.member($0.point.x, $0.point.y, deviation: odd) }
      #expect(Self.read(members, .face)?.slots == 9)
    }
    #expect(RingReader().read(ring, kind: nil, rims: [], imageSize: ImageSize(width: 0, height: 0)) == nil)
    let far = ring.map { Self.member($0.point.x + 1e7, $0.point.y - 1e7) }
    Self.check(Self.read(far, nil), count: 9, "far outside the picture")
    let huge = ring.map { Self.member($0.point.x * 1e5, $0.point.y * 1e5) }
    Self.check(Self.read(huge, nil), count: 9, "huge")
    let blurred = ring.map { Self.member($0.point.x, $0.point.y, deviation: 1e6) }
    Self.check(Self.read(blurred, nil), count: 9, "known to nothing")
  }

  @Test func rimsThatAreNone() {
    let ring = (0..<9).map { Self.member(300 + 100 * cos(0.698 * Double($0)), 200 + 80 * sin(0.698 * Double($0))) }
    let values = [Double.nan, .infinity, 0, -5, 1e-9, 1e7]
    var rims: [RimEllipse] = []
    for value in values {
      for part in 0..<4 {
        var ellipse = Ellipse(center: Point(x: 300, y: 200), semiMajor: 60, semiMinor: 48, angle: 0)
        switch part {
        case 0: ellipse.center.x = value
        case 1: ellipse.semiMajor = value
        case 2: ellipse.semiMinor = value
        default: ellipse.angle = value
        }
        rims.append(RimEllipse(ellipse: ellipse, deviation: part == 0 ? value : 0.3, support: 1))
      }
    }
    for kind in Self.kinds {
      for rim in rims {
        let reading = Self.read(ring, kind, rims: [rim])
        Self.check(reading, count: 9, "rim \(rim)")
        if kind == .face { #expect(reading?.slots == 9, "rim \(rim)") }
      }
    }
  }

  @Test func clutterIsBoundedAndFinite() {
    for seed in UInt64(240_001)...240_060 {
      var generator = SplitMix64(seed: seed)
      let count = seed % 10 == 0 ? 3000 : Int.random(in: 5...60, using: &generator)
      let members = (0..<count).map { _ in
        Self.member(Double.random(in: 0...640, using: &generator), Double.random(in: 0...480, using: &generator))
      }
      for kind in Self.kinds { Self.check(Self.read(members, kind), count: count, "seed \(seed)") }
    }
  }

  @Test func equalInputGivesEqualReadings() {
    var recipe = RingScene.Recipe()
    recipe.seen = 0.5...0.5
    recipe.rim = 0.2
    for seed in UInt64(250_001)...250_020 {
      let scene = RingScene.make(recipe, seed: seed)
      let one = RingReader().read(scene.members, kind: nil, rims: scene.rims, imageSize: scene.size)
      let two = RingReader().read(scene.members, kind: nil, rims: scene.rims, imageSize: scene.size)
      #expect(one == two, "seed \(seed)")
    }
  }
}
