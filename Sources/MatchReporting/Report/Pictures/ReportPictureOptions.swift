/// How large and how many a report's pictures are.
package struct ReportPictureOptions: Hashable, Sendable {
  /// Longest width of a picture, in pixels. Default 1,280: a laptop's screen, and about 200 kB.
  package var width = 1280
  /// Width of a thumbnail, in pixels. Default 320: 160 on a screen of double density.
  package var thumbnailWidth = 320
  /// Side of one half of an enlarged detail, in pixels. Default 240.
  package var detailSide = 240
  /// Details enlarged for a comparison. Default 6: two rows of three.
  package var detailCount = 6
  /// Quality of JPEGs, 1...100. Default 85: no artefact that could be taken for a detail.
  package var quality: Int32 = 85

  package init() {}
}
