// Plain stand-in, to be replaced as a whole by the vectorised matcher.

import FeatureExtraction

/// Two descriptors, one of each image, that resemble each other more than they resemble others.
public struct DescriptorMatch: Hashable, Sendable {
  /// Index in the first image.
  public let indexA: Int
  /// Index in the second image.
  public let indexB: Int
  /// Hamming distance of the two.
  public let distance: Int
  /// Hamming distance of the second best in B.
  public let secondDistance: Int

  /// Makes a match of its parts.
  public init(indexA: Int, indexB: Int, distance: Int, secondDistance: Int) {
    (self.indexA, self.indexB) = (indexA, indexB)
    (self.distance, self.secondDistance) = (distance, secondDistance)
  }
}

/// Finds mutual nearest descriptors that pass the ratio test.
public struct DescriptorMatcher: Sendable {
  /// Makes a matcher.
  public init() {}

  /// Matches, best first.
  public func matches(_ a: DescriptorSet, _ b: DescriptorSet) -> [DescriptorMatch] {
    guard a.count > 0, b.count > 1 else { return [] }
    var result: [DescriptorMatch] = []
    var bestOfB = [(distance: Int, index: Int)](repeating: (.max, -1), count: b.count)
    var forward: [(index: Int, best: Int, second: Int)] = []
    for i in 0..<a.count {
      var (best, second, index) = (Int.max, Int.max, -1)
      for j in 0..<b.count {
        let distance = a.distance(i, to: b, j)
        if distance < best {
          (second, best, index) = (best, distance, j)
        } else {
          second = min(second, distance)
        }
        if distance < bestOfB[j].distance { bestOfB[j] = (distance, i) }
      }
      forward.append((index, best, second))
    }
    for (i, item) in forward.enumerated() where bestOfB[item.index].index == i {
      guard Double(item.best) < 0.9 * Double(item.second) else { continue }
      result.append(
        DescriptorMatch(indexA: i, indexB: item.index, distance: item.best, secondDistance: item.second))
    }
    return result.sorted {
      let (left, right) = ($0.distance * $1.secondDistance, $1.distance * $0.secondDistance)
      return left != right ? left < right : ($0.distance, $0.indexA) < ($1.distance, $1.indexA)
    }
  }
}
