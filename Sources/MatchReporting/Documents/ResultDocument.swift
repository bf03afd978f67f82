import ImagePlanes

/// `remnant.result/1`: one line of `results.jsonl`, the outcome of one frame.
public struct ResultDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  public static let schema = "remnant.result/1"

  /// Whether a frame could be examined.
  public enum Status: String, Codable, Hashable, Sendable {
    /// Decoded, extracted and compared with every reference.
    case ok
    /// Not examined: see `error`.
    case failed
    /// Not examined, as it shows what another frame shows: see `duplicateOf`.
    case skipped
  }

  /// ``schema``.
  public var schema = Self.schema
  /// The frame's path relative to the footage that was given, so that it is the same wherever the footage lies.
  public var frame: String
  /// The clip that the frame belongs to.
  public var clip: String
  /// Seconds from the beginning of the film that the frame is from, 6 decimals; absent in a picture.
  public var time: Double?
  /// SHA-256 of the bytes of the picture's or the film's file; absent where they could not be read.
  public var sha256: String?
  /// Whether the frame could be examined.
  public var status: Status
  /// Columns of the upright picture.
  public var width: Int?
  /// Rows of the upright picture.
  public var height: Int?
  /// The EXIF orientation that was applied, 1...8.
  public var orientation: Int?
  /// The number of keypoints found.
  public var keypoints: Int?
  /// The references that agree with the frame, best first; absent in a failed frame, since none were looked for.
  public var candidates: [CandidateDocument]?
  /// The frame of the same clip that a skipped frame repeats; absent in others.
  public var duplicateOf: String?
  /// Why the frame failed; absent where it did not.
  public var error: ErrorDocument?

  /// The row of a frame that was examined.
  public init(
    frame: String, clip: String, sha256: String, size: ImageSize, orientation: Int, keypointCount: Int,
    candidates: [CandidateDocument]
  ) {
    self.frame = frame
    self.clip = clip
    self.sha256 = sha256
    self.status = .ok
    self.width = size.width
    self.height = size.height
    self.orientation = orientation
    self.keypoints = keypointCount
    self.candidates = candidates
  }

  /// The row of a frame that was skipped.
  public init(
    frame: String, clip: String, sha256: String, size: ImageSize, orientation: Int, duplicateOf: String
  ) {
    self.frame = frame
    self.clip = clip
    self.sha256 = sha256
    self.status = .skipped
    self.width = size.width
    self.height = size.height
    self.orientation = orientation
    self.duplicateOf = duplicateOf
  }

  /// The row of a frame that failed.
  public init(frame: String, clip: String, sha256: String? = nil, error: ErrorDocument) {
    self.frame = frame
    self.clip = clip
    self.sha256 = sha256
    self.status = .failed
    self.error = error
  }
}

/// A reference view that agrees with a frame.
public struct CandidateDocument: Codable, Hashable, Sendable {
  /// The system: the name of the reference's folder.
  public var reference: String
  /// The view: the file's name in that folder.
  public var view: String
  /// How far the agreement exceeds chance, 3 decimals, within ±1,000,000.
  public var logOdds: Double
  /// The number of matches that agree with the geometry.
  public var inliers: Int
  /// Nine elements, row by row, of the map from pixels of the reference view to pixels of the frame; absent where
  /// the agreement rests on none.
  public var frameFromReference: [Double]?
  /// The same log-odds by the kind of detail.
  public var evidence: EvidenceDocument
  /// The overlay that shows the agreement, relative to the results' folder; absent where none was drawn.
  public var overlay: String?
  /// The bolts in common, with their places; absent where the pictures show none that could be compared.
  public var bolts: BoltAgreementDocument?
  /// The best places that agree with the map, A being the reference view and B the frame: at most
  /// ``greatestPlaceCount``; absent where there are none.
  public var places: [PointPairDocument]?

  /// Places recorded: enough to look at, and few enough for the results of many frames to stay small.
  public static let greatestPlaceCount = 24

  /// Makes a candidate.
  public init(
    reference: String, view: String, logOdds: Double, inlierCount: Int, frameFromReference: Homography?,
    evidence: EvidenceDocument, overlay: String? = nil, bolts: BoltAgreement? = nil, places: [PointPair] = []
  ) {
    self.reference = reference
    self.view = view
    self.logOdds = JSONRounding.logOdds(logOdds)
    self.inliers = inlierCount
    self.frameFromReference = frameFromReference.flatMap(JSONRounding.elements)
    self.evidence = evidence
    self.overlay = overlay
    self.bolts = bolts.map(BoltAgreementDocument.init)
    self.places = places.isEmpty ? nil : places.prefix(Self.greatestPlaceCount).map(PointPairDocument.init)
  }
}
