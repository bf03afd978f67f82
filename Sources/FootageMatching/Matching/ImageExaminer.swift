// Pictures one by one, outside a batch: what `extract` and `pair` need.

import FeatureExtraction
import FrameDecoding
import ImagePlanes

/// A picture with its features.
public struct ExaminedImage: Sendable {
  /// The decoded picture.
  public let frame: Frame
  /// What was found in it.
  public let features: Features
}

/// Decodes pictures and extracts their features, the same way as a run does.
public struct ImageExaminer: Sendable {
  private let reader: FrameReader
  private let extractor: FeatureExtractor

  /// Makes an examiner.
  ///
  /// - Parameters:
  ///   - keypointCount: The most keypoints a picture; at least 1.
  ///   - maxPixels: The largest picture, in pixels.
  public init(keypointCount: Int, maxPixels: Int) {
    reader = FrameReader(maxPixels: maxPixels)
    var options = ExtractionOptions()
    options.keypointCount = keypointCount
    extractor = FeatureExtractor(options: options)
  }

  /// Examines one picture.
  public func examine(_ path: SourcePath) throws(DecodingError) -> ExaminedImage {
    let frame = try reader.frame(at: path)
    return ExaminedImage(frame: frame, features: extractor.extract(from: frame.luma, quantization: frame.quantization))
  }

  /// Examines pictures on several threads and delivers them in order.
  ///
  /// - Throws: What `deliver` throws; no further picture is begun then.
  /// - Complexity: at most 2 × `threads` pictures in memory.
  public func examine(
    _ paths: [SourcePath], threads: Int,
    deliver: (SourcePath, Result<ExaminedImage, DecodingError>) throws -> Void
  ) async throws {
    var remaining = paths[...]
    try await OrderedPipeline.run(
      threads: threads, window: 2 * threads,
      next: { remaining.popFirst() },
      work: { path -> (SourcePath, Result<ExaminedImage, DecodingError>) in
        do throws(DecodingError) {
          return (path, .success(try examine(path)))
        } catch {
          return (path, .failure(error))
        }
      },
      deliver: { try deliver($0.0, $0.1) })
  }
}
