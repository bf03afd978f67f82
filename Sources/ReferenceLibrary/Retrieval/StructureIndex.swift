// From the bolts of a frame to the references that may have the same.

import FeatureExtraction
import FeatureMatching
import ReproducibleMath

/// Finds the pictures of a library whose rings, rows and grids resemble a frame's most.
///
///     rings of the frame × rings of each picture, in every rotation, and how they lie to each other → odds (see `SketchComparison`)
///     a picture's score: those odds, and the rarity of the rows and grids that it shares
///
/// Every picture's rings are asked, at a microsecond or two each: a comparison takes some hundred times as long.
struct StructureIndex: Sendable {
  private let sketches: [PatternSketch?]
  // Pictures by row span and grid size. Looked up by key only: their order plays no part.
  private var rows: [UInt8: [Int32]] = [:]
  private var grids: [UInt16: [Int32]] = [:]

  /// log10 of the most that a shared row or grid counts.
  private static let mostRarity = 2.0
  /// Shared rows count for less than their rarity says: they are seen in parts.
  private static let rowWeight = 0.4
  /// The score of no odds for or against: so high that the most unlike ring leaves a picture above those that share nothing, which have 0.
  private static let evenScore = 100.0

  /// Indexes codes; a picture is named by its position in `codes`.
  ///
  /// - Complexity: O(size of the codes).
  init(_ codes: [StructureCode?]) {
    sketches = codes.map { $0.flatMap { $0.sketch.rings.isEmpty ? nil : $0.sketch } }
    for (position, code) in codes.enumerated() {
      guard let code else { continue }
      let picture = Int32(position)
      for span in code.rowSpans where rows[span]?.last != picture { rows[span, default: []].append(picture) }
      for size in code.gridSizes where grids[size]?.last != picture { grids[size, default: []].append(picture) }
    }
  }

  /// The pictures that resemble `features` most, best first, at most `limit`; equals by position. Empty without groups of bolts.
  ///
  /// - Complexity: O(pictures): see `SketchComparison`.
  func best(for features: Features, limit: Int) -> [Int] {
    let code = StructureCode(features.patterns)
    var scores = [Double](repeating: 0, count: sketches.count)
    if !code.sketch.rings.isEmpty {
      let comparison = SketchComparison(code.sketch)
      for (position, sketch) in sketches.enumerated() {
        guard let sketch else { continue }
        let logOdds = comparison.logOdds(sketch)
        if logOdds > -.infinity { scores[position] = max(Self.evenScore + logOdds, 0) }
      }
    }
    add(code.rowSpans.compactMap { rows[$0] }, weight: Self.rowWeight, to: &scores)
    add(code.gridSizes.compactMap { grids[$0] }, weight: 1, to: &scores)
    return TopPositions.of(scores, limit: limit)
  }

  private func add(_ lists: [[Int32]], weight: Double, to scores: inout [Double]) {
    for list in lists {
      let rarity = Elementary.decimalLogarithm(Double(sketches.count) / Double(list.count))
      for picture in list.map(Int.init) {
        if scores[picture] == 0 { scores[picture] = Self.evenScore }
        scores[picture] += weight * min(rarity, Self.mostRarity)
      }
    }
  }
}
