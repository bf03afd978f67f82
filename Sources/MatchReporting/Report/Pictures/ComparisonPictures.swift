import ImagePlanes

/// The pictures by which a person compares a reference view and a frame.
package struct ComparisonPictures: Sendable {
  /// The frame, as a JPEG.
  package let frame: [UInt8]
  /// The reference laid into the frame, as a JPEG; nil where nothing maps one to the other.
  package let registered: [UInt8]?
  /// The reference as it was taken, as a JPEG.
  package let reference: [UInt8]
  /// Enlarged details, each with its position in the record's bolts that agree, or in its places where it has no bolts.
  package let details: [(index: Int, radius: Double, jpeg: [UInt8])]
  /// Columns and rows of `frame` and `registered`.
  package let size: ImageSize
  /// Columns and rows of `reference`.
  package let referenceSize: ImageSize
  /// Shown pixels that the reference covers, of all, 0...1; 0 where there is no map.
  package let coverage: Double

  /// Draws `candidate`'s pictures.
  ///
  /// - Complexity: O(pixels of both).
  package init(
    reference: ColorImage, frame: ColorImage, candidate: RecordedCandidate, options: ReportPictureOptions
  ) throws(ReportingError) {
    let map = candidate.map
    let laid = map.flatMap {
      RegisteredPicture(reference: reference, frame: frame, frameFromReference: $0, width: options.width)
    }
    let shown = laid?.frame ?? frame.shrunk(toWidth: options.width)
    self.frame = try shown.jpeg(quality: options.quality)
    if let laid {
      registered = try laid.registered.jpeg(quality: options.quality)
    } else {
      registered = nil
    }
    let asTaken = reference.shrunk(toWidth: options.width)
    self.reference = try asTaken.jpeg(quality: options.quality)
    size = shown.size
    referenceSize = asTaken.size
    coverage = laid?.coverage ?? 0

    let places = candidate.decidingPlaces
    var details: [(index: Int, radius: Double, jpeg: [UInt8])] = []
    for index in DetailPicture.spread(places, count: options.detailCount) {
      let detail = DetailPicture(
        reference: reference, frame: frame, places: places[index], frameFromReference: map, side: options.detailSide)
      details.append((index, detail.radius, try detail.image.jpeg(quality: options.quality)))
    }
    self.details = details
  }
}

extension RecordedCandidate {
  /// The map from the view's pixels to the frame's; nil where there is none that could be used.
  package var map: Homography? {
    guard let elements = frameFromReference, elements.count == 9, elements.allSatisfy(\.isFinite) else { return nil }
    return Homography(elements)
  }

  /// What the agreement rests on: bolts that agree, or the best of the other places.
  package var decidingPlaces: [BoltAgreementDocument.PlacesDocument] {
    if let bolts, !bolts.pairs.isEmpty { return bolts.pairs }
    return (places ?? []).map { place in
      BoltAgreementDocument.PlacesDocument(
        reference: .init(.init(center: Point(x: place.ax, y: place.ay), radius: Self.keypointRadius)),
        frame: .init(.init(center: Point(x: place.bx, y: place.by), radius: Self.keypointRadius)))
    }
  }

  /// The radius with which a keypoint is marked, in pixels.
  private static let keypointRadius = 8.0
}
