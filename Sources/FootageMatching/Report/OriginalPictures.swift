// The pictures that a run was made from, found again: the same bytes or none.

import FrameDecoding
import ImagePlanes
import MatchReporting
import ReferenceLibrary

/// Finds originals by their names in the results and hands them out if their SHA-256 is the one recorded.
///
/// A name stands for a path below the folders that were named as footage, for one below the folder that the run started in, or for the path
/// itself. Several files may have it; the digest tells which one was meant. Safe for any number of threads.
package struct OriginalPictures: Sendable {
  private let footage: [String: [SourcePath]]  // Looked up only: its order plays no part.
  private let views: [String: [SourcePath]]  // The same.
  private let roots: [SourcePath]
  private let decoder: FrameDecoder
  private let framesPerSecond: Double

  /// Lists what lies in the folders.
  ///
  /// - Parameters:
  ///   - footage: Pictures, folders and films, as they were named for the run. Those that are missing are passed over.
  ///   - workingFolder: What relative names start from; nil where unknown.
  ///   - references: The folder or the library of references; nil where unknown.
  ///   - framesPerSecond: The rate at which films were read.
  /// - Complexity: O(files in the folders); their heads are read where a name does not tell a picture.
  package init(
    footage roots: [SourcePath], workingFolder: SourcePath?, references: SourcePath?, framesPerSecond: Double,
    maxPixels: Int
  ) {
    var footage: [String: [SourcePath]] = [:]
    for root in roots {
      guard let plan = try? ClipGrouping.plan([.named(root)], excluding: []) else { continue }
      for clip in plan.clips {
        switch clip.content {
        case .images(let entries): for entry in entries { footage[entry.label, default: []].append(entry.path) }
        case .video(let path, let label): footage[label, default: []].append(path)
        }
      }
    }
    self.footage = footage
    self.roots = roots + (workingFolder.map { [$0] } ?? [])
    var views: [String: [SourcePath]] = [:]
    if let references {
      for (view, path) in Self.views(of: references) { views[view, default: []].append(path) }
    }
    self.views = views
    var options = DecodingOptions()
    options.maxPixels = maxPixels
    decoder = FrameDecoder(options: options)
    self.framesPerSecond = framesPerSecond
  }

  /// The names and places of the views of a folder or of a library; none where it cannot be read.
  private static func views(of references: SourcePath) -> [(view: String, path: SourcePath)] {
    if case .success(let status) = PathStatus.of(references), status.kind == .file {
      let records = (try? LibraryFile(opening: references.display).references()) ?? []
      return records.map {
        ($0.provenance.label, LibraryPaths.resolved($0.provenance.path, folder: references.parent))
      }
    }
    return ((try? ReferencePlan(listing: references))?.entries ?? []).map { ($0.view, $0.path) }
  }

  /// The reference view called `name`.
  package func view(_ name: String, sha256: String?) throws(OriginalProblem) -> ColorImage {
    try picture(name, at: views[name] ?? [], sha256: sha256)
  }

  /// The frames, by their names. A film is read once for all of its frames.
  package func frames(_ frames: [RecordedFrame]) -> [String: Result<ColorImage, OriginalProblem>] {
    var found: [String: Result<ColorImage, OriginalProblem>] = [:]  // Looked up only.
    var ofFilms: [(film: String, frames: [RecordedFrame])] = []
    for frame in frames where found[frame.frame] == nil {
      if frame.time != nil, let mark = frame.frame.lastIndex(of: "#") {
        let film = String(frame.frame[..<mark])
        if let index = ofFilms.firstIndex(where: { $0.film == film }) {
          ofFilms[index].frames.append(frame)
        } else {
          ofFilms.append((film, [frame]))
        }
        continue
      }
      do throws(OriginalProblem) {
        found[frame.frame] = .success(try picture(frame.frame, at: paths(frame.frame), sha256: frame.sha256))
      } catch {
        found[frame.frame] = .failure(error)
      }
    }
    for (film, frames) in ofFilms {
      do throws(OriginalProblem) {
        for (name, image) in try self.frames(ofFilm: film, frames) { found[name] = .success(image) }
      } catch {
        for frame in frames { found[frame.frame] = .failure(error) }
      }
      for frame in frames where found[frame.frame] == nil {
        found[frame.frame] = .failure(.unreadable(name: frame.frame, reason: "the film has no such frame any more."))
      }
    }
    return found
  }

  private func paths(_ name: String) -> [SourcePath] {
    if name.utf8.first == UInt8(ascii: "/") { return [SourcePath(name)] }
    var paths = footage[name] ?? []
    for path in roots.map({ $0.appending(name) }) where !paths.contains(path) { paths.append(path) }
    return paths
  }

  private func picture(
    _ name: String, at paths: [SourcePath], sha256: String?
  ) throws(OriginalProblem) -> ColorImage {
    guard let sha256 else { throw .undocumented(name: name) }
    var isThere = false
    for path in paths {
      guard case .success(let bytes) = FolderListing.content(of: path, atMost: Self.greatestFileSize) else { continue }
      isThere = true
      guard bytes.withUnsafeBytes({ Self.sha256(of: $0) }) == sha256 else { continue }
      do throws(DecodingError) {
        return try decoder.decodeColor(bytes: bytes, path: name)
      } catch {
        throw .unreadable(name: name, reason: error.description)
      }
    }
    throw isThere ? .changed(name: name) : .missing(name: name)
  }

  /// No picture that a run reads is larger; of one that is, the digest differs and it counts as changed.
  private static let greatestFileSize = 2 << 30

  /// 64 hexadecimal digits.
  static func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    let digest = ContentDigest()
    digest.append(bytes)
    return digest.hexadecimal
  }

  private func frames(
    ofFilm film: String, _ wanted: [RecordedFrame]
  ) throws(OriginalProblem) -> [(String, ColorImage)] {
    let interrupt = InterruptFlag()
    var isThere = false
    for path in paths(film) {
      let digest: String?
      do { digest = try ContentDigest.ofFile(path, interrupt: interrupt) } catch { continue }
      isThere = true
      guard let digest, digest == wanted.first?.sha256 else { continue }
      var images: [(String, ColorImage)] = []
      do throws(VideoError) {
        let reader = try VideoFrames(
          path: path, framesPerSecond: framesPerSecond, maxPixels: decoder.options.maxPixels, interrupt: interrupt)
        defer { reader.stop() }
        while images.count < wanted.count, let frame = try reader.next() {
          let time = JSONRounding.round(frame.seconds, decimals: FrameFeed.timeDecimals)
          guard let match = wanted.first(where: { $0.time == time }) else { continue }
          images.append((match.frame, ColorImage(grey: frame.luma)))
        }
      } catch {
        throw .unreadable(name: film, reason: error.description)
      }
      return images
    }
    throw isThere ? .changed(name: film) : .missing(name: film)
  }
}

extension ColorImage {
  /// A grey picture.
  fileprivate init(grey plane: Plane) {
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * plane.width * plane.height)
    plane.withUnsafePixels { pixels in
      for y in 0..<plane.height {
        for x in 0..<plane.width {
          // SAFETY: x and y lie in the plane.
          let value = pixels[y * plane.rowStride + x]
          samples.append(value)
          samples.append(value)
          samples.append(value)
        }
      }
    }
    self.init(width: plane.width, height: plane.height, samples: samples)
  }
}
