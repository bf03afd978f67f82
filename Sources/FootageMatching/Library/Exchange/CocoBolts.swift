// Bolts that people have marked in an annotation tool, from COCO's form.

import FeatureExtraction
import FoundationEssentials
import ImagePlanes

/// Why a file of annotations cannot be used.
public enum CocoError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(path: String, reason: String)
  /// It does not hold what COCO's object detection has.
  case malformed(path: String)
  /// It has no category named `bolt` or `hole`, so that nothing in it says where bolts are.
  case noBolts(path: String)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read (\(reason))."
    case .malformed(let path):
      "\(path): is no COCO file of objects: images, categories and annotations with image_id, category_id and bbox."
    case .noBolts(let path): "\(path): has neither a category bolt nor hole. Name the categories of heads and holes so."
    }
  }
}

/// The bolts and holes of a COCO file, picture by picture. Of all it may hold, only these are read: rings, rows and grids follow from them.
struct CocoBolts {
  /// A picture of the file.
  struct Picture {
    /// Its label, where the file is from an export; in any case its `file_name`.
    let name: String
    /// The digest, which an export writes and most tools keep.
    let sha256: String?
    let size: ImageSize
    var marks: [Mark]
  }

  /// A bolt, and the box that it was drawn as: x, y, width, height.
  struct Mark {
    let bolt: Bolt
    let box: [Double]
  }

  /// The pictures, in the order of the file; those without a bolt too.
  let pictures: [Picture]

  /// Reads the file at `path`.
  init(reading path: SourcePath) throws(CocoError) {
    let bytes: [UInt8]
    switch FolderListing.content(of: path, atMost: .max) {
    case .success(let content): bytes = content
    case .failure(let error): throw .unreadable(path: path.display, reason: error.description)
    }
    guard let file = try? JSONDecoder().decode(Form.self, from: Data(bytes)) else {
      throw .malformed(path: path.display)
    }
    var kinds: [Int: Bolt.Kind] = [:]  // Looked up only.
    for category in file.categories {
      switch AnnotatedRegion.Category(rawValue: category.name.lowercased()) {
      case .bolt: kinds[category.id] = .head
      case .hole: kinds[category.id] = .hole
      default: continue
      }
    }
    guard !kinds.isEmpty else { throw .noBolts(path: path.display) }
    var places: [Int: Int] = [:]  // The same.
    var pictures: [Picture] = []
    for image in file.images where places[image.id] == nil {
      places[image.id] = pictures.count
      pictures.append(
        Picture(
          name: image.file_name, sha256: image.sha256?.lowercased(),
          size: ImageSize(width: image.width, height: image.height), marks: []))
    }
    for annotation in file.annotations {
      guard let kind = kinds[annotation.category_id], let place = places[annotation.image_id],
        let bolt = annotation.bolt(kind)
      else { continue }
      pictures[place].marks.append(Mark(bolt: bolt, box: annotation.bbox))
    }
    self.pictures = pictures
  }

  // The names are COCO's.
  private struct Form: Decodable {
    let images: [Image]
    let categories: [Category]
    let annotations: [Annotation]
  }
  private struct Image: Decodable {
    let id: Int
    let file_name: String
    let width: Int
    let height: Int
    let sha256: String?
  }
  private struct Category: Decodable {
    let id: Int
    let name: String
  }
  private struct Annotation: Decodable {
    let image_id: Int
    let category_id: Int
    let bbox: [Double]

    /// How well a person puts a box round a bolt, as a standard deviation of its centre in pixels.
    static let deviation = 1.0
    /// log10 of the odds that a bolt is where a person has marked one.
    static let score = 3.0

    /// The bolt in the box; nil where it is none, or has no extent. COCO counts from the corner of the first pixel.
    func bolt(_ kind: Bolt.Kind) -> Bolt? {
      guard bbox.count == 4, bbox.allSatisfy({ $0.isFinite && abs($0) < 1e6 }), bbox[2] > 0, bbox[3] > 0 else {
        return nil
      }
      let center = Point(
        x: bbox[0] + bbox[2] / 2 - AnnotatedRegion.pixelOffset, y: bbox[1] + bbox[3] / 2 - AnnotatedRegion.pixelOffset)
      return Bolt(
        center: center, centerDeviation: Self.deviation, radius: (bbox[2] * bbox[3]).squareRoot() / 2, outline: nil,
        kind: kind, score: Self.score)
    }
  }
}

extension CocoBolts.Picture {
  /// Coordinates of an export are rounded, and tools round them again.
  private static let tolerance = 0.1

  /// The bolts of `features` as this picture has them: those that are where they were stay as they are, those that are missing go, new ones
  /// come.
  ///
  /// - Returns: nil where nothing has changed.
  /// - Complexity: O(bolts²).
  func edited(_ features: Features) -> [Bolt]? {
    var left = features.patterns.bolts.map { bolt -> CocoBolts.Mark in
      let box = AnnotatedRegion.box(of: bolt)
      return CocoBolts.Mark(bolt: bolt, box: [box.x, box.y, box.width, box.height])
    }
    var kept: [Bolt] = []
    var isChanged = false
    for mark in marks {
      let same = left.firstIndex { other in
        other.bolt.kind == mark.bolt.kind && zip(mark.box, other.box).allSatisfy { abs($0 - $1) <= Self.tolerance }
      }
      kept.append(same.map { left.remove(at: $0).bolt } ?? mark.bolt)
      if same == nil { isChanged = true }
    }
    return isChanged || !left.isEmpty ? kept : nil
  }
}
