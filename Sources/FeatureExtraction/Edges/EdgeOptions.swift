/// What counts as an edge.
public struct EdgeOptions: Hashable, Sendable {
  /// The least gradient of an edge, in grey levels a pixel after smoothing by σ = 1, however little noise the image
  /// has.
  ///
  /// A step has about three times this height. Below the default, 8-bit quantisation and compression make most steps.
  /// Range: above 0, to 90.
  public var minimumGradient = 1.0

  /// How many times the noise's gradient an edge's gradient is, at least. Range: 1 to 10.
  ///
  /// Gradients of white noise follow Rayleigh's distribution: at 3.5 one sample in 450 exceeds the threshold, too few
  /// to make chains.
  public var noiseMultiple = 3.5

  /// The least semi-minor axis of an ellipse, in pixels: what is smaller is left to bolts. Range: at least 4, below
  /// which an outline has too few independent samples for its test.
  public var minimumSemiMinor = 5.0

  /// Lines that are described by the bands beside them, the most significant ones, at most; 0 for none.
  ///
  /// Each costs about a microsecond a scale, and two pictures are compared line by line: what comes after the first two hundred is short,
  /// and more often chance's. Range: 0 to 10,000.
  public var describedLines = 200

  /// Makes the default options.
  public init() {}
}
