import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing
import VectorKernels

@Suite struct LineBandTests {
  static func edges(_ plane: Plane, lines: Int = 200, kernels: KernelTable = Kernels.active) -> EdgeFeatures {
    var options = ExtractionOptions()
    options.stages = .edges
    options.edges.describedLines = lines
    return FeatureExtractor(options: options, kernels: kernels).extract(from: plane).edges
  }

  /// For each line of `a` that is one of `b` as `place` moves it, the same way round, the number of bits by which the descriptors differ at
  /// each scale.
  private static func distances(_ a: EdgeFeatures, _ b: EdgeFeatures, _ place: (Point) -> Point) -> [[Int]] {
    (0..<a.bands.count).compactMap { index in
      let (start, end) = (place(a.lines[index].start), place(a.lines[index].end))
      let same = (0..<b.bands.count).first { other in
        b.lines[other].start.distance(to: start) < 1.5 && b.lines[other].end.distance(to: end) < 1.5
      }
      return same.map { other in
        zip(a.bands.descriptors, b.bands.descriptors).map { $0.distance(index, to: $1, other) }
      }
    }
  }

  private static func ninthDecile(_ distances: [[Int]]) -> Int {
    let all = distances.joined().sorted()
    return all.isEmpty ? .max : all[all.count * 9 / 10]
  }

  @Test(arguments: 1...3, [11, 12] as [UInt64])
  func aQuarterTurnLeavesTheDescriptors(quarters: Int, seed: UInt64) {
    let plane = PlateScene(seed: seed).plane()
    let edges = Self.edges(plane)
    #expect(edges.bands.count > 25 && edges.bands.descriptors.count == 4, "seed \(seed)")
    let turned = Self.edges(plane.turned(quarters: quarters))
    let distances = Self.distances(edges, turned) { point in
      (0..<quarters).reduce((point, Double(plane.height))) { state, quarter in
        let height = quarter % 2 == 0 ? Double(plane.height) : Double(plane.width)
        return (Point(x: height - 1 - state.0.y, y: state.0.x), height)
      }.0
    }
    #expect(distances.count > edges.bands.count * 3 / 4, "seed \(seed): \(distances.count) of \(edges.bands.count)")
    #expect(Self.ninthDecile(distances) <= 20, "seed \(seed): \(distances)")
  }

  /// Other light: less contrast, more brightness.
  @Test func lightLeavesTheDescriptors() {
    let scene = PlateScene(seed: 21)
    let edges = Self.edges(scene.plane())
    let faint = Self.edges(scene.plane(gain: 0.6, offset: 60))
    let distances = Self.distances(edges, faint) { $0 }
    #expect(distances.count > edges.bands.count * 3 / 4)
    #expect(Self.ninthDecile(distances) <= 32, "\(distances)")
  }

  /// A negative has its lines the other way round, and what was beside a line at the right is beside it at the left, dark for bright.
  @Test func aNegativeHasOtherDescriptors() {
    let plane = PlateScene(seed: 31).plane()
    let edges = Self.edges(plane)
    let negative = Self.edges(plane.mapped { 255 - $0 })
    #expect(Self.distances(edges, negative) { $0 }.isEmpty)
    var reversed = negative
    reversed.lines = negative.lines.map {
      LineSegment(start: $0.end, end: $0.start, logNFA: $0.logNFA, deviation: $0.deviation)
    }
    let distances = Self.distances(edges, reversed) { $0 }.joined().sorted()
    #expect(distances.count > 50 && distances[distances.count / 2] > 64, "\(distances)")
  }

  @Test func onlyTheMostSignificantLinesAreDescribed() {
    let plane = PlateScene(seed: 41).plane()
    let all = Self.edges(plane)
    let three = Self.edges(plane, lines: 3)
    #expect(three.bands.count == 3 && three.lines == all.lines)
    for (few, many) in zip(three.bands.descriptors, all.bands.descriptors) {
      #expect(few.words == Array(many.words.prefix(few.words.count)))
    }
    #expect(Self.edges(plane, lines: 0).bands == .none)
    // The second and the ninth line are left, and one that was not described.
    let kept = all.bands.limited(toLines: [1, 8, all.lines.count])
    #expect(kept.count == 2 && kept.descriptors[0].distance(1, to: all.bands.descriptors[0], 8) == 0)
  }

  /// No line; lines along the border; a picture too low for the coarse scales.
  @Test func odditiesAreDescribedToo() {
    let flat = Plane.made(width: 90, height: 80) { _, _ in 90 }
    #expect(Self.edges(flat).bands == .none)
    let border = Plane.made(width: 300, height: 200) { x, y in x < 6 || y > 190 ? 220 : 40 }
    let edges = Self.edges(border)
    #expect(edges.bands.count == edges.lines.count && edges.lines.count >= 2)
    let low = Plane.made(width: 200, height: 60) { x, y in y > 30 ? 220 : 40 }
    #expect(Self.edges(low).bands.descriptors.count == 1)
    let tiny = Plane.made(width: 40, height: 40) { x, y in y > 20 ? 220 : 40 }
    #expect(Self.edges(tiny).bands == .none)
  }

  @Test func everyInstructionSetDescribesAlike() {
    let plane = PlateScene(seed: 51).plane()
    let bands = Kernels.available.map { Self.edges(plane, kernels: $0).bands }
    #expect(bands.allSatisfy { $0 == bands[0] } && bands[0].count > 25)
  }

  /// The sums of a patch against the same by definition.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func sumsAreThoseOfTheDefinition(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let side = PatchGeometry.side
    // Also patches of extremes, where sums are largest.
    let patch = (0..<side * side + side).map { _ in
      seed < 2 ? (Bool.random(using: &random) ? 255 : 0) : UInt8.random(in: 0...255, using: &random)
    }
    var values = [Int](repeating: 0, count: BandSums.valueCount)
    values.withUnsafeMutableBufferPointer { _ = BandSums(of: patch, in: $0.baseAddress!) }
    let borders = [0, 5, 9, 12, 15, 17, 20, 23, 27, 32]
    func at(_ row: Int, _ column: Int) -> Int { Int(patch[row * side + column]) }
    for band in 0..<9 {
      let rows = borders[band]..<borders[band + 1]
      let inner = rows.filter { $0 > 0 && $0 < side - 1 }
      let across = inner.flatMap { row in (0..<side).map { at(row + 1, $0) - at(row - 1, $0) } }
      let along = rows.flatMap { row in (0..<side - 2).map { at(row, $0 + 2) - at(row, $0) } }
      let columns = (0..<side).map { column in rows.reduce(0) { $0 + at($1, column) } }
      let level = columns.reduce(0, +)
      let weight = 60 / rows.count
      let variance = side * columns.reduce(0) { $0 + $1 * $1 } - level * level
      let expected = [
        weight * across.reduce(0) { $0 + max($1, 0) }, weight * across.reduce(0) { $0 + max(-$1, 0) },
        weight * along.reduce(0) { $0 + max($1, 0) }, weight * along.reduce(0) { $0 + max(-$1, 0) }, weight * level,
        weight * across.reduce(0) { $0 + abs($1) }, weight * weight * variance,
      ]
      #expect((0..<7).map { values[$0 * 9 + band] } == expected, "seed \(seed), band \(band)")
    }
  }
}
