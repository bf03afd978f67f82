import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing
import VectorKernels

@Suite struct ScalePyramidTests {
  struct Size: Equatable {
    var scale: Double
    var width: Int
    var height: Int
  }

  static func sizes(width: Int, height: Int) -> [Size] {
    let plane = Plane.made(width: width, height: height) { _, _ in 0 }
    return ScalePyramid().withLevels(of: plane, kernels: Kernels.active) { levels in
      levels.map { Size(scale: $0.scale, width: $0.width, height: $0.height) }
    }
  }

  @Test func levelsAreTheLadderOfOctavesAndHalfWaySteps() {
    #expect(
      Self.sizes(width: 1920, height: 1080) == [
        Size(scale: 1, width: 1920, height: 1080), Size(scale: 1.5, width: 1280, height: 720),
        Size(scale: 2, width: 960, height: 540), Size(scale: 3, width: 640, height: 360),
        Size(scale: 4, width: 480, height: 270), Size(scale: 6, width: 320, height: 180),
        Size(scale: 8, width: 240, height: 135), Size(scale: 12, width: 160, height: 90),
        Size(scale: 16, width: 120, height: 67), Size(scale: 24, width: 80, height: 44),
        Size(scale: 32, width: 60, height: 33),
      ])
    // What does not fill a group of two or three samples is dropped.
    #expect(
      Self.sizes(width: 131, height: 101) == [
        Size(scale: 1, width: 131, height: 101), Size(scale: 1.5, width: 86, height: 66),
        Size(scale: 2, width: 65, height: 50), Size(scale: 3, width: 42, height: 32),
      ])
    #expect(
      Self.sizes(width: 63, height: 400) == [
        Size(scale: 1, width: 63, height: 400), Size(scale: 1.5, width: 42, height: 266),
      ])
    for (width, height) in [(1, 1), (31, 31), (2000, 5), (47, 47)] {
      #expect(Self.sizes(width: width, height: height) == [Size(scale: 1, width: width, height: height)])
    }
  }

  /// How far a level's samples lie above the ramp that its plane was made of, on the average over its inside.
  static func excess(of level: ScalePyramid.Level, over ramp: (Double, Double) -> Double) -> Double {
    // Two samples from the edges no tap reaches outside.
    var sum = 0.0
    for y in 2..<level.height - 2 {
      for x in 2..<level.width - 2 {
        let place = ((Double(x) + 0.5) * level.scale - 0.5, (Double(y) + 0.5) * level.scale - 0.5)
        sum += Double(level.pixels[y * level.rowStride + x]) - ramp(place.0, place.1)
      }
    }
    return sum / Double((level.width - 4) * (level.height - 4))
  }

  /// A linear ramp stays where it is in every level, to 0.15 pixels of level 0 along either axis: coordinates do not drift.
  ///
  /// Halves are rounded up, so levels grow a little brighter. A ramp and its mirror image tell that, which is the same for
  /// both, from a shift, which is not. An origin off by half a pixel of a level would be a shift of 0.25 at the least.
  @Test(arguments: Kernels.available.map(\.name))
  func aRampStaysWhereItIsInEveryLevel(name: String) throws {
    let kernels = try #require(Kernels.available.first { $0.name == name })
    for (slopeX, slopeY) in [(0.4371, 0.0), (0.0, 0.6033), (0.2371, 0.3113), (-0.2371, 0.3113)] {
      let excesses = [1.0, -1.0].map { sign -> [Double] in
        func ramp(_ x: Double, _ y: Double) -> Double { 128 + sign * (slopeX * (x - 240) + slopeY * (y - 180)) }
        let plane = Plane.made(width: 481, height: 361) { x, y in UInt8(ramp(Double(x), Double(y)).rounded()) }
        return ScalePyramid().withLevels(of: plane, kernels: kernels) { levels in
          levels.map { Self.excess(of: $0, over: ramp) }
        }
      }
      #expect(excesses[0].count == 7)
      let slope = (slopeX * slopeX + slopeY * slopeY).squareRoot()
      for (level, (rising, falling)) in zip(excesses[0], excesses[1]).enumerated() {
        let shift = (rising - falling) / 2 / slope
        #expect(abs(shift) < 0.15, "level \(level), slopes \(slopeX), \(slopeY)")
        #expect(abs(rising + falling) / 2 < 1, "level \(level), slopes \(slopeX), \(slopeY)")
      }
    }
  }

  @Test func levelCoordinatesInvertThemselves() {
    let plane = Plane.made(width: 600, height: 600) { _, _ in 0 }
    ScalePyramid().withLevels(of: plane, kernels: Kernels.active) { levels in
      for level in levels {
        #expect(level.levelCoordinate(-0.5) == -0.5)
        for sample in [0.0, 1, 7.25, 20] {
          #expect(abs(level.levelCoordinate((sample + 0.5) * level.scale - 0.5) - sample) < 1e-12)
        }
      }
    }
  }

  /// The memory of a larger image does not show through.
  @Test func aPyramidIsUsedAgainForOtherSizes() {
    let pyramid = ScalePyramid()
    func samples(_ pyramid: ScalePyramid, _ plane: Plane) -> [[UInt8]] {
      pyramid.withLevels(of: plane, kernels: Kernels.active) { levels in
        levels.map { level in
          (0..<level.width * level.height).map { level.pixels[$0 / level.width * level.rowStride + $0 % level.width] }
        }
      }
    }
    for (width, height) in [(300, 200), (97, 83), (640, 333), (5, 900), (300, 200)] {
      let plane = Plane.noise(width: width, height: height, seed: UInt64(width))
      #expect(samples(pyramid, plane) == samples(ScalePyramid(), plane), "\(width) × \(height)")
    }
  }
}
