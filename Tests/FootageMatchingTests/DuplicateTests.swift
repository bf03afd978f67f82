import FootageMatching
import ImagePlanes
import TestSupport
import Testing

@Suite struct DuplicateTests {
  /// A picture with structure, from a seed.
  private func picture(seed: UInt64, width: Int = 320, height: Int = 200) -> [Double] {
    var generator = SplitMix64(seed: seed)
    let corners = (0..<15 * 9).map { _ in Double.random(in: 40..<200, using: &generator) }
    return (0..<width * height).map { index in
      let (x, y) = (Double(index % width) / Double(width) * 13, Double(index / width) / Double(height) * 7)
      let (column, row) = (Int(x), Int(y))
      let (u, v) = (x - Double(column), y - Double(row))
      func corner(_ dx: Int, _ dy: Int) -> Double { corners[(row + dy) * 15 + column + dx] }
      return (corner(0, 0) * (1 - u) + corner(1, 0) * u) * (1 - v) + (corner(0, 1) * (1 - u) + corner(1, 1) * u) * v
    }
  }

  private func plane(
    _ values: [Double], width: Int = 320, noise: Double = 0, seed: UInt64 = 0, offset: Double = 0
  ) -> Plane {
    var generator = SplitMix64(seed: seed)
    let noisy = values.map { value -> UInt8 in
      // Twelve uniform numbers make a normal one of deviation 1, well enough.
      let normal = noise == 0 ? 0 : (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
      return UInt8(min(255, max(0, (value + offset + noise * normal).rounded())))
    }
    return Plane.made(width: width, height: values.count / width) { x, y in noisy[y * width + x] }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func noiseAndExposureMakeNoNewPicture(seed: UInt64) {
    let values = picture(seed: seed)
    let first = LumaFingerprint(plane(values, noise: 8, seed: seed &+ 100))
    for (offset, more) in [(0.0, 200 as UInt64), (6, 300), (-6, 400)] {
      let second = LumaFingerprint(plane(values, noise: 8, seed: seed &+ more, offset: offset))
      #expect(first.isNearDuplicate(of: second), "seed \(seed), offset \(offset)")
      #expect(second.isNearDuplicate(of: first), "seed \(seed), offset \(offset)")
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func aBoltThatComesIntoViewMakesOne(seed: UInt64) {
    let values = picture(seed: seed)
    var changed = values
    var generator = SplitMix64(seed: seed)
    let (centerX, centerY) = (
      16 * Int.random(in: 1..<19, using: &generator) + 8, 16 * Int.random(in: 1..<11, using: &generator) + 8
    )
    for y in centerY - 4...centerY + 4 {
      for x in centerX - 4...centerX + 4 where (x - centerX) * (x - centerX) + (y - centerY) * (y - centerY) <= 16 {
        changed[y * 320 + x] += changed[y * 320 + x] > 128 ? -40 : 40
      }
    }
    #expect(!LumaFingerprint(plane(values)).isNearDuplicate(of: LumaFingerprint(plane(changed))), "seed \(seed)")
  }

  @Test func otherPicturesSizesAndExposuresAreOthers() {
    let one = LumaFingerprint(plane(picture(seed: 1)))
    #expect(!one.isNearDuplicate(of: LumaFingerprint(plane(picture(seed: 2)))))
    #expect(!one.isNearDuplicate(of: LumaFingerprint(plane(picture(seed: 1), offset: 20))))
    let narrow = LumaFingerprint(plane(picture(seed: 1, width: 319, height: 200), width: 319))
    #expect(!one.isNearDuplicate(of: narrow))
    #expect(one.isNearDuplicate(of: one))
  }

  @Test func tinyPicturesHaveACell() {
    let dot = LumaFingerprint(Plane.made(width: 1, height: 1) { _, _ in 77 })
    #expect(dot.cells == [77 * 16])
    let strip = LumaFingerprint(Plane.made(width: 2000, height: 1) { x, _ in x < 1000 ? 0 : 255 })
    #expect(strip.cells.count == 63)
    #expect(strip.cells.first == 0 && strip.cells.last == 255 * 16)
  }
}
