import FeatureExtraction
import ImagePlanes

/// `remnant.features/1`: what `extract --json` says of one image. Several images are a JSON array of these.
///
/// Keys of stages that did not run are absent: an empty list would say that the stage looked and found nothing.
public struct FeaturesDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  public static let schema = "remnant.features/1"

  /// ``schema``.
  public var schema = Self.schema
  /// The image.
  public var image: ImageDocument
  /// The keypoints, strongest first; absent where the image could not be read.
  public var keypoints: [KeypointDocument]?
  /// The bolts, strongest first; absent, like the groups below, where the image could not be read.
  public var bolts: [BoltDocument]?
  /// The rings that bolts make, best first.
  public var rings: [RingDocument]?
  /// The rows that bolts make, best first.
  public var rows: [RowDocument]?
  /// The grids that bolts make, best first.
  public var grids: [GridDocument]?
  /// Straight edges, most significant first.
  public var lines: [LineDocument]?
  /// Elliptic edges, most significant first.
  public var ellipses: [EdgeEllipseDocument]?
  /// The axis of a round body and what lies along it; absent where edges show none.
  public var axis: AxisDocument?
  /// Why there are no features; absent where all went well.
  public var error: ErrorDocument?

  /// Says what was found in `image`.
  public init(image: ImageDocument, features: Features) {
    self.image = image
    self.keypoints = features.keypoints.map(KeypointDocument.init)
    self.bolts = features.patterns.bolts.map(BoltDocument.init)
    self.rings = features.patterns.rings.map(RingDocument.init)
    self.rows = features.patterns.rows.map(RowDocument.init)
    self.grids = features.patterns.grids.map(GridDocument.init)
    self.lines = features.edges.lines.map(LineDocument.init)
    self.ellipses = features.edges.ellipses.map(EdgeEllipseDocument.init)
    self.axis = features.edges.axis.map(AxisDocument.init)
  }

  /// Says why nothing could be found in the image at `path`.
  public init(path: String, error: ErrorDocument) {
    self.image = ImageDocument(path: path)
    self.error = error
  }
}

/// An image in a document.
public struct ImageDocument: Codable, Hashable, Sendable {
  /// The path as the user gave it.
  public var path: String
  /// SHA-256 of the file's bytes, 64 lower-case hexadecimal digits; absent where they could not be read.
  public var sha256: String?
  /// Columns of the upright picture; absent where it could not be decoded.
  public var width: Int?
  /// Rows of the upright picture.
  public var height: Int?
  /// The EXIF orientation that was applied, 1...8.
  public var orientation: Int?

  /// Names the image at `path`, with what is known of it.
  public init(
    path: String, sha256: String? = nil, width: Int? = nil, height: Int? = nil, orientation: Int? = nil
  ) {
    self.path = path
    self.sha256 = sha256
    self.width = width
    self.height = height
    self.orientation = orientation
  }

  /// Describes a decoded frame.
  public init(_ frame: Frame) {
    self.init(
      path: frame.path, sha256: frame.sha256, width: frame.size.width, height: frame.size.height,
      orientation: frame.orientation)
  }
}

/// A keypoint in a document. Pixels are those of the upright picture, the centre of the top-left one at (0, 0).
public struct KeypointDocument: Codable, Hashable, Sendable {
  /// Column, in pixels, 3 decimals.
  public var x: Double
  /// Row, in pixels, 3 decimals.
  public var y: Double
  /// Diameter of the described region, in pixels, 3 decimals.
  public var size: Double
  /// Direction in radians from the x axis towards the y axis, in [0, 2π), 5 decimals.
  public var angle: Double
  /// Strength of the detector's answer, 3 decimals.
  public var response: Double

  /// Rounds `keypoint`.
  public init(_ keypoint: Keypoint) {
    x = JSONRounding.round(Double(keypoint.x), decimals: JSONRounding.pixelDecimals)
    y = JSONRounding.round(Double(keypoint.y), decimals: JSONRounding.pixelDecimals)
    size = JSONRounding.round(Double(keypoint.size), decimals: JSONRounding.pixelDecimals)
    angle = JSONRounding.turn(Double(keypoint.angle))
    response = JSONRounding.round(Double(keypoint.response), decimals: JSONRounding.scoreDecimals)
  }
}

/// What went wrong, for programs and for people.
public struct ErrorDocument: Codable, Hashable, Sendable {
  /// A short, stable word such as `truncated`.
  public var kind: String
  /// A sentence: what is wrong, in which file, what to do.
  public var message: String

  /// Makes an error of its word and its sentence.
  public init(kind: String, message: String) {
    self.kind = kind
    self.message = message
  }
}
