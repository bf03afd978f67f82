import CVectors
import VectorKernelContracts

// The features of bolts, a vector of places at a time: every step is one operation on sample k of many places, and nothing is summed
// across lanes. The order of the sums is the scalar twin's, bit for bit.

@inline(never)
func boltFeatures(
  samples: UnsafePointer<UInt8>, includesOutline: Bool, target: UnsafeMutablePointer<Float>,
  work: UnsafeMutablePointer<Float>
) {
  var first = 0
  while first < BoltFeature.lanes {
    measure(samples + first, includesOutline, target + first, work)
    first &+= vector_byte_count() / 4
  }
}

/// Measures the places of one vector. `work` holds their samples as Float, then a vector a direction.
@inline(__always)
private func measure(
  _ bytes: UnsafePointer<UInt8>, _ includesOutline: Bool, _ target: UnsafeMutablePointer<Float>,
  _ work: UnsafeMutablePointer<Float>
) {
  let lanes = vector_byte_count() / 4
  let rings = PolarGeometry.ringCount
  let zero = vf32_splat(0)
  let sixteenth = vf32_splat(1 / Float(PolarGeometry.angleCount))

  var total = zero
  var squares = zero
  let inner = BoltFeature.spreadRings &* PolarGeometry.angleCount
  var index = 0
  while index < PolarGeometry.sampleCount {
    let value = vf32_load_from_u8(bytes + index &* BoltFeature.lanes)
    vf32_store(work + index &* lanes, value)
    if index < inner {
      // Whole numbers below 2²⁴: exact in any order.
      total = vf32_add(total, value)
      squares = vf32_add(squares, vf32_multiply(value, value))
    }
    index &+= 1
  }
  let part = vf32_splat(1 / Float(inner))
  let variance = vf32_multiply(vf32_subtract(squares, vf32_multiply(vf32_multiply(total, total), part)), part)
  let spread = vf32_add(vf32_square_root(vf32_max(variance, zero)), vf32_splat(1))
  let unit = vf32_divide(vf32_splat(1), spread)
  put(target, BoltFeature.spread, spread)

  let base = vf32_multiply(ringSum(work, BoltFeature.baseRing), sixteenth)
  var ring = 0
  while ring < rings {
    measureRing(work, ring, base, unit, target)
    if ring &+ 1 < rings { measureDifference(work, ring, unit, target) }
    ring &+= 1
  }
  measurePhases(target, work, unit)
  guard includesOutline else { return }
  let directions = work + PolarGeometry.sampleCount &* lanes
  var window = 0
  while window < BoltFeature.windowCount {
    measureOutline(work, window, unit, directions, target)
    window &+= 1
  }
  measureEdgePosition(work, target)
}

@inline(__always)
private func put(_ target: UnsafeMutablePointer<Float>, _ feature: Int, _ value: VF32) {
  vf32_store(target + feature &* BoltFeature.lanes, value)
}

/// Sample `angle` (0 ..< 16) of a ring.
@inline(__always)
private func sample(_ work: UnsafePointer<Float>, _ ring: Int, _ angle: Int) -> VF32 {
  vf32_load(work + (ring &* PolarGeometry.angleCount &+ angle) &* (vector_byte_count() / 4))
}

@inline(__always)
private func ringSum(_ work: UnsafePointer<Float>, _ ring: Int) -> VF32 {
  var sum = vf32_splat(0)
  for angle in 0..<PolarGeometry.angleCount { sum = vf32_add(sum, sample(work, ring, angle)) }
  return sum
}

/// What is measured along one ring.
@inline(__always)
private func measureRing(
  _ work: UnsafePointer<Float>, _ ring: Int, _ base: VF32, _ unit: VF32, _ target: UnsafeMutablePointer<Float>
) {
  let sixteenth = vf32_splat(1 / Float(PolarGeometry.angleCount))
  let zero = vf32_splat(0)
  var sum = zero
  var squares = zero
  var steps = zero
  var previous = sample(work, ring, 0)
  let firstSample = previous
  for angle in 0..<PolarGeometry.angleCount {
    let value = previous
    sum = vf32_add(sum, value)
    squares = vf32_add(squares, vf32_multiply(value, value))
    previous = angle &+ 1 < PolarGeometry.angleCount ? sample(work, ring, angle &+ 1) : firstSample
    let step = vf32_subtract(previous, value)
    steps = vf32_add(steps, vf32_multiply(step, step))
  }
  let mean = vf32_multiply(sum, sixteenth)
  let meanSquare = vf32_multiply(mean, mean)
  let variance = vf32_max(vf32_subtract(vf32_multiply(squares, sixteenth), meanSquare), zero)
  put(target, BoltFeature.mean &+ ring, vf32_multiply(vf32_subtract(mean, base), unit))
  put(target, BoltFeature.deviation &+ ring, vf32_multiply(vf32_square_root(variance), unit))
  put(
    target, BoltFeature.tangential &+ ring, vf32_multiply(vf32_square_root(vf32_multiply(steps, sixteenth)), unit))
  var products = zero
  for angle in 0..<PolarGeometry.angleCount / 2 {
    products = vf32_add(
      products,
      vf32_multiply(sample(work, ring, angle), sample(work, ring, angle &+ PolarGeometry.angleCount / 2)))
  }
  let correlation = vf32_subtract(
    vf32_multiply(products, vf32_splat(2 * (1 / Float(PolarGeometry.angleCount)))), meanSquare)
  put(target, BoltFeature.symmetry &+ ring, vf32_multiply(vf32_multiply(correlation, unit), unit))
}

/// What is measured of the difference from a ring to the next.
@inline(__always)
private func measureDifference(
  _ work: UnsafePointer<Float>, _ ring: Int, _ unit: VF32, _ target: UnsafeMutablePointer<Float>
) {
  let sixteenth = vf32_splat(1 / Float(PolarGeometry.angleCount))
  var squares = vf32_splat(0)
  var magnitudes = vf32_splat(0)
  for angle in 0..<PolarGeometry.angleCount {
    let difference = vf32_subtract(sample(work, ring &+ 1, angle), sample(work, ring, angle))
    squares = vf32_add(squares, vf32_multiply(difference, difference))
    magnitudes = vf32_add(magnitudes, vf32_absolute(difference))
  }
  put(
    target, BoltFeature.radial &+ ring, vf32_multiply(vf32_square_root(vf32_multiply(squares, sixteenth)), unit))
  put(target, BoltFeature.radialMagnitude &+ ring, vf32_multiply(vf32_multiply(magnitudes, sixteenth), unit))
}

/// Harmonics of every ring, and how their phases go on from ring to ring.
@inline(__always)
private func measurePhases(_ target: UnsafeMutablePointer<Float>, _ work: UnsafePointer<Float>, _ unit: VF32) {
  let rings = PolarGeometry.ringCount
  let amplitudeUnit = vf32_multiply(unit, vf32_splat(1 / Float(PolarGeometry.angleCount)))
  let phaseUnit = vf32_multiply(amplitudeUnit, amplitudeUnit)
  var before = Harmonics(work, 0)
  var ring = 0
  while ring < rings {
    let here = ring == 0 ? before : Harmonics(work, ring)
    let feature = BoltFeature.harmonics &+ ring
    put(target, feature, vf32_multiply(vf32_square_root(squaredLength(here.x1, here.y1)), amplitudeUnit))
    put(target, feature &+ rings, vf32_multiply(vf32_square_root(squaredLength(here.x2, here.y2)), amplitudeUnit))
    put(target, feature &+ 2 &* rings, vf32_multiply(vf32_square_root(squaredLength(here.x3, here.y3)), amplitudeUnit))
    if ring > 0 {
      let first = vf32_add(vf32_multiply(before.x1, here.x1), vf32_multiply(before.y1, here.y1))
      let second = vf32_add(vf32_multiply(before.x2, here.x2), vf32_multiply(before.y2, here.y2))
      put(target, BoltFeature.phases &+ ring &- 1, vf32_multiply(first, phaseUnit))
      put(target, BoltFeature.phases &+ rings &- 1 &+ ring &- 1, vf32_multiply(second, phaseUnit))
    }
    before = here
    ring &+= 1
  }
}

@inline(__always)
private func squaredLength(_ x: VF32, _ y: VF32) -> VF32 { vf32_add(vf32_multiply(x, x), vf32_multiply(y, y)) }

/// The first three Fourier coefficients of a ring, 16 times too large.
private struct Harmonics {
  var x1, y1, x2, y2, x3, y3: VF32

  @inline(__always)
  init(_ work: UnsafePointer<Float>, _ ring: Int) {
    let c = vf32_splat(BoltHarmonics.cosine)
    let s = vf32_splat(BoltHarmonics.sine)
    let h = vf32_splat(BoltHarmonics.diagonal)
    let d0 = Harmonics.across(work, ring, 0)
    let d1 = Harmonics.across(work, ring, 1)
    let d2 = Harmonics.across(work, ring, 2)
    let d3 = Harmonics.across(work, ring, 3)
    let d4 = Harmonics.across(work, ring, 4)
    let d5 = Harmonics.across(work, ring, 5)
    let d6 = Harmonics.across(work, ring, 6)
    let d7 = Harmonics.across(work, ring, 7)
    let (minus1, minus2, minus3) = (vf32_subtract(d1, d7), vf32_subtract(d2, d6), vf32_subtract(d3, d5))
    let (plus1, plus2, plus3) = (vf32_add(d1, d7), vf32_add(d2, d6), vf32_add(d3, d5))
    x1 = vf32_add(
      d0, vf32_add(vf32_multiply(c, minus1), vf32_add(vf32_multiply(h, minus2), vf32_multiply(s, minus3))))
    y1 = vf32_add(d4, vf32_add(vf32_multiply(s, plus1), vf32_add(vf32_multiply(h, plus2), vf32_multiply(c, plus3))))
    x3 = vf32_add(
      d0, vf32_subtract(vf32_multiply(s, minus1), vf32_add(vf32_multiply(h, minus2), vf32_multiply(c, minus3))))
    y3 = vf32_subtract(
      vf32_add(vf32_multiply(c, plus1), vf32_subtract(vf32_multiply(h, plus2), vf32_multiply(s, plus3))), d4)
    let f0 = Harmonics.twice(work, ring, 0)
    let f1 = Harmonics.twice(work, ring, 1)
    let f2 = Harmonics.twice(work, ring, 2)
    let f3 = Harmonics.twice(work, ring, 3)
    x2 = vf32_add(f0, vf32_multiply(h, vf32_subtract(f1, f3)))
    y2 = vf32_add(f2, vf32_multiply(h, vf32_add(f1, f3)))
  }

  /// A sample less the one half a turn on.
  @inline(__always)
  private static func across(_ work: UnsafePointer<Float>, _ ring: Int, _ angle: Int) -> VF32 {
    vf32_subtract(sample(work, ring, angle), sample(work, ring, angle &+ 8))
  }

  /// A sample and the one half a turn on, less those a quarter turn on.
  @inline(__always)
  private static func twice(_ work: UnsafePointer<Float>, _ ring: Int, _ angle: Int) -> VF32 {
    vf32_subtract(
      vf32_add(sample(work, ring, angle), sample(work, ring, angle &+ 8)),
      vf32_add(sample(work, ring, angle &+ 4), sample(work, ring, angle &+ 12)))
  }
}

/// How complete an outline there is in a window of three differences: the directions' strongest, sorted in `directions`.
@inline(__always)
private func measureOutline(
  _ work: UnsafePointer<Float>, _ window: Int, _ unit: VF32, _ directions: UnsafeMutablePointer<Float>,
  _ target: UnsafeMutablePointer<Float>
) {
  let lanes = vector_byte_count() / 4
  for angle in 0..<PolarGeometry.angleCount {
    let a = sample(work, window &+ 1, angle)
    let b = sample(work, window &+ 2, angle)
    let c = sample(work, window &+ 3, angle)
    let d = sample(work, window &+ 4, angle)
    let first = vf32_absolute(vf32_subtract(b, a))
    let second = vf32_absolute(vf32_subtract(c, b))
    let third = vf32_absolute(vf32_subtract(d, c))
    vf32_store(directions + angle &* lanes, vf32_max(vf32_max(first, second), third))
  }
  sort(directions)
  let feature = BoltFeature.outline &+ 3 &* window
  put(target, feature, vf32_multiply(vf32_load(directions + lanes), unit))
  put(target, feature &+ 1, vf32_multiply(vf32_load(directions + 4 &* lanes), unit))
  put(target, feature &+ 2, vf32_multiply(vf32_load(directions + 8 &* lanes), unit))
}

/// Sorts 16 vectors lane by lane: Batcher's odd–even merge sort (AFIPS 1968), 63 exchanges.
@inline(__always)
private func sort(_ values: UnsafeMutablePointer<Float>) {
  let lanes = vector_byte_count() / 4
  var p = 1
  while p < 16 {
    var k = p
    while k >= 1 {
      var j = k % p
      while j &+ k < 16 {
        var i = 0
        while i < k && i &+ j &+ k < 16 {
          if (i &+ j) / (2 &* p) == (i &+ j &+ k) / (2 &* p) {
            let low = values + (i &+ j) &* lanes
            let high = values + (i &+ j &+ k) &* lanes
            let (a, b) = (vf32_load(low), vf32_load(high))
            vf32_store(low, vf32_min(a, b))
            vf32_store(high, vf32_max(a, b))
          }
          i &+= 1
        }
        j &+= 2 &* k
      }
      k /= 2
    }
    p &*= 2
  }
}

/// Mean and deviation of where the strongest of eight differences lies, over the directions; the first of equals.
@inline(__always)
private func measureEdgePosition(_ work: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
  let sixteenth = vf32_splat(1 / Float(PolarGeometry.angleCount))
  var sum = vf32_splat(0)
  var squares = vf32_splat(0)
  for angle in 0..<PolarGeometry.angleCount {
    var strongest = vf32_splat(-1)
    var position = vf32_splat(0)
    var previous = sample(work, 1, angle)
    for ring in 0..<8 {
      let next = sample(work, ring &+ 2, angle)
      let difference = vf32_absolute(vf32_subtract(next, previous))
      let isStronger = vf32_greater(difference, strongest)
      position = vf32_select(isStronger, vf32_splat(Float(ring)), position)
      strongest = vf32_max(difference, strongest)
      previous = next
    }
    sum = vf32_add(sum, position)
    squares = vf32_add(squares, vf32_multiply(position, position))
  }
  let mean = vf32_multiply(sum, sixteenth)
  let variance = vf32_max(vf32_subtract(vf32_multiply(squares, sixteenth), vf32_multiply(mean, mean)), vf32_splat(0))
  put(target, BoltFeature.edgePosition, mean)
  put(target, BoltFeature.edgePosition &+ 1, vf32_square_root(variance))
}
