// The pictures of one clip's page.

import FrameDecoding
import ImagePlanes
import MatchReporting

/// A file of a report, not yet written.
package struct ReportFile: Sendable {
  /// Its path within the report's folder.
  package let name: String
  /// Its content.
  package let bytes: [UInt8]
}

/// Draws what a report shows of a clip. Safe for any number of threads.
package struct ClipArtist: Sendable {
  let record: RunRecord
  let results: SourcePath
  let originals: OriginalPictures
  let pictures: ReportPictureOptions
  let comparisonsPerClip: Int
  let decoder: FrameDecoder

  /// The material of the clip at position `index`, and its files.
  ///
  /// Whatever cannot be shown is said, in the material, and costs nothing else.
  /// - Complexity: a decode a picture, O(pixels) a comparison.
  package func draw(_ index: Int) -> (material: ClipMaterial, files: [ReportFile]) {
    let clip = record.clips[index]
    let folder = ReportNaming.pictures(clip: index)
    var material = ClipMaterial()
    var files: [ReportFile] = []
    func add(_ name: String, _ bytes: [UInt8]) -> String {
      let path = "\(folder)/\(name)"
      files.append(ReportFile(name: path, bytes: bytes))
      return path
    }

    let frames = record.frames[clip.name] ?? []
    let comparisons = Comparison.choose(for: clip, frames: frames, limit: comparisonsPerClip)
    let emblem = comparisons.first?.frame ?? frames.first { $0.status == .ok }
    let images = originals.frames((emblem.map { [$0] } ?? []) + comparisons.map(\.frame))
    for (position, comparison) in comparisons.enumerated() {
      var problems: [String] = []
      var shown: ComparisonMaterial.Files?
      let view = view(comparison.candidate.view)
      let frame = images[comparison.frame.frame] ?? .failure(.missing(name: comparison.frame.frame))
      switch (view, frame) {
      case (.success(let view), .success(let frame)):
        do throws(ReportingError) {
          let drawn = try ComparisonPictures(
            reference: view, frame: frame, candidate: comparison.candidate, options: pictures)
          let prefix = "\(position + 1)-"
          shown = ComparisonMaterial.Files(
            frame: add(prefix + "frame.jpg", drawn.frame),
            registered: drawn.registered.map { add(prefix + "registered.jpg", $0) },
            reference: add(prefix + "reference.jpg", drawn.reference),
            details: drawn.details.map { ($0.index, $0.radius, add(prefix + "detail-\($0.index + 1).jpg", $0.jpeg)) },
            size: drawn.size, referenceSize: drawn.referenceSize, coverage: drawn.coverage,
            detailSide: pictures.detailSide)
        } catch {
          problems.append(error.description)
        }
      default:
        for case .failure(let problem) in [view, frame] { problems.append(problem.description) }
      }
      material.comparisons.append(ComparisonMaterial(comparison: comparison, files: shown, problems: problems))
    }
    if let emblem, case .success(let image)? = images[emblem.frame] {
      if let jpeg = try? image.shrunk(toWidth: pictures.thumbnailWidth).jpeg(quality: pictures.quality) {
        material.thumbnail = add("thumbnail.jpg", jpeg)
      }
    }
    for (position, name) in (clip.overlays ?? []).enumerated() {
      do throws(OriginalProblem) {
        let overlay = try overlay(name)
        material.overlays.append((add("overlay-\(position + 1).jpg", overlay.jpeg), overlay.size, name))
      } catch {
        material.problems.append(error.description)
      }
    }
    return (material, files)
  }

  private func view(_ name: String) -> Result<ColorImage, OriginalProblem> {
    let digest = record.run?.references?.first { $0.view == name }?.sha256
    do throws(OriginalProblem) {
      return .success(try originals.view(name, sha256: digest))
    } catch {
      return .failure(error)
    }
  }

  /// An overlay of the run, as a JPEG: a third of the size, for a folder that can be mailed.
  private func overlay(_ name: String) throws(OriginalProblem) -> (jpeg: [UInt8], size: ImageSize) {
    // A summary names files of its own folder. One that names others is not followed there.
    let isInside = !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
    guard isInside, case .success(let bytes) = FolderListing.content(of: results.appending(name), atMost: Self.limit)
    else { throw .missing(name: name) }
    do {
      let image = try decoder.decodeColor(bytes: bytes, path: name)
      return (try image.jpeg(quality: pictures.quality), image.size)
    } catch {
      throw .unreadable(name: name, reason: "\(error)")
    }
  }

  /// No overlay is larger.
  private static let limit = 256 << 20
}
