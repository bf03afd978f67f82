import CVectors
import VectorKernelContracts

// Binary descriptors of 32 patches side by side: lane l of every vector belongs to patch l, so no test ever gathers.
//
//     transpose 32 patches, so that the 32 values of one sample lie together
//     integrate: every sample becomes the sum of all above and left of it, modulo 2¹⁶
//     for every test: two box sums of four loads each, one comparison, one bit of 32 descriptors
//
// The sum of a box of at most 15 × 15 samples fits 16 bits; so the integral may wrap, and differences are right all the same.

@inline(never)
func describePatches(
  patches: UnsafePointer<UInt8>, count: Int, tests: UnsafePointer<Int16>, testCount: Int,
  descriptors: UnsafeMutablePointer<UInt64>, scratch: UnsafeMutablePointer<UInt16>
) {
  let lanes = DescribeScratch.lanes
  let spreads = scratch + DescribeScratch.integralCount
  let bits = spreads + lanes
  let samples = UnsafeMutableRawPointer(bits + DescribeScratch.bitCount).assumingMemoryBound(to: UInt8.self)
  var first = 0
  while first < count {
    let used = min(lanes, count &- first)
    let group = patches + first &* PatchGeometry.sampleCount
    integrate(group, used, scratch, samples)
    for lane in 0..<used { spreads[lane] = spread(of: group + lane &* PatchGeometry.sampleCount) }
    for lane in used..<lanes { spreads[lane] = 0 }
    runTests(scratch, spreads, tests, testCount, bits)
    let words = testCount &>> 4
    for lane in 0..<used {
      let descriptor = UnsafeMutableRawPointer(descriptors + (first &+ lane) &* (testCount &>> 6))
        .assumingMemoryBound(to: UInt16.self)
      for word in 0..<words { descriptor[word] = bits[word &* lanes &+ lane] }
    }
    first &+= lanes
  }
}

/// The interleaved integral images of `used` patches. Lanes without a patch hold anything.
@inline(__always)
private func integrate(
  _ patches: UnsafePointer<UInt8>, _ used: Int, _ integral: UnsafeMutablePointer<UInt16>,
  _ samples: UnsafeMutablePointer<UInt8>
) {
  let lanes = DescribeScratch.lanes
  let side = PatchGeometry.side
  let vectorLanes = vector_byte_count() / 2
  let rowElements = (side &+ 1) &* lanes
  // Row 0 and column 0 of an integral image are 0.
  for element in 0..<rowElements { integral[element] = 0 }
  for row in 0..<side {
    interleave(patches + row &* side, used, samples)
    let above = integral + row &* rowElements
    let current = above + rowElements
    for lane in 0..<lanes { current[lane] = 0 }
    var lane = 0
    while lane < lanes {
      var running = vu16_splat(0)
      var offset = lane
      for _ in 0..<side {
        running = vu16_add(running, vu16_load_from_u8(samples + offset))
        offset &+= lanes
        vu16_store(current + offset, vu16_add(running, vu16_load(above + offset)))
      }
      lane &+= vectorLanes
    }
  }
}

/// One row of 32 patches with the values of a sample side by side: 32 × 32 bytes, transposed in blocks of 16.
@inline(__always)
private func interleave(_ row: UnsafePointer<UInt8>, _ used: Int, _ samples: UnsafeMutablePointer<UInt8>) {
  let lanes = DescribeScratch.lanes
  var lane = 0
  while lane < used {
    // Patches are read in sixteens: the caller's memory holds a whole number of groups.
    let source = row + lane &* PatchGeometry.sampleCount
    u8_transpose_16x16(source, PatchGeometry.sampleCount, samples + lane, lanes)
    u8_transpose_16x16(source + 16, PatchGeometry.sampleCount, samples + (16 &* lanes &+ lane), lanes)
    lane &+= 16
  }
}

/// The standard deviation of a patch's samples: see `DescribeScratch.spread`.
@inline(__always)
private func spread(of patch: UnsafePointer<UInt8>) -> UInt16 {
  var sum: UInt32 = 0
  var squares: UInt32 = 0
  for index in 0..<PatchGeometry.sampleCount {
    let sample = UInt32(patch[index])
    sum &+= sample
    squares &+= sample &* sample
  }
  return DescribeScratch.spread(sum: sum, squares: squares)
}

/// Bit t of every patch's descriptor, as bit t & 15 of lane l of word t >> 4.
@inline(__always)
private func runTests(
  _ integral: UnsafePointer<UInt16>, _ spreads: UnsafePointer<UInt16>, _ tests: UnsafePointer<Int16>,
  _ testCount: Int, _ bits: UnsafeMutablePointer<UInt16>
) {
  let lanes = DescribeScratch.lanes
  let vectorLanes = vector_byte_count() / 2
  var lane = 0
  while lane < lanes {
    let spread = vu16_load(spreads + lane)
    let base = integral + lane
    for word in 0..<testCount &>> 4 {
      var result = vu16_splat(0)
      for position in 0..<16 {
        let test = tests + 6 &* (16 &* word &+ position)
        let first = boxSum(base, Int(test[0]), Int(test[1]), Int(test[4]))
        let second = boxSum(base, Int(test[2]), Int(test[3]), Int(test[4]))
        let least = vu16_multiply_high(vu16_splat(UInt16(bitPattern: test[5])), spread)
        // More than zero where the first sum exceeds the second by more than `least`: no unsigned comparison needed.
        let excess = vu16_subtract_saturating(vu16_subtract_saturating(first, second), least)
        let bit = vu16_splat(1 &<< UInt16(truncatingIfNeeded: position))
        result = vu16_or(result, vu16_and_not(bit, vi16_as_vu16(vu16_equal(excess, vu16_splat(0)))))
      }
      vu16_store(bits + (word &* lanes &+ lane), result)
    }
    lane &+= vectorLanes
  }
}

/// The sums of the samples within `radius` of (x, y), a patch a lane.
@inline(__always)
private func boxSum(_ integral: UnsafePointer<UInt16>, _ x: Int, _ y: Int, _ radius: Int) -> VU16 {
  let pitch = (PatchGeometry.side &+ 1) &* DescribeScratch.lanes
  let right = (2 &* radius &+ 1) &* DescribeScratch.lanes
  let above = integral + ((y &- radius) &* pitch &+ (x &- radius) &* DescribeScratch.lanes)
  let below = above + (2 &* radius &+ 1) &* pitch
  let lower = vu16_subtract(vu16_load(below + right), vu16_load(below))
  let upper = vu16_subtract(vu16_load(above + right), vu16_load(above))
  return vu16_subtract(lower, upper)
}
