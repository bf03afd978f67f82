/// The memory that `DescribePatches` works in, and the measure of contrast that its thresholds scale with.
public enum DescribeScratch {
  /// Patches described side by side.
  @inlinable public static var lanes: Int {
    @inline(__always) get { 32 }
  }
  /// Elements of the interleaved integral images.
  @inlinable public static var integralCount: Int {
    @inline(__always) get { (PatchGeometry.side + 1) * (PatchGeometry.side + 1) * lanes }
  }
  /// Elements of the bits of up to 512 tests.
  @inlinable public static var bitCount: Int {
    @inline(__always) get { 512 / 16 * lanes }
  }
  /// Elements of the whole: integral images, spreads, bits, and one row of samples.
  @inlinable public static var elementCount: Int {
    @inline(__always) get { integralCount + lanes + bitCount + PatchGeometry.side * lanes / 2 }
  }

  /// The spread of a patch: its standard deviation in 1/512 grey levels, at most 65,535 (a deviation of 128).
  ///
  /// - Parameters:
  ///   - sum: The sum of its samples.
  ///   - squares: The sum of their squares.
  @inlinable @inline(__always)
  public static func spread(sum: UInt32, squares: UInt32) -> UInt16 {
    let count = UInt64(PatchGeometry.sampleCount)
    let scatter = count &* UInt64(squares) &- UInt64(sum) &* UInt64(sum)
    // IEEE roots are rounded correctly, so the floor is exact below 2⁵² and the same everywhere.
    let root = UInt64(Double(scatter).squareRoot())
    return UInt16(truncatingIfNeeded: min(root &>> 1, 65_535))
  }
}
