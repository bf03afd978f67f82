import CVectors
import VectorKernelContracts

// Two nearest by Hamming distance: one distance a lane, so that no sum ever runs across a vector.
//
// A descriptor is seen as 16 words of 16 bits, w0 … w15. Scratch holds a block of descriptors transposed: lane l of vector v holds
// descriptor v · lanes + l, word after word. Counting the bits of all 16 words one by one would cost 16 population counts, so the
// words are added first, bit by bit, as in Harley and Seal's method: a full adder takes three words to a sum and a carry, and 15
// words come down to four words of weights 1, 2, 4 and 8.
//
// The sum of a full adder is the exclusive or of its inputs, and so is the difference of two descriptors. Hence the sums of the
// first row of adders are prepared once for each descriptor, not for each pair: scratch holds the words folded (see `folded`), and
// that row costs only its carries.
//
// The best two are kept in each lane, packed as distance · 128 + vector number, so that one comparison settles the distance and
// ties; the 7 bits of vector number bound a block to 128 vectors. Signed, offset by -32768: SSE2 compares no unsigned words.

/// Vectors of descriptors in a block: no more than 128, which is what the packed vector number holds.
private var blockVectorCount: Int { 128 }

@inline(never)
func hammingTwoNearest(
  queries: UnsafePointer<UInt64>, queryCount: Int,
  train: UnsafePointer<UInt64>, trainCount: Int,
  scratch: UnsafeMutablePointer<UInt64>,
  neighbours: UnsafeMutablePointer<NearestPair>
) {
  for query in 0..<queryCount {
    neighbours[query] = NearestPair(index: -1, distance: 257, secondIndex: -1, secondDistance: 257)
  }
  let lanes = vector_byte_count() / 2
  let block = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: UInt16.self)
  var start = 0
  while start < trainCount {
    let count = min(blockVectorCount * lanes, trainCount - start)
    transpose(train + 4 * start, count: count, lanes: lanes, to: block)
    for query in 0..<queryCount {
      searchBlock(queries + 4 * query, block: block, count: count, start: Int32(start), into: neighbours + query)
    }
    start += count
  }
}

/// The four words of a descriptor with the sums of the first row of adders in place: word 2k becomes w0 ^ … ^ w2k; odd words stay.
///
/// One 64-bit word holds four 16-bit ones, the lowest first. `parity` is the exclusive or of all words before it.
@inline(__always)
private func folded(_ word: UInt64, parity: UInt64) -> UInt64 {
  let first = word & 0xFFFF ^ parity
  let third = (word ^ word >> 16 ^ word >> 32) & 0xFFFF ^ parity
  return word & 0xFFFF_0000_FFFF_0000 | first | third << 32
}

/// The exclusive or of the four 16-bit words of `word`.
@inline(__always)
private func parity(of word: UInt64) -> UInt64 {
  let half = word ^ word >> 32
  return (half ^ half >> 16) & 0xFFFF
}

@inline(__always)
private func store(
  _ word: UInt64, lanes: Int, to destination: UnsafeMutablePointer<UInt16>
) {
  destination[0] = UInt16(truncatingIfNeeded: word)
  destination[lanes] = UInt16(truncatingIfNeeded: word >> 16)
  destination[2 * lanes] = UInt16(truncatingIfNeeded: word >> 32)
  destination[3 * lanes] = UInt16(truncatingIfNeeded: word >> 48)
}

/// Writes `count` descriptors folded and transposed. Lanes past the last descriptor repeat it.
@inline(__always)
private func transpose(
  _ descriptors: UnsafePointer<UInt64>, count: Int, lanes: Int, to block: UnsafeMutablePointer<UInt16>
) {
  let padded = (count + lanes - 1) / lanes * lanes
  for index in 0..<padded {
    let words = descriptors + 4 * min(index, count - 1)
    let target = block + (index / lanes * lanes * 16 + index % lanes)
    let parity1 = parity(of: words[0])
    let parity2 = parity1 ^ parity(of: words[1])
    let parity3 = parity2 ^ parity(of: words[2])
    store(folded(words[0], parity: 0), lanes: lanes, to: target)
    store(folded(words[1], parity: parity1), lanes: lanes, to: target + 4 * lanes)
    store(folded(words[2], parity: parity2), lanes: lanes, to: target + 8 * lanes)
    store(folded(words[3], parity: parity3), lanes: lanes, to: target + 12 * lanes)
  }
}

@inline(__always)
private func splat(_ word: UInt64, _ index: UInt64) -> VU16 {
  vu16_splat(UInt16(truncatingIfNeeded: word >> (16 * index)))
}

/// The carry of a full adder whose sum is known: the majority of a, b and a ^ b ^ sum.
@inline(__always)
private func carry(_ a: VU16, _ b: VU16, sum: VU16) -> VU16 {
  vu16_or(vu16_and(a, b), vu16_and_not(vu16_xor(a, b), sum))
}

@inline(__always)
private func carry(_ a: VU16, _ b: VU16, _ c: VU16) -> VU16 {
  vu16_or(vu16_and(a, b), vu16_and(vu16_xor(a, b), c))
}

@inline(__always)
private func sum(_ a: VU16, _ b: VU16, _ c: VU16) -> VU16 { vu16_xor(vu16_xor(a, b), c) }

/// Bits set in each byte, 0...8.
@inline(__always)
private func bytePopulation(_ a: VU16) -> VU8 { vu8_population_count(vu16_as_vu8(a)) }

@inline(__always)
private func twice(_ a: VU8) -> VU8 { vu8_add(a, a) }

/// Compares one query with a block and merges what it finds into `best`.
@inline(never)
private func searchBlock(
  _ query: UnsafePointer<UInt64>, block: UnsafePointer<UInt16>, count: Int, start: Int32,
  into best: UnsafeMutablePointer<NearestPair>
) {
  let lanes = vector_byte_count() / 2
  let parity1 = parity(of: query[0])
  let parity2 = parity1 ^ parity(of: query[1])
  let parity3 = parity2 ^ parity(of: query[2])
  let word0 = folded(query[0], parity: 0)
  let word1 = folded(query[1], parity: parity1)
  let word2 = folded(query[2], parity: parity2)
  let word3 = folded(query[3], parity: parity3)
  let q0 = splat(word0, 0)
  let q1 = splat(word0, 1)
  let q2 = splat(word0, 2)
  let q3 = splat(word0, 3)
  let q4 = splat(word1, 0)
  let q5 = splat(word1, 1)
  let q6 = splat(word1, 2)
  let q7 = splat(word1, 3)
  let q8 = splat(word2, 0)
  let q9 = splat(word2, 1)
  let q10 = splat(word2, 2)
  let q11 = splat(word2, 3)
  let q12 = splat(word3, 0)
  let q13 = splat(word3, 1)
  let q14 = splat(word3, 2)
  let q15 = splat(word3, 3)

  var nearest = vi16_splat(Int16.max)
  var second = vi16_splat(Int16.max)
  var number = vi16_splat(Int16.min)
  let one = vi16_splat(1)
  let vectorCount = (count + lanes - 1) / lanes
  for vector in 0..<vectorCount {
    let p = block + vector * 16 * lanes
    // First row of adders: even words are the running sums s, odd ones as they are.
    let s0 = vu16_xor(vu16_load_aligned(p), q0)
    let s2 = vu16_xor(vu16_load_aligned(p + 2 * lanes), q2)
    let two0 = carry(s0, vu16_xor(vu16_load_aligned(p + lanes), q1), sum: s2)
    let s4 = vu16_xor(vu16_load_aligned(p + 4 * lanes), q4)
    let two1 = carry(s2, vu16_xor(vu16_load_aligned(p + 3 * lanes), q3), sum: s4)
    let s6 = vu16_xor(vu16_load_aligned(p + 6 * lanes), q6)
    let two2 = carry(s4, vu16_xor(vu16_load_aligned(p + 5 * lanes), q5), sum: s6)
    let twoA = sum(two0, two1, two2)
    let four0 = carry(two0, two1, two2)
    let s8 = vu16_xor(vu16_load_aligned(p + 8 * lanes), q8)
    let two3 = carry(s6, vu16_xor(vu16_load_aligned(p + 7 * lanes), q7), sum: s8)
    let s10 = vu16_xor(vu16_load_aligned(p + 10 * lanes), q10)
    let two4 = carry(s8, vu16_xor(vu16_load_aligned(p + 9 * lanes), q9), sum: s10)
    let twoB = sum(twoA, two3, two4)
    let four1 = carry(twoA, two3, two4)
    let s12 = vu16_xor(vu16_load_aligned(p + 12 * lanes), q12)
    let two5 = carry(s10, vu16_xor(vu16_load_aligned(p + 11 * lanes), q11), sum: s12)
    let s14 = vu16_xor(vu16_load_aligned(p + 14 * lanes), q14)
    let two6 = carry(s12, vu16_xor(vu16_load_aligned(p + 13 * lanes), q13), sum: s14)
    let twos = sum(twoB, two5, two6)
    let four2 = carry(twoB, two5, two6)
    let fours = sum(four0, four1, four2)
    let eights = carry(four0, four1, four2)
    let s15 = vu16_xor(vu16_load_aligned(p + 15 * lanes), q15)

    // Each byte holds at most half the distance, 128: no overflow until the two bytes of a lane are added as 16 bits.
    var bytes = vu8_add(twice(bytePopulation(eights)), bytePopulation(fours))
    bytes = vu8_add(twice(bytes), bytePopulation(twos))
    bytes = vu8_add(twice(bytes), vu8_add(bytePopulation(s14), bytePopulation(s15)))
    let pairs = vu8_as_vu16(bytes)
    let distance = vu16_add(vu16_and(pairs, vu16_splat(0xFF)), vu16_shift_right(pairs, 8))

    var packed = vi16_add(vu16_as_vi16(vu16_shift_left(distance, 7)), number)
    number = vi16_add(number, one)
    if vector == vectorCount - 1 {
      let valid = Int16(truncatingIfNeeded: count - vector * lanes)
      packed = vi16_select(
        vi16_greater(vi16_splat(valid), vi16_lane_numbers()), packed, vi16_splat(Int16.max))
    }
    second = vi16_min(second, vi16_max(nearest, packed))
    nearest = vi16_min(nearest, packed)
  }

  // Across lanes: of equal packed values, the lowest lane has the lowest index.
  let lowest = vi16_reduce_min(nearest)
  let lane = vi16_bits(vi16_equal(nearest, vi16_splat(lowest))).trailingZeroBitCount
  let isFirst = vi16_equal(vi16_lane_numbers(), vi16_splat(Int16(truncatingIfNeeded: lane)))
  let others = vi16_select(isFirst, second, nearest)
  let lowestOther = vi16_reduce_min(others)
  let otherLane = vi16_bits(vi16_equal(others, vi16_splat(lowestOther))).trailingZeroBitCount
  merge(lowest, lane: lane, start: start, into: best)
  if lowestOther != Int16.max { merge(lowestOther, lane: otherLane, start: start, into: best) }
}

/// Puts one neighbour in its place. Blocks come in the order of their indices, so an equal distance never displaces.
@inline(__always)
private func merge(_ packed: Int16, lane: Int, start: Int32, into best: UnsafeMutablePointer<NearestPair>) {
  let value = Int32(packed) &+ 32768
  let distance = value >> 7
  let lanes = Int32(truncatingIfNeeded: vector_byte_count() / 2)
  let index = start &+ (value & 127) &* lanes &+ Int32(truncatingIfNeeded: lane)
  if distance < best.pointee.distance {
    best.pointee.secondDistance = best.pointee.distance
    best.pointee.secondIndex = best.pointee.index
    best.pointee.distance = distance
    best.pointee.index = index
  } else if distance < best.pointee.secondDistance {
    best.pointee.secondDistance = distance
    best.pointee.secondIndex = index
  }
}
