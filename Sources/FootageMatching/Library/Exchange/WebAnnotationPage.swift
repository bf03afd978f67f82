import FeatureExtraction
import MatchReporting
import ReferenceLibrary

/// A library's bolts and regions as W3C Web Annotations (Recommendation of 2017), as IIIF viewers and Annotorious read them.
struct WebAnnotationPage: Encodable {
  struct Body: Encodable {
    let type = "TextualBody"
    let value: String
    let purpose: String
  }
  struct Selector: Encodable {
    let type: String
    let conformsTo: String?
    let value: String
  }
  struct Target: Encodable {
    let source: String
    let selector: [Selector]
  }
  struct Annotation: Encodable {
    let id: String
    let type = "Annotation"
    let motivation = "tagging"
    let body: [Body]
    let target: Target
  }

  let context = "http://www.w3.org/ns/anno.jsonld"
  let id: String
  let type = "AnnotationPage"
  let items: [Annotation]

  enum CodingKeys: String, CodingKey {
    case id, type, items
    case context = "@context"
  }

  /// Describes pictures; a picture is named by its path as the library has it.
  init(_ library: LibraryFile, _ records: [ReferenceRecord]) throws(LibraryError) {
    id = "urn:remnant:library"
    var items: [Annotation] = []
    for record in records {
      let source = Self.reference(record.provenance.path)
      for (index, region) in AnnotatedRegion.regions(of: try library.structure(of: record.id)).enumerated() {
        items.append(
          Annotation(
            id: "urn:remnant:\(record.picture.sha256):\(index + 1)",
            body: [
              Body(value: region.category.rawValue, purpose: "tagging"),
              Body(value: region.words, purpose: "describing"),
            ],
            target: Target(source: source, selector: Self.selectors(region))))
      }
    }
    self.items = items
  }

  private static func selectors(_ region: AnnotatedRegion) -> [Selector] {
    func text(_ value: Double) -> String {
      let rounded = JSONRounding.round(value, decimals: JSONRounding.pixelDecimals)
      return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
    let box = region.box
    let points = region.outline.map { "\(text($0.x)),\(text($0.y))" }.joined(separator: " ")
    return [
      Selector(
        type: "FragmentSelector", conformsTo: "http://www.w3.org/TR/media-frags/",
        value: "xywh=pixel:" + [box.x, box.y, box.width, box.height].map(text).joined(separator: ",")),
      Selector(
        type: "SvgSelector", conformsTo: nil,
        value: "<svg xmlns=\"http://www.w3.org/2000/svg\"><polygon points=\"\(points)\"/></svg>"),
    ]
  }

  /// A path as a relative reference (RFC 3986): what is not allowed in one is percent-encoded.
  private static func reference(_ path: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    return String(
      decoding: path.flatMap { byte in
        unreserved.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }, as: UTF8.self)
  }
}
