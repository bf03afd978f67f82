import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

@Suite struct LocalMaximaTests {
  /// A response map as its contract has it: first and last columns 0, a row above and below, noise in the row gaps and the slack.
  final class Map {
    let width: Int
    let rows: Int
    let stride: Int
    private let memory: CanaryBuffer<Int16>
    var first: UnsafePointer<Int16> { UnsafePointer(memory.base + 32) }

    init(width: Int, rows: Int, gap: Int, seed: UInt64, code: (_ x: Int, _ y: Int) -> Int16) {
      self.width = width
      self.rows = rows
      stride = width + gap
      memory = CanaryBuffer(count: 32 + stride * (rows - 1) + width + 32, offset: Int(seed % 32))
      for index in 0..<memory.count { memory.base[index] = index % 3 == 0 ? .max : Int16(index % 1000) }
      for y in 0..<rows {
        for x in 0..<width {
          memory.base[32 + y * stride + x] = x == 0 || x == width - 1 ? 0 : code(x, y)
        }
      }
    }
  }

  static func run(
    _ table: KernelTable, _ map: Map, _ rows: Range<Int>, threshold: (_ x: Int) -> Int16
  ) -> (entries: [UInt32], isIntact: Bool) {
    let found = CanaryBuffer<UInt32>(count: (rows.count + 1) / 2 * ((map.width + 1) / 2))
    // Behind the last column: anything.
    let thresholds = (0..<map.width + 32).map { $0 < map.width ? threshold($0) : 0 }
    let count = table.localMaxima(
      map.first, map.stride, map.width, rows.lowerBound, rows.upperBound, thresholds, found.base)
    return (Array(found.elements.prefix(count)), found.isIntact && count <= found.count)
  }

  static func run(
    _ table: KernelTable, _ map: Map, _ rows: Range<Int>, threshold: Int16
  ) -> (entries: [UInt32], isIntact: Bool) {
    run(table, map, rows) { _ in threshold }
  }

  @Test func theReferenceAgreesWithValuesWorkedByHand() {
    let picture: [[Int16]] = [
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 5, 5, 0, 0, 9, 0, 3, 0],
      [0, 5, 5, 0, 0, 0, 9, 0, 0],
      [0, 0, 0, 0, 7, 0, 0, 0, 0],
      [0, 4, 0, 7, 0, 0, 4, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    let map = Map(width: 9, rows: 6, gap: 2, seed: 1) { x, y in picture[y][x] }
    func places(_ rows: Range<Int>, _ threshold: Int16) -> [[Int]] {
      Self.run(ReferenceKernels.table, map, rows, threshold: threshold).entries
        .map { [Int($0 & 0xF_FFFF), Int($0 >> 20)] }
    }
    // Of the plateau of 5 and the diagonals of 9 and of 7 the first in reading order; 3 has a 9 at its corner.
    #expect(places(1..<5, 0) == [[1, 0], [5, 0], [4, 2], [1, 3], [6, 3]])
    // Above, not at, the threshold; rows are counted from the first.
    #expect(places(1..<5, 5) == [[5, 0], [4, 2]])
    #expect(places(3..<5, 4) == [[4, 0]])
    let right = Self.run(ReferenceKernels.table, map, 1..<5) { $0 < 5 ? 7 : 3 }
    #expect(right.entries == [5, 3 << 20 | 6])
    #expect(places(2..<2, 0).isEmpty)
  }

  @Test(arguments: Tables.names)
  func everySizeAgreesWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    var seed: UInt64 = 2000
    for width in Tables.widths.dropFirst() {
      for rows in [2, 3, 4, 9, 12] {
        // Few values make plateaus; the last range is a map's own.
        for values in [1, 2, 3, 10, 22_529] as [UInt64] {
          for threshold in [0, 1, 7000, 22_528, .max] as [Int16] {
            seed += 1
            var generator = SplitMix64(seed: seed)
            let map = Map(width: width, rows: rows, gap: Int(seed % 5), seed: seed) { _, _ in
              Int16(generator.next() % values * (22_528 / max(1, values - 1)))
            }
            let range = 1..<rows - 1
            let expected = Self.run(ReferenceKernels.table, map, range, threshold: threshold)
            let result = Self.run(table, map, range, threshold: threshold)
            #expect(result.entries == expected.entries, "\(width) × \(rows), \(values) values, seed \(seed)")
            #expect(result.isIntact, "\(width) × \(rows), \(values) values, seed \(seed)")
            // Every column its own threshold.
            let own: (Int) -> Int16 = { x in Int16((UInt64(x) &* 7919 &+ seed) % 4 * 7000) }
            let expectedOwn = Self.run(ReferenceKernels.table, map, range, threshold: own)
            #expect(Self.run(table, map, range, threshold: own).entries == expectedOwn.entries, "seed \(seed)")
          }
        }
      }
    }
  }

  /// As many maxima as there can be: every second sample of every second row.
  @Test(arguments: Tables.names, [3, 65, 66, 129, 1000])
  func theRoomAskedForIsEnough(name: String, width: Int) throws {
    let table = try #require(Tables.named(name))
    let map = Map(width: width, rows: 9, gap: 0, seed: 3) { x, y in x % 2 == 1 && y % 2 == 1 ? 100 : 99 }
    let (entries, isIntact) = Self.run(table, map, 1..<8, threshold: 99)
    #expect(entries.count == 4 * ((width - 1) / 2))
    #expect(isIntact)
  }

  /// What lies behind the last column is never reported, wherever in a vector that column is.
  @Test(arguments: Tables.names)
  func nothingBehindTheLastColumnIsFound(name: String) throws {
    let table = try #require(Tables.named(name))
    for width in 2...130 {
      let map = Map(width: width, rows: 6, gap: 33, seed: UInt64(width)) { _, _ in 0 }
      #expect(Self.run(table, map, 1..<5, threshold: 0).entries.isEmpty, "width \(width)")
    }
  }

  /// The greatest row and column numbers that an entry holds.
  @Test(arguments: Tables.names)
  func farRowsAndColumnsKeepTheirNumbers(name: String) throws {
    let table = try #require(Tables.named(name))
    let tall = Map(width: 4, rows: 4098, gap: 0, seed: 4) { x, y in y == 4096 && x == 2 ? 9 : 0 }
    #expect(Self.run(table, tall, 1..<4097, threshold: 0).entries == [4095 << 20 | 2])
    let wide = Map(width: 1 << 20, rows: 3, gap: 0, seed: 5) { x, y in x == (1 << 20) - 2 && y == 1 ? 9 : 0 }
    #expect(Self.run(table, wide, 1..<2, threshold: 0).entries == [(1 << 20) - 2])
  }
}
