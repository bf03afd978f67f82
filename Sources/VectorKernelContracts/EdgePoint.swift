/// A place where the gradient's strength peaks across an edge.
@frozen
public struct EdgePoint {
  /// Column, in pixels.
  public var x: Float
  /// Row, in pixels.
  public var y: Float
  /// The gradient's component along the columns, in 1/64 grey level a pixel.
  public var gradientX: Int16
  /// The gradient's component along the rows, in 1/64 grey level a pixel.
  public var gradientY: Int16
  /// Index of the next point along the edge, for whoever links points; −1 when made.
  public var successor: Int32

  /// Makes a point of its parts.
  @inlinable @inline(__always)
  public init(x: Float, y: Float, gradientX: Int16, gradientY: Int16, successor: Int32 = -1) {
    self.x = x
    self.y = y
    self.gradientX = gradientX
    self.gradientY = gradientY
    self.successor = successor
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

  /// Twice the length of the gradient, in 1/64 grey level a pixel, and in its lowest bit whether the gradient lies
  /// along x: 0...23,081.
  ///
  /// The length is max(|x|, ⅞ max + ½ min), within 3 % of the Euclidean one and proportional to it along any direction,
  /// so that a profile across a straight edge has its true shape.
  @inlinable @inline(__always)
  public static func code(x: Int16, y: Int16) -> Int16 {
    let (ax, ay) = (abs(x), abs(y))
    let (large, small) = (max(ax, ay), min(ax, ay))
    let length = max(large, large &- (large &>> 3) &+ (small &>> 1))
    return length &+ length &+ (ax >= ay ? 1 : 0)
  }

  /// Where the parabola through three strengths peaks, from the middle one, in units of their distance: −½...½.
  ///
  /// The middle one is greater than the one before and at least as great as the one behind.
  @inlinable @inline(__always)
  public static func peakOffset(_ before: Int16, _ middle: Int16, _ behind: Int16) -> Float {
    let fall = 2 &* Int32(middle) &- Int32(before) &- Int32(behind)
    return Float(Int32(behind) &- Int32(before)) / Float(fall &+ fall)
  }
}

/// Thirty-two neighbouring columns of a row, and which of them hold edge points.
@frozen
public struct EdgeBlock {
  /// Index of the block's first point; where it has none, the number of points before it.
  public var start: Int32
  /// Bit i is column i of the block.
  public var bits: UInt32

  /// Makes a block of its parts.
  @inlinable @inline(__always)
  public init(start: Int32, bits: UInt32) {
    self.start = start
    self.bits = bits
  }

  /// Columns of a block.
  @inlinable public static var columns: Int {
    @inline(__always) get { 32 }
  }
  /// Columns of a strip: points are listed strip by strip, so that neighbours in the picture are neighbours in memory.
  @inlinable public static var stripColumns: Int {
    @inline(__always) get { 256 }
  }
  /// Blocks of a strip.
  @inlinable public static var perStrip: Int {
    @inline(__always) get { stripColumns / columns }
  }

  /// Blocks in a row of `width` samples.
  @inlinable @inline(__always)
  public static func perRow(width: Int) -> Int { (width &+ columns &- 1) / columns }
}
