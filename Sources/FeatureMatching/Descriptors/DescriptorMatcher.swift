import FeatureExtraction
import VectorKernels

/// Matches the binary descriptors of two images: exact nearest neighbours by Hamming distance, ratio test, mutual test.
public struct DescriptorMatcher: Sendable {
  /// What makes a match.
  public let options: DescriptorMatchingOptions

  private let kernels: KernelTable

  /// Makes a matcher.
  public init(options: DescriptorMatchingOptions = .init()) {
    self.init(options: options, kernels: Kernels.active)
  }

  /// Makes a matcher that runs the kernels of one build.
  package init(options: DescriptorMatchingOptions = .init(), kernels: KernelTable) {
    precondition(options.maximumRatio > 0 && options.maximumRatio <= 1, "the ratio is in (0, 1]")
    self.options = options
    self.kernels = kernels
  }

  /// The matches of `a`, the first image, with `b`, the second: best first, in the order that PROSAC wants.
  ///
  /// Sorted by the ratio of nearest to second nearest distance, then by distance, `indexA`, `indexB`: the same for the same
  /// input on every processor. Where `b` has a single descriptor, the second distance counts as 128, what chance gives.
  ///
  /// - Complexity: `a.count` × `b.count`, and at most the matches that pass the ratio test × `a.count` for the mutual test.
  public func matches(_ a: DescriptorSet, _ b: DescriptorSet) -> [DescriptorMatch] {
    var matches: [DescriptorMatch] = []
    let nearest = nearestPairs(of: a, in: b)
    for (indexA, pair) in nearest.enumerated() where pair.index >= 0 {
      let distance = Int(pair.distance)
      let second = pair.secondIndex >= 0 ? Int(pair.secondDistance) : DescriptorSet.bitCount / 2
      guard Double(distance) < options.maximumRatio * Double(second) else { continue }
      matches.append(
        DescriptorMatch(indexA: indexA, indexB: Int(pair.index), distance: distance, secondDistance: second))
    }
    if options.requiresMutualNearest { matches = mutual(matches, a, b, nearest) }
    return matches.sorted(by: DescriptorMatch.precedes)
  }

  /// For each descriptor of `queries` its two nearest in `train`, in the order of the queries.
  ///
  /// - Complexity: `queries.count` × `train.count`.
  public func twoNearest(_ queries: DescriptorSet, in train: DescriptorSet) -> [TwoNearest] {
    nearestPairs(of: queries, in: train).map { pair in
      TwoNearest(
        index: pair.index >= 0 ? Int(pair.index) : nil, distance: Int(pair.distance),
        secondIndex: pair.secondIndex >= 0 ? Int(pair.secondIndex) : nil, secondDistance: Int(pair.secondDistance))
    }
  }

  /// Parts of the matches for the mutual test: each is compared with as much of `a` as its farthest match asks for.
  private static let mutualParts = 4

  /// The matches whose descriptor of `b` has no nearer one in `a`, and no equally near one of lower index.
  ///
  /// Little of `a` need be searched for that. Of several matches with one descriptor of `b` only the nearest can stay. And a descriptor of
  /// `a` that lies nearer than a match is no farther from its own `nearest` in `b` either, which is known: the rest of `a` is left out.
  private func mutual(
    _ matches: [DescriptorMatch], _ a: DescriptorSet, _ b: DescriptorSet, _ nearest: [NearestPair]
  ) -> [DescriptorMatch] {
    // Matches come in the order of `indexA`: of equally near ones the first stays.
    var bestOfB = [Int32](repeating: -1, count: b.count)
    for (index, match) in matches.enumerated() {
      let best = Int(bestOfB[match.indexB])
      if best < 0 || match.distance < matches[best].distance { bestOfB[match.indexB] = Int32(index) }
    }
    let rivals = bestOfB.filter { $0 >= 0 }.map { matches[Int($0)] }.sorted {
      ($0.distance, $0.indexA) < ($1.distance, $1.indexA)
    }
    var kept: [DescriptorMatch] = []
    kept.reserveCapacity(rivals.count)
    let size = max((rivals.count + Self.mutualParts - 1) / Self.mutualParts, 1)
    for first in stride(from: 0, to: rivals.count, by: size) {
      let part = rivals[first..<min(first + size, rivals.count)]
      let reach = part.last?.distance ?? 0
      let searched = nearest.indices.filter { Int(nearest[$0].distance) <= reach }
      let found = nearestPairs(of: b.subset(part.map(\.indexB)), in: a.subset(searched))
      for (match, pair) in zip(part, found) where searched[Int(pair.index)] == match.indexA { kept.append(match) }
    }
    return kept
  }

  /// The kernel's answer, one pair a query.
  private func nearestPairs(of queries: DescriptorSet, in train: DescriptorSet) -> [NearestPair] {
    precondition(train.count <= Int(Int32.max), "indices are 32-bit")
    let scratch = UnsafeMutableRawPointer.allocate(
      byteCount: hammingScratchWordCount * MemoryLayout<UInt64>.stride, alignment: 64)
    defer { scratch.deallocate() }
    return [NearestPair](unsafeUninitializedCapacity: queries.count) { neighbours, count in
      count = queries.count
      guard let output = neighbours.baseAddress, count > 0 else { return }
      queries.words.withUnsafeBufferPointer { queryWords in
        train.words.withUnsafeBufferPointer { trainWords in
          // An empty array may have no address; any will do where nothing is read.
          let empty = UnsafePointer(scratch.assumingMemoryBound(to: UInt64.self))
          kernels.hammingTwoNearest(
            queryWords.baseAddress ?? empty, queries.count, trainWords.baseAddress ?? empty, train.count,
            scratch.assumingMemoryBound(to: UInt64.self), output)
        }
      }
    }
  }
}
