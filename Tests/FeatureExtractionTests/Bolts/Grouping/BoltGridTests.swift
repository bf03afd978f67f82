import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing

/// Lattices of bolts are found, whole ones and frames, with their columns and rows; rings and clutter make none.
@Suite struct BoltGridTests {
  /// The best grid's columns and rows, the larger first.
  private static func size(_ grid: BoltGrid) -> [Int] {
    [(grid.cells.map(\.column).max() ?? 0) + 1, (grid.cells.map(\.row).max() ?? 0) + 1].sorted(by: >)
  }

  @Test(arguments: [false, true])
  func gridsAreFoundInPerspectiveAndThroughALens(isFrame: Bool) {
    var missed: [UInt64] = []
    var uneven: [UInt64] = []
    let seeds = UInt64(1)...40
    for seed in seeds {
      var scene = CandidateScene(seed: seed)
      let columns = 4 + Int(seed % 7)
      let rows = 4 + Int(seed / 7 % 4)
      let tilt = scene.uniform(0, 0.9)
      let distortion = scene.uniform(0, 0.06)
      scene.addGrid(
        center: Point(x: 640, y: 360), columns: columns, rows: rows, step: 46, isFrame: isFrame, tilt: tilt,
        distortion: distortion, missing: 0.05)
      scene.addClutter(60)
      let patterns = scene.patterns
      guard scene.isFound(0, among: patterns.grids.map(\.bolts), of: patterns, share: 0.9) else {
        missed.append(seed)
        continue
      }
      if Self.size(patterns.grids[0]) != [columns, rows].sorted(by: >) { uneven.append(seed) }
    }
    print("grids, frames only \(isFrame): missed seeds \(missed), other sizes \(uneven)")
    // Of a frame with a bolt gone, seen steeply, little is left to go round, and its sides are rows.
    #expect(missed.count <= (isFrame ? 20 : 2), "missed seeds \(missed)")
    #expect(uneven.count <= 4, "seeds \(uneven)")
  }

  @Test func aPlaceWithoutABoltIsReported() throws {
    var scene = CandidateScene(seed: 5)
    scene.addGrid(center: Point(x: 640, y: 360), columns: 8, rows: 6, step: 50, tilt: 0.4, missing: 0.1)
    let patterns = scene.patterns
    let grid = try #require(patterns.grids.first)
    #expect(Self.size(grid) == [8, 6])
    #expect(grid.missing.count == 48 - scene.groups[0].count)
    // A place that is empty is a step away from every bolt.
    for place in grid.missing {
      #expect(scene.candidates.allSatisfy { $0.center.distance(to: place) > 15 })
    }
  }

  @Test func theLatticeIsNeverMirrored() throws {
    for seed in UInt64(1)...10 {
      var scene = CandidateScene(seed: seed)
      scene.addGrid(center: Point(x: 600, y: 400), columns: 6, rows: 5, step: 48, tilt: 0.5)
      let grid = try #require(scene.patterns.grids.first, "seed \(seed)")
      let map = grid.imageFromLattice
      let origin = map.apply(to: Point(x: 2, y: 2))
      let right = map.apply(to: Point(x: 3, y: 2))
      let down = map.apply(to: Point(x: 2, y: 3))
      let turn = (right.x - origin.x) * (down.y - origin.y) - (right.y - origin.y) * (down.x - origin.x)
      #expect(turn > 0, "seed \(seed)")
    }
  }

  @Test func clutterAndRingsMakeNoGrids() {
    var said: [UInt64] = []
    for seed in UInt64(1)...30 {
      var scene = CandidateScene(seed: seed)
      scene.addRing(
        center: Point(x: 640, y: 360), radius: 200, tilt: 0.5, direction: 1, angles: CandidateScene.even(18, of: 18))
      scene.addClutter(250)
      scene.addEdges(4)
      if !scene.patterns.grids.isEmpty { said.append(seed) }
    }
    #expect(said.isEmpty, "seeds \(said)")
  }
}
