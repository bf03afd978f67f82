import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing

/// A girth is read by the plane of a flange on the same body.
@Suite struct ParallelRingTests {
  /// A body before a camera: its flange's plane, and the bolts of a girth farther along its axis.
  struct Body {
    var flange: RingPlane
    var girth: [RingMember] = []
    var slots: Int
    let size = ImageSize(width: 1280, height: 720)

    /// - Parameter skew: How far the girth's plane is turned from the flange's, in radians.
    init(seed: UInt64, skew: Double = 0) {
      var generator = SplitMix64(seed: seed)
      func random(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
      func normal() -> Double { (-2 * log(random(1e-12...1))).squareRoot() * cos(2 * Double.pi * random(0...1)) }
      let focal = 1280 * exp(random(log(0.9)...log(3)))
      let radius = 180.0
      let tilt = random(0.5...1.0)
      let azimuth = random(0...2 * Double.pi)
      let distance = focal / radius
      let middle = (random(-200...200) / focal * distance, random(-100...100) / focal * distance)
      func map(tilt: Double, station: Double, scale: Double) -> [Double] {
        let first = (cos(azimuth), sin(azimuth), 0.0)
        let second = (-sin(azimuth) * cos(tilt), cos(azimuth) * cos(tilt), sin(tilt))
        let axis = (sin(azimuth) * sin(tilt), -cos(azimuth) * sin(tilt), cos(tilt))
        let z = distance + station * axis.2
        let x = (middle.0 + station * axis.0, middle.1 + station * axis.1)
        func row(_ a: Double, _ b: Double, _ c: Double, _ e: Double, _ f: Double, _ center: Double) -> [Double] {
          [focal * scale * a + center * scale * e, focal * scale * b + center * scale * f, focal * c + center * z]
        }
        return row(first.0, second.0, x.0, first.2, second.2, 640) + row(first.1, second.1, x.1, first.2, second.2, 360)
          + [scale * first.2, scale * second.2, z]
      }
      flange = RingPlane(imageFromPlane: Homography(map(tilt: tilt, station: 0, scale: 1)), deviation: 0.012)
      slots = Int(random(16...44))
      let girth = Homography(map(tilt: tilt + skew, station: random(0.3...1), scale: random(0.95...1.1)))
      let turn = random(0...2 * Double.pi)
      let seen = random(1.0...1.2)
      for slot in 0..<slots {
        let angle = turn + 2 * Double.pi * Double(slot) / Double(slots)
        // The near side is where depth is least: at −π/2. One bolt in ten is missing.
        guard cos(angle + Double.pi / 2) > cos(seen), random(0...1) > 0.1 else { continue }
        let p = girth.apply(to: Point(x: cos(angle), y: sin(angle)))
        self.girth.append(
          RingMember(point: Point(x: p.x + 0.5 * normal(), y: p.y + 0.5 * normal()), deviation: 0.5, radius: 5))
      }
    }
  }

  private static func rightShare(seeds: ClosedRange<UInt64>, byFlange: Bool, skew: Double = 0) -> (Double, [UInt64]) {
    var wrong: [UInt64] = []
    var count = 0
    for seed in seeds {
      let body = Body(seed: seed, skew: skew)
      guard body.girth.count >= 6 else { continue }
      count += 1
      let reading = RingReader().read(
        body.girth, kind: nil, rims: [], parallels: byFlange ? [body.flange] : [], imageSize: body.size)
      if reading?.slots != body.slots { wrong.append(seed) }
    }
    return (1 - Double(wrong.count) / Double(count), wrong)
  }

  @Test func aFlangeTellsHowManyBoltsGoRound() {
    let (alone, _) = Self.rightShare(seeds: 1...150, byFlange: false)
    let (right, wrong) = Self.rightShare(seeds: 1...150, byFlange: true)
    print("girths alone right \(alone), by a flange \(right); wrong seeds \(wrong.prefix(12))")
    #expect(right >= 0.85, "wrong seeds \(wrong)")
    #expect(right > alone + 0.2)
  }

  /// A ring of another body, or a flange torn off, is no worse for a plane that has nothing to do with it.
  @Test func aPlaneThatIsNotParallelDoesNoHarm() {
    let (alone, _) = Self.rightShare(seeds: 201...350, byFlange: false, skew: 0.5)
    let (right, wrong) = Self.rightShare(seeds: 201...350, byFlange: true, skew: 0.5)
    print(
      "girths turned by half a radian: alone right \(alone), by the flange \(right); wrong seeds \(wrong.prefix(12))")
    #expect(right >= alone - 0.05, "wrong seeds \(wrong)")
  }
}
