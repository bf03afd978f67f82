import ImagePlanes

/// The bolts that a reference view and a frame have in common, in a document: what `match` records of an agreement so that a
/// report can draw it without matching anew.
public struct BoltAgreementDocument: Codable, Hashable, Sendable {
  /// A bolt, or the place of one, in pixels with 3 decimals.
  public struct MarkDocument: Codable, Hashable, Sendable {
    /// Column of the centre.
    public var x: Double
    /// Row of the centre.
    public var y: Double
    /// Radius.
    public var radius: Double

    /// Rounds `mark`.
    package init(_ mark: BoltAgreement.Mark) {
      x = JSONRounding.round(mark.center.x, decimals: JSONRounding.pixelDecimals)
      y = JSONRounding.round(mark.center.y, decimals: JSONRounding.pixelDecimals)
      radius = JSONRounding.round(mark.radius, decimals: JSONRounding.pixelDecimals)
    }

    /// The mark that was rounded.
    var mark: BoltAgreement.Mark { BoltAgreement.Mark(center: Point(x: x, y: y), radius: radius) }
  }

  /// A place in the reference view and a place in the frame: both hold a bolt, or one of them is empty.
  public struct PlacesDocument: Codable, Hashable, Sendable {
    /// In the reference view.
    public var reference: MarkDocument
    /// In the frame.
    public var frame: MarkDocument

    /// Makes an entry of its two places.
    package init(reference: MarkDocument, frame: MarkDocument) {
      self.reference = reference
      self.frame = frame
    }
  }

  /// log10 of the odds factor of the bolts, 3 decimals.
  public var logOdds: Double
  /// The agreement in a sentence.
  public var summary: String
  /// Bolts that agree, the first ring's first.
  public var pairs: [PlacesDocument]
  /// Bolts of the reference view whose places in the frame are empty.
  public var missing: [PlacesDocument]
  /// Bolts of the frame whose places in the reference view are empty.
  public var extra: [PlacesDocument]

  /// Rounds `agreement`, whose A is the reference view and whose B is the frame.
  public init(_ agreement: BoltAgreement) {
    logOdds = JSONRounding.logOdds(agreement.logOdds)
    summary = agreement.summary
    pairs = agreement.pairs.map { PlacesDocument(reference: MarkDocument($0.a), frame: MarkDocument($0.b)) }
    missing = agreement.missing.map { PlacesDocument(reference: MarkDocument($0.bolt), frame: MarkDocument($0.place)) }
    extra = agreement.extra.map { PlacesDocument(reference: MarkDocument($0.place), frame: MarkDocument($0.bolt)) }
  }
}
