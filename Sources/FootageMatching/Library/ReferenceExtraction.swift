// From a reference picture to what frames are compared with: the same way for a folder of references and for a library.

import FeatureExtraction
import FrameDecoding
import ImagePlanes
import ReferenceLibrary

/// Reads reference pictures.
package struct ReferenceExtraction: Sendable {
  /// The most keypoints of a reference in a library, by default: with their descriptors 38 kB, most of its 60.
  ///
  /// Measured with 500 to 2,000 (`Documentation/library.md`): all 25 pairs of the Oxford sequences are found with any of these, and at 40 decades or
  /// more from 1,000 on. What 2,000 find and 1,000 may not are surfaces on which a dozen matches agree.
  package static let keypointCount = 1000

  /// The most keypoints of a folder's references, beside frames of at most `frameCount`: half as many, since what a frame shows of its
  /// surroundings a reference need not find. By default as many as a library's.
  package static func keypointCount(besideFramesOf frameCount: Int) -> Int { max(frameCount / 2, 1) }

  /// What follows a picture's name in that of its mask: `nose.jpg.mask.png`.
  package static let maskSuffix = ".mask.png"

  private let reader: FrameReader
  private let extractor: FeatureExtractor

  /// Makes a reader of pictures of up to `maxPixels` pixels.
  package init(keypointCount: Int, maxPixels: Int) {
    reader = FrameReader(maxPixels: maxPixels)
    extractor = FeatureExtractor(options: .ofRuns(keypointCount: keypointCount))
  }

  /// What a reference picture gives.
  package struct Reading: Sendable {
    /// The picture's file.
    package let picture: PictureIdentity
    /// The features that are kept.
    package let features: Features
  }

  /// Decodes the picture, finds its features, keeps those within the mask and brings them to the form that is stored.
  ///
  /// - Throws: Also `DecodingError.corrupt` for a mask that has not the size of its picture.
  package func reading(at path: SourcePath, mask: SourcePath?) throws(DecodingError) -> Reading {
    let frame = try reader.frame(at: path)
    var features = extractor.extract(from: frame.luma, quantization: frame.quantization)
    var maskDigest: String?
    if let mask {
      let maskFrame = try reader.frame(at: mask)
      guard maskFrame.size == frame.size else {
        throw .corrupt(
          path: mask.display,
          reason: "the mask is \(maskFrame.size.width) × \(maskFrame.size.height) pixels, its picture "
            + "\(frame.size.width) × \(frame.size.height)")
      }
      features = FeatureMask(maskFrame.luma).limit(features)
      maskDigest = maskFrame.sha256
    }
    let picture = PictureIdentity(
      sha256: frame.sha256, byteCount: frame.byteCount, size: frame.size, orientation: frame.orientation,
      maskSHA256: maskDigest)
    return Reading(picture: picture, features: StoredFeatures.kept(of: features))
  }

  /// Whether a file is the mask of another: told by its name.
  package static func isMask(_ name: SourcePath) -> Bool {
    let suffix = Array(maskSuffix.utf8)
    return name.bytes.count > suffix.count && name.bytes.suffix(suffix.count).elementsEqual(suffix)
  }

  /// The mask beside the picture at `path`, where there is one.
  package static func mask(beside path: SourcePath) -> SourcePath? {
    let mask = SourcePath(bytes: path.bytes + Array(maskSuffix.utf8))
    guard case .success(let status) = PathStatus.of(mask), status.kind == .file else { return nil }
    return mask
  }
}
