import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Draws decoys of a picture's bolt patterns: pictures of things that do not exist, taken by the same camera.
///
/// Each group stays where it is and keeps its kind, its number of seen and hidden places and its bolts' looks. What is drawn anew is what
/// tells one object from another: counts, gaps, angles, turns, ratios, spacings. What the world makes often stays as it is as often.
struct DecoyMaker {
  private let reference: Features
  private let rings: [RingDecoy]
  private let rows: [RowDecoy]
  private let lone: [Bolt]

  /// Prepares decoys of `reference`.
  init(_ reference: Features, options: ConstellationMatchingOptions) {
    self.reference = reference
    let patterns = reference.patterns
    rings = patterns.rings.enumerated().compactMap {
      RingDecoy($0.element, index: $0.offset, bolts: patterns.bolts, options: options)
    }
    rows = patterns.rows.compactMap { RowDecoy($0, bolts: patterns.bolts) }
    let grouped = Set(
      patterns.rings.flatMap(\.bolts) + patterns.rows.flatMap(\.bolts) + patterns.grids.flatMap(\.bolts))
    lone = patterns.bolts.indices.filter { !grouped.contains($0) }.map { patterns.bolts[$0] }
  }

  /// Draws the next decoy. It has bolts and groups only.
  ///
  /// - Complexity: O(b log b) for b bolts.
  func draw(_ random: inout SeededGenerator) -> Features {
    var draft = DecoyDraft()
    for (index, ring) in rings.enumerated() { ring.draw(isBase: index == 0, into: &draft, &random) }
    for row in rows { row.draw(into: &draft, &random) }
    for grid in reference.patterns.grids {
      GridDecoy.draw(grid, bolts: reference.patterns.bolts, into: &draft, &random)
    }
    scatterLoneBolts(into: &draft, &random)
    return Features(
      size: reference.size, keypoints: [], descriptors: DescriptorSet(), patterns: draft.patterns)
  }

  /// Puts the single bolts anywhere in the box round all bolts.
  private func scatterLoneBolts(into draft: inout DecoyDraft, _ random: inout SeededGenerator) {
    let centers = reference.patterns.bolts.map(\.center)
    guard !lone.isEmpty, let left = centers.map(\.x).min(), let right = centers.map(\.x).max(),
      let top = centers.map(\.y).min(), let bottom = centers.map(\.y).max()
    else { return }
    for bolt in lone {
      let point = Point(x: left + (right - left) * random.unit(), y: top + (bottom - top) * random.unit())
      _ = draft.add(bolt, at: point)
    }
  }
}

/// A decoy under way: bolts in the order they were drawn, groups that refer to them.
struct DecoyDraft {
  private var bolts: [Bolt] = []
  var rings: [BoltRing] = []
  var rows: [BoltRow] = []
  var grids: [BoltGrid] = []

  /// Adds a bolt that looks like `template`, at `point`, and returns its index.
  mutating func add(_ template: Bolt, at point: Point) -> Int {
    var bolt = template
    bolt.center = point
    bolt.outline = nil
    bolts.append(bolt)
    return bolts.count - 1
  }

  /// The patterns, their bolts strongest first as everywhere.
  var patterns: BoltPatterns {
    let order = bolts.indices.sorted { left, right in
      if Bolt.isStronger(bolts[left], bolts[right]) { return true }
      return !Bolt.isStronger(bolts[right], bolts[left]) && left < right
    }
    var position = [Int](repeating: 0, count: bolts.count)
    for (place, index) in order.enumerated() { position[index] = place }
    var result = BoltPatterns(bolts: order.map { bolts[$0] }, rings: rings, rows: rows, grids: grids)
    for index in rings.indices { result.rings[index].bolts = rings[index].bolts.map { position[$0] } }
    for index in rows.indices { result.rows[index].bolts = rows[index].bolts.map { position[$0] } }
    for index in grids.indices { result.grids[index].bolts = grids[index].bolts.map { position[$0] } }
    return result
  }
}

extension SeededGenerator {
  /// `count` different members of 0..<`bound`, all sets alike; all of them where there are no more.
  mutating func subset(_ count: Int, below bound: Int) -> Set<Int> {
    var pool = Array(0..<max(0, bound))
    let taken = min(max(0, count), pool.count)
    for place in 0..<taken { pool.swapAt(place, place + index(below: pool.count - place)) }
    return Set(pool[..<taken])
  }

  /// `list` in random order.
  mutating func shuffled(_ list: [Double]) -> [Double] {
    var list = list
    for place in list.indices.dropLast() { list.swapAt(place, place + index(below: list.count - place)) }
    return list
  }

  /// A normal deviate to the accuracy that scatter needs: twelve uniform ones less six (Irwin and Hall).
  mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + unit() } }
}
