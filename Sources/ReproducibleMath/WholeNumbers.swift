// Whole numbers near a value, in hot loops. Baseline x86-64 has no instruction for rounding, so `rounded()` calls the C library there, and a
// call spills every register of the loop round it. Truncation is one instruction everywhere; what it leaves is corrected exactly, by adding and
// not by branching: no processor foretells fractions.

/// The greatest whole number not above `value`, whose magnitude is below 2³¹.
@inlinable @inline(__always)
package func wholeBelow(_ value: Float) -> Int32 {
  let whole = Int32(value)
  return whole &- (Float(whole) > value ? 1 : 0)
}

/// The least whole number not below `value`, whose magnitude is below 2³¹.
@inlinable @inline(__always)
package func wholeAbove(_ value: Float) -> Int32 {
  let whole = Int32(value)
  return whole &+ (Float(whole) < value ? 1 : 0)
}

/// The greatest whole number not above `value`, whose magnitude is below 2⁵².
@inlinable @inline(__always)
package func wholeBelow(_ value: Double) -> Int {
  let whole = Int(value)
  return whole &- (Double(whole) > value ? 1 : 0)
}

/// The whole number nearest to `value`, whose magnitude is below 2⁵²; halves go away from zero, as with `rounded()`.
@inlinable @inline(__always)
package func wholeNearest(_ value: Double) -> Int {
  let whole = Int(value)
  // Exact: the two lie within a factor of two of each other, or the whole number is 0.
  let rest = value - Double(whole)
  return whole &+ (rest >= 0.5 ? 1 : 0) &- (rest <= -0.5 ? 1 : 0)
}
