import ImagePlanes

/// How numbers are rounded before they go into a document: far finer than their accuracy, and coarse enough to keep
/// files small and free of digits that mean nothing.
public enum JSONRounding {
  /// Decimals of positions and sizes in pixels: 3.
  public static let pixelDecimals = 3
  /// Decimals of angles in radians: 5 (0.0006 degrees).
  public static let angleDecimals = 5
  /// Decimals of scores, log-odds and responses: 3.
  public static let scoreDecimals = 3
  /// Decimals of probabilities: 4.
  public static let probabilityDecimals = 4
  /// Decimals of ratios of lengths: 5.
  public static let ratioDecimals = 5
  /// Decimals of the elements of a homography whose last element is 1: 12, which moves a point at 10,000 px by less
  /// than 0.0002 px.
  public static let homographyDecimals = 12
  /// Decimals of times in milliseconds and of rates: 4.
  public static let timeDecimals = 4
  /// Log-odds beyond ±1,000,000 are clamped to it, so that a probability that underflows is still a number.
  public static let greatestLogOdds = 1e6

  /// `value` rounded to `decimals` decimals, halves away from zero; never negative zero.
  public static func round(_ value: Double, decimals: Int) -> Double {
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    let scaled = value * power
    // Beyond 2^52 a Double has no fraction left to round.
    guard scaled.magnitude < 0x1p52 else { return value }
    let rounded = scaled.rounded() / power
    return rounded == 0 ? 0 : rounded
  }

  /// `value` rounded to `decimals` decimals; nil where it is not finite, which documents leave out.
  public static func finite(_ value: Double, decimals: Int) -> Double? {
    value.isFinite ? round(value, decimals: decimals) : nil
  }

  /// An angle in [0, 2π), rounded to ``angleDecimals`` and still below 2π.
  public static func turn(_ angle: Double) -> Double {
    let rounded = round(angle, decimals: angleDecimals)
    return rounded >= 2 * Double.pi ? 0 : rounded
  }

  /// Log-odds, clamped to ±``greatestLogOdds`` and rounded.
  public static func logOdds(_ value: Double) -> Double {
    if value.isNaN { return value }
    return round(min(max(value, -greatestLogOdds), greatestLogOdds), decimals: scoreDecimals)
  }

  /// The nine elements of `homography`, scaled so that the last is 1 (or, where that is next to nothing, the greatest
  /// in magnitude) and rounded; nil where one of them is not finite, for such a map is none.
  public static func elements(of homography: Homography) -> [Double]? {
    let elements = homography.elements
    guard elements.allSatisfy(\.isFinite), let greatest = elements.max(by: { $0.magnitude < $1.magnitude }),
      greatest != 0
    else { return nil }
    // A shift of 1e8 px or more is no picture: then the origin maps to the line at infinity.
    let last = elements[8]
    let divisor = last.magnitude * 1e8 > greatest.magnitude ? last : greatest
    return elements.map { round($0 / divisor, decimals: homographyDecimals) }
  }
}
