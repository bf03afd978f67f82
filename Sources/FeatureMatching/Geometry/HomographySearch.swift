import ReproducibleMath

/// The search for maps with much support: hypotheses from minimal samples, scored with early exit, the best refined.
///
///     pairs:       draw 2 in PROSAC order → similarity → contradicts its keypoints? drop
///                  → score wide (tilt is not modelled yet) → keep the few best that differ
///     refine:      from each, reweighted least squares, wide to narrow, affine before projective
///     quadruples:  draw 4 in PROSAC order, and in turn 4 that agree pair by pair → homography → contradicts its keypoints? drop
///                  → score → refine if near the best so far
///
/// Two correspondences suffice since keypoints carry scale and direction: at one inlier in ten, a hundredth of the pairs are
/// good, but only a ten-thousandth of the quadruples. Quadruples find what a similarity cannot approach: strong tilt, and
/// correspondences without keypoint frames.
package struct HomographySearch {
  /// A refined map and its support.
  package struct Candidate {
    var map: Matrix3
    /// Sum of the kernel's gains over the independent correspondences.
    var gain: Double
  }

  /// Candidates kept from the pairs.
  private static let pairPoolSize = 5
  /// Maps handed out in the end. Support is weighed with wide noise and chance is not: the map that surprises most may come some ranks behind
  /// the one with most support.
  private static let resultCount = 8
  /// Width of the pairs' score, in multiples of the largest noise.
  private static let pairWidening = 3.0
  /// Points of a sample lie at least this far apart, in pixels: closer ones fix direction and scale badly.
  private static let leastSeparation = 10.0
  /// Pairs scored at most. Few inliers leave far fewer that agree with their keypoints; many inliers need far fewer.
  private static let scoredPairs = 400
  /// Refinements of quadruples at most: some 25 microseconds each for 200 correspondences.
  private static let quadrupleRefinements = 96
  /// Draws before the search may stop early.
  private static let leastDraws = 60

  private let table: CorrespondenceTable
  private let options: HomographyEstimationOptions
  private let noise: Double
  private var refinement = HomographyRefinement()
  private var results: [Candidate] = []
  /// Scratch of `refined`.
  private var agreeing: [CorrespondenceTable.Observation] = []

  package init(_ table: CorrespondenceTable, options: HomographyEstimationOptions) {
    self.table = table
    self.options = options
    noise = min(max(options.maximumNoise, 0.1), 20)
  }

  /// The best maps that differ, best first; at most eight.
  package mutating func run(seed: UInt64) -> [Candidate] {
    guard table.independent.count > 4 else { return [] }
    for map in pairHypotheses(seed: seed) { keep(refined(map, isSimilarity: true)) }
    searchQuadruples(seed: SeededGenerator.mix(seed))
    return results
  }

  // MARK: Pairs

  private func pairHypotheses(seed: UInt64) -> [Matrix3] {
    let independent = table.independent
    let count = independent.count
    var sampler = ProsacSampler(count: count, sampleSize: 2, horizon: options.maximumPairDraws, seed: seed)
    var sample = [0, 0]
    var pool: [Candidate] = []
    var needed = options.maximumPairDraws
    var draws = 0
    let leastSquaredA = square(Self.leastSeparation / table.unitA)
    let leastSquaredB = square(Self.leastSeparation / table.unitB)
    var scored = 0
    while draws < needed && scored < Self.scoredPairs {
      draws += 1
      sampler.draw(into: &sample)
      guard
        let map = TwoPointSolver.solve(
          table.entries[independent[sample[0]]], table.entries[independent[sample[1]]], leastSquaredA: leastSquaredA,
          leastSquaredB: leastSquaredB)
      else { continue }
      scored += 1
      let floor = pool.count == Self.pairPoolSize ? pool[pool.count - 1].gain : 0
      let gain = gain(of: map, noise: Self.pairWidening * noise, floor: floor)
      guard gain > floor, gain > 2 else { continue }
      let isBest = Self.insert(Candidate(map: map, gain: gain), into: &pool, limit: Self.pairPoolSize)
      if isBest { needed = min(needed, drawsNeeded(inlierShare: gain / Double(count), sampleSize: 2)) }
    }
    return pool.map(\.map)
  }

  // MARK: Quadruples

  private mutating func searchQuadruples(seed: UInt64) {
    let independent = table.independent
    let count = independent.count
    var sampler = ProsacSampler(count: count, sampleSize: 4, horizon: options.maximumQuadrupleDraws, seed: seed)
    var sample = [0, 0, 0, 0]
    var needed = options.maximumQuadrupleDraws
    if let best = results.first {
      needed = min(needed, drawsNeeded(inlierShare: best.gain / Double(count), sampleSize: 4))
    }
    var compatible: CompatibleSampler?
    if needed > Self.leastDraws {
      compatible = CompatibleSampler(
        table, leastSquaredA: square(Self.leastSeparation / table.unitA),
        leastSquaredB: square(Self.leastSeparation / table.unitB), seed: SeededGenerator.mix(seed))
    }
    var bestRaw = 0.0
    var refinements = 0
    var draws = 0
    while draws < needed && refinements < Self.quadrupleRefinements {
      draws += 1
      // In turn: what no pair contradicts, and what the ranks say.
      let isCompatible = draws % 2 == 0 && compatible != nil
      if isCompatible {
        guard compatible?.draw(into: &sample) == true else { continue }
      } else {
        sampler.draw(into: &sample)
      }
      guard let map = quadrupleMap(sample) else { continue }
      // An unrefined sample shows a part of what its refinement will: two thirds, to be worth it. Of samples by rank only better ones are
      // followed up; those that agree pair by pair are few and good.
      let floor = max(isCompatible ? 0 : bestRaw, 0.67 * (results.first?.gain ?? 0))
      let gain = gain(of: map, noise: noise, floor: floor)
      guard gain > floor, gain > 4 else { continue }
      bestRaw = max(bestRaw, gain)
      refinements += 1
      if keep(refined(map, isSimilarity: false)), let best = results.first {
        needed = min(needed, drawsNeeded(inlierShare: best.gain / Double(count), sampleSize: 4))
      }
    }
  }

  /// The homography through four of the independent correspondences, or nil where they contradict it.
  private func quadrupleMap(_ sample: [Int]) -> Matrix3? {
    let independent = table.independent
    let (p, q) = (table.entries[independent[sample[0]]], table.entries[independent[sample[1]]])
    let (r, s) = (table.entries[independent[sample[2]]], table.entries[independent[sample[3]]])
    guard
      let map = FourPointSolver.solve(
        p, q, r, s, leastAreaA: square(Self.leastSeparation / table.unitA),
        leastAreaB: square(Self.leastSeparation / table.unitB)),
      FrameAgreement.holds(map, p), FrameAgreement.holds(map, q), FrameAgreement.holds(map, r),
      FrameAgreement.holds(map, s)
    else { return nil }
    return map
  }

  // MARK: Scores

  /// The support of `map` among the independent correspondences, or -1 as soon as it is clear that `floor` is out of reach.
  ///
  /// The correspondences come evenly mixed, so a prefix of m shows m/n of the whole. A map is given up when its prefix lies
  /// three standard deviations below what a map with support `floor` would show: in the spirit of Matas and Chum's SPRT,
  /// at a risk of about 0.1 % a look.
  private func gain(of map: Matrix3, noise: Double, floor: Double) -> Double {
    let inverseLimit = 1 / square(MarginalizedKernel.quantile * noise)
    let count = table.scan.count
    let share = min(floor / Double(count), 1)
    return MarginalizedKernel.shared.gains.withUnsafeBufferPointer { gains in
      table.scan.withUnsafeBufferPointer { scan in
        var sum = 0.0
        var index = 0
        while index < count {
          let end = min(index + 32, count)
          while index < end {
            sum += gains[MarginalizedKernel.cell(TransferResidual(map, scan[index]).square, inverseLimit)]
            index += 1
          }
          let seen = Double(index)
          guard index < count else { break }
          if sum + Double(count - index) <= floor { return -1 }
          let behind = share * seen - sum
          if behind > 0 && behind * behind > 9 * seen * share * (1 - share) + 1 { return -1 }
        }
        return sum
      }
    }
  }

  /// Samples to draw so that all were contaminated only with the accepted probability.
  private func drawsNeeded(inlierShare: Double, sampleSize: Int) -> Int {
    var good = 1.0
    for _ in 0..<sampleSize { good *= min(max(inlierShare, 0), 0.999) }
    guard good > 1e-9 else { return .max }
    let risk = Elementary.logarithm(min(max(options.missProbability, 1e-12), 0.5))
    let value = risk / Elementary.logarithm(1 - good)
    return value < 1e9 ? max(Self.leastDraws, Int(value) + 1) : .max
  }

  // MARK: Refinement

  /// Follows `map` to the nearest maximum of support.
  ///
  /// Each step looks only at correspondences whose frames agree with the map so far: among few inliers in many, the wide
  /// kernels of the first steps would be ruled by chance otherwise.
  private mutating func refined(_ start: Matrix3, isSimilarity: Bool) -> Candidate? {
    let narrow = [(1.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 0.0)]
    // Widening of the kernel, and the prior that holds the map affine at first.
    let wide = [(3.0, 100.0), (3.0, 100.0), (3.0, 0.0), (2.0, 0.0), (1.5, 0.0)]
    var map = start
    for (widening, prior) in isSimilarity ? wide + narrow : narrow {
      agreeing.removeAll(keepingCapacity: true)
      for (order, position) in table.scanOrder.enumerated() where FrameAgreement.holds(map, table.entries[position]) {
        agreeing.append(table.scan[order])
      }
      guard let next = refinement.step(map, agreeing, noise: widening * noise, perspectivePrior: prior) else {
        return nil
      }
      map = next
    }
    return Candidate(map: map, gain: gain(of: map, noise: noise, floor: 0))
  }

  @discardableResult
  private mutating func keep(_ candidate: Candidate?) -> Bool {
    guard let candidate, candidate.gain > 4 else { return false }
    return Self.insert(candidate, into: &results, limit: Self.resultCount)
  }

  /// Inserts by falling gain; of maps that do nearly the same, the better stays. True if it became the first.
  private static func insert(_ candidate: Candidate, into list: inout [Candidate], limit: Int) -> Bool {
    if let twin = list.firstIndex(where: { isAlike($0.map, candidate.map) }) {
      guard list[twin].gain < candidate.gain else { return false }
      list.remove(at: twin)
    }
    let place = list.firstIndex { $0.gain < candidate.gain } ?? list.count
    list.insert(candidate, at: place)
    if list.count > limit { list.removeLast() }
    return place == 0
  }

  /// Whether two maps send three spread-out points of A to places less than a twentieth of B apart.
  private static func isAlike(_ first: Matrix3, _ second: Matrix3) -> Bool {
    for (x, y) in [(0.0, 0.0), (0.6, 0.0), (0.0, 0.6)] {
      let w1 = first.m20 * x + first.m21 * y + first.m22
      let w2 = second.m20 * x + second.m21 * y + second.m22
      let dx = (first.m00 * x + first.m01 * y + first.m02) / w1 - (second.m00 * x + second.m01 * y + second.m02) / w2
      let dy = (first.m10 * x + first.m11 * y + first.m12) / w1 - (second.m10 * x + second.m11 * y + second.m12) / w2
      guard dx * dx + dy * dy < 0.01 else { return false }
    }
    return true
  }

  private func square(_ value: Double) -> Double { value * value }
}
