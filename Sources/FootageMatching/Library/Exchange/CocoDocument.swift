import FeatureExtraction
import MatchReporting
import ReferenceLibrary

/// A library's bolts and regions in the form of COCO (object detection), as pycocotools and annotation tools read it.
struct CocoDocument: Encodable {
  struct Info: Encodable {
    let description: String
    let version: String
  }
  struct Licence: Encodable {
    let id: Int
    let name: String
    let url = ""
  }
  struct Image: Encodable {
    let id: Int
    let fileName: String
    let width: Int
    let height: Int
    let license: Int?
    let sha256: String

    enum CodingKeys: String, CodingKey {
      case id, width, height, license, sha256
      case fileName = "file_name"
    }
  }
  struct Category: Encodable {
    let id: Int
    let name: String
    let supercategory: String
  }
  struct Annotation: Encodable {
    let id: Int
    let imageId: Int
    let categoryId: Int
    let bbox: [Double]
    let area: Double
    let segmentation: [[Double]]
    let iscrowd = 0
    let score: Double
    let description: String

    enum CodingKeys: String, CodingKey {
      case id, bbox, area, segmentation, iscrowd, score, description
      case imageId = "image_id"
      case categoryId = "category_id"
    }
  }

  let info: Info
  let licenses: [Licence]
  let images: [Image]
  let categories: [Category]
  let annotations: [Annotation]

  /// Describes pictures. Numbers begin at 1: pycocotools takes 0 for nothing.
  init(_ library: LibraryFile, _ records: [ReferenceRecord]) throws(LibraryError) {
    info = Info(description: "Bolts and regions of reference pictures", version: RemnantVersion.current)
    var names: [String] = []
    for record in records where !record.provenance.licence.isEmpty && !names.contains(record.provenance.licence) {
      names.append(record.provenance.licence)
    }
    licenses = names.enumerated().map { Licence(id: $0.offset + 1, name: $0.element) }
    categories = AnnotatedRegion.Category.allCases.enumerated().map {
      Category(id: $0.offset + 1, name: $0.element.rawValue, supercategory: $0.offset < 2 ? "fastener" : "region")
    }
    images = records.enumerated().map { index, record in
      Image(
        id: index + 1, fileName: record.provenance.label, width: record.picture.size.width,
        height: record.picture.size.height, license: names.firstIndex(of: record.provenance.licence).map { $0 + 1 },
        sha256: record.picture.sha256)
    }
    func rounded(_ value: Double) -> Double { JSONRounding.round(value, decimals: JSONRounding.pixelDecimals) }
    var annotations: [Annotation] = []
    for (index, record) in records.enumerated() {
      for region in AnnotatedRegion.regions(of: try library.structure(of: record.id)) {
        let box = region.box
        let category = AnnotatedRegion.Category.allCases.firstIndex(of: region.category) ?? 0
        annotations.append(
          Annotation(
            id: annotations.count + 1, imageId: index + 1, categoryId: category + 1,
            bbox: [box.x, box.y, box.width, box.height].map(rounded), area: rounded(region.area),
            segmentation: [region.outline.flatMap { [rounded($0.x), rounded($0.y)] }],
            score: JSONRounding.logOdds(region.score), description: region.words))
      }
    }
    self.annotations = annotations
  }
}
