import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Names the bolts of an agreement: pairs, missing ones, extra ones.
struct ConstellationReport {
  let scene: ConstellationScene

  /// Fewest bolts that a map is fitted to anew.
  private static let leastRefined = 6

  /// Writes what `verified` found to `result`.
  ///
  /// - Parameter rivals: All verified proposals, among which rotations may be that agree as well.
  func describe(
    _ verified: VerifiedProposal, rivals: [VerifiedProposal], in result: inout ConstellationMatch
  ) {
    let proposal = verified.proposal
    result.isSurface = proposal.isSurface
    var pairs: [(Int, Int)] = []
    switch proposal.base {
    case .rings(let indexA, let indexB, let rotation):
      let further = verified.rings.reduce(0) { $0 + $1.logRatio }
      add(indexA, indexB, rotation, logOdds: verified.logRatio - further, in: &result, pairs: &pairs)
      for ring in verified.rings {
        add(ring.a, ring.b, ring.rotation, logOdds: ring.logRatio, in: &result, pairs: &pairs)
      }
      settleAmbiguity(verified, rivals, in: &result)
    case .grids(let indexA, let indexB, let found):
      let (gridA, gridB) = (scene.a.patterns.grids[indexA], scene.b.patterns.grids[indexB])
      result.gridPairs = [.init(indexA: indexA, indexB: indexB)]
      pairs = found.map { (gridA.bolts[$0.0], gridB.bolts[$0.1]) }
      addUnpaired(gridA.bolts, gridB.bolts, pairs, proposal.bFromA, in: &result)
    case .rows(let rows, let found):
      result.rowPairs = rows.map { .init(indexA: $0.0, indexB: $0.1) }
      pairs = found
      for (indexA, indexB) in rows {
        addUnpaired(
          scene.a.patterns.rows[indexA].bolts, scene.b.patterns.rows[indexB].bolts, pairs, proposal.bFromA, in: &result)
      }
    }
    var seenA: Set<Int> = []
    var seenB: Set<Int> = []
    for (indexA, indexB) in pairs + verified.bolts where !seenA.contains(indexA) && !seenB.contains(indexB) {
      seenA.insert(indexA)
      seenB.insert(indexB)
      result.bolts.append(.init(indexA: indexA, indexB: indexB))
    }
    result.missingInB = unique(result.missingInB, without: seenA)
    result.extraInB = unique(result.extraInB, without: seenB)
    result.bFromA = proposal.isSurface ? refined(proposal.bFromA, result.bolts) : proposal.bFromA
  }

  private func add(
    _ indexA: Int, _ indexB: Int, _ rotation: RingComparison.Rotation, logOdds: Double,
    in result: inout ConstellationMatch, pairs: inout [(Int, Int)]
  ) {
    let (a, b) = (scene.ringsA[indexA], scene.ringsB[indexB])
    var slots: Int?
    var gaps = 0
    switch rotation.basis {
    case .even(let readingA, let readingB, let shift):
      let (mine, other) = (a.readings[readingA], b.readings[readingB])
      slots = mine.slots
      for place in 0..<mine.slots {
        let target = (place + shift) % mine.slots
        switch (mine.places[place], other.places[target]) {
        case (.bolt, .bolt):
          pairs.append((a.bolts[mine.holders[place]], b.bolts[other.holders[target]]))
        case (.bolt, .empty):
          let angle = a.angles[mine.holders[place]] + rotation.angle
          result.missingInB.append(.init(bolt: a.bolts[mine.holders[place]], expected: b.point(angle)))
        case (.empty, .bolt):
          let angle = b.angles[other.holders[target]] - rotation.angle
          result.extraInB.append(.init(bolt: b.bolts[other.holders[target]], expected: a.point(angle)))
        case (.empty, .empty): gaps += 1
        default: break
        }
      }
    case .uneven:
      let overlay = AngleOverlay(
        anglesA: a.angles, variancesA: a.variances, anglesB: b.angles, variancesB: b.variances)
      let partners = overlay.partners(turn: rotation.angle)
      for (position, other) in partners.enumerated() where other >= 0 {
        pairs.append((a.bolts[position], b.bolts[other]))
      }
      for position in lone(partners.map { $0 >= 0 }) {
        let expected = b.point(a.angles[position] + rotation.angle)
        if scene.b.size.contains(expected) {
          result.missingInB.append(.init(bolt: a.bolts[position], expected: expected))
        }
      }
      let paired = Set(partners)
      for position in lone(b.bolts.indices.map(paired.contains)) {
        let expected = a.point(b.angles[position] - rotation.angle)
        if scene.a.size.contains(expected) {
          result.extraInB.append(.init(bolt: b.bolts[position], expected: expected))
        }
      }
    }
    let ambiguity = scene.comparisons[indexA][indexB]?.ambiguity ?? (agreeing: 1, tried: 1)
    result.rings.append(
      .init(
        ringA: a.index, ringB: b.index, slots: slots, isPaired: slots == nil && a.ring.isPaired && b.ring.isPaired,
        rotation: Turn.positive(rotation.angle),
        agreeingRotations: ambiguity.agreeing, triedRotations: ambiguity.tried, commonGaps: gaps, logOdds: logOdds))
  }

  /// Positions round a ring without a partner that have neighbours with one: long runs are hidden, not missing.
  private func lone(_ hasPartner: [Bool]) -> [Int] {
    guard let start = hasPartner.firstIndex(of: true) else { return [] }
    var result: [Int] = []
    var run: [Int] = []
    for step in 1...hasPartner.count {
      let position = (start + step) % hasPartner.count
      if !hasPartner[position] {
        run.append(position)
        continue
      }
      if run.count <= RingPattern.longestGap { result += run }
      run.removeAll(keepingCapacity: true)
    }
    return result.sorted()
  }

  /// Counts the rotations of the first ring that agree as well when the other groups are heard. Those that were not looked at
  /// count as before.
  private func settleAmbiguity(
    _ verified: VerifiedProposal, _ rivals: [VerifiedProposal], in result: inout ConstellationMatch
  ) {
    guard case .rings(let indexA, let indexB, let best) = verified.proposal.base,
      result.rings[0].agreeingRotations > 1, let comparison = scene.comparisons[indexA][indexB],
      verified.proposal.isSurface
    else { return }
    let least = RingPattern.reach * (comparison.a.variances[0] + comparison.b.variances[0]).squareRoot()
    var refuted: [Double] = []
    for rival in rivals {
      guard case .rings(indexA, indexB, let rotation) = rival.proposal.base,
        rotation.logRatio > best.logRatio - RingComparison.ambiguityTolerance,
        rival.logRatio <= verified.logRatio - RingComparison.ambiguityTolerance,
        abs(Turn.wrapped(rotation.angle - best.angle)) >= least,
        !refuted.contains(where: { abs(Turn.wrapped($0 - rotation.angle)) < least })
      else { continue }
      refuted.append(rotation.angle)
    }
    result.rings[0].agreeingRotations = max(1, result.rings[0].agreeingRotations - refuted.count)
  }

  private func addUnpaired(
    _ boltsA: [Int], _ boltsB: [Int], _ pairs: [(Int, Int)], _ map: Homography, in result: inout ConstellationMatch
  ) {
    let pairedA = Set(pairs.map(\.0))
    let pairedB = Set(pairs.map(\.1))
    for bolt in boltsA where !pairedA.contains(bolt) {
      let expected = map.apply(to: scene.a.patterns.bolts[bolt].center)
      if scene.b.size.contains(expected) { result.missingInB.append(.init(bolt: bolt, expected: expected)) }
    }
    guard let back = map.inverse else { return }
    for bolt in boltsB where !pairedB.contains(bolt) {
      let expected = back.apply(to: scene.b.patterns.bolts[bolt].center)
      if scene.a.size.contains(expected) { result.extraInB.append(.init(bolt: bolt, expected: expected)) }
    }
  }

  private func unique(
    _ list: [ConstellationMatch.Absence], without paired: Set<Int>
  ) -> [ConstellationMatch.Absence] {
    var seen = paired
    return list.filter { $0.expected.x.isFinite && $0.expected.y.isFinite && seen.insert($0.bolt).inserted }
  }

  /// The map fitted to the bolts themselves, where that keeps most of them; else as proposed.
  private func refined(_ map: Homography, _ bolts: [ConstellationMatch.IndexPair]) -> Homography {
    guard bolts.count >= Self.leastRefined else { return map }
    let list = bolts.map {
      Correspondence(a: scene.a.patterns.bolts[$0.indexA].center, b: scene.b.patterns.bolts[$0.indexB].center)
    }
    guard let fit = HomographyEstimator().refine(map, list, sizeA: scene.a.size, sizeB: scene.b.size),
      5 * fit.inliers.count >= 4 * list.count
    else { return map }
    return fit.targetFromSource
  }
}

extension RingPattern {
  /// The pixel at `angle` of the ring.
  func point(_ angle: Double) -> Point {
    let (cosine, sine) = Elementary.direction(Turn.wrapped(angle))
    return ring.imageFromPlane.apply(to: Point(x: cosine, y: sine))
  }
}
