import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReproducibleMath
import Testing

/// Edges of a flat thing with a ring of twelve bolts, as two pictures show it.
struct EdgedThing {
  static let size = ImageSize(width: 900, height: 700)
  /// The ring's radius on the thing, and its middle in picture A.
  static let ring = 200.0
  static let middle = Point(x: 450, y: 350)

  /// Points of edges with their directions, about the ring's middle.
  private(set) var edges: [(place: Point, direction: Point)] = []

  /// Circles about the middle and straight edges, all inside the ring.
  init(circles: Int, lines: Int, _ random: inout SeededGenerator) {
    for _ in 0..<circles {
      let radius = Self.ring * (0.2 + 0.7 * random.unit())
      for step in 0..<Int(radius) {
        let (cosine, sine) = Elementary.direction(2 * Double.pi * Double(step) / radius)
        edges.append((Point(x: radius * cosine, y: radius * sine), Point(x: -sine, y: cosine)))
      }
    }
    for _ in 0..<lines {
      let (cosine, sine) = Elementary.direction(2 * Double.pi * random.unit())
      let offset = Self.ring * (random.unit() - 0.5)
      let half = (Self.ring * Self.ring - offset * offset).squareRoot() * 0.8
      for along in stride(from: -half, to: half, by: 2) {
        edges.append(
          (
            Point(x: along * cosine - offset * sine, y: along * sine + offset * cosine), Point(x: cosine, y: sine)
          ))
      }
    }
  }

  /// The bolts' places in picture A.
  static let bolts: [Point] = (0..<12).map {
    let (cosine, sine) = Elementary.direction(2 * Double.pi * Double($0) / 12)
    return Point(x: middle.x + ring * cosine, y: middle.y + ring * sine)
  }

  /// The thing through a map from picture A, displaced at random by up to `jitter` pixels, a share of it hidden, with stray edges.
  func seen(
    through map: Homography = .identity, jitter: Double = 0, hidden: Double = 0, stray: Int = 0,
    _ random: inout SeededGenerator
  ) -> Features {
    var samples: [EdgeSample] = []
    for edge in edges where random.unit() >= hidden {
      let place = Point(x: edge.place.x + Self.middle.x, y: edge.place.y + Self.middle.y)
      let ahead = Point(x: place.x + 0.01 * edge.direction.x, y: place.y + 0.01 * edge.direction.y)
      let (b, next) = (map.apply(to: place), map.apply(to: ahead))
      samples.append(Self.sample(b, next.x - b.x, next.y - b.y, jitter, &random))
    }
    for _ in 0..<stray {
      let start = Point(x: 900 * random.unit(), y: 700 * random.unit())
      let (cosine, sine) = Elementary.direction(2 * Double.pi * random.unit())
      for step in 0..<20 {
        let place = Point(x: start.x + 2 * Double(step) * cosine, y: start.y + 2 * Double(step) * sine)
        samples.append(Self.sample(place, cosine, sine, 0, &random))
      }
    }
    return Features(
      size: Self.size, keypoints: [], descriptors: DescriptorSet(),
      edges: EdgeFeatures(lines: [], ellipses: [], samples: samples))
  }

  private static func sample(
    _ place: Point, _ dx: Double, _ dy: Double, _ jitter: Double, _ random: inout SeededGenerator
  ) -> EdgeSample {
    // Which side is brighter is up to the light.
    let scale = (random.next() & 1 == 0 ? 127 : -127) / (dx * dx + dy * dy).squareRoot()
    return EdgeSample(
      x: Float(place.x + jitter * (2 * random.unit() - 1)), y: Float(place.y + jitter * (2 * random.unit() - 1)),
      normalX: Int8((-dy * scale).rounded()), normalY: Int8((dx * scale).rounded()))
  }

  /// What a map rests on: the bolts.
  static func base(_ map: Homography) -> [EdgeBase] {
    bolts.map { EdgeBase(a: $0, b: map.apply(to: $0), radius: 15) }
  }
}

@Suite struct EdgeVerifierTests {
  /// A view from aside: turned, smaller, foreshortened.
  static func view(_ random: inout SeededGenerator) -> Homography {
    let (cosine, sine) = Elementary.direction(2 * Double.pi * random.unit())
    let (scale, squeeze) = (0.6 + 0.6 * random.unit(), 0.55 + 0.45 * random.unit())
    let (cx, cy) = (EdgedThing.middle.x, EdgedThing.middle.y)
    let center = Homography([1, 0, -cx, 0, 1, -cy, 0, 0, 1])
    let turn = Homography([
      scale * cosine, -scale * sine, 0, scale * squeeze * sine, scale * squeeze * cosine, 0, 0.0002 * random.unit(),
      0.0002 * random.unit(), 1,
    ])
    let back = Homography([1, 0, cx + 60 * (random.unit() - 0.5), 0, 1, cy + 60 * (random.unit() - 0.5), 0, 0, 1])
    return back * turn * center
  }

  private func logOdds(_ a: Features, _ b: Features, _ map: Homography) -> Double? {
    EdgeVerifier().agreement(a, b, under: map, base: EdgedThing.base(map))?.logOdds
  }

  /// Half of the edges hidden, the rest a little off, many strays: still ten to one.
  @Test(arguments: 0..<12 as Range<UInt64>)
  func theRightMapIsConfirmed(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let thing = EdgedThing(circles: 3, lines: 3, &random)
    let map = Self.view(&random)
    let a = thing.seen(&random)
    let b = thing.seen(through: map, jitter: 1.5, hidden: 0.5, stray: 150, &random)
    let agreement = try #require(EdgeVerifier().agreement(a, b, under: map, base: EdgedThing.base(map)), "seed \(seed)")
    #expect(agreement.logOdds > 1, "seed \(seed): \(agreement.summary)")
    #expect(agreement.met > agreement.metByChance)
    #expect(agreement.marks.allSatisfy { map.apply(to: $0.a).distance(to: $0.b) < 1e-6 })
  }

  /// Another design with the same ring of bolts, seen right: the mean factor is about 1, as chance demands. The log-odds never
  /// fall below log10 ½, so the mean of the factors is bounded by what a few lucky ones add.
  @Test func anotherDesignIsAtChance() {
    var (sum, count) = (0.0, 0.0)
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededGenerator(seed: 1000 + seed)
      let map = Self.view(&random)
      let a = EdgedThing(circles: 3, lines: 3, &random).seen(&random)
      let b = EdgedThing(circles: 3, lines: 3, &random).seen(through: map, stray: 100, &random)
      guard let value = logOdds(a, b, map) else { continue }
      #expect(value >= -0.302 && value < 2, "seed \(1000 + seed)")
      sum += Elementary.exponential(value * 2.302_585_092_994_046)
      count += 1
    }
    #expect(count == 60 && sum / count < 2, "mean factor \(sum / count)")
  }

  /// Parallel lines everywhere, none of them the thing's: the direction alone proves nothing.
  @Test func commonStructureProvesNothing() throws {
    var factors: [Double] = []
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededGenerator(seed: 2000 + seed)
      func stripes(_ pitch: Double) -> Features {
        var samples: [EdgeSample] = []
        let phase = Float(pitch * random.unit())
        for row in stride(from: phase, to: 700, by: Float(pitch)) {
          for column in stride(from: Float(0), to: 900, by: 2) {
            samples.append(EdgeSample(x: column, y: row, normalX: 0, normalY: 127))
          }
        }
        return Features(
          size: EdgedThing.size, keypoints: [], descriptors: DescriptorSet(),
          edges: EdgeFeatures(lines: [], ellipses: [], samples: samples))
      }
      let value = try #require(logOdds(stripes(23), stripes(31), .identity), "seed \(2000 + seed)")
      factors.append(Elementary.exponential(value * 2.302_585_092_994_046))
    }
    #expect(factors.reduce(0, +) / 20 < 2, "\(factors)")
  }

  @Test func whatCannotBeComparedIsNoEvidence() {
    var random = SeededGenerator(seed: 7)
    let thing = EdgedThing(circles: 3, lines: 3, &random)
    let some = thing.seen(&random)
    let none = Features(size: EdgedThing.size, keypoints: [], descriptors: DescriptorSet())
    let verifier = EdgeVerifier()
    let base = EdgedThing.base(.identity)
    #expect(verifier.agreement(none, some, under: .identity, base: base) == nil)
    #expect(verifier.agreement(some, none, under: .identity, base: base) == nil)
    #expect(verifier.agreement(some, some, under: .identity, base: []) == nil)
    #expect(verifier.agreement(some, some, under: .identity, base: Array(base[..<2])) == nil)
    let line = (0..<5).map {
      let place = Point(x: 100 * Double($0), y: 300)
      return EdgeBase(a: place, b: place, radius: 5)
    }
    #expect(verifier.agreement(some, some, under: .identity, base: line) == nil)
    let singular = Homography([1, 0, 0, 2, 0, 0, 0, 0, 1])
    #expect(verifier.agreement(some, some, under: singular, base: EdgedThing.base(singular)) == nil)
    let away = Homography([1, 0, 5000, 0, 1, 0, 0, 0, 1])
    #expect(verifier.agreement(some, some, under: away, base: EdgedThing.base(away)) == nil)
    let broken = Homography([.nan, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(verifier.agreement(some, some, under: broken, base: EdgedThing.base(broken)) == nil)
    // The edges that proposed the map are all there are.
    let covered = base.map { EdgeBase(a: $0.a, b: $0.b, radius: 500) }
    #expect(verifier.agreement(some, some, under: .identity, base: covered) == nil)
  }

  /// Keypoints and bolts are averaged, as they depend on each other; edges are asked about what those proposed, and multiply it.
  @Test func edgesMultiplyWhatProposedTheMap() {
    #expect(Evidence(keypoints: 4, edges: nil).logOdds == 4)
    #expect(abs(Evidence(keypoints: 2, bolts: 2, edges: 1.5).logOdds - 3.5) < 1e-9)
    #expect(abs(Evidence(keypoints: -0.3, bolts: 6, edges: -0.3).logOdds - (6 - 0.301_03 - 0.3)) < 1e-4)
  }
}
