import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing

/// Where keypoints come to lie between the samples.
@Suite struct RefinementTests {
  /// The strongest keypoint of a picture of one blob; the picture is large enough for all levels.
  static func strongest(_ blob: BlobScene.Blob) throws -> Keypoint {
    let scene = BlobScene(width: 544, height: 528, background: 120, blobs: [blob])
    return try #require(FeatureExtractor().extract(from: scene.plane()).keypoints.first)
  }

  /// To 0.1 pixels, and for large blobs, which are found in coarse levels, to 4 % of their deviation.
  @Test(arguments: [1.0, 1.5, 2, 3, 4, 5, 6, 8, 10, 12], [110.0, -110])
  func aBlobIsFoundWhereItIs(sigma: Double, amplitude: Double) throws {
    var generator = SplitMix64(seed: UInt64(100 * sigma))
    var worst = 0.0
    for _ in 0..<20 {
      let x = 270 + Double.random(in: -2...2, using: &generator)
      let y = 260 + Double.random(in: -2...2, using: &generator)
      let keypoint = try Self.strongest(BlobScene.Blob(x: x, y: y, sigma: sigma, amplitude: amplitude))
      worst = max(worst, Point(x: Double(keypoint.x), y: Double(keypoint.y)).distance(to: Point(x: x, y: y)))
    }
    #expect(worst < max(0.1, 0.04 * sigma), "σ \(sigma), amplitude \(amplitude): off by \(worst) px")
  }

  /// A keypoint's size follows the blob's: twice the blob, twice the size, to 15 %.
  @Test func theSizeFollowsTheBlob() throws {
    let sigmas = [2.0, 2.5, 3, 3.5, 4, 5, 6, 7, 8]
    let ratios = try sigmas.map { sigma in
      Double(try Self.strongest(BlobScene.Blob(x: 270.3, y: 259.8, sigma: sigma, amplitude: 100)).size) / sigma
    }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    for (sigma, ratio) in zip(sigmas, ratios) {
      #expect(abs(ratio / mean - 1) < 0.15, "σ \(sigma): \(ratio) of \(mean)")
    }
  }
}
