import FeatureExtraction
import ReproducibleMath

/// 4,096 words that divide all descriptors among themselves: each belongs to the cell of the nearest.
///
/// The words begin as descriptors of the library's own pictures, drawn at random, and each then takes, bit by bit, the majority of its
/// cell: k-means in Hamming's space (Grana and others, "A fast approach for integrating ORB descriptors in the bag of words model",
/// 2013). For the fast search for two nearest they are in parts, whose best together are nearly the best of all.
struct DescriptorCodebook: Sendable {
  /// Parts of the codebook.
  private static let partCount = 16
  /// Words of a part.
  private static let partSize = 256
  /// Words in all.
  static let wordCount = partCount * partSize
  /// Cells that a query looks into.
  static let probeCount = 16
  /// Rounds of clustering: a fourth changes little.
  private static let rounds = 3
  /// Descriptors that the clustering works on, at most: some 25 a word.
  private static let mostTrained = 100_000

  /// The words, part after part.
  let words: DescriptorSet

  /// Takes a codebook over; it has ``wordCount`` words.
  init?(_ words: DescriptorSet) {
    guard words.count == Self.wordCount else { return nil }
    self.words = words
  }

  /// Makes the words from at least ``wordCount`` descriptors: the same from the same.
  ///
  /// - Complexity: 400 million distances a round: a second in all.
  init?(trainedOn descriptors: DescriptorSet) {
    let size = DescriptorSet.wordsPerDescriptor
    guard descriptors.count >= Self.wordCount else { return nil }
    // The beginning of Fisher's and Yates's shuffle.
    var order = Array(0..<descriptors.count)
    var generator = SeededGenerator(seed: 0x5245_4D4E)
    let sampleCount = min(order.count, Self.mostTrained)
    for position in 0..<sampleCount {
      order.swapAt(position, position + generator.index(below: order.count - position))
    }
    let sample = order.prefix(sampleCount).flatMap { descriptors.words[$0 * size..<($0 + 1) * size] }
    var words = Array(sample.prefix(Self.wordCount * size))
    let search = TwoNearestSearch()
    for _ in 0..<Self.rounds {
      let cells = search.nearest(of: sample, in: words[...]).map { Int($0.index) }
      Self.takeMajorities(of: sample, in: cells, &words)
    }
    self.words = DescriptorSet(words: words)
  }

  /// Sets each bit of each word to that of most descriptors of its cell; on a tie, and in an empty cell, it stays.
  private static func takeMajorities(of sample: [UInt64], in cells: [Int], _ words: inout [UInt64]) {
    let (size, bits) = (DescriptorSet.wordsPerDescriptor, DescriptorSet.bitCount)
    var balance = [Int32](repeating: 0, count: wordCount * bits)
    for (index, cell) in cells.enumerated() {
      for word in 0..<size {
        let value = sample[index * size + word]
        for bit in 0..<64 { balance[cell * bits + 64 * word + bit] += value >> UInt64(bit) & 1 == 1 ? 1 : -1 }
      }
    }
    for position in balance.indices where balance[position] != 0 {
      let mask: UInt64 = 1 << UInt64(position % 64)
      if balance[position] > 0 { words[position / 64] |= mask } else { words[position / 64] &= ~mask }
    }
  }

  /// The cell of each descriptor.
  ///
  /// - Complexity: O(n · 4,096) distances: 3 ms for a thousand.
  func cells(of descriptors: DescriptorSet) -> [Int] {
    TwoNearestSearch().nearest(of: descriptors.words, in: words.words[...]).map { Int($0.index) }
  }

  /// For each descriptor the cells to look into, nearest first: of the two nearest words of each part the nearest.
  func probes(of descriptors: DescriptorSet, _ search: TwoNearestSearch) -> [ArraySlice<Int>] {
    let size = DescriptorSet.wordsPerDescriptor * Self.partSize
    // A distance and a cell in one number sort by distance, then by cell.
    var candidates = [[Int]](repeating: [], count: descriptors.count)
    for part in 0..<Self.partCount {
      let nearest = search.nearest(of: descriptors.words, in: words.words[part * size..<(part + 1) * size])
      for (index, pair) in nearest.enumerated() {
        let first = part * Self.partSize
        candidates[index].append(Int(pair.distance) * Self.wordCount + first + Int(pair.index))
        candidates[index].append(Int(pair.secondDistance) * Self.wordCount + first + Int(pair.secondIndex))
      }
    }
    return candidates.map { $0.sorted().map { $0 % Self.wordCount }.prefix(Self.probeCount) }
  }
}
