import Foundation
import ImagePlanes
import TestSupport

/// A picture of Gaussian blobs, given by formula: it can be moved, turned and relit exactly, without resampling.
struct BlobScene {
  struct Blob {
    var x: Double
    var y: Double
    /// Standard deviation in pixels.
    var sigma: Double
    /// Grey levels above the background.
    var amplitude: Double
  }

  var width: Int
  var height: Int
  var background = 110.0
  var blobs: [Blob] = []

  /// Blobs of all sizes, some hundred pixels² each, overlapping: enough structure that no two places look alike.
  static func random(width: Int, height: Int, seed: UInt64) -> BlobScene {
    var generator = SplitMix64(seed: seed)
    let blobs = (0..<width * height / 80).map { _ in
      Blob(
        x: .random(in: -10...Double(width + 10), using: &generator),
        y: .random(in: -10...Double(height + 10), using: &generator),
        sigma: 1.3 * Double.random(in: 1...5, using: &generator),
        amplitude: .random(in: -70...70, using: &generator))
    }
    return BlobScene(width: width, height: height, blobs: blobs)
  }

  /// The scene with every blob at `place(x, y)`.
  func moved(_ place: (_ x: Double, _ y: Double) -> (Double, Double)) -> BlobScene {
    var scene = self
    for index in blobs.indices { (scene.blobs[index].x, scene.blobs[index].y) = place(blobs[index].x, blobs[index].y) }
    return scene
  }

  /// The scene turned by `angle` radians (from x towards y) about the middle.
  func turned(by angle: Double) -> BlobScene {
    let (middleX, middleY) = (Double(width - 1) / 2, Double(height - 1) / 2)
    let (c, s) = (cos(angle), sin(angle))
    return moved { x, y in
      (middleX + c * (x - middleX) - s * (y - middleY), middleY + s * (x - middleX) + c * (y - middleY))
    }
  }

  /// The picture, its contrast times `gain`, rounded to grey levels and held to 0…255.
  func plane(gain: Double = 1) -> Plane {
    var sums = [Double](repeating: background, count: width * height)
    for blob in blobs {
      let reach = 5 * blob.sigma
      func range(_ middle: Double, _ count: Int) -> Range<Int> {
        (Int(middle - reach)..<Int(middle + reach) + 2).clamped(to: 0..<count)
      }
      let (columns, rows) = (range(blob.x, width), range(blob.y, height))
      let scale = -0.5 / (blob.sigma * blob.sigma)
      let across = columns.map { exp(scale * (Double($0) - blob.x) * (Double($0) - blob.x)) }
      for y in rows {
        let weight = gain * blob.amplitude * exp(scale * (Double(y) - blob.y) * (Double(y) - blob.y))
        for x in columns { sums[y * width + x] += weight * across[x - columns.lowerBound] }
      }
    }
    return Plane.made(width: width, height: height) { x, y in UInt8(min(max(sums[y * width + x], 0), 255).rounded()) }
  }
}

extension Plane {
  /// The plane turned by `quarters` × 90° from x towards y (clockwise as seen).
  func turned(quarters: Int) -> Plane {
    guard quarters > 0 else { return self }
    let plane = turned(quarters: quarters - 1)
    // What was at (x, y) is at (height − 1 − y, x).
    return Plane.made(width: plane.height, height: plane.width) { x, y in plane[x: y, y: plane.height - 1 - x] }
  }

  /// The `width` × `height` samples from column `x`, row `y` on.
  func cropped(x left: Int, y top: Int, width: Int, height: Int) -> Plane {
    Plane.made(width: width, height: height) { x, y in self[x: left + x, y: top + y] }
  }

  /// The plane with `change` done to every sample.
  func mapped(_ change: (UInt8) -> UInt8) -> Plane {
    Plane.made(width: width, height: height) { x, y in change(self[x: x, y: y]) }
  }
}

/// How far two angles lie apart, in radians, 0…π.
func angularDistance(_ a: Double, _ b: Double) -> Double {
  let turn = 2 * Double.pi
  let difference = (a - b).truncatingRemainder(dividingBy: turn)
  let positive = difference < 0 ? difference + turn : difference
  return min(positive, turn - positive)
}
