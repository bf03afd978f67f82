import VectorKernelContracts

/// The coded determinant of the Hessian of the plane smoothed by 1 4 6 4 1, row by row through a ring of three smoothed
/// rows that stay in the first-level cache: every sample is read five times from there and written once.
///
/// `scratch` holds 4 × (width + 64) elements.
@inline(never)
func hessianResponses(
  source: KernelPlane, target: UnsafeMutablePointer<Int16>, targetStride: Int,
  scratch: UnsafeMutablePointer<Int16>
) {
  let width = source.width
  let height = source.height
  let margin = HessianResponse.margin
  let pitch = (width &+ 63) & ~31
  let columns = UnsafeMutableRawPointer(scratch + 3 * pitch).assumingMemoryBound(to: UInt16.self)
  for y in 0..<height where y < margin || y >= height - margin {
    (target + y * targetStride).update(repeating: 0, count: width)
  }
  guard width > 2 * margin, height > 2 * margin else {
    for y in 0..<height { (target + y * targetStride).update(repeating: 0, count: width) }
    return
  }
  for y in margin - 1...height - margin {
    smoothRow(source, y, columns, scratch + (y % 3) * pitch)
    guard y > margin else { continue }
    let row = target + (y - 1) * targetStride
    determinants(
      scratch + ((y - 2) % 3) * pitch, scratch + ((y - 1) % 3) * pitch, scratch + (y % 3) * pitch, row, width)
    for x in 0..<margin {
      row[x] = 0
      row[width - 1 - x] = 0
    }
  }
}

/// One row of the smoothed plane, in 1/32 grey levels, for columns 2 ..< width − 2.
@inline(__always)
private func smoothRow(
  _ source: KernelPlane, _ y: Int, _ columns: UnsafeMutablePointer<UInt16>, _ smoothed: UnsafeMutablePointer<Int16>
) {
  let width = source.width
  let stride = source.rowStride
  let row = source.pixels + y * stride
  for x in 0..<width {
    let outer = UInt16(row[x &- 2 &* stride]) &+ UInt16(row[x &+ 2 &* stride])
    let inner = UInt16(row[x &- stride]) &+ UInt16(row[x &+ stride])
    let centre = UInt16(row[x])
    columns[x] = outer &+ (inner &<< 2) &+ (centre &<< 2) &+ (centre &<< 1)
  }
  for x in 2..<width &- 2 {
    // At most 256 × 255: fits 16 bits; with the rounding 65,284.
    let outer = columns[x &- 2] &+ columns[x &+ 2]
    let inner = columns[x &- 1] &+ columns[x &+ 1]
    let centre = columns[x]
    let sum = outer &+ (inner &<< 2) &+ (centre &<< 2) &+ (centre &<< 1)
    smoothed[x] = Int16(truncatingIfNeeded: (sum &+ 4) &>> 3)
  }
}

/// The coded determinants of one row, for columns margin ..< width − margin.
@inline(__always)
private func determinants(
  _ above: UnsafePointer<Int16>, _ middle: UnsafePointer<Int16>, _ below: UnsafePointer<Int16>,
  _ target: UnsafeMutablePointer<Int16>, _ width: Int
) {
  let margin = HessianResponse.margin
  for x in margin..<width &- margin {
    // Second differences lie in ±16,320: no overflow in 16 bits.
    let twice = middle[x] &+ middle[x]
    let xx = middle[x &- 1] &+ middle[x &+ 1] &- twice
    let yy = above[x] &+ below[x] &- twice
    let cross = (above[x &- 1] &+ below[x &+ 1]) &- (above[x &+ 1] &+ below[x &- 1])
    let xy = (cross &+ 2) &>> 2
    let determinant = Int32(xx) &* Int32(yy) &- Int32(xy) &* Int32(xy)
    let clipped = max(determinant, HessianResponse.floor)
    let bits = Int32(bitPattern: Float(clipped).bitPattern)
    target[x] = Int16(truncatingIfNeeded: (bits &- HessianResponse.codeBias) &>> HessianResponse.codeShift)
  }
}
