import ReproducibleMath

/// Draws samples from a list whose best entries come first: early samples come from the top, late ones from anywhere.
///
/// After Chum and Matas, "Matching with PROSAC", CVPR 2005: the pool grows so that the first `horizon` draws spend on
/// each pool what uniform sampling would; after `horizon` draws the sampling is uniform.
package struct ProsacSampler: Sendable {
  /// Entries that may be drawn at this moment: the first `pool` of the list.
  package private(set) var pool: Int

  private let count: Int
  private let sampleSize: Int
  private var draws = 0
  private var expectedDraws: Double
  private var nextGrowth = 1
  private var generator: SeededGenerator

  /// - Parameters:
  ///   - count: Entries in the list, at least `sampleSize`.
  ///   - horizon: Draws after which sampling is uniform.
  package init(count: Int, sampleSize: Int, horizon: Int, seed: UInt64) {
    precondition(count >= sampleSize && sampleSize > 0, "a sample needs enough entries")
    self.count = count
    self.sampleSize = sampleSize
    pool = sampleSize
    expectedDraws = Double(horizon)
    for index in 0..<sampleSize { expectedDraws *= Double(sampleSize - index) / Double(count - index) }
    generator = SeededGenerator(seed: seed)
  }

  /// Writes `sampleSize` different indices to `sample`.
  package mutating func draw(into sample: inout [Int]) {
    draws += 1
    while draws > nextGrowth && pool < count {
      let grown = expectedDraws * Double(pool + 1) / Double(pool + 1 - sampleSize)
      nextGrowth += max(1, Int((grown - expectedDraws).rounded(.up)))
      expectedDraws = grown
      pool += 1
    }
    // While the pool grows its newest entry is always taken: samples without it were likely drawn before.
    var taken = 0
    var bound = pool
    if pool < count {
      sample[0] = pool - 1
      taken = 1
      bound = pool - 1
    }
    while taken < sampleSize {
      let candidate = generator.index(below: bound)
      var isNew = true
      for index in 0..<taken where sample[index] == candidate { isNew = false }
      if isNew {
        sample[taken] = candidate
        taken += 1
      }
    }
  }
}
