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
  /// - Complexity: `a.count` × `b.count`, and the descriptors of `b` that pass the ratio test × `a.count` for the mutual test.
  public func matches(_ a: DescriptorSet, _ b: DescriptorSet) -> [DescriptorMatch] {
    var matches: [DescriptorMatch] = []
    for (indexA, pair) in nearestPairs(of: a, in: b).enumerated() where pair.index >= 0 {
      let distance = Int(pair.distance)
      let second = pair.secondIndex >= 0 ? Int(pair.secondDistance) : DescriptorSet.bitCount / 2
      guard Double(distance) < options.maximumRatio * Double(second) else { continue }
      matches.append(
        DescriptorMatch(indexA: indexA, indexB: Int(pair.index), distance: distance, secondDistance: second))
    }
    if options.requiresMutualNearest { keepMutual(&matches, a, b) }
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

  /// Drops the matches whose descriptor of `b` has a nearer one in `a`, or an equally near one of lower index.
  private func keepMutual(_ matches: inout [DescriptorMatch], _ a: DescriptorSet, _ b: DescriptorSet) {
    // Only the descriptors in question are searched for: usually a small part of `b`. One that is wanted by several matches is
    // searched for as often, which costs less than finding out.
    var words: [UInt64] = []
    words.reserveCapacity(matches.count * DescriptorSet.wordsPerDescriptor)
    for match in matches {
      let start = match.indexB * DescriptorSet.wordsPerDescriptor
      words.append(contentsOf: b.words[start..<start + DescriptorSet.wordsPerDescriptor])
    }
    let nearest = nearestPairs(of: DescriptorSet(words: words), in: a)
    matches = zip(matches, nearest).filter { Int($1.index) == $0.indexA }.map(\.0)
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
