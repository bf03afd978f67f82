import FeatureExtraction
import VectorKernels

/// Matches the lines of two images by the bands beside them: each other's nearest by Hamming distance, at whichever scales agree best.
///
/// No ratio test: parallel edges a few pixels apart (a groove, a raceway, a painted band) have bands in common, so that a second line is
/// often nearly as near. How matches lie to each other sorts them out: ``LineComparison``.
public struct LineMatcher: Sendable {
  private let matcher: DescriptorMatcher

  /// Makes a matcher.
  public init() { self.init(kernels: Kernels.active) }

  /// Makes a matcher that runs the kernels of one build.
  package init(kernels: KernelTable) { matcher = DescriptorMatcher(kernels: kernels) }

  /// The matches of the lines described by `a` with those by `b`, in the order of A's lines.
  ///
  /// - Complexity: O(scales² · lines of A · lines of B).
  public func matches(_ a: LineBands, _ b: LineBands) -> [LineMatch] {
    let forward = nearest(of: a, in: b)
    let backward = nearest(of: b, in: a)
    return forward.enumerated().compactMap { index, found in
      guard let other = found.index, backward[other].index == index else { return nil }
      return LineMatch(
        indexA: index, indexB: other, distance: found.distance,
        scale: LineBands.scales[found.scale] / LineBands.scales[found.ownScale])
    }
  }

  /// The line that is nearest to another one.
  private struct Nearest {
    var index: Int?
    var distance = DescriptorSet.bitCount + 1
    /// Indices into the scales of the nearest and of the line itself.
    var scale = 0
    var ownScale = 0
  }

  /// For each line of `queries` the nearest of `train` over all scales; of equal ones that of the finest scales and the lowest index.
  private func nearest(of queries: LineBands, in train: LineBands) -> [Nearest] {
    var best = [Nearest](repeating: Nearest(), count: queries.count)
    for (ownScale, own) in queries.descriptors.enumerated() {
      for (scale, others) in train.descriptors.enumerated() {
        for (index, pair) in matcher.twoNearest(own, in: others).enumerated()
        where pair.index != nil && pair.distance < best[index].distance {
          best[index] = Nearest(index: pair.index, distance: pair.distance, scale: scale, ownScale: ownScale)
        }
      }
    }
    return best
  }
}
