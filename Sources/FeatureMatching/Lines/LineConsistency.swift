import FeatureExtraction

/// Which matches of lines lie to each other in one image as in the other.
///
/// Two matches agree where both lines turned by the same angle, where each line's middle lies on the same side of the other line and where
/// both distances across changed by one factor, about the one at which the descriptors agree. That is what a similarity keeps, and what a
/// perspective view of a scene nearly keeps for lines near each other. Agreement makes a graph over the matches; its largest eigenvector
/// gathers those that agree with many (Leordeanu and Hebert, "A spectral technique for correspondence problems using pairwise constraints",
/// ICCV 2005; for lines Zhang and Koch 2013).
package struct LineConsistency {
  /// Turns may differ by up to this, as a squared chord: 25°, what a view 45° from the side does to a plane's angles.
  private static let mostTurn: Float = 0.187
  /// Squared tolerance, relative, that a ratio of distances has in any case.
  private static let ratioVariance: Float = 0.01
  /// The same of the descriptors' scale: they agree over about a step of their ladder.
  private static let scaleVariance: Float = 0.12
  /// Deviations at which agreement ends.
  private static let reach: Float = 3
  /// Agreement by the turn alone, where the distances are too uncertain to tell.
  private static let turnAlone: Float = 0.3
  /// The factor for a scale that cannot be told by the distances.
  private static let scaleUnknown: Float = 0.6
  /// A distance is known from this many times its slack on.
  private static let knownFrom: Float = 1.5
  /// Rounds of the power iteration: what matters is the order, which settles early.
  private static let rounds = 24
  /// Matches whose part in the eigenvector is a smaller share of the largest one are none of its group.
  private static let leastPart: Float = 0.1
  /// Agreement that counts as such, when a match is asked whether it agrees with half of those chosen.
  private static let leastAgreement: Float = 0.05

  let a: LineLayout
  let b: LineLayout
  /// For each match, the square root of its scale: the geometric mean of two is a product.
  let rootScales: [Float]

  /// Matches between lines of `a` and lines of `b`; as many root scales as lines of `a`.
  package init(a: LineLayout, b: LineLayout, rootScales: [Float]) {
    precondition(rootScales.count == a.count, "a scale a match")
    (self.a, self.b, self.rootScales) = (a, b, rootScales)
  }

  /// What agrees among the matches.
  package struct Consensus {
    /// Indices of matches, the best supported first.
    package var chosen: [Int] = []
    /// To how many of the others one of them agrees, in the mean.
    package var support = 0.0
  }

  /// The consensus where match k is of A's line k with B's line `order[k]`.
  ///
  /// - Complexity: O(matches²).
  package func consensus(_ order: [Int]) -> Consensus {
    let count = order.count
    guard count >= 2 else { return Consensus() }
    let agreement = agreement(order)
    let parts = Self.leadingVector(agreement, count)
    let ranked = parts.indices.sorted { (-parts[$0], $0) < (-parts[$1], $1) }
    guard let first = ranked.first, parts[first] > 0 else { return Consensus() }
    var consensus = Consensus()
    var sum = 0.0
    for match in ranked {
      guard parts[match] >= Self.leastPart * parts[first] else { break }
      let row = match * count
      let agreeing = consensus.chosen.count { agreement[row + $0] > Self.leastAgreement }
      guard 2 * agreeing >= consensus.chosen.count else { continue }
      for other in consensus.chosen { sum += 2 * Double(agreement[row + other]) }
      consensus.chosen.append(match)
    }
    consensus.support = sum / Double(consensus.chosen.count)
    return consensus
  }

  /// The agreement of each two matches, 0...1, row by row: a symmetric matrix without a diagonal.
  private func agreement(_ order: [Int]) -> [Float] {
    let count = order.count
    let turns = order.enumerated().map { k, line in
      let (u, v) = (a.directions[k], b.directions[line])
      return (x: v.x * u.x + v.y * u.y, y: v.y * u.x - v.x * u.y)
    }
    return [Float](unsafeUninitializedCapacity: count * count) { matrix, used in
      for i in 0..<count {
        matrix[i * count + i] = 0
        for j in i + 1..<count {
          let (dx, dy) = (turns[i].x - turns[j].x, turns[i].y - turns[j].y)
          let turn = Self.bell(dx * dx + dy * dy, end: Self.mostTurn)
          let value = turn > 0 ? turn * placement(i, j, order[i], order[j]) : 0
          matrix[i * count + j] = value
          matrix[j * count + i] = value
        }
      }
      used = count * count
    }
  }

  /// How well two lines of A lie to each other as two of B do, 0...1.
  @inline(__always)
  private func placement(_ i: Int, _ j: Int, _ p: Int, _ q: Int) -> Float {
    let scale = rootScales[i] * rootScales[j]
    let there = offset(i * a.count + j, p * b.count + q, scale)
    let back = offset(j * a.count + i, q * b.count + p, scale)
    guard there.agreement > 0, back.agreement > 0 else { return 0 }
    let known = (there.agreement * back.agreement).squareRoot()
    guard there.isKnown, back.isKnown else { return Self.turnAlone * known }
    // The difference of the two logarithms, by its series.
    let (x, y) = (there.b * back.a, back.b * there.a)
    let change = 2 * (x - y) / (x + y)
    return known * Self.bell(change * change, end: Self.reach * Self.reach * (there.variance + back.variance))
  }

  /// One line's middle across another, in both images.
  private struct Offset {
    /// Distances in A and B; positive.
    var a: Float
    var b: Float
    /// Of the logarithm of their ratio.
    var variance: Float
    /// Whether they exceed what they are uncertain by.
    var isKnown: Bool
    /// How well their ratio agrees with the descriptors' scale, 0...1; 0 where they are on different sides.
    var agreement: Float
  }

  @inline(__always)
  private func offset(_ inA: Int, _ inB: Int, _ scale: Float) -> Offset {
    let (signedA, signedB) = (a.across[inA], b.across[inB])
    let (farA, farB) = (abs(signedA), abs(signedB))
    let isKnown = farA > Self.knownFrom * a.slack[inA] && farB > Self.knownFrom * b.slack[inB]
    guard isKnown else { return Offset(a: farA, b: farB, variance: 0, isKnown: false, agreement: Self.scaleUnknown) }
    guard (signedA > 0) == (signedB > 0) else {
      return Offset(a: farA, b: farB, variance: 0, isKnown: true, agreement: 0)
    }
    let (relativeA, relativeB) = (a.slack[inA] / farA, b.slack[inB] / farB)
    let variance = relativeA * relativeA + relativeB * relativeB + Self.ratioVariance
    let expected = scale * farA
    let change = 2 * (farB - expected) / (farB + expected)
    let end = Self.reach * Self.reach * (variance + Self.scaleVariance)
    return Offset(
      a: farA, b: farB, variance: variance, isKnown: true, agreement: Self.bell(change * change, end: end))
  }

  /// A bell over squared deviations that ends at `end`: Tukey's biweight.
  @inline(__always)
  private static func bell(_ squared: Float, end: Float) -> Float {
    let rest = max(1 - squared / end, 0)
    return rest * rest
  }

  /// The eigenvector of the largest eigenvalue of a symmetric matrix without negative elements, to within a factor.
  ///
  /// Rows are added up as vectors: the order of additions is the same whatever the processor's width.
  private static func leadingVector(_ matrix: [Float], _ count: Int) -> [Float] {
    var vector = [Float](repeating: 1, count: count)
    var next = vector
    for _ in 0..<rounds {
      for j in 0..<count { next[j] = 0 }
      matrix.withUnsafeBufferPointer { matrix in
        next.withUnsafeMutableBufferPointer { next in
          for i in 0..<count {
            let part = vector[i]
            guard part != 0 else { continue }
            for j in 0..<count { next[j] += part * matrix[i &* count &+ j] }
          }
        }
      }
      let largest = next.max() ?? 0
      guard largest > 0 else { return next }
      for j in 0..<count { vector[j] = next[j] / largest }
    }
    return vector
  }
}
