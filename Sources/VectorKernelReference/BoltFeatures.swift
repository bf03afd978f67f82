import VectorKernelContracts

/// Measures places one by one. See `BoltFeature` for what the numbers are; the order of the sums is part of the contract, as single
/// precision is not associative.
func boltFeatures(
  _ samples: UnsafePointer<UInt8>, _ includesOutline: Bool, _ target: UnsafeMutablePointer<Float>,
  _ work: UnsafeMutablePointer<Float>
) {
  for place in 0..<BoltFeature.lanes {
    let own = (0..<PolarGeometry.sampleCount).map { samples[$0 * BoltFeature.lanes + place] }
    let features = features(of: own).prefix(includesOutline ? BoltFeature.count : BoltFeature.plainCount)
    for (index, value) in features.enumerated() { target[index * BoltFeature.lanes + place] = value }
  }
}

private func features(of samples: [UInt8]) -> [Float] {
  let rings = PolarGeometry.ringCount
  let angles = PolarGeometry.angleCount
  func sample(_ ring: Int, _ angle: Int) -> Float { Float(samples[ring * angles + angle % angles]) }
  func sum(_ values: [Float]) -> Float { values.reduce(0, +) }
  let directions = Array(0..<angles)

  let inner = (0..<BoltFeature.spreadRings).flatMap { ring in directions.map { sample(ring, $0) } }
  let count = Float(inner.count)
  let total = sum(inner)
  let variance = (sum(inner.map { $0 * $0 }) - total * total * (1 / count)) * (1 / count)
  let spread = max(variance, 0).squareRoot() + 1
  let unit = 1 / spread
  let sixteenth = Float(1) / Float(angles)

  let means = (0..<rings).map { ring in sum(directions.map { sample(ring, $0) }) * sixteenth }
  let deviations = (0..<rings).map { ring in
    let squares = sum(directions.map { sample(ring, $0) * sample(ring, $0) }) * sixteenth
    return max(squares - means[ring] * means[ring], 0).squareRoot() * unit
  }
  let tangential = (0..<rings).map { ring in
    (sum(directions.map { square(sample(ring, $0 + 1) - sample(ring, $0)) }) * sixteenth).squareRoot() * unit
  }
  func difference(_ ring: Int, _ angle: Int) -> Float { sample(ring + 1, angle) - sample(ring, angle) }
  let radial = (0..<rings - 1).map { ring in
    (sum(directions.map { square(difference(ring, $0)) }) * sixteenth).squareRoot() * unit
  }
  let magnitude = (0..<rings - 1).map { ring in sum(directions.map { abs(difference(ring, $0)) }) * sixteenth * unit }

  let harmonics = (0..<rings).map { ring in Harmonics((0..<angles).map { sample(ring, $0) }) }
  let amplitudeUnit = unit * sixteenth
  let amplitudes = [\Harmonics.first, \.second, \.third].flatMap { order in
    harmonics.map { (square($0[keyPath: order].x) + square($0[keyPath: order].y)).squareRoot() * amplitudeUnit }
  }
  let phaseUnit = amplitudeUnit * amplitudeUnit
  let phases = [\Harmonics.first, \.second].flatMap { order in
    (0..<rings - 1).map { ring in
      let (a, b) = (harmonics[ring][keyPath: order], harmonics[ring + 1][keyPath: order])
      return (a.x * b.x + a.y * b.y) * phaseUnit
    }
  }
  let symmetry = (0..<rings).map { ring in
    let products = sum((0..<angles / 2).map { sample(ring, $0) * sample(ring, $0 + angles / 2) })
    return (products * (2 * sixteenth) - means[ring] * means[ring]) * unit * unit
  }
  let outline = (0..<BoltFeature.windowCount).flatMap { window in
    let strongest = directions.map { angle in (1...3).map { abs(difference(window + $0, angle)) }.max()! }.sorted()
    return [1, 4, 8].map { strongest[$0] * unit }
  }
  let positions = directions.map { angle in
    let values = (1...8).map { abs(difference($0, angle)) }
    return Float(values.firstIndex(of: values.max()!)!)
  }
  let meanPosition = sum(positions) * sixteenth
  let squares = sum(positions.map { $0 * $0 }) * sixteenth
  let position = [meanPosition, max(squares - meanPosition * meanPosition, 0).squareRoot()]

  return [spread] + means.map { ($0 - means[BoltFeature.baseRing]) * unit } + deviations + tangential + radial
    + magnitude + amplitudes + phases + symmetry + outline + position
}

private func square(_ x: Float) -> Float { x * x }

/// The first three Fourier coefficients of a ring, 16 times too large.
private struct Harmonics {
  var first: SIMD2<Float>
  var second: SIMD2<Float>
  var third: SIMD2<Float>

  init(_ p: [Float]) {
    let (c, s, h) = (BoltHarmonics.cosine, BoltHarmonics.sine, BoltHarmonics.diagonal)
    let d = (0..<8).map { p[$0] - p[$0 + 8] }
    let f = (0..<4).map { (index: Int) -> Float in
      let along: Float = p[index] + p[index + 8]
      let across: Float = p[index + 4] + p[index + 12]
      return along - across
    }
    first = [
      d[0] + (c * (d[1] - d[7]) + (h * (d[2] - d[6]) + s * (d[3] - d[5]))),
      d[4] + (s * (d[1] + d[7]) + (h * (d[2] + d[6]) + c * (d[3] + d[5]))),
    ]
    second = [f[0] + h * (f[1] - f[3]), f[2] + h * (f[1] + f[3])]
    third = [
      d[0] + (s * (d[1] - d[7]) - (h * (d[2] - d[6]) + c * (d[3] - d[5]))),
      (c * (d[1] + d[7]) + (h * (d[2] + d[6]) - s * (d[3] + d[5]))) - d[4],
    ]
  }
}
