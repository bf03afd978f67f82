import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

@Suite struct PyramidKernelTests {
  enum Step: CaseIterable {
    case halve, shrink
  }

  /// One shrunken plane with its row gaps, and whether nothing outside was touched.
  static func run(
    _ table: KernelTable, _ step: Step, _ source: KernelPlane, gap: Int = 0, offset: Int = 0
  ) -> (samples: [UInt8], isIntact: Bool) {
    let width = step == .halve ? source.width / 2 : source.width / 3 * 2
    let height = step == .halve ? source.height / 2 : source.height / 3 * 2
    let target = CanaryBuffer<UInt8>(count: max(0, (width + gap) * height - gap), offset: offset)
    let scratch = CanaryBuffer<UInt16>(count: source.width + 64)
    let kernel = step == .halve ? table.halvePlane : table.shrinkTwoThirds
    kernel(source, target.base, width + gap, scratch.base)
    return (target.elements, target.isIntact && scratch.isIntact)
  }

  @Test func theReferenceAgreesWithValuesWorkedByHand() {
    let table = ReferenceKernels.table
    let four = Picture(width: 2, height: 2) { x, y in UInt8(64 * (2 * y + x)) }
    #expect(Self.run(table, .halve, four.plane).samples == [96])
    // (4·0 + 3·8 + 16) / 8 and (8 + 3·16 + 4·24) / 8: the edge's samples go on outwards.
    let ramp = Picture(width: 4, height: 2) { x, _ in UInt8(8 * x) }
    #expect(Self.run(table, .halve, ramp.plane).samples == [5, 19])
    let turned = Picture(width: 2, height: 4) { _, y in UInt8(8 * y) }
    #expect(Self.run(table, .halve, turned.plane).samples == [5, 19])
    // A quarter is rounded down, a half up.
    for (corner, rounded) in [(1, 0), (2, 1)] {
      let dot = Picture(width: 2, height: 2) { x, y in x + y == 0 ? UInt8(corner) : 0 }
      #expect(Self.run(table, .halve, dot.plane).samples == [UInt8(rounded)])
    }
    // (3·0 + 8) / 4 and (8 + 3·16) / 4.
    let thirds = Picture(width: 3, height: 3) { x, _ in UInt8(8 * x) }
    #expect(Self.run(table, .shrink, thirds.plane).samples == [2, 14, 2, 14])
    // The middle sample goes to all four: one sixteenth of 7 is rounded down, of 8 up.
    for (middle, rounded) in [(7, 0), (8, 1)] {
      let dot = Picture(width: 3, height: 3) { x, y in x == 1 && y == 1 ? UInt8(middle) : 0 }
      #expect(Self.run(table, .shrink, dot.plane).samples == [UInt8](repeating: UInt8(rounded), count: 4))
    }
  }

  @Test(arguments: Tables.names, Step.allCases)
  func everySizeAgreesWithTheReference(name: String, step: Step) throws {
    let table = try #require(Tables.named(name))
    var seed: UInt64 = 0
    for width in Tables.widths {
      for height in Tables.heights {
        for fill in Fill.allCases {
          seed += 1
          let picture = Picture(width: width, height: height, fill, seed: seed)
          let gap = Int(seed % 5)
          let expected = Self.run(ReferenceKernels.table, step, picture.plane, gap: gap)
          let result = Self.run(table, step, picture.plane, gap: gap, offset: Int(seed % 3))
          #expect(result.samples == expected.samples, "\(width) × \(height), \(fill), seed \(seed)")
          #expect(result.isIntact, "\(width) × \(height), \(fill), seed \(seed)")
        }
      }
    }
  }
}
