import CVectors
import VectorKernelContracts

// Rings of samples of many places at once. The squares are transposed first, so that a neighbour of a sample is one load for as many
// places as a vector has lanes, where gathering it from the picture would take an instruction a place.

@inline(never)
func ringsOfCuts(
  cuts: UnsafePointer<UInt8>, corners: UnsafePointer<Int16>, weights: UnsafePointer<Int16>,
  target: UnsafeMutablePointer<UInt8>, scratch: UnsafeMutablePointer<UInt8>
) {
  interleave(cuts, CutGeometry.sampleCount, scratch)
  let below = CutGeometry.side &* BoltFeature.lanes
  var first = 0
  while first < BoltFeature.lanes {
    var sample = 0
    while sample < PolarGeometry.sampleCount {
      let corner = scratch + (Int(corners[sample]) &* BoltFeature.lanes &+ first)
      let weight = weights + 4 &* sample
      // At most 128 × 255 + 64: 15 bits.
      let upper = vi16_add(product(corner, weight[0]), product(corner + BoltFeature.lanes, weight[1]))
      let lower = vi16_add(product(corner + below, weight[2]), product(corner + below + BoltFeature.lanes, weight[3]))
      let sum = vi16_add(vi16_add(upper, lower), vi16_splat(64))
      vi16_store_as_u8(target + (sample &* BoltFeature.lanes &+ first), vi16_shift_right(sum, 7))
      sample &+= 1
    }
    first &+= vector_byte_count() / 2
  }
}

@inline(never)
func interleavePolar(samples: UnsafePointer<UInt8>, target: UnsafeMutablePointer<UInt8>) {
  interleave(samples, PolarGeometry.sampleCount, target)
}

@inline(__always)
private func product(_ samples: UnsafePointer<UInt8>, _ weight: Int16) -> VI16 {
  vi16_multiply(vi16_load_from_u8(samples), vi16_splat(weight))
}

/// Puts `count` bytes of each place, a multiple of 16, side by side.
@inline(__always)
private func interleave(_ source: UnsafePointer<UInt8>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>) {
  var place = 0
  while place < BoltFeature.lanes {
    var sample = 0
    while sample < count {
      u8_transpose_16x16(
        source + (place &* count &+ sample), count, target + (sample &* BoltFeature.lanes &+ place), BoltFeature.lanes)
      sample &+= 16
    }
    place &+= 16
  }
}
