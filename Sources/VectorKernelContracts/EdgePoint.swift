/// A place where the gradient's strength peaks across an edge.
@frozen
public struct EdgePoint {
  /// Column of the sample nearest to it; the row is told by the list's index.
  public var column: Int32
  /// The gradient's columns component, in 1/64 grey level a pixel.
  public var gradientX: Int16
  /// The gradient's rows component, in 1/64 grey level a pixel.
  public var gradientY: Int16
  /// Where the peak lies from the sample's centre along x where the gradient `liesAlongX`, else along y: in 1/1024 pixel,
  /// −512...512.
  public var offset: Int16
  /// `EdgeStrength.code` of the gradient.
  public var strength: Int16

  /// Makes a point of its parts.
  @inlinable @inline(__always)
  public init(column: Int32, gradientX: Int16, gradientY: Int16, offset: Int16, strength: Int16) {
    self.column = column
    self.gradientX = gradientX
    self.gradientY = gradientY
    self.offset = offset
    self.strength = strength
  }

  /// Whether the gradient is nearer to the x axis than to the y axis: the axis along which its strength was found to peak.
  @inlinable public var liesAlongX: Bool {
    @inline(__always) get { strength & 1 != 0 }
  }
}

/// The strength of a gradient, as the search for edges compares it.
public enum EdgeStrength {
  /// Samples next to the plane's edge whose gradient is not known: the smoothing and the difference reach this far.
  @inlinable public static var gradientMargin: Int {
    @inline(__always) get { 3 }
  }
  /// Samples next to the plane's edge that cannot be edge points: their neighbours' gradients must be known.
  @inlinable public static var pointMargin: Int {
    @inline(__always) get { 4 }
  }
  /// Codes a grey level a pixel.
  @inlinable public static var codesPerGreyLevel: Int {
    @inline(__always) get { 128 }
  }

  /// Twice the length of the gradient, in 1/64 grey level a pixel, and in its lowest bit whether the gradient lies along x: 0...23,081.
  ///
  /// The length is max(|x|, ⅞ max + ½ min), within 3 % of the Euclidean one and proportional to it along any direction, so
  /// that a profile across a straight edge has its true shape.
  @inlinable @inline(__always)
  public static func code(x: Int16, y: Int16) -> Int16 {
    let (ax, ay) = (abs(x), abs(y))
    let (large, small) = (max(ax, ay), min(ax, ay))
    let length = max(large, large &- (large &>> 3) &+ (small &>> 1))
    return length &+ length &+ (ax >= ay ? 1 : 0)
  }

  /// Where the parabola through three strengths peaks, from the middle one, in 1/1024 of their distance.
  ///
  /// The middle one is greater than the one before and at least as great as the one behind.
  @inlinable @inline(__always)
  public static func peakOffset(_ before: Int16, _ middle: Int16, _ behind: Int16) -> Int16 {
    let fall = 2 &* Int32(middle) &- Int32(before) &- Int32(behind)
    return Int16(truncatingIfNeeded: (Int32(behind) &- Int32(before)) &* 512 / fall)
  }
}

/// The table that finds edge points by their place.
public enum EdgeBlocks {
  /// Columns of a block.
  @inlinable public static var columns: Int {
    @inline(__always) get { 32 }
  }

  /// Blocks in a row of `width` samples.
  @inlinable @inline(__always)
  public static func perRow(width: Int) -> Int { (width &+ columns &- 1) / columns }
}
