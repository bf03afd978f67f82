import FeatureExtraction
import ImagePlanes

/// Tells whether features were found by this very extractor.
///
/// A version number that somebody must remember to raise would be forgotten. The fingerprint is a digest of what the extractor finds
/// in a picture made by arithmetic (a flange of twelve bolts, a plate's edges, blots of all sizes), so any change that shows there
/// changes it; the instruction set does not.
public enum ExtractorFingerprint {
  /// This build's fingerprint: 16 hexadecimal digits. Computed once, in some milliseconds.
  public static let current: String = {
    let stored = StoredFeatures(FeatureExtractor().extract(from: picture))
    // FNV-1a (Fowler, Noll, Vo): it is to tell builds apart, not to withstand anybody.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in stored.structure + stored.keypoints { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }()

  private static let side = 240

  /// Centres of the bolts, twelve on a circle of 60 pixels round (80, 80), rounded to pixels.
  private static let bolts = [
    (140, 80), (132, 110), (110, 132), (80, 140), (50, 132), (28, 110), (20, 80), (28, 50), (50, 28), (80, 20),
    (110, 28), (132, 50),
  ]

  private static let picture = Plane(width: side, height: side) { pixels, rowStride in
    for y in 0..<side {
      for x in 0..<side { pixels[y * rowStride + x] = UInt8(clamping: grey(x, y)) }
    }
  }

  private static func grey(_ x: Int, _ y: Int) -> Int {
    func squared(_ cx: Int, _ cy: Int) -> Int { (x - cx) * (x - cx) + (y - cy) * (y - cy) }
    // The flange and its bolts, lit from above.
    if let bolt = bolts.first(where: { squared($0.0, $0.1) <= 36 }) { return 150 + 8 * (bolt.1 - y) }
    if squared(80, 80) <= 75 * 75 { return 120 }
    // A plate, and blots whose size grows to the right.
    var value = x > 150 && y > 30 && y < 120 ? 200 : 70
    let cell = 24
    let (column, row) = (x / cell, y / cell)
    let radius = 2 + (column * 7 + row * 3) % 9
    let (dx, dy) = (x % cell - cell / 2, y % cell - cell / 2)
    let depth = radius * radius - dx * dx - dy * dy
    if depth > 0 { value += (column + row) % 2 == 0 ? min(60, depth) : -min(60, depth) }
    return value
  }
}
