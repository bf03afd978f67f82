import CVectors
import VectorKernelContracts

// Two nearest by Hamming distance: one distance a lane, so that no sum ever runs across a vector.
//
// A descriptor is seen as 16 words of 16 bits, w0 … w15. Scratch holds a block of descriptors transposed: lane l of vector v holds
// descriptor v · lanes + l, word after word. Counting the bits of all 16 words one by one would cost 16 population counts, so the
// words are added first, bit by bit, as in Harley and Seal's method: a full adder takes three words to a sum and a carry, and 15
// words come down to four words of weights 1, 2, 4 and 8.
//
// The sum of a full adder is the exclusive or of its inputs, and that of the differences of two descriptors is the difference of
// their own. Hence the sums of the first row of adders are prepared once for each descriptor, not for each pair: word k of scratch
// holds s_k = w0 ^ … ^ w_k. The first row then costs only its carries: that of s0, w1, w2 is "s1 ? not s2 : s0".
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
    // Field by field: the initialiser would be a call to another module.
    neighbours[query].index = -1
    neighbours[query].distance = 257
    neighbours[query].secondIndex = -1
    neighbours[query].secondDistance = 257
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

/// A descriptor whose 16-bit words w_k, the lowest of each 64-bit word first, are replaced by s_k = w0 ^ … ^ w_k. The last stays as
/// it is: it enters no adder of the first row.
private struct Folded {
  var word0: UInt64
  var word1: UInt64
  var word2: UInt64
  var word3: UInt64

  @inline(__always)
  init(_ words: UnsafePointer<UInt64>) {
    word0 = Folded.running(words[0])
    word1 = Folded.running(words[1]) ^ Folded.last(word0)
    word2 = Folded.running(words[2]) ^ Folded.last(word1)
    word3 = Folded.running(words[3]) ^ Folded.last(word2)
    let kept: UInt64 = 0xFFFF << 48
    word3 = word3 & ~kept | words[3] & kept
  }

  /// The exclusive or of each 16-bit word with all below it.
  @inline(__always)
  private static func running(_ word: UInt64) -> UInt64 {
    let pairs = word ^ word << 16
    return pairs ^ pairs << 32
  }

  /// The highest 16-bit word in all four places.
  @inline(__always)
  private static func last(_ word: UInt64) -> UInt64 { (word >> 48) &* 0x0001_0001_0001_0001 }
}

@inline(__always)
private func store(_ word: UInt64, lanes: Int, to destination: UnsafeMutablePointer<UInt16>) {
  destination[0] = UInt16(truncatingIfNeeded: word)
  destination[lanes] = UInt16(truncatingIfNeeded: word >> 16)
  destination[2 &* lanes] = UInt16(truncatingIfNeeded: word >> 32)
  destination[3 &* lanes] = UInt16(truncatingIfNeeded: word >> 48)
}

/// Writes `count` descriptors folded and transposed. Lanes past the last descriptor repeat it.
@inline(__always)
private func transpose(
  _ descriptors: UnsafePointer<UInt64>, count: Int, lanes: Int, to block: UnsafeMutablePointer<UInt16>
) {
  let padded = (count &+ lanes &- 1) / lanes &* lanes
  for index in 0..<padded {
    let descriptor = Folded(descriptors + 4 &* min(index, count &- 1))
    let target = block + (index / lanes &* lanes &* 16 &+ index % lanes)
    store(descriptor.word0, lanes: lanes, to: target)
    store(descriptor.word1, lanes: lanes, to: target + 4 &* lanes)
    store(descriptor.word2, lanes: lanes, to: target + 8 &* lanes)
    store(descriptor.word3, lanes: lanes, to: target + 12 &* lanes)
  }
}

@inline(__always)
private func splat(_ word: UInt64, _ index: UInt64) -> VU16 {
  vu16_splat(UInt16(truncatingIfNeeded: word >> (16 * index)))
}

/// The set bits of each lane, those of `eights` counted eight times, and so on: at most 256.
@inline(__always)
private func weighted(eights: VU16, fours: VU16, twos: VU16, one: VU16, other: VU16) -> VU16 {
  if vu16_population_count_is_fast() {
    let high = vu16_add(twice(vu16_population_count(eights)), vu16_population_count(fours))
    let low = vu16_add(vu16_population_count(one), vu16_population_count(other))
    return vu16_add(twice(vu16_add(twice(high), vu16_population_count(twos))), low)
  }
  // Byte by byte: each holds at most half the distance, 128, so nothing overflows before the two of a lane are added as 16 bits.
  let high = vu8_add(twice(bytePopulation(eights)), bytePopulation(fours))
  let low = vu8_add(bytePopulation(one), bytePopulation(other))
  let pairs = vu8_as_vu16(vu8_add(twice(vu8_add(twice(high), bytePopulation(twos))), low))
  return vu16_add(vu16_and(pairs, vu16_splat(0xFF)), vu16_shift_right(pairs, 8))
}

/// Bits set in each byte, 0...8.
@inline(__always)
private func bytePopulation(_ a: VU16) -> VU8 { vu8_population_count(vu16_as_vu8(a)) }

/// Opaque, or twice of twice becomes a shift of 16-bit lanes and a mask: two instructions more.
@inline(__always)
private func twice(_ a: VU8) -> VU8 {
  let value = vu8_opaque(a)
  return vu8_add(value, value)
}

@inline(__always)
private func twice(_ a: VU16) -> VU16 { vu16_add(a, a) }

/// Compares one query with a block and merges what it finds into `best`.
@inline(never)
private func searchBlock(
  _ query: UnsafePointer<UInt64>, block: UnsafePointer<UInt16>, count: Int, start: Int32,
  into best: UnsafeMutablePointer<NearestPair>
) {
  let lanes = vector_byte_count() / 2
  let folded = Folded(query)
  let q0 = splat(folded.word0, 0)
  let q1 = splat(folded.word0, 1)
  let q2 = splat(folded.word0, 2)
  let q3 = splat(folded.word0, 3)
  let q4 = splat(folded.word1, 0)
  let q5 = splat(folded.word1, 1)
  let q6 = splat(folded.word1, 2)
  let q7 = splat(folded.word1, 3)
  let q8 = splat(folded.word2, 0)
  let q9 = splat(folded.word2, 1)
  let q10 = splat(folded.word2, 2)
  let q11 = splat(folded.word2, 3)
  let q12 = splat(folded.word3, 0)
  let q13 = splat(folded.word3, 1)
  let q14 = splat(folded.word3, 2)
  let q15 = splat(folded.word3, 3)

  var nearest = vi16_splat(Int16.max)
  var second = vi16_splat(Int16.max)
  var number = vi16_splat(Int16.min)
  let one = vi16_splat(1)
  let vectorCount = (count + lanes - 1) / lanes
  for vector in 0..<vectorCount {
    let p = block + vector * 16 * lanes
    // 16 words: the running sums s0 … s14 and the last word. The first row of adders gives seven carries of weight 2, the second
    // three of weight 4, the third one of weight 8.
    let s0 = vu16_xor(vu16_load_aligned(p), q0)
    let s1 = vu16_xor(vu16_load_aligned(p + lanes), q1)
    let s2 = vu16_xor(vu16_load_aligned(p + 2 &* lanes), q2)
    let two0 = vu16_select_bits_not(s1, s2, s0)
    let s3 = vu16_xor(vu16_load_aligned(p + 3 &* lanes), q3)
    let s4 = vu16_xor(vu16_load_aligned(p + 4 &* lanes), q4)
    let two1 = vu16_select_bits_not(s3, s4, s2)
    let s5 = vu16_xor(vu16_load_aligned(p + 5 &* lanes), q5)
    let s6 = vu16_xor(vu16_load_aligned(p + 6 &* lanes), q6)
    let two2 = vu16_select_bits_not(s5, s6, s4)
    let twoA = vu16_exclusive_or3(two0, two1, two2)
    let four0 = vu16_majority(two0, two1, two2)
    let s7 = vu16_xor(vu16_load_aligned(p + 7 &* lanes), q7)
    let s8 = vu16_xor(vu16_load_aligned(p + 8 &* lanes), q8)
    let two3 = vu16_select_bits_not(s7, s8, s6)
    let s9 = vu16_xor(vu16_load_aligned(p + 9 &* lanes), q9)
    let s10 = vu16_xor(vu16_load_aligned(p + 10 &* lanes), q10)
    let two4 = vu16_select_bits_not(s9, s10, s8)
    let twoB = vu16_exclusive_or3(twoA, two3, two4)
    let four1 = vu16_majority(twoA, two3, two4)
    let s11 = vu16_xor(vu16_load_aligned(p + 11 &* lanes), q11)
    let s12 = vu16_xor(vu16_load_aligned(p + 12 &* lanes), q12)
    let two5 = vu16_select_bits_not(s11, s12, s10)
    let s13 = vu16_xor(vu16_load_aligned(p + 13 &* lanes), q13)
    let s14 = vu16_xor(vu16_load_aligned(p + 14 &* lanes), q14)
    let two6 = vu16_select_bits_not(s13, s14, s12)
    let twos = vu16_exclusive_or3(twoB, two5, two6)
    let four2 = vu16_majority(twoB, two5, two6)
    let fours = vu16_exclusive_or3(four0, four1, four2)
    let eights = vu16_majority(four0, four1, four2)
    let w15 = vu16_xor(vu16_load_aligned(p + 15 &* lanes), q15)
    let distance = weighted(eights: eights, fours: fours, twos: twos, one: s14, other: w15)

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
