import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing
import VectorKernels

/// Bolts and rings found in whole pictures whose truth is known by construction.
@Suite struct BoltDetectionTests {
  static func patterns(_ plane: Plane, kernels: KernelTable = Kernels.active) -> BoltPatterns {
    FeatureExtractor(kernels: kernels).extract(from: plane).patterns
  }

  static func nearest(_ patterns: BoltPatterns, _ disc: BoltPlate.Disc) -> Bolt? {
    let place = Point(x: disc.x, y: disc.y)
    return patterns.bolts.min { $0.center.squaredDistance(to: place) < $1.center.squaredDistance(to: place) }
  }

  @Test(arguments: [-90.0, -60, 80])
  func discsOfAllSizesAreFoundWhereTheyAre(contrast: Double) throws {
    var plate = BoltPlate(width: 1200, height: 700)
    var x = 60.0
    for radius in [3.5, 5, 8, 13, 20, 32, 48] {
      x += 2 * radius + 20
      plate.discs.append(.init(x: x + 0.3, y: 340.4, radius: radius, look: .flat(contrast)))
      x += 2 * radius
    }
    let patterns = Self.patterns(plate.plane())
    for disc in plate.discs {
      let bolt = try #require(Self.nearest(patterns, disc))
      let distance = bolt.center.distance(to: Point(x: disc.x, y: disc.y))
      #expect(distance < 1 + 0.05 * disc.radius, "radius \(disc.radius): \(distance) px off")
      #expect(abs(bolt.radius / disc.radius - 1) < 0.25, "radius \(disc.radius): \(bolt.radius)")
    }
    #expect(patterns.bolts.count == plate.discs.count)
  }

  @Test(arguments: [0.0, 1.2, 2.5, 4])
  func aRingOfHeadsLitFromOneSideIsCounted(direction: Double) throws {
    var plate = BoltPlate(width: 500, height: 480)
    plate.discs = BoltPlate.ring(
      count: 11, x: 250, y: 240, radius: 160, discRadius: 9, look: .lit(90, from: direction))
    let patterns = Self.patterns(plate.plane())
    let ring = try #require(patterns.rings.first, "light from \(direction)")
    #expect(ring.slots == 11)
    // A dome whose light and dark halves cancel is the hardest thing there is: one of eleven may be passed over.
    #expect(ring.bolts.count >= 10)
    #expect(abs(ring.ellipse.semiMajor - 160) < 4 && abs(ring.ellipse.semiMinor - 160) < 4)
    #expect(ring.ellipse.center.distance(to: Point(x: 250, y: 240)) < 4)
  }

  /// Discs seen at a slant: their outlines are found with the right shape, not as circles.
  @Test(arguments: [1.0, 0.85, 0.7]) func discsSeenAtASlantKeepTheirShape(ratio: Double) throws {
    let (semiMajor, angle) = (18.0, 0.5)
    let (c, s) = (cos(angle), sin(angle))
    let plane = Plane.made(width: 300, height: 240) { x, y in
      // Mean of 4 × 4 points of the pixel, so that the edge is no staircase.
      var inside = 0
      for step in 0..<16 {
        let (dx, dy) = (
          Double(x) - 150.3 + Double(step % 4) / 4 - 0.375, Double(y) - 119.6 + Double(step / 4) / 4 - 0.375
        )
        let (u, v) = ((c * dx + s * dy) / semiMajor, (c * dy - s * dx) / (semiMajor * ratio))
        if u * u + v * v < 1 { inside += 1 }
      }
      return UInt8(170 - 100 * inside / 16)
    }
    let bolt = try #require(Self.patterns(plane).bolts.first)
    #expect(bolt.center.distance(to: Point(x: 150.3, y: 119.6)) < 0.5)
    let outline = try #require(bolt.outline)
    #expect(abs(outline.semiMinor / outline.semiMajor - ratio) < 0.12, "\(outline.semiMinor / outline.semiMajor)")
    if ratio < 0.9 { #expect(abs(sin(outline.angle - angle)) < 0.1) }
  }

  @Test func anEmptyPlaceOfARingIsNamed() throws {
    var plate = BoltPlate(width: 500, height: 480)
    plate.discs = BoltPlate.ring(count: 12, x: 250, y: 240, radius: 160, discRadius: 9, look: .flat(-80))
    let removed = plate.discs.remove(at: 4)
    let ring = try #require(Self.patterns(plate.plane()).rings.first)
    #expect(ring.slots == 12)
    #expect(ring.bolts.count == 11)
    let place = try #require(ring.missing.first)
    #expect(ring.missing.count == 1)
    #expect(place.point.distance(to: Point(x: removed.x, y: removed.y)) < 3)
  }

  @Test func picturesWithoutBoltsHaveNone() {
    let plain = BoltPlate(width: 400, height: 300)
    let ramp = Plane.made(width: 400, height: 300) { x, y in UInt8((x + y) / 3) }
    let stripes = Plane.made(width: 400, height: 300) { x, _ in x / 11 % 2 == 0 ? 60 : 190 }
    let corners = Plane.made(width: 400, height: 300) { x, y in (x / 40 + y / 40) % 2 == 0 ? 60 : 190 }
    for (name, plane) in [("plain", plain.plane()), ("ramp", ramp), ("stripes", stripes), ("squares", corners)] {
      let patterns = Self.patterns(plane)
      #expect(patterns.bolts.isEmpty && patterns.rings.isEmpty, "\(name): \(patterns.bolts.count) bolts")
    }
    for seed in 1...6 as ClosedRange<UInt64> {
      let patterns = Self.patterns(.noise(width: 400, height: 300, seed: seed))
      #expect(patterns.rings.isEmpty && patterns.rows.isEmpty, "noise of seed \(seed)")
    }
  }

  @Test func everyInstructionSetFindsTheSameBytes() throws {
    var plate = BoltPlate(width: 331, height: 287)
    plate.discs = BoltPlate.ring(count: 9, x: 160, y: 140, radius: 100, discRadius: 7, look: .lit(70, from: 1))
    let plane = plate.plane(seed: 5)
    let expected = Self.patterns(plane, kernels: try #require(Kernels.available.first))
    #expect(!expected.bolts.isEmpty)
    for table in Kernels.available { #expect(Self.patterns(plane, kernels: table) == expected, "\(table.name)") }
  }

  @Test func tinyAndFlatPicturesAreFine() {
    for (width, height) in [(1, 1), (2, 300), (31, 31), (33, 33), (47, 64)] {
      #expect(Self.patterns(.noise(width: width, height: height, seed: 3)).rings.isEmpty)
    }
  }
}
