import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

@Suite struct HessianResponseTests {
  static func run(
    _ table: KernelTable, _ source: KernelPlane, gap: Int = 0, offset: Int = 0
  ) -> (codes: [Int16], isIntact: Bool) {
    let target = CanaryBuffer<Int16>(count: (source.width + gap) * source.height - gap, offset: offset)
    let scratch = CanaryBuffer<Int16>(count: 4 * (source.width + 64))
    table.hessianResponses(source, target.base, source.width + gap, scratch.base)
    return (target.elements, target.isIntact && scratch.isIntact)
  }

  /// Smoothing adds a constant to a quadratic, so its differences are those of the quadratic, 32 units a grey level.
  @Test func theReferenceAgreesWithValuesWorkedByHand() {
    func codes(_ value: (_ x: Int, _ y: Int) -> Int) -> Set<Int16> {
      let picture = Picture(width: 9, height: 9) { x, y in UInt8(value(x - 4, y - 4)) }
      let (codes, _) = Self.run(ReferenceKernels.table, picture.plane)
      for y in 0..<9 {
        for x in 0..<9 where !(3..<6).contains(x) || !(3..<6).contains(y) { #expect(codes[9 * y + x] == 0) }
      }
      return Set((3..<6).flatMap { y in (3..<6).map { x in codes[9 * y + x] } })
    }
    // 64 · 64 = 2¹²: five octaves above the floor of 2⁷, 1,024 codes each.
    #expect(codes { x, y in x * x + y * y } == [5120])
    // 64 · 64 − 32 · 32 = 1.5 · 2¹¹: four octaves and a half.
    #expect(codes { x, y in x * x + y * y + x * y } == [4608])
    #expect(codes { x, y in x * x + y * y - x * y } == [4608])
    // A saddle, a cylinder and a plane do not answer.
    #expect(codes { x, y in 64 + x * y } == [0])
    #expect(codes { x, y in 4 * x * x } == [0])
    #expect(codes { x, y in 100 + 7 * x - 3 * y } == [0])
  }

  @Test func theCodeIsMonotonicAndTellsItsLeastDeterminant() {
    #expect(HessianResponse.code(determinant: .min) == 0)
    #expect(HessianResponse.code(determinant: HessianResponse.floor) == 0)
    // The greatest determinant of 8-bit planes: both second differences at 2 · 8,160.
    let greatest = HessianResponse.code(determinant: 16_320 * 16_320)
    #expect(greatest <= 22_528)
    for code in 0..<greatest {
      let least = HessianResponse.determinant(code: code)
      #expect(least < HessianResponse.determinant(code: code + 1))
      #expect(HessianResponse.code(determinant: Int32(least.rounded(.up))) == code || least != least.rounded())
    }
  }

  @Test(arguments: Tables.names)
  func everySizeAgreesWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    var seed: UInt64 = 1000
    for width in Tables.widths {
      for height in Tables.heights {
        for fill in Fill.allCases {
          seed += 1
          let picture = Picture(width: width, height: height, fill, seed: seed)
          let gap = Int(seed % 5)
          let expected = Self.run(ReferenceKernels.table, picture.plane, gap: gap)
          let result = Self.run(table, picture.plane, gap: gap, offset: Int(seed % 3))
          #expect(result.codes == expected.codes, "\(width) × \(height), \(fill), seed \(seed)")
          #expect(result.isIntact, "\(width) × \(height), \(fill), seed \(seed)")
        }
      }
    }
  }

  /// Blocks of black and white of every size up to 6: the greatest differences that the smoothing lets through.
  @Test(arguments: Tables.names)
  func theSteepestPicturesAgreeWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    for block in 1...6 {
      for pattern in 0..<4 {
        let picture = Picture(width: 101, height: 40, padding: 3, offset: 5) { x, y in
          let (column, row) = (x / block, y / block)
          let isWhite =
            switch pattern {
            case 0: (column + row) % 2 == 0
            case 1: column % 3 == 1 && row % 3 == 1
            case 2: column % 3 != 1 || row % 3 != 1
            default: (column - row) % 3 == 0
            }
          return isWhite ? 255 : 0
        }
        let expected = Self.run(ReferenceKernels.table, picture.plane)
        #expect(Self.run(table, picture.plane).codes == expected.codes, "block \(block), pattern \(pattern)")
        #expect((expected.codes.max() ?? 0) > 0 || block == 1)
      }
    }
  }
}
