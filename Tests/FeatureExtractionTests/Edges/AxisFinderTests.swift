import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing

@Suite struct AxisFinderTests {
  private static func axis(_ plane: Plane) -> AirframeAxis? {
    EllipseFinderTests.edges(plane).axis
  }

  /// Positions along the axis are metric but for their origin and direction, whatever the camera's tilt and roll.
  @Test(arguments: [(0.0, 0.2), (0.15, 1.0), (-0.3, 2.6), (0.5, -0.4), (-0.6, 1.9)])
  func stationsAreWhereTheyAre(tilt: Double, roll: Double) throws {
    var scene = CylinderScene()
    (scene.tilt, scene.roll) = (tilt, roll)
    let axis = try #require(Self.axis(scene.plane(seed: 11)), "no axis at tilt \(tilt), roll \(roll)")
    let forward = axis.sides[0].end.x - axis.sides[0].start.x
    let sign = forward * cos(roll) + (axis.sides[0].end.y - axis.sides[0].start.y) * sin(roll) > 0 ? 1.0 : -1.0
    let found = axis.stations.map { sign * $0.position }
    // The origin that agrees with most; every true station must then be met.
    let shifts = scene.stations.flatMap { truth in found.map { truth - $0 } }
    let met = shifts.map { shift in
      scene.stations.count { truth in found.contains { abs($0 + shift - truth) < 0.04 } }
    }
    #expect(met.max() == scene.stations.count, "tilt \(tilt), roll \(roll): \(found)")
    #expect(axis.stations.map(\.position) == axis.stations.map(\.position).sorted())
    #expect(axis.stations.allSatisfy { $0.logNFA < 0 && $0.deviation < 0.05 && $0.deviation > 0 })
    #expect(abs(abs(axis.bulge) - abs(sin(tilt))) < 0.1, "tilt \(tilt): bulge \(axis.bulge)")
  }

  /// A duct along the body: its breadth over the diameter and its ends.
  @Test func aRacewayHasItsWidth() throws {
    var scene = CylinderScene()
    scene.roll = 0.3
    scene.raceway = (angles: 0.2...0.5, ends: -1.0...1.0)
    let axis = try #require(Self.axis(scene.plane(seed: 3)))
    let raceway = try #require(axis.raceways.first)
    #expect(abs(raceway.relativeWidth - sin(0.15)) < 0.02, "\(raceway)")
    #expect(abs(raceway.positions.upperBound - raceway.positions.lowerBound - 2) < 0.1, "\(raceway)")
  }

  /// An outline runs along the edge that made the station: its middle is the station's own place.
  @Test func outlinesPassTheirStations() throws {
    var scene = CylinderScene()
    scene.tilt = 0.4
    let axis = try #require(Self.axis(scene.plane(seed: 5)))
    for station in axis.stations {
      let outline = axis.outline(of: station)
      #expect(outline.contains { $0.distance(to: station.point) < 0.5 })
    }
  }

  /// Noise, and a flat plate, are no bodies.
  @Test(arguments: 0..<8) func noiseHasNoAxis(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let noise = Plane.made(width: 320, height: 240) { _, _ in UInt8.random(in: 100...140, using: &generator) }
    #expect(Self.axis(noise) == nil, "seed \(seed)")
  }
}
