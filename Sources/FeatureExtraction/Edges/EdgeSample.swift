import ReproducibleMath

/// A point of an edge, kept so that the edges of two pictures can be laid over each other.
public struct EdgeSample: Hashable, Sendable {
  /// Column, in pixels.
  public var x: Float
  /// Row, in pixels.
  public var y: Float
  /// The direction across the edge towards the brighter side, as a vector of length 127: its column part.
  public var normalX: Int8
  /// Its row part.
  public var normalY: Int8

  /// Makes a sample of its parts.
  public init(x: Float, y: Float, normalX: Int8, normalY: Int8) {
    self.x = x
    self.y = y
    self.normalX = normalX
    self.normalY = normalY
  }
}

extension EdgeSample {
  /// Every so many points of a chain one is kept: the smoothing makes neighbours say the same.
  static let stride = 2
  /// Samples of an image, at most: 12 bytes each.
  static let most = 32_768

  /// Samples of the chains, in the chains' order. Where there are too many, those of the longest chains.
  ///
  /// - Complexity: O(points + chains · log(chains)).
  static func samples(of chains: EdgeChains) -> [EdgeSample] {
    let counts = chains.chains.map { ($0.count + stride - 1) / stride }
    let total = counts.reduce(0, +)
    var kept = [Bool](repeating: true, count: counts.count)
    if total > most {
      var room = most
      for index in counts.indices.sorted(by: { (-counts[$0], $0) < (-counts[$1], $1) }) {
        kept[index] = counts[index] <= room
        if kept[index] { room -= counts[index] }
      }
    }
    var samples: [EdgeSample] = []
    samples.reserveCapacity(min(total, most))
    for (index, chain) in chains.chains.enumerated() where kept[index] {
      for position in Swift.stride(from: chain.lowerBound, to: chain.upperBound, by: stride) {
        let point = chains.points[position]
        let (gx, gy) = (Float(point.gradientX), Float(point.gradientY))
        let scale = 127 / (gx * gx + gy * gy).squareRoot()
        samples.append(
          EdgeSample(
            x: point.x, y: point.y, normalX: component(gx * scale), normalY: component(gy * scale)))
      }
    }
    return samples
  }

  /// A component of a vector of length 127 as a whole number.
  @inline(__always)
  private static func component(_ value: Float) -> Int8 { Int8(truncatingIfNeeded: wholeNearest(Double(value))) }
}
