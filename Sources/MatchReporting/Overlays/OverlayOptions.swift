/// How overlays are drawn.
public struct OverlayOptions: Hashable, Sendable {
  /// Widest that a picture is drawn, in pixels; 100...4,000.
  public var panelWidth = 960
  /// Highest that a picture is drawn, in pixels; 100...4,000.
  public var panelHeight = 800
  /// Most that a small picture is enlarged; 1...8. Beyond 2 one sees the filter rather than the picture.
  public var greatestEnlargement = 2.0
  /// Inliers that are numbered and joined by lines in a ``PairOverlay``; 0...99. More lines hide the pictures.
  public var numberedInlierCount = 24
  /// Keypoints drawn in a ``FeatureOverlay``, strongest first; 0 or more.
  public var keypointCount = 500
  /// Whether a ``FeatureOverlay`` draws keypoints; nil draws them only where there are no bolts, which they would hide.
  public var showsKeypoints: Bool?
  /// Bolts that agree and are numbered in a ``PairOverlay``; 0...99. More than inliers, for a person counts them.
  public var numberedBoltCount = 60
  /// Whether a ``PairOverlay`` shows details that agree, or are missing, enlarged side by side.
  public var showsDetails = true
  /// Whether a ``PairOverlay`` with a homography also shows the first picture laid over the second.
  public var showsAlignment = true

  /// Makes options with the defaults.
  public init() {}
}
