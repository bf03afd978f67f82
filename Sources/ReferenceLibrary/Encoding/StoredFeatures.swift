// Features as the library keeps them: two blocks of bytes, so that structure can be read without the much larger keypoints.

import FeatureExtraction
import ImagePlanes

/// Features in the form in which references are kept and compared.
///
/// The form is a little coarser than what the extractor says (see <doc:ReferenceLibrary>): a reference always goes through it, from a
/// folder of pictures as from a library, so both give the same results, byte for byte.
public struct StoredFeatures: Hashable, Sendable {
  /// Size, bolts, rings, rows, grids, lines and ellipses.
  public let structure: [UInt8]
  /// Keypoints and their descriptors.
  public let keypoints: [UInt8]

  /// The version of the form, the first byte of each block.
  static let version: UInt8 = 2

  /// Takes encoded blocks.
  package init(structure: [UInt8], keypoints: [UInt8]) {
    self.structure = structure
    self.keypoints = keypoints
  }

  /// Encodes `features`: the same bytes for the same features.
  ///
  /// - Complexity: O(size of the features).
  public init(_ features: Features) {
    var structure = ByteWriter()
    structure.append(Self.version)
    structure.append(count: features.size.width)
    structure.append(count: features.size.height)
    PatternEncoding.append(features.patterns, to: &structure)
    EdgeEncoding.append(features.edges, size: features.size, to: &structure)
    var keypoints = ByteWriter()
    keypoints.append(Self.version)
    KeypointEncoding.append(features, to: &keypoints)
    self.init(structure: structure.bytes, keypoints: keypoints.bytes)
  }

  /// Bytes in both blocks.
  public var byteCount: Int { structure.count + keypoints.count }

  /// The features that are kept of `features`: what decoding their encoded form gives. Doing it twice changes nothing more.
  public static func kept(of features: Features) -> Features {
    let stored = StoredFeatures(features)
    do throws(EncodingFault) {
      return try stored.decoded()
    } catch {
      preconditionFailure("what was encoded can be decoded: \(error.reason)")
    }
  }

  /// Decodes both blocks.
  package func decoded() throws(EncodingFault) -> Features {
    // `withUnsafeBytes` of arrays throws any error; its result carries the typed one.
    let result = structure.withUnsafeBytes { structure in
      keypoints.withUnsafeBytes { keypoints in
        Result { () throws(EncodingFault) in try Self.decode(structure: structure, keypoints: keypoints) }
      }
    }
    return try result.get()
  }

  /// Decodes the blocks of one image. Without `keypoints` the features have none.
  static func decode(
    structure: UnsafeRawBufferPointer, keypoints: UnsafeRawBufferPointer?
  ) throws(EncodingFault) -> Features {
    var reader = ByteReader(structure)
    let size = try head(&reader)
    let patterns = try PatternEncoding.read(&reader)
    let edges = try EdgeEncoding.read(&reader, size: size)
    guard reader.isAtEnd else { throw EncodingFault(reason: "bytes are left over") }
    guard let keypoints else {
      return Features(size: size, keypoints: [], descriptors: DescriptorSet(), patterns: patterns, edges: edges)
    }
    var keypointReader = ByteReader(keypoints)
    try checkVersion(&keypointReader)
    let described = try KeypointEncoding.read(&keypointReader, size: size)
    guard keypointReader.isAtEnd else { throw EncodingFault(reason: "bytes are left over") }
    return Features(
      size: size, keypoints: described.keypoints, descriptors: described.descriptors, patterns: patterns, edges: edges)
  }

  /// Decodes the bolts and their groups alone, which stand first: features without anything else.
  static func decodePatterns(structure: UnsafeRawBufferPointer) throws(EncodingFault) -> Features {
    var reader = ByteReader(structure)
    let size = try head(&reader)
    return Features(
      size: size, keypoints: [], descriptors: DescriptorSet(), patterns: try PatternEncoding.read(&reader))
  }

  /// The version and the size.
  private static func head(_ reader: inout ByteReader) throws(EncodingFault) -> ImageSize {
    try checkVersion(&reader)
    let size = ImageSize(width: try reader.count(), height: try reader.count())
    guard size.width > 0, size.height > 0, size.width <= greatestSide, size.height <= greatestSide else {
      throw EncodingFault(reason: "the image has no possible size")
    }
    return size
  }

  /// Far above what is decoded; keeps arithmetic on wild sizes from overflowing.
  private static let greatestSide = 1 << 20

  private static func checkVersion(_ reader: inout ByteReader) throws(EncodingFault) {
    let found = try reader.byte()
    guard found == version else { throw EncodingFault(reason: "features of the unknown form \(found)") }
  }
}
