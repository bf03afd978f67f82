import FeatureExtraction
import ImagePlanes

/// Keypoints: 6 bytes each, and 32 for the descriptor.
///
///     count, then column by column:  x  y  (grid)   size (byte)   angle (byte)   descriptor (four words)
///
/// The response is not kept: keypoints are in its order, and matching asks for no more. The order itself is worth its bytes: of descriptors
/// that are equally near, the stronger keypoint's is matched. Stored row by row, in a byte less each, a slanted surface on which few matches
/// are right was found a third as often.
enum KeypointEncoding {
  static func append(_ features: Features, to writer: inout ByteWriter) {
    let keypoints = features.keypoints
    let grid = CoordinateGrid(features.size)
    writer.append(count: keypoints.count)
    for keypoint in keypoints { grid.append(Double(keypoint.x), to: &writer) }
    for keypoint in keypoints { grid.append(Double(keypoint.y), to: &writer) }
    for keypoint in keypoints { writer.append(ByteCodes.length(keypoint.size)) }
    for keypoint in keypoints { writer.append(ByteCodes.angle(Double(keypoint.angle))) }
    for word in features.descriptors.words { writer.append(word) }
  }

  static func read(
    _ reader: inout ByteReader, size: ImageSize
  ) throws(EncodingFault) -> (keypoints: [Keypoint], descriptors: DescriptorSet) {
    let grid = CoordinateGrid(size)
    let wordCount = DescriptorSet.wordsPerDescriptor
    let count = try reader.count(ofElementsOf: 2 * grid.byteCount + 2 + 8 * wordCount)
    var keypoints = [Keypoint](repeating: Keypoint(x: 0, y: 0, size: 0, angle: 0, response: 0), count: count)
    for index in 0..<count { keypoints[index].x = Float(try grid.read(&reader)) }
    for index in 0..<count { keypoints[index].y = Float(try grid.read(&reader)) }
    for index in 0..<count { keypoints[index].size = ByteCodes.length(try reader.byte()) }
    for index in 0..<count { keypoints[index].angle = Float(ByteCodes.angle(try reader.byte())) }
    let bytes = try reader.slice(8 * wordCount * count)
    let words = [UInt64](unsafeUninitializedCapacity: wordCount * count) { words, initialized in
      for index in 0..<wordCount * count {
        words.initializeElement(
          at: index, to: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
      }
      initialized = wordCount * count
    }
    return (keypoints, DescriptorSet(words: words))
  }
}
