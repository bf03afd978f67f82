import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

@Suite struct EdgePointTests {
  struct Found: Equatable {
    var points: [[Float]]
    var starts: [Int32]
    var bits: [UInt32]
    var isIntact: Bool
  }

  /// The points under one threshold everywhere, or under `columns` and `rows`.
  static func run(
    _ table: KernelTable, _ source: KernelPlane, threshold: Int16 = 0, columns: [Int16]? = nil, rows: [Int16]? = nil
  ) -> Found {
    let columnThresholds = CanaryBuffer<Int16>(count: source.width + 32)
    let rowThresholds = CanaryBuffer<Int16>(count: source.height)
    for x in 0..<source.width + 32 {
      columnThresholds.base[x] = columns.map { $0[min(x, source.width - 1)] } ?? threshold
    }
    for y in 0..<source.height { rowThresholds.base[y] = rows?[y] ?? threshold }
    let points = CanaryBuffer<EdgePoint>(count: source.width * source.height / 2 + 64)
    let blocks = CanaryBuffer<EdgeBlock>(count: EdgeBlock.perRow(width: source.width) * source.height)
    let scratch = CanaryBuffer<Int16>(count: edgeScratchCount)
    let count = table.edgePoints(
      source, columnThresholds.base, rowThresholds.base, points.base, blocks.base, scratch.base)
    let list = points.elements.prefix(count).map {
      [$0.x, $0.y, Float($0.gradientX), Float($0.gradientY), Float($0.successor)]
    }
    return Found(
      points: list, starts: blocks.elements.map(\.start), bits: blocks.elements.map(\.bits),
      isIntact: points.isIntact && blocks.isIntact && scratch.isIntact)
  }

  /// A step of 64 grey levels between columns 9 and 10: its gradient peaks equally at both, and the first wins.
  @Test func theReferenceAgreesWithValuesWorkedByHand() {
    let picture = Picture(width: 20, height: 11) { x, _ in x < 10 ? 64 : 128 }
    let found = Self.run(ReferenceKernels.table, picture.plane)
    // 1 4 6 4 1 over the step gives 5/16 and 11/16 of it left and right; two columns apart it rises by 10/16 of 64
    // levels, in 1/32 level.
    let gradient = 64 * 32 * 10 / 16
    #expect(found.points == (4..<7).map { y in [9.5, Float(y), Float(gradient), 0, -1] })
    #expect(found.starts == [0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3])
    #expect(found.bits == [0, 0, 0, 0, 1 << 9, 1 << 9, 1 << 9, 0, 0, 0, 0])
    // Its threshold holds in its own column alone.
    var columns = [Int16](repeating: 0, count: 20)
    columns[9] = Int16(2 * gradient + 1)
    #expect(Self.run(ReferenceKernels.table, picture.plane, columns: columns).points.isEmpty)
    let rows = [Int16](repeating: .max, count: 11)
    #expect(Self.run(ReferenceKernels.table, picture.plane, rows: rows).points.count == 3)
    // A ramp has no edge.
    let ramp = Picture(width: 20, height: 11) { x, _ in UInt8(5 * x) }
    // The plane points into the picture's memory, which must outlive it.
    withExtendedLifetime(ramp) { #expect(Self.run(ReferenceKernels.table, ramp.plane).points.isEmpty) }
  }

  /// Profiles across oblique edges are found where they are: within a twentieth of a pixel, over directions and places.
  @Test func offsetsTellThePlaceOfAStraightEdge() {
    for step in 0..<24 {
      let (dx, dy) = (Double(24 - step), Double(step))
      let length = (dx * dx + dy * dy).squareRoot()
      let (nx, ny) = (dx / length, dy / length)
      let shift = Double(step) / 24
      // An edge blurred over four samples, so that 8-bit sampling says where it is.
      let picture = Picture(width: 41, height: 41) { x, y in
        let distance = (Double(x) - 20 - shift) * nx + (Double(y) - 20) * ny
        return UInt8((128 + 100 * max(-1, min(1, distance / 2))).rounded())
      }
      var sum = 0.0
      var count = 0.0
      let found = Self.run(ReferenceKernels.table, picture.plane, threshold: 2000)
      for point in found.points where min(point[0], point[1]) > 8 && max(point[0], point[1]) < 32 {
        let distance = (Double(point[0]) - 20 - shift) * nx + (Double(point[1]) - 20) * ny
        #expect(abs(distance) < 0.3, "direction \(step)")
        sum += distance
        count += 1
      }
      #expect(count >= 20, "direction \(step)")
      #expect(abs(sum / count) < 0.05, "direction \(step)")
    }
  }

  @Test(arguments: Tables.names)
  func everySizeAgreesWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    var seed: UInt64 = 3000
    for width in Tables.widths + [255, 256, 257, 300, 515] {
      for height in [1, 7, 8, 9, 10, 11, 14] {
        for fill in Fill.allCases {
          seed += 1
          let picture = Picture(width: width, height: height, fill, seed: seed)
          var generator = SplitMix64(seed: seed)
          let columns = (0..<width).map { _ in Int16(generator.next() % 4000) }
          let rows = (0..<height).map { _ in Int16(generator.next() % 4000) }
          let expected = Self.run(ReferenceKernels.table, picture.plane, columns: columns, rows: rows)
          let result = Self.run(table, picture.plane, columns: columns, rows: rows)
          #expect(result == expected, "\(width) × \(height), \(fill), seed \(seed)")
          #expect(result.isIntact, "\(width) × \(height), \(fill), seed \(seed)")
        }
      }
    }
  }

  @Test(arguments: Tables.names)
  func strengthsOfARowAgreeWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    let margin = EdgeStrength.gradientMargin
    for (index, width) in (Tables.widths + [256, 300]).enumerated() where width > 2 * margin {
      for fill in Fill.allCases {
        let picture = Picture(width: width, height: 9, fill, seed: UInt64(index))
        func strengths(_ table: KernelTable) -> ([Int16], Bool) {
          let target = CanaryBuffer<Int16>(count: width + 64)
          let scratch = CanaryBuffer<Int16>(count: edgeScratchCount)
          table.edgeStrengths(picture.plane, 4, target.base, scratch.base)
          return (Array(target.elements[margin..<width - margin]), target.isIntact && scratch.isIntact)
        }
        let result = strengths(table)
        #expect(result.0 == strengths(ReferenceKernels.table).0, "\(width), \(fill)")
        #expect(result.1)
      }
    }
  }
}
