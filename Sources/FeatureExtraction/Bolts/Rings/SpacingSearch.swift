import ReproducibleMath

/// Which numbers of places suit the members' directions, over a lattice of perspectives.
///
/// All projective maps that keep the ring's ellipse act on the unit circle of complex numbers z as z ↦ ζ (z − α)/(1 − ᾱ
/// z): a turn ζ, and a point α of the disc, for which a change of w stands. For a given α, the sum of zⁿ over the
/// members is as long as their number if they stand at n even places, and its direction is the turn. So a lattice of α
/// covers what perspective leaves open, and powers by repeated multiplication cover all n. O(lattice × members ×
/// places) multiplications, eight members at a time.
struct SpacingSearch {
  /// The best perspective for one number of places.
  struct Peak {
    /// |Σ zⁿ| over the number of members: 1 for perfect spacing.
    var coherence = 0.0
    /// For pairs: the root mean square of cos(P ϑ) about its value for pairs, which is 0 for perfect ones.
    var spread = 2.0
    var alpha = Vector2.zero
    /// Σ zⁿ.
    var sum = Vector2.zero
  }

  /// For even places, by number.
  private(set) var even: [Peak]
  /// For pairs, by the number of pairs.
  private(set) var paired: [Peak]

  private static let lanes = 8

  /// Searches up to `most` places, α within `reach` along the two axes of the plane, in `steps` steps to each side.
  init(directions: [Vector2], weights: [Double], most: Int, axes: (Vector2, Vector2), reach: Vector2, steps: (Int, Int))
  {
    even = [Peak](repeating: Peak(), count: most + 1)
    paired = [Peak](repeating: Peak(), count: most / 2 + 1)
    let kept = zip(directions, weights).filter { $0.1 > 0 }.map { $0.0 }
    let vectors = (kept.count + Self.lanes - 1) / Self.lanes
    let total = Double(kept.count)
    guard total > 0 else { return }
    var re = [SIMD8<Float>](repeating: .zero, count: vectors)
    var im = re
    var powerRe = re
    var powerIm = re
    var sums = [Vector2](repeating: .zero, count: most + 1)
    for a in -steps.0...steps.0 {
      for b in -steps.1...steps.1 {
        let x = steps.0 > 0 ? reach.x * Double(a) / Double(steps.0) : 0
        let y = steps.1 > 0 ? reach.y * Double(b) / Double(steps.1) : 0
        let alpha = axes.0 * x + axes.1 * y
        guard alpha.squaredLength < 0.25 else { continue }
        for (i, z) in kept.enumerated() {
          let moved = Self.moved(z, by: alpha)
          re[i / Self.lanes][i % Self.lanes] = Float(moved.x)
          im[i / Self.lanes][i % Self.lanes] = Float(moved.y)
        }
        for v in 0..<vectors {
          powerRe[v] = re[v]
          powerIm[v] = im[v]
        }
        for n in 2...most {
          var sumRe = SIMD8<Float>.zero
          var sumIm = SIMD8<Float>.zero
          for v in 0..<vectors {
            let p = powerRe[v] * re[v] - powerIm[v] * im[v]
            let q = powerRe[v] * im[v] + powerIm[v] * re[v]
            powerRe[v] = p
            powerIm[v] = q
            sumRe += p
            sumIm += q
          }
          sums[n] = Vector2(Double(sumRe.sum()), Double(sumIm.sum()))
        }
        for n in 3...most {
          let coherence = sums[n].squaredLength.squareRoot() / total
          if coherence > even[n].coherence {
            even[n].coherence = coherence
            even[n].alpha = alpha
            even[n].sum = sums[n]
          }
        }
        for pairs in 2...max(2, most / 2) where 2 * pairs <= most {
          // With x = P ϑ and the mean turn taken off: pairs have cos x = C for all, so the mean of cos² x is C².
          let first = sums[pairs] / total
          let square = first.squaredLength
          guard square > 0.01, square < 0.98 else { continue }
          let second = sums[2 * pairs].dot(first.times(first)) / (total * square)
          let variance = max((1 + second) / 2 - square, 0)
          // By the sine, a spread of cosines is one of angles.
          let spread = (variance / (1 - square)).squareRoot()
          if spread < paired[pairs].spread {
            paired[pairs].spread = spread
            paired[pairs].alpha = alpha
            paired[pairs].sum = sums[pairs]
          }
        }
      }
    }
  }

  /// (z − α) / (1 − ᾱ z).
  static func moved(_ z: Vector2, by alpha: Vector2) -> Vector2 {
    let numerator = z - alpha
    let denominator = Vector2(1, 0) - alpha.conjugate.times(z)
    return numerator.times(denominator.conjugate).unit
  }
}

extension SIMD8<Float> {
  /// The sum of the lanes, in one order everywhere.
  fileprivate func sum() -> Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
