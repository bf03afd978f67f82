import ReproducibleMath

/// Draws samples of four among correspondences that do not contradict each other, pair by pair.
///
/// Two correspondences of one surface agree with each other: the distance and the direction between them change as their keypoints say.
/// Of false ones few pairs do. So of the pairs that agree many more are right than of the correspondences: with a tenth of these right, a
/// sample drawn at random is clean once in ten thousand times, one drawn among pairs that agree once in some dozen. The idea is second-order
/// compatibility (Chen and others, "SC²-PCR: A second order spatial compatibility for efficient and robust point cloud
/// registration", CVPR 2022).
///
/// Under strong tilt a similarity holds only nearby, so it is asked of pairs alone, and no map is made of it.
struct CompatibleSampler {
  /// Correspondences looked at, best first: pairs grow with the square, and where there are more, the search in their order does well.
  private static let most = 256
  /// First members that are tried, those with most partners first.
  private static let mostSeeds = 48
  /// A sample needs its first member and this many partners of it.
  private static let leastPartners = 3

  /// Partners of each correspondence, ascending.
  private let partners: [[Int32]]
  /// For each a bit a correspondence.
  private let bits: [UInt64]
  private let wordsPerRow: Int
  /// Correspondences with enough partners, those with most first.
  private let seeds: [Int]
  private var turn = 0
  private var generator: SeededGenerator

  /// Compares the pairs of the first correspondences of `table`; nil where no sample can be drawn.
  ///
  /// - Complexity: 33,000 pairs at most, at some nanoseconds each.
  init?(_ table: CorrespondenceTable, leastSquaredA: Double, leastSquaredB: Double, seed: UInt64) {
    let count = min(table.independent.count, Self.most)
    let wordsPerRow = (count + 63) / 64
    var bits = [UInt64](repeating: 0, count: count * wordsPerRow)
    var partners = [[Int32]](repeating: [], count: count)
    for first in 0..<count {
      let entry = table.entries[table.independent[first]]
      for second in first + 1..<max(count, first + 1) {
        guard
          TwoPointSolver.agrees(
            entry, table.entries[table.independent[second]], leastSquaredA: leastSquaredA, leastSquaredB: leastSquaredB)
        else { continue }
        partners[first].append(Int32(second))
        partners[second].append(Int32(first))
        bits[first * wordsPerRow + second / 64] |= 1 << UInt64(second % 64)
        bits[second * wordsPerRow + first / 64] |= 1 << UInt64(first % 64)
      }
    }
    let able = (0..<count).filter { partners[$0].count >= Self.leastPartners }
    seeds = Array(able.sorted { (partners[$0].count, $1) > (partners[$1].count, $0) }.prefix(Self.mostSeeds))
    guard !seeds.isEmpty else { return nil }
    self.partners = partners
    self.bits = bits
    self.wordsPerRow = wordsPerRow
    generator = SeededGenerator(seed: seed)
  }

  /// Writes four positions among the independent correspondences to `sample`, each of which agrees with every other; false where this draw
  /// finds none.
  mutating func draw(into sample: inout [Int]) -> Bool {
    let first = seeds[turn % seeds.count]
    turn += 1
    sample[0] = first
    let choices = partners[first]
    for member in 1..<4 {
      let next = Int(choices[generator.index(below: choices.count)])
      for other in 0..<member where sample[other] == next || !agree(sample[other], next) { return false }
      sample[member] = next
    }
    return true
  }

  private func agree(_ first: Int, _ second: Int) -> Bool {
    bits[first * wordsPerRow + second / 64] >> UInt64(second % 64) & 1 == 1
  }
}
