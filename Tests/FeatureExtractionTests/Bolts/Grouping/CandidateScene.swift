import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport

/// Candidates of a made-up picture: groups of bolts in known places, and clutter. All of it follows from the seed.
struct CandidateScene {
  static let size = ImageSize(width: 1280, height: 720)

  let seed: UInt64
  private var generator: SplitMix64
  /// All candidates, in the order in which they were added.
  private(set) var candidates: [Bolt] = []
  /// Indices of each group's candidates, in order along it.
  private(set) var groups: [[Int]] = []

  init(seed: UInt64) {
    self.seed = seed
    generator = SplitMix64(seed: seed)
  }

  mutating func uniform(_ low: Double, _ high: Double) -> Double { Double.random(in: low...high, using: &generator) }

  private mutating func normal() -> Double {
    (-2 * log(uniform(1e-12, 1))).squareRoot() * cos(uniform(0, 2 * Double.pi))
  }

  private mutating func add(_ x: Double, _ y: Double, radius: Double, score: Double, noise: Double) {
    candidates.append(
      Bolt(
        center: Point(x: x + noise * normal(), y: y + noise * normal()), centerDeviation: 0.4,
        radius: radius * exp(0.1 * normal()), outline: nil, kind: uniform(0, 1) < 0.2 ? .hole : .head, score: score))
  }

  /// Bolts at angles of a circle that is tilted by `tilt` radians about a direction, seen from four radii away.
  mutating func addRing(
    center: Point, radius: Double, tilt: Double, direction: Double, angles: [Double], boltRadius: Double = 6,
    score: Double = 1, noise: Double = 0.4
  ) {
    let first = candidates.count
    for angle in angles {
      let (u, v) = (radius * cos(angle), radius * sin(angle))
      let depth = 1 + v * sin(tilt) / (4 * radius)
      let (x, y) = (u / depth, v * cos(tilt) / depth)
      add(
        center.x + x * cos(direction) - y * sin(direction), center.y + x * sin(direction) + y * cos(direction),
        radius: boltRadius / depth, score: score, noise: noise)
    }
    groups.append(Array(first..<candidates.count))
  }

  /// Bolts in even steps along a line.
  mutating func addRow(from start: Point, step: Point, count: Int, score: Double = 1) {
    let first = candidates.count
    for index in 0..<count {
      add(start.x + Double(index) * step.x, start.y + Double(index) * step.y, radius: 5, score: score, noise: 0.4)
    }
    groups.append(Array(first..<candidates.count))
  }

  /// Bolts on a lattice, or on its frame only, seen obliquely through a lens that bends straight lines; some are missing.
  ///
  /// - Parameters:
  ///   - tilt: Of the lattice's plane, in radians, about a direction drawn at random; seen from three half diagonals away.
  ///   - distortion: How much shorter the half diagonal of the picture is drawn, as a share of itself.
  mutating func addGrid(
    center: Point, columns: Int, rows: Int, step: Double, isFrame: Bool = false, tilt: Double = 0,
    distortion: Double = 0, missing: Double = 0, score: Double = 1
  ) {
    let first = candidates.count
    let turn = uniform(0, 2 * Double.pi)
    let direction = uniform(0, 2 * Double.pi)
    let reach = 0.5 * step * hypot(Double(columns), Double(rows))
    let half = 0.5 * hypot(Double(Self.size.width), Double(Self.size.height))
    for row in 0..<rows {
      for column in 0..<columns {
        if isFrame && row > 0 && column > 0 && row < rows - 1 && column < columns - 1 { continue }
        if uniform(0, 1) < missing { continue }
        let x = step * (Double(column) - 0.5 * Double(columns - 1))
        let y = step * (Double(row) - 0.5 * Double(rows - 1))
        let (u, v) = (x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn))
        let depth = 1 + v * sin(tilt) / (3 * reach)
        let (p, q) = (u / depth, v * cos(tilt) / depth)
        let ix = center.x + p * cos(direction) - q * sin(direction) - 0.5 * Double(Self.size.width)
        let iy = center.y + p * sin(direction) + q * cos(direction) - 0.5 * Double(Self.size.height)
        let shrink = 1 - distortion * (ix * ix + iy * iy) / (half * half)
        add(
          0.5 * Double(Self.size.width) + ix * shrink, 0.5 * Double(Self.size.height) + iy * shrink,
          radius: 0.16 * step / depth, score: score, noise: 0.4)
      }
    }
    groups.append(Array(first..<candidates.count))
  }

  /// False candidates anywhere; one in ten looks like a bolt.
  mutating func addClutter(_ count: Int) {
    for _ in 0..<count {
      let score = uniform(0, 1) < 0.1 ? 0.8 + 0.5 * normal() : -1.2 + 0.5 * normal()
      add(
        uniform(0, Double(Self.size.width)), uniform(0, Double(Self.size.height)), radius: uniform(3, 12), score: score,
        noise: 0)
    }
  }

  /// False candidates strewn along straight edges.
  mutating func addEdges(_ count: Int) {
    for _ in 0..<count {
      let (x0, y0) = (uniform(0, Double(Self.size.width)), uniform(0, Double(Self.size.height)))
      let (x1, y1) = (uniform(0, Double(Self.size.width)), uniform(0, Double(Self.size.height)))
      for _ in 0..<12 {
        let t = uniform(0, 1)
        add(x0 + t * (x1 - x0), y0 + t * (y1 - y0), radius: uniform(3, 10), score: -1 + 0.5 * normal(), noise: 0.7)
      }
    }
  }

  /// Even angles, from `first` on.
  static func even(_ count: Int, of slots: Int, first: Double = 0) -> [Double] {
    (0..<count).map { first + 2 * Double.pi * Double($0) / Double(slots) }
  }

  var patterns: BoltPatterns { BoltGrouper().patterns(of: candidates, rims: [], imageSize: Self.size) }

  /// The candidates that a group of the patterns holds.
  func members(_ bolts: [Int], of patterns: BoltPatterns) -> [Int] {
    bolts.map { index in candidates.firstIndex(of: patterns.bolts[index]) ?? -1 }
  }

  /// Whether one of the groups said holds at least `share` of a true one's bolts, and few others.
  func isFound(_ group: Int, among said: [[Int]], of patterns: BoltPatterns, share: Double = 0.8) -> Bool {
    let truth = Set(groups[group])
    return said.contains { bolts in
      let hits = members(bolts, of: patterns).filter(truth.contains).count
      return Double(hits) >= share * Double(truth.count) && Double(hits) >= 0.75 * Double(bolts.count)
    }
  }
}
