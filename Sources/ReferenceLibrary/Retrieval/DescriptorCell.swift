import FeatureExtraction

/// The descriptors of a library that belong to one word of the codebook, and the pictures that they are of.
struct DescriptorCell: Sendable {
  /// The numbers of the pictures, one a descriptor.
  var pictures: [UInt32] = []
  /// The descriptors.
  var descriptors = DescriptorSet()

  /// Bytes of an encoded entry: the picture's number and the descriptor.
  static let entryBytes = 4 + 8 * DescriptorSet.wordsPerDescriptor

  /// Bytes in memory.
  var byteCount: Int { pictures.count * Self.entryBytes }

  /// Encodes the entries, one after the other.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    for (index, picture) in pictures.enumerated() {
      writer.append(picture)
      let start = index * DescriptorSet.wordsPerDescriptor
      for word in descriptors.words[start..<start + DescriptorSet.wordsPerDescriptor] { writer.append(word) }
    }
    return writer.bytes
  }

  /// Appends encoded entries.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(EncodingFault) {
    guard bytes.count % Self.entryBytes == 0 else { throw EncodingFault(reason: "a cell of the index is cut short") }
    var words = descriptors.words
    words.reserveCapacity(words.count + bytes.count / Self.entryBytes * DescriptorSet.wordsPerDescriptor)
    for start in stride(from: 0, to: bytes.count, by: Self.entryBytes) {
      pictures.append(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
      for word in 0..<DescriptorSet.wordsPerDescriptor {
        words.append(
          UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 4 + 8 * word, as: UInt64.self)))
      }
    }
    descriptors = DescriptorSet(words: words)
  }
}
