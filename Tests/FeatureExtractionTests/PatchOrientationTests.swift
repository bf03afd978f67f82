import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing
import VectorKernels

@Suite struct PatchOrientationTests {
  static func direction(of plane: Plane, x: Double, y: Double) -> Direction {
    ScalePyramid().withLevels(of: plane, kernels: Kernels.active) { levels in
      PatchOrientation(kernels: Kernels.active).direction(
        of: DetectedKeypoint(x: x, y: y, scale: 1, level: 0, response: 1), in: levels[0])
    }
  }

  @Test func theDirectionIsThatOfTheGradient() {
    for degrees in stride(from: 0.0, to: 360, by: 7.5) {
      let angle = degrees * .pi / 180
      let plane = Plane.made(width: 64, height: 64) { x, y in
        UInt8((128 + 2.5 * (cos(angle) * Double(x - 32) + sin(angle) * Double(y - 32))).rounded())
      }
      let direction = Self.direction(of: plane, x: 32, y: 32)
      #expect(angularDistance(direction.angle, angle) < 1 * .pi / 180, "\(degrees)°")
      #expect(abs(direction.cosine - cos(direction.angle)) < 1e-6 && abs(direction.sine - sin(direction.angle)) < 1e-6)
    }
  }

  /// A scene turned about its middle turns the direction found there as far, to 3°: the middle of an even-sided picture is off
  /// the nearest sample by half a pixel, so the side is odd.
  @Test(arguments: UInt64(8001)...8006)
  func aTurnedSceneTurnsTheDirection(seed: UInt64) {
    var scene = BlobScene.random(width: 81, height: 81, seed: seed)
    // Plenty of gradient, so that the direction is well defined.
    scene.blobs.append(BlobScene.Blob(x: 46, y: 41, sigma: 5, amplitude: 60))
    let before = Self.direction(of: scene.plane(), x: 40, y: 40).angle
    for degrees in stride(from: 10.0, to: 360, by: 25) {
      let turned = Self.direction(of: scene.turned(by: degrees * .pi / 180).plane(), x: 40, y: 40).angle
      let difference = angularDistance(turned, before + degrees * .pi / 180)
      #expect(difference < 3 * .pi / 180, "\(degrees)°, seed \(seed)")
    }
  }

  @Test func quarterTurnsAreExactNearTheEdgesToo() {
    let plane = Plane.noise(width: 41, height: 41, seed: 8100)
    for (x, y) in [(20, 20), (0, 0), (40, 3), (7, 35), (12, 28), (11, 12)] {
      let before = Self.direction(of: plane, x: Double(x), y: Double(y))
      var place = (x, y)
      for quarters in 1...3 {
        place = (40 - place.1, place.0)
        let turned = Self.direction(of: plane.turned(quarters: quarters), x: Double(place.0), y: Double(place.1))
        let expected: (Double, Double) =
          switch quarters {
          case 1: (-before.sine, before.cosine)
          case 2: (-before.cosine, -before.sine)
          default: (before.sine, -before.cosine)
          }
        #expect(turned.cosine == expected.0 && turned.sine == expected.1, "(\(x), \(y)), \(quarters) quarters")
        #expect(angularDistance(turned.angle, before.angle + Double(quarters) * .pi / 2) < 1e-7)
      }
    }
  }

  @Test func brightnessAndContrastDoNotTurnTheDirection() {
    let plane = Plane.noise(width: 41, height: 41, seed: 8200).mapped { $0 / 4 }
    let before = Self.direction(of: plane, x: 20, y: 20)
    let brighter = Self.direction(of: plane.mapped { $0 + 150 }, x: 20, y: 20)
    let harder = Self.direction(of: plane.mapped { 3 * $0 }, x: 20, y: 20)
    #expect(before.angle == brighter.angle && before.cosine == brighter.cosine && before.sine == brighter.sine)
    #expect(angularDistance(before.angle, harder.angle) < 1e-12)
    #expect(
      angularDistance(before.angle, Self.direction(of: plane.mapped { 255 - $0 }, x: 20, y: 20).angle + .pi) < 1e-7)
  }

  @Test func aFlatNeighbourhoodHasTheXAxis() {
    for level in [0, 77, 255] as [UInt8] {
      let plane = Plane.made(width: 50, height: 50) { _, _ in level }
      for place in [0.0, 25, 49] {
        let direction = Self.direction(of: plane, x: place, y: place)
        #expect(direction.angle == 0 && direction.cosine == 1 && direction.sine == 0)
      }
    }
  }
}
