import Foundation
import ImagePlanes
import TestSupport

/// A grey plate with round things on it, drawn by formula: exactly known places, sizes and light.
struct BoltPlate {
  /// What a round thing looks like.
  enum Look {
    /// Evenly lighter or darker than the plate, by grey levels.
    case flat(Double)
    /// A dome lit from a direction, in radians: one side lighter, the other darker, by grey levels; the middle like the plate.
    case lit(Double, from: Double)
  }

  struct Disc {
    var x: Double
    var y: Double
    var radius: Double
    var look: Look
  }

  var width: Int
  var height: Int
  var discs: [Disc] = []
  var grey = 130.0
  /// Deviation of the noise, in grey levels.
  var noise = 1.5

  /// Discs on a circle, evenly spaced from angle `phase` on.
  static func ring(
    count: Int, x: Double, y: Double, radius: Double, discRadius: Double, phase: Double = 0.2, look: Look
  ) -> [Disc] {
    (0..<count).map { index in
      let angle = phase + 2 * Double.pi * Double(index) / Double(count)
      return Disc(x: x + radius * cos(angle), y: y + radius * sin(angle), radius: discRadius, look: look)
    }
  }

  /// The picture; edges are a pixel wide.
  func plane(seed: UInt64 = 1) -> Plane {
    var generator = SplitMix64(seed: seed)
    var grid = [Double](repeating: grey, count: width * height)
    for disc in discs {
      let reach = disc.radius + 2
      for y in max(0, Int(disc.y - reach))..<min(height, Int(disc.y + reach) + 1) {
        for x in max(0, Int(disc.x - reach))..<min(width, Int(disc.x + reach) + 1) {
          let (dx, dy) = (Double(x) - disc.x, Double(y) - disc.y)
          let distance = (dx * dx + dy * dy).squareRoot()
          let cover = min(max(disc.radius + 0.5 - distance, 0), 1)
          let change =
            switch disc.look {
            case .flat(let contrast): contrast
            case .lit(let contrast, let direction):
              contrast * (dx * cos(direction) + dy * sin(direction)) / disc.radius
            }
          grid[y * width + x] += cover * change
        }
      }
    }
    return Plane.made(width: width, height: height) { x, y in
      // The sum of four uniform numbers is normal enough.
      let sum = (0..<4).reduce(0.0) { total, _ in total + Double.random(in: -1...1, using: &generator) }
      let value = grid[y * width + x] + noise * sum * 0.866
      return UInt8(min(max(value.rounded(), 0), 255))
    }
  }
}
