import TestSupport
import Testing
import VectorKernelReference
import VectorKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct SamplePatchTests {
  static func run(
    _ table: KernelTable, _ source: KernelPlane, _ grid: PatchGrid, offset: Int = 0
  ) -> (samples: [UInt8], isIntact: Bool) {
    let target = CanaryBuffer<UInt8>(count: PatchGeometry.sampleCount, offset: offset)
    table.samplePatch(source, grid, target.base)
    return (target.elements, target.isIntact)
  }

  /// A grid whose middle is (x, y), with `step` pixels a sample, turned by `angle` radians.
  static func grid(x: Double, y: Double, step: Double, angle: Double) -> PatchGrid {
    func fixed(_ value: Double) -> Int32 { Int32((value * 4096).rounded()) }
    let (stepX, stepY) = (step * cos(angle), step * sin(angle))
    return PatchGrid(
      originX: fixed(x - 15.5 * (stepX - stepY)), originY: fixed(y - 15.5 * (stepY + stepX)), stepX: fixed(stepX),
      stepY: fixed(stepY))
  }

  @Test func theReferenceAgreesWithValuesWorkedByHand() {
    let ramp = Picture(width: 60, height: 50) { x, y in UInt8(4 * x + (y > 4 ? 2 : 0)) }
    func samples(_ originX: Double, _ originY: Double, _ stepX: Double, _ stepY: Double) -> [UInt8] {
      let grid = PatchGrid(
        originX: Int32(4096 * originX), originY: Int32(4096 * originY), stepX: Int32(4096 * stepX),
        stepY: Int32(4096 * stepY))
      return Self.run(ReferenceKernels.table, ramp.plane, grid).samples
    }
    let indices = 0..<PatchGeometry.sampleCount
    #expect(samples(3, 5, 1, 0) == indices.map { UInt8(4 * (3 + $0 % 32) + 2) })
    #expect(samples(3.25, 10, 1, 0) == indices.map { UInt8(13 + 4 * ($0 % 32) + 2) })
    #expect(samples(20.5, 10.5, 0.5, 0) == indices.map { UInt8(82 + 2 * ($0 % 32) + 2) })
    // A quarter turn: rows run down, columns to the left.
    #expect(samples(40, 10, 0, 1) == indices.map { UInt8(4 * (40 - $0 / 32) + 2) })
    // Columns half a pixel apart, rows three: neither square nor at right angles.
    let skewed = PatchGrid(
      originX: 5 << 12, originY: 10 << 12, stepX: 1 << 11, stepY: 0, downX: 1 << 12, downY: 3 << 12)
    let expected = indices.prefix(64).map { (index: Int) -> UInt8 in
      let (row, column) = (index / 32, index % 32)
      return UInt8(22 + 2 * column + 4 * row)
    }
    #expect(Array(Self.run(ReferenceKernels.table, ramp.plane, skewed).samples.prefix(64)) == expected)
    // Row 0 lies half-way between 0 and 2.
    #expect(samples(0, 4.5, 1, 0).prefix(3) == [1, 5, 9])
    // Outside: the edge on the left; on the right 1/128 short of it: 236 − 4/128 rounds to 236.
    #expect(samples(-100, 10, 1, 0) == indices.map { _ in 2 })
    #expect(samples(500, 10, 1, 0) == indices.map { _ in 238 })
  }

  @Test(arguments: Tables.names)
  func everyGridAgreesWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    var seed: UInt64 = 4000
    for (width, height) in [(2, 2), (2, 50), (50, 2), (33, 35), (64, 64), (131, 70)] {
      for fill in Fill.allCases {
        seed += 1
        var generator = SplitMix64(seed: seed)
        let picture = Picture(width: width, height: height, fill, seed: seed)
        for trial in 0..<60 {
          // From inside to wholly outside, on all sides.
          let x = Double.random(in: -60...Double(width + 60), using: &generator)
          let y = Double.random(in: -60...Double(height + 60), using: &generator)
          let step = Double.random(in: 0.5...3, using: &generator)
          let turn = trial % 4 == 0 ? Double(trial / 4 % 4) / 4 : Double.random(in: 0..<1, using: &generator)
          var grid = Self.grid(x: x, y: y, step: step, angle: 2 * Double.pi * turn)
          if trial % 3 == 0 {
            grid.downX = Int32.random(in: -20_000...20_000, using: &generator)
            grid.downY = Int32.random(in: -20_000...20_000, using: &generator)
          }
          let expected = Self.run(ReferenceKernels.table, picture.plane, grid)
          let result = Self.run(table, picture.plane, grid, offset: trial)
          #expect(result.samples == expected.samples, "\(width) × \(height), \(fill), \(grid), seed \(seed)")
          #expect(result.isIntact)
        }
      }
    }
  }

  /// Grids that only touch a corner, the last column or the last row, and far ones, at every fraction of a pixel.
  @Test(arguments: Tables.names)
  func theEdgesAgreeWithTheReference(name: String) throws {
    let table = try #require(Tables.named(name))
    let picture = Picture(width: 37, height: 41, .noise, seed: 4999)
    for originX in [-31, -30, -1, 0, 5, 35, 36, 37, 1000, -1000] {
      for originY in [-31, -1, 0, 9, 39, 40, 41, 1000, -1000] {
        for fraction in [0, 1, 31, 32, 2048, 4064, 4095] as [Int32] {
          for (stepX, stepY) in [(4096, 0), (0, 4096), (-4096, 0), (0, -4096), (8192, 1), (-2048, 12288)]
            as [(Int32, Int32)]
          {
            let grid = PatchGrid(
              originX: Int32(originX) << 12 + fraction, originY: Int32(originY) << 12 + fraction, stepX: stepX,
              stepY: stepY)
            let expected = Self.run(ReferenceKernels.table, picture.plane, grid)
            #expect(Self.run(table, picture.plane, grid).samples == expected.samples, "\(grid)")
          }
        }
      }
    }
  }
}
