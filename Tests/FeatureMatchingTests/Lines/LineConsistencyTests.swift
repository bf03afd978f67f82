import FeatureExtraction
import FeatureMatching
import Foundation
import ImagePlanes
import TestSupport
import Testing

@Suite struct LineConsistencyTests {
  private static func line(_ random: inout SplitMix64) -> LineSegment {
    let (x, y) = (Double.random(in: 0...900, using: &random), Double.random(in: 0...700, using: &random))
    let angle = Double.random(in: 0...(2 * .pi), using: &random)
    let half = Double.random(in: 10...60, using: &random)
    return LineSegment(
      start: Point(x: x - half * cos(angle), y: y - half * sin(angle)),
      end: Point(x: x + half * cos(angle), y: y + half * sin(angle)), logNFA: -10, deviation: 0.1)
  }

  /// Turned and scaled, with ends cut off or added, as much as a tenth of the length on either side.
  private static func moved(
    _ line: LineSegment, turn: Double, scale: Double, _ random: inout SplitMix64
  ) -> LineSegment {
    func place(_ share: Double) -> Point {
      let x = line.start.x + share * (line.end.x - line.start.x)
      let y = line.start.y + share * (line.end.y - line.start.y)
      return Point(
        x: scale * (cos(turn) * x - sin(turn) * y) + 300, y: scale * (sin(turn) * x + cos(turn) * y) - 120)
    }
    return LineSegment(
      start: place(.random(in: -0.1...0.1, using: &random)), end: place(.random(in: 0.9...1.1, using: &random)),
      logNFA: -10, deviation: 0.1)
  }

  private static func consensus(_ a: [LineSegment], _ b: [LineSegment], scale: Double) -> [Int] {
    let consistency = LineConsistency(
      a: LineLayout(a), b: LineLayout(b), rootScales: a.map { _ in Float(scale.squareRoot()) })
    return consistency.consensus(Array(a.indices)).chosen.sorted()
  }

  /// Of sixty matches twenty are right: nearly all of those are found, and nearly nothing else.
  @Test(arguments: 0..<30 as Range<UInt64>) func theRightThirdIsFound(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let turn = Double.random(in: -3...3, using: &random)
    let scale = exp(Double.random(in: -0.7...0.7, using: &random))
    let a = (0..<60).map { _ in Self.line(&random) }
    let b = a.enumerated().map { index, line in
      index % 3 == 0 ? Self.moved(line, turn: turn, scale: scale, &random) : Self.line(&random)
    }
    // The descriptors' scale is known to a step of its ladder.
    let told = scale * exp(.random(in: -0.3...0.3, using: &random))
    let chosen = Self.consensus(a, b, scale: told)
    let right = chosen.count { $0 % 3 == 0 }
    #expect(right >= 16, "seed \(seed): \(chosen)")
    #expect(chosen.count - right <= 4, "seed \(seed): \(chosen)")
  }

  /// A mirror image turns no line as it turns another one, and has what was left at the right.
  @Test(arguments: 0..<10 as Range<UInt64>) func aMirrorImageIsNotConsistent(seed: UInt64) {
    var random = SplitMix64(seed: 70 + seed)
    let a = (0..<40).map { _ in Self.line(&random) }
    let b = a.map { line in
      LineSegment(
        start: Point(x: 900 - line.start.x, y: line.start.y), end: Point(x: 900 - line.end.x, y: line.end.y),
        logNFA: -10, deviation: 0.1)
    }
    #expect(Self.consensus(a, b, scale: 1).count <= 10, "seed \(70 + seed)")
    #expect(Self.consensus(a, a, scale: 1).count == 40)
  }

  /// Lines all in one place, without length, or none at all.
  @Test func degenerateLinesDoNotMatter() {
    let place = Point(x: 5, y: 5)
    let dots = [LineSegment](
      repeating: LineSegment(start: place, end: place, logNFA: -1, deviation: 0), count: 5)
    #expect(Self.consensus([], [], scale: 1).isEmpty)
    #expect(Self.consensus(dots, dots, scale: 1).count <= 5)
    #expect(Self.consensus(Array(dots.prefix(1)), Array(dots.prefix(1)), scale: 1).isEmpty)
  }
}
