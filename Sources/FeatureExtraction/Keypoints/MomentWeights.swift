import VectorKernels

/// The weights d·exp(−d²/2σ²) and exp(−d²/2σ²), σ = 4 samples, for centres between the samples.
enum MomentWeights {
  /// Centres from half a sample before the middle to half a sample behind it, an eighth of a sample apart.
  static let phaseCount = 9
  private static let sigma = 4.0
  private static let largestWeight = 127.0

  /// Calls `body` with the weights of the columns and of the rows for two phases: a slope and a bell each.
  static func withUnsafeWeights<Result>(
    _ phaseX: Int, _ phaseY: Int, _ body: (UnsafePointer<Int16>, UnsafePointer<Int16>) -> Result
  ) -> Result {
    table.withUnsafeBufferPointer { table in
      let pitch = 2 * MomentGeometry.rowCount
      return body(table.baseAddress! + phaseX * pitch, table.baseAddress! + phaseY * pitch)
    }
  }

  private static let table: [Int16] = {
    var table = [Int16](repeating: 0, count: phaseCount * 2 * MomentGeometry.rowCount)
    // The slope is greatest at σ: σ·exp(−½).
    let slopeScale = largestWeight / (sigma * bell(sigma))
    for phase in 0..<phaseCount {
      let start = phase * 2 * MomentGeometry.rowCount
      for index in 0...2 * MomentGeometry.radius {
        let distance = Double(index - MomentGeometry.radius) - Double(phase - phaseCount / 2) / 8
        let value = bell(distance)
        table[start + index] = Int16((distance * value * slopeScale).rounded())
        table[start + MomentGeometry.rowCount + index] = Int16((value * largestWeight).rounded())
      }
      // Cut off off-centre, the slope does not sum to 0, and brightness would turn the direction. The middle, where it
      // crosses 0, takes the rest: at most 5 of 127.
      let slope = start..<start + 2 * MomentGeometry.radius + 1
      table[start + MomentGeometry.radius] -= table[slope].reduce(0, +)
    }
    return table
  }()

  /// exp(−d²/2σ²) by the series of exp(−t/64) and six squarings: the same bits on every machine.
  private static func bell(_ distance: Double) -> Double {
    let t = -distance * distance / (2 * sigma * sigma) / 64
    var power = 1 + t * (1 + t / 2 * (1 + t / 3 * (1 + t / 4 * (1 + t / 5 * (1 + t / 6)))))
    for _ in 0..<6 { power *= power }
    return power
  }
}
