/// Binary descriptors in one block: `count` × `wordsPerDescriptor` 64-bit words, descriptor after descriptor.
public struct DescriptorSet: Hashable, Sendable {
  /// 64-bit words a descriptor: 256 bits.
  public static let wordsPerDescriptor = 4
  /// Bits a descriptor.
  public static let bitCount = 64 * wordsPerDescriptor

  /// The words, `wordsPerDescriptor` a descriptor. Test `t` is bit `t & 63` of word `t >> 6`.
  public private(set) var words: [UInt64]

  /// Makes a set of words; their number is a multiple of `wordsPerDescriptor`.
  public init(words: [UInt64] = []) {
    precondition(words.count % Self.wordsPerDescriptor == 0, "descriptors come whole")
    self.words = words
  }

  /// The number of descriptors.
  public var count: Int { words.count / Self.wordsPerDescriptor }

  /// The descriptors at `indices`, in that order.
  package func subset(_ indices: [Int]) -> DescriptorSet {
    var chosen: [UInt64] = []
    chosen.reserveCapacity(indices.count * Self.wordsPerDescriptor)
    for index in indices {
      for word in 0..<Self.wordsPerDescriptor { chosen.append(words[index * Self.wordsPerDescriptor + word]) }
    }
    return DescriptorSet(words: chosen)
  }

  /// The Hamming distance between descriptor `index` and descriptor `otherIndex` of `other`, 0...256.
  public func distance(_ index: Int, to other: DescriptorSet, _ otherIndex: Int) -> Int {
    var sum = 0
    for word in 0..<Self.wordsPerDescriptor {
      let a = words[index * Self.wordsPerDescriptor + word]
      let b = other.words[otherIndex * Self.wordsPerDescriptor + word]
      sum += (a ^ b).nonzeroBitCount
    }
    return sum
  }
}
